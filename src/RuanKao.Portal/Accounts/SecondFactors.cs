using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>
/// The second factor of staff (GB/T 22239-2019: two factors for whoever administers). Identity's own authenticator keeps the secret readable,
/// takes a code twice and allows two steps of drift, so the check is ours; see docs/decisions.
/// </summary>
public sealed class SecondFactors(PortalContext db, PersonalDataSeal seal, IDataProtectionProvider protection, IConfiguration configuration, INotifier notifier, TimeProvider clock)
{
    /// <summary>The setting that turns the second factor off where Production does not run.</summary>
    public const string Setting = "Accounts:SecondFactor";

    private const string Alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
    private static readonly TimeSpan SetupLife = TimeSpan.FromMinutes(30);

    public bool AreRequired => configuration.GetValue(Setting, SecondFactorRule.Required) == SecondFactorRule.Required;

    public Task<bool> IsEnrolledAsync(Guid userId, CancellationToken ct) => db.SecondFactors.AnyAsync(f => f.UserId == userId, ct);

    public Task<SecondFactor?> FindAsync(Guid userId, CancellationToken ct) => db.SecondFactors.AsNoTracking().SingleOrDefaultAsync(f => f.UserId == userId, ct);

    public Task<int> RecoveryCodesLeftAsync(Guid userId, CancellationToken ct) => db.RecoveryCodes.CountAsync(c => c.UserId == userId && c.UsedAt == null, ct);

    /// <summary>A fresh secret on its way to the phone, sealed into the form: showing the page writes nothing.</summary>
    public string NewSetup(Guid userId) =>
        Protector(userId).Protect(JsonSerializer.Serialize(new Setup(Convert.ToHexString(Totp.NewSecret()), clock.Now() + SetupLife)));

    /// <summary>The secret of a setup; null where it is not this account's or too old.</summary>
    public byte[]? SecretOf(Guid userId, string? setup)
    {
        if (string.IsNullOrEmpty(setup)) return null;
        try
        {
            var opened = JsonSerializer.Deserialize<Setup>(Protector(userId).Unprotect(setup))!;
            return opened.Until > clock.Now() ? Convert.FromHexString(opened.Secret) : null;
        }
        catch (CryptographicException) { return null; }
    }

    /// <summary>Takes the secret for the account's own once the phone has shown that it knows it; gives the recovery codes, which nobody can ask for again.</summary>
    public async Task<IReadOnlyList<string>> EnrolAsync(Guid userId, byte[] secret, string? typed, Operation operation, CancellationToken ct)
    {
        var step = Totp.StepOf(DigitsOf(typed), secret, clock.Now(), lastUsed: 0)
            ?? throw new RuleViolationException("Code", "口令不正确。请核对手机上当前显示的6位数字；如果一直不对，请检查手机的时间是否准确");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.SecondFactors.Where(f => f.UserId == userId).ExecuteDeleteAsync(ct);
        db.SecondFactors.Add(new() { UserId = userId, SecretSealed = seal.Seal(Convert.ToHexString(secret)), EnrolledAt = clock.Now(), LastStep = step });
        db.Audit(operation, "second-factor.enrolled", userId);
        var codes = await NewCodesAsync(userId, ct);
        await transaction.CommitAsync(ct);
        return codes;
    }

