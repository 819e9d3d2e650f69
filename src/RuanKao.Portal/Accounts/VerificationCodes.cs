using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>
/// Sends six-digit codes and takes them back: five minutes, five tries, once, for one purpose, one address and the page that asked.
/// Who asks for codes to a stranger's address uses up his own, not the owner's.
/// </summary>
public sealed partial class VerificationCodes(PortalContext db, PersonalDataSeal seal, Outbox outbox, CodeCeilings ceilings, TimeProvider clock)
{
    /// <summary>How many an address may be sent in each span for one origin, whatever the purpose.</summary>
    public static IReadOnlyList<(int Count, TimeSpan Span)> PerOrigin { get; } =
        [(1, TimeSpan.FromMinutes(1)), (5, TimeSpan.FromHours(1)), (10, TimeSpan.FromDays(1))];

    /// <summary>How many an address may be sent for all origins together that its owner has not signed in from: nobody's telephone is flooded.</summary>
    public static IReadOnlyList<(int Count, TimeSpan Span)> ForStrangers { get; } = [(15, TimeSpan.FromHours(1)), (30, TimeSpan.FromDays(1))];

    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>What the message says the code is for, and what goes to the address where the purpose does not fit it.</summary>
    private static readonly Dictionary<CodePurpose, (string Words, string Misfit)> Purposes = new()
    {
        [CodePurpose.SignUp] = ("注册软考报名账号", NoticeTemplates.AlreadyRegistered),
        [CodePurpose.SignIn] = ("登录软考报名系统", NoticeTemplates.NotRegistered),
        [CodePurpose.Recovery] = ("重新设置密码", NoticeTemplates.NotRegistered),
        [CodePurpose.Proof] = ("修改软考报名账号的登录方式", NoticeTemplates.NotRegistered),
        [CodePurpose.Binding] = ("绑定软考报名账号", NoticeTemplates.AddressTaken),
        [CodePurpose.OwnData] = ("确认下载数据、撤回同意或注销账号", NoticeTemplates.NotRegistered),
    };

    /// <summary>Sends a code, or where the purpose does not fit the address a notice that says so: to the address, never to the page. Returns what the next page needs to take it back.</summary>
    /// <exception cref="RuleViolationException">Too many in too short a time.</exception>
    public async Task<Guid> SendAsync(CodePurpose purpose, ContactAddress address, Origin origin, bool isAccount, CancellationToken ct, bool afterPicture = false)
    {
        var (now, addressHash, originHash) = (clock.Now(), AddressHash(address), seal.Hash("network", origin.Text));
        var old = now - Kept;
        await db.VerificationCodes.Where(c => c.CreatedAt < old).ExecuteDeleteAsync(ct);
        var sequence = await NextAsync(addressHash, originHash, origin.IsKnown, now, ct);
        await ceilings.TakeAsync(purpose, address.Kind, origin, afterPicture, ct);
        for (var lost = 0; ; lost++)
        {
            var row = new VerificationCode
            {
                Purpose = purpose, AddressHash = addressHash, OriginHash = originHash, IsFromKnown = origin.IsKnown,
                Sequence = sequence, CreatedAt = now, TriesLeft = VerificationCode.Tries,
            };
            Write(row, address, fits: isAccount == (purpose is not (CodePurpose.SignUp or CodePurpose.Binding)));
            try
            {
                await db.SaveChangesAsync(ct);
                return row.Id;
            }
            catch (DbUpdateException) when (lost < ForStrangers[^1].Count)
            {
                foreach (var entry in db.ChangeTracker.Entries().Where(e => e.State == EntityState.Added).ToList()) entry.State = EntityState.Detached;
                // Another request for this address was quicker: now it may be too often.
                sequence = await NextAsync(addressHash, originHash, origin.IsKnown, now, ct);
            }
        }
    }

