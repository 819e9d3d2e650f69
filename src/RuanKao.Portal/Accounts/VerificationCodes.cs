using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>Sends six-digit codes and takes them back: five minutes, five tries, once, for one purpose and one address.</summary>
public sealed class VerificationCodes(PortalContext db, PersonalDataSeal seal, Outbox outbox, TimeProvider clock)
{
    /// <summary>How many an address may be sent in each span, whatever the purpose.</summary>
    public static IReadOnlyList<(int Count, TimeSpan Span)> PerAddress { get; } =
        [(1, TimeSpan.FromMinutes(1)), (5, TimeSpan.FromHours(1)), (10, TimeSpan.FromDays(1))];

    /// <summary>How many one network may ask for in an hour without having answered a picture; a whole school may sit behind one.</summary>
    public const int PerNetworkAndHour = 60;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private static readonly Dictionary<CodePurpose, string> Words = new()
    {
        [CodePurpose.SignUp] = "注册软考报名账号", [CodePurpose.SignIn] = "登录软考报名系统", [CodePurpose.Recovery] = "重新设置密码",
    };

    /// <summary>Sends a code, or where the purpose does not fit the address a notice that says so: to the address, never to the page.</summary>
    /// <exception cref="RuleViolationException">Too many in too short a time.</exception>
    public async Task SendAsync(CodePurpose purpose, ContactAddress address, string network, bool isAccount, CancellationToken ct)
    {
        var now = clock.Now();
        var (addressHash, networkHash) = (AddressHash(address), NetworkHash(network));
        await ThrottleAsync(purpose, addressHash, networkHash, now, ct);
        var old = now - Kept;
        await db.VerificationCodes.Where(c => c.CreatedAt < old).ExecuteDeleteAsync(ct);

        var row = new VerificationCode { Purpose = purpose, AddressHash = addressHash, NetworkHash = networkHash, CreatedAt = now, TriesLeft = VerificationCode.Tries };
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        var fits = isAccount != (purpose == CodePurpose.SignUp);
        if (fits)
        {
            row.CodeHash = CodeHash(row.Id, code);
            outbox.Add(address, NoticeTemplates.VerificationCode,
                new Dictionary<string, string> { ["code"] = code, ["purpose"] = Words[purpose] }, now + VerificationCode.Life);
        }
        else outbox.Add(address, isAccount ? NoticeTemplates.AlreadyRegistered : NoticeTemplates.NotRegistered, new Dictionary<string, string>());
        db.VerificationCodes.Add(row);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Uses the newest code of this purpose and address up; throws a violation at <paramref name="field"/> where it does not open.</summary>
    public async Task RedeemAsync(CodePurpose purpose, ContactAddress address, string? typed, string field, CancellationToken ct)
    {
        var now = clock.Now();
        var (addressHash, oldest) = (AddressHash(address), now - VerificationCode.Life);
        var code = await db.VerificationCodes.AsNoTracking().Where(c => c.Purpose == purpose && c.AddressHash == addressHash)
            .OrderByDescending(c => c.CreatedAt).FirstOrDefaultAsync(ct);
        if (code is null || code.UsedAt is not null || code.CreatedAt <= oldest)
            throw new RuleViolationException(field, "验证码已失效，请重新获取");

        // The try is counted before the answer is looked at, in one statement: guesses sent together cannot share one.
        if (await db.VerificationCodes.Where(c => c.Id == code.Id && c.UsedAt == null && c.TriesLeft > 0)
                .ExecuteUpdateAsync(c => c.SetProperty(x => x.TriesLeft, x => x.TriesLeft - 1), ct) == 0)
            throw new RuleViolationException(field, "验证码输错次数过多，已失效，请重新获取");

        var digits = new string([.. (typed ?? "").Where(char.IsDigit).Select(c => (char)('0' + char.GetNumericValue(c)))]);
        var isRight = CryptographicOperations.FixedTimeEquals(
            System.Text.Encoding.ASCII.GetBytes(CodeHash(code.Id, digits)), System.Text.Encoding.ASCII.GetBytes(code.CodeHash ?? new string('-', PersonalDataSeal.HashLength)));
        if (!isRight) throw new RuleViolationException(field, "验证码不正确，请核对收到的6位数字");

        if (await db.VerificationCodes.Where(c => c.Id == code.Id && c.UsedAt == null)
                .ExecuteUpdateAsync(c => c.SetProperty(x => x.UsedAt, now), ct) == 0)
            throw new RuleViolationException(field, "验证码已使用过，请重新获取");
    }

    private async Task ThrottleAsync(CodePurpose purpose, string addressHash, string networkHash, DateTime now, CancellationToken ct)
    {
        var dayAgo = now - PerAddress[^1].Span;
        var sent = await db.VerificationCodes.Where(c => c.AddressHash == addressHash && c.CreatedAt > dayAgo)
            .OrderByDescending(c => c.CreatedAt).Select(c => c.CreatedAt).ToListAsync(ct);
        var free = PerAddress.Where(limit => sent.Count >= limit.Count).Select(limit => sent[limit.Count - 1] + limit.Span).DefaultIfEmpty(now).Max();
        if (free > now) throw new RuleViolationException("Address", $"验证码发送过于频繁，请在{Wait(free - now)}后再试");
        if (purpose == CodePurpose.SignUp) return;
        var hourAgo = now.AddHours(-1);
        if (await db.VerificationCodes.CountAsync(c => c.NetworkHash == networkHash && c.Purpose != CodePurpose.SignUp && c.CreatedAt > hourAgo, ct) >= PerNetworkAndHour)
            throw new RuleViolationException("Address", "您所在网络请求验证码过于频繁，请稍后再试，或改用密码登录");
    }

    internal static string Wait(TimeSpan span) => span.TotalSeconds <= 60 ? $"{Math.Ceiling(span.TotalSeconds)}秒"
        : span.TotalMinutes <= 60 ? $"{Math.Ceiling(span.TotalMinutes)}分钟" : $"{Math.Ceiling(span.TotalHours)}小时";

    private string AddressHash(ContactAddress address) => seal.Hash("code-address", address.Text);

    private string NetworkHash(string network) => seal.Hash("network", network);

    private string CodeHash(Guid id, string code) => seal.Hash("verification-code", id.ToString("N") + code);
}