    /// <summary>New recovery codes; the old ones open nothing any more.</summary>
    public async Task<IReadOnlyList<string>> RenewCodesAsync(Guid userId, string? typed, Operation operation, CancellationToken ct)
    {
        await CheckAsync(userId, typed, operation.Role, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Audit(operation, "second-factor.codes-renewed", userId);
        var codes = await NewCodesAsync(userId, ct);
        await transaction.CommitAsync(ct);
        return codes;
    }

    /// <summary>Takes a code of the authenticator or a recovery code, each once.</summary>
    /// <exception cref="RuleViolationException">It does not open, or too many were tried.</exception>
    public async Task<SecondStep> CheckAsync(Guid userId, string? typed, Role role, CancellationToken ct)
    {
        // The try is counted before the answer is looked at, in one statement: guesses sent together cannot share one.
        await CountTryAsync(userId, ct);
        var factor = await db.SecondFactors.AsNoTracking().SingleAsync(f => f.UserId == userId, ct);
        var text = new string([.. (typed ?? "").Where(char.IsLetterOrDigit)]);
        if (text.All(char.IsDigit) && text.Length == Totp.Digits)
        {
            var digits = DigitsOf(text);
            var secret = Convert.FromHexString(seal.Open(factor.SecretSealed));
            if (Totp.StepOf(digits, secret, clock.Now(), factor.LastStep) is { } step)
            {
                if (await db.SecondFactors.Where(f => f.UserId == userId && f.LastStep < step).ExecuteUpdateAsync(f => f
                        .SetProperty(x => x.LastStep, step).SetProperty(x => x.TriesMade, 0).SetProperty(x => x.TriesSince, (DateTime?)null), ct) == 1)
                    return SecondStep.Authenticator;
            }
            else if (Totp.StepOf(digits, secret, clock.Now(), lastUsed: 0) is null)
                throw new RuleViolationException("Code", "口令不正确，请核对手机上当前显示的6位数字");
            throw new RuleViolationException("Code", "这个口令已经用过了，每个口令只能用一次。请等手机上换出下一个（最多30秒）再填写");
        }
        if (text.Length == RecoveryCode.Length && await UseRecoveryCodeAsync(userId, text.ToLowerInvariant(), role, ct)) return SecondStep.RecoveryCode;
        throw new RuleViolationException("Code", "口令或恢复码不正确，请核对后再试");
    }

    /// <summary>Takes the lost phone out of the account: the next sign-in begins with a new enrolment.</summary>
    public async Task ResetAsync(Guid userId, Operation operation, CancellationToken ct)
    {
        db.RemoveRange(await db.SecondFactors.Where(f => f.UserId == userId).ToListAsync(ct));
        db.RemoveRange(await db.RecoveryCodes.Where(c => c.UserId == userId).ToListAsync(ct));
        db.Audit(operation, "second-factor.reset", userId);
        await notifier.NotifyAsync(userId, NoticeTemplates.SecondFactorReset, new Dictionary<string, string>(), ct);
    }

    private async Task CountTryAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.Now();
        var old = now - SecondFactor.TriesSpan;
        var own = db.SecondFactors.Where(f => f.UserId == userId);
        if (await own.Where(f => f.TriesSince == null || f.TriesSince <= old)
                .ExecuteUpdateAsync(f => f.SetProperty(x => x.TriesSince, now).SetProperty(x => x.TriesMade, 1), ct) == 1) return;
        if (await own.Where(f => f.TriesMade < SecondFactor.Tries).ExecuteUpdateAsync(f => f.SetProperty(x => x.TriesMade, x => x.TriesMade + 1), ct) == 1) return;
        var since = await own.Select(f => f.TriesSince).SingleAsync(ct) ?? now;
        throw new RuleViolationException("Code", $"连续输错{SecondFactor.Tries}次，请在{VerificationCodes.Wait(since + SecondFactor.TriesSpan - now)}后再试");
    }

    private async Task<bool> UseRecoveryCodeAsync(Guid userId, string code, Role role, CancellationToken ct)
    {
        var (hash, now) = (HashOf(userId, code), clock.Now());
        if (await db.RecoveryCodes.Where(c => c.UserId == userId && c.Hash == hash && c.UsedAt == null)
                .ExecuteUpdateAsync(c => c.SetProperty(x => x.UsedAt, now), ct) == 0) return false;
        await db.SecondFactors.Where(f => f.UserId == userId).ExecuteUpdateAsync(f => f.SetProperty(x => x.TriesMade, 0).SetProperty(x => x.TriesSince, (DateTime?)null), ct);
        db.Audit(new(userId, role, now), "second-factor.recovery-code-used", userId);
        var left = await RecoveryCodesLeftAsync(userId, ct);
        await notifier.NotifyAsync(userId, NoticeTemplates.RecoveryCodeUsed, new Dictionary<string, string> { ["left"] = left.ToString(CultureInfo.InvariantCulture) }, ct);
        await db.SaveChangesAsync(ct);
        return true;
    }

    private async Task<IReadOnlyList<string>> NewCodesAsync(Guid userId, CancellationToken ct)
    {
        var codes = Enumerable.Range(0, RecoveryCode.Count).Select(_ => RandomNumberGenerator.GetString(Alphabet, RecoveryCode.Length)).ToList();
        await db.RecoveryCodes.Where(c => c.UserId == userId).ExecuteDeleteAsync(ct);
        db.RecoveryCodes.AddRange(codes.Select(code => new RecoveryCode { UserId = userId, Hash = HashOf(userId, code) }));
        await db.SaveChangesAsync(ct);
        return [.. codes.Select(code => code[..5] + "-" + code[5..])];
    }

    private string HashOf(Guid userId, string code) => seal.Hash("recovery-code", userId.ToString("N") + code);

    // Whoever types on a Chinese keyboard may get full-width digits.
    private static string DigitsOf(string? typed) => new([.. (typed ?? "").Where(char.IsDigit).Select(c => (char)('0' + char.GetNumericValue(c)))]);

    private IDataProtector Protector(Guid userId) => protection.CreateProtector("RuanKao.Portal.SecondFactor", userId.ToString("N"));

    private sealed record Setup(string Secret, DateTime Until);
}
