using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>Configuration section Codes: how many codes leave the house at most, whoever asks. What a bad night may cost is these times the price of one message.</summary>
public sealed record CodeCeilingOptions
{
    public const string Section = "Codes";

    [Range(1, int.MaxValue)]
    public int SmsAnHour { get; init; } = 20_000;

    [Range(1, int.MaxValue)]
    public int SmsADay { get; init; } = 100_000;

    [Range(1, int.MaxValue)]
    public int MailsAnHour { get; init; } = 20_000;

    [Range(1, int.MaxValue)]
    public int MailsADay { get; init; } = 100_000;
}

/// <summary>How many codes left in one hour or day, by one network's wish or in all.</summary>
public sealed class CodeCount
{
    public const int KeyLength = 80;

    public required string Key { get; init; }

    public required DateTime Since { get; init; }

    public required int Count { get; set; }

    /// <summary>Whether the operator has been told that it is full.</summary>
    public bool IsTold { get; set; }
}

/// <summary>
/// Holds back floods of codes, per network and in all, in whole hours and days. The database counts in one statement,
/// so that requests which come together cannot pass a ceiling together. Passwords and codes already sent are not its matter.
/// </summary>
public sealed class CodeCeilings(PortalContext db, PersonalDataSeal seal, IOptions<CodeCeilingOptions> options, TimeProvider clock, ILogger<CodeCeilings> log)
{
    /// <summary>How many one network may ask for in an hour without having answered a picture; a whole school may sit behind one.</summary>
    public const int PerNetwork = 60;

    /// <summary>And how many having answered one each.</summary>
    public const int PerNetworkAfterPicture = 300;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <exception cref="RuleViolationException">A ceiling is reached; says until when.</exception>
    public async Task TakeAsync(CodePurpose purpose, AddressKind channel, Origin origin, bool afterPicture, CancellationToken ct)
    {
        // A browser that the owner has signed in on before does not suffer from who else is on its network.
        var networkKey = (afterPicture ? "pictured " : "open ") + seal.Hash("network", origin.Network);
        if (!origin.IsKnown && await TakeAsync(networkKey, Hour, afterPicture ? PerNetworkAfterPicture : PerNetwork, ct) is { } full)
            throw new RuleViolationException("Address", $"您所在的网络获取验证码过于频繁，请在{VerificationCodes.Wait(full - clock.Now())}后再试"
                + (purpose switch { CodePurpose.SignUp when !afterPicture => "，或改用图片验证码注册", CodePurpose.SignIn => "，或改用密码登录", _ => "" }));
        var (anHour, aDay) = channel == AddressKind.Mobile ? (options.Value.SmsAnHour, options.Value.SmsADay) : (options.Value.MailsAnHour, options.Value.MailsADay);
        await TakeOfAllAsync(channel, Hour, anHour, ct);
        await TakeOfAllAsync(channel, Day, aDay, ct);
    }

    private async Task TakeOfAllAsync(AddressKind channel, TimeSpan span, int limit, CancellationToken ct)
    {
        var key = $"all {channel} {span.TotalHours}h";
        if (await TakeAsync(key, span, limit, ct) is not { } until) return;
        if (await db.CodeCounts.Where(c => c.Key == key && c.Since == until - span && !c.IsTold).ExecuteUpdateAsync(c => c.SetProperty(x => x.IsTold, true), ct) == 1)
            log.LogCritical("The ceiling of {Limit} codes by {Channel} in {Hours} h is reached: none leaves before {Until:O}. See Codes in the settings, and who asks for so many", limit, channel, span.TotalHours, until);
        throw new RuleViolationException("Address", $"现在获取验证码的人太多，发送已暂停，请在{VerificationCodes.Wait(until - clock.Now())}后再试。已经收到的验证码仍然有效，密码登录不受影响");
    }

    /// <summary>Counts one more; null when it was taken, else when the next span begins.</summary>
    private async Task<DateTime?> TakeAsync(string key, TimeSpan span, int limit, CancellationToken ct)
    {
        var now = clock.Now();
        var since = new DateTime(now.Ticks - now.Ticks % span.Ticks, DateTimeKind.Utc);
        for (var lost = 0; ; lost++)
        {
            if (await db.CodeCounts.Where(c => c.Key == key && c.Since == since && c.Count < limit).ExecuteUpdateAsync(c => c.SetProperty(x => x.Count, x => x.Count + 1), ct) == 1) return null;
            if (await db.CodeCounts.AnyAsync(c => c.Key == key && c.Since == since && c.Count >= limit, ct)) return since + span;
            var old = now - 2 * Day;
            await db.CodeCounts.Where(c => c.Since < old).ExecuteDeleteAsync(ct);
            var first = db.CodeCounts.Add(new() { Key = key, Since = since, Count = 1 });
            try
            {
                await db.SaveChangesAsync(ct);
                return null;
            }
            // Another request began this span: count on.
            catch (DbUpdateException) when (lost < 3) { first.State = EntityState.Detached; }
        }
    }
}

public sealed class CodeCountTables : IEntityTypeConfiguration<CodeCount>
{
    public void Configure(EntityTypeBuilder<CodeCount> count)
    {
        count.ToTable("CodeCounts");
        count.HasKey(c => new { c.Key, c.Since });
        count.Property(c => c.Key).HasMaxLength(CodeCount.KeyLength);
        count.HasIndex(c => c.Since);
    }
}