    /// <summary>Uses the code up; throws a violation at <paramref name="field"/> where it does not open.</summary>
    /// <param name="codeId">What <see cref="SendAsync"/> returned.</param>
    public async Task RedeemAsync(CodePurpose purpose, ContactAddress address, Guid codeId, string? typed, string field, CancellationToken ct)
    {
        var now = clock.Now();
        var (addressHash, oldest) = (AddressHash(address), now - VerificationCode.Life);
        var code = await db.VerificationCodes.AsNoTracking().SingleOrDefaultAsync(c => c.Id == codeId && c.Purpose == purpose && c.AddressHash == addressHash, ct);
        if (code is null || code.UsedAt is not null || code.CreatedAt <= oldest)
            throw new RuleViolationException(field, "验证码已失效，请重新获取");
        if (Digits(typed) is not { Length: VerificationCode.Digits } digits) throw new RuleViolationException(field, "请填写收到的6位数字");

        // The try is counted before the answer is looked at, in one statement: guesses sent together cannot share one.
        if (await db.VerificationCodes.Where(c => c.Id == code.Id && c.UsedAt == null && c.TriesLeft > 0)
                .ExecuteUpdateAsync(c => c.SetProperty(x => x.TriesLeft, x => x.TriesLeft - 1), ct) == 0)
            throw new RuleViolationException(field, "验证码输错次数过多，已失效，请重新获取");

        var isRight = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(CodeHash(code.Id, digits)), Encoding.ASCII.GetBytes(code.CodeHash ?? new string('-', PersonalDataSeal.HashLength)));
        if (!isRight) throw new RuleViolationException(field, "验证码不正确，请核对最近收到的6位数字");

        if (await db.VerificationCodes.Where(c => c.Id == code.Id && c.UsedAt == null)
                .ExecuteUpdateAsync(c => c.SetProperty(x => x.UsedAt, now), ct) == 0)
            throw new RuleViolationException(field, "验证码已使用过，请重新获取");
    }

    /// <summary>The digits of a code as people type or paste it: full-width, with blanks, or with the message around it.</summary>
    internal static string Digits(string? typed)
    {
        var folded = string.Concat((typed ?? "").Select(c => char.IsDigit(c) ? (char)('0' + char.GetNumericValue(c)) : c));
        return SixDigits().Match(folded) is { Success: true } six ? six.Value : string.Concat(folded.Where(char.IsAsciiDigit));
    }

    private void Write(VerificationCode row, ContactAddress address, bool fits)
    {
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        // Made in both cases, so that both take the same time.
        var hash = CodeHash(row.Id, code);
        if (fits)
        {
            row.CodeHash = hash;
            outbox.Add(address, NoticeTemplates.VerificationCode,
                new Dictionary<string, string> { ["code"] = code, ["purpose"] = Purposes[row.Purpose].Words }, row.CreatedAt + VerificationCode.Life);
        }
        else outbox.Add(address, Purposes[row.Purpose].Misfit, new Dictionary<string, string>());
        db.VerificationCodes.Add(row);
    }

    /// <summary>The number of the next code of this address; throws when it would come too soon.</summary>
    private async Task<int> NextAsync(string addressHash, string originHash, bool isKnown, DateTime now, CancellationToken ct)
    {
        var sent = await db.VerificationCodes.AsNoTracking().Where(c => c.AddressHash == addressHash)
            .OrderByDescending(c => c.Sequence).Select(c => new { c.Sequence, c.CreatedAt, c.OriginHash, c.IsFromKnown }).ToListAsync(ct);
        var own = Free(PerOrigin, sent.Where(c => c.OriginHash == originHash).Select(c => c.CreatedAt), now);
        var all = isKnown ? now : Free(ForStrangers, sent.Where(c => !c.IsFromKnown).Select(c => c.CreatedAt), now);
        var free = own > all ? own : all;
        if (free > now) throw new RuleViolationException("Address", $"验证码发送过于频繁，请在{Wait(free - now)}后再试");
        return sent is [var newest, ..] ? newest.Sequence + 1 : 1;
    }

    private static DateTime Free(IReadOnlyList<(int Count, TimeSpan Span)> limits, IEnumerable<DateTime> newestFirst, DateTime now)
    {
        var sent = newestFirst.ToList();
        return limits.Where(limit => sent.Count >= limit.Count).Select(limit => sent[limit.Count - 1] + limit.Span).DefaultIfEmpty(now).Max();
    }

    internal static string Wait(TimeSpan span) => span.TotalSeconds <= 60 ? $"{Math.Ceiling(span.TotalSeconds)}秒"
        : span.TotalMinutes <= 60 ? $"{Math.Ceiling(span.TotalMinutes)}分钟" : $"{Math.Ceiling(span.TotalHours)}小时";

    private string AddressHash(ContactAddress address) => seal.Hash("code-address", address.Text);

    private string CodeHash(Guid id, string code) => seal.Hash("verification-code", id.ToString("N") + code);

    [GeneratedRegex("(?<![0-9])[0-9]{6}(?![0-9])")]
    private static partial Regex SixDigits();
}
