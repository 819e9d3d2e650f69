using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

/// <summary>实名认证: asks the authority once the claim holds by itself, and keeps what it confirmed.</summary>
public sealed class IdentityService(PortalContext db, PersonalDataSeal seal, IRealNameGateway authority)
{
    /// <summary>Questions a day, for one account and about one number.</summary>
    public const int AttemptsADay = 5;

    /// <summary>The consent of its own that identity data needs (个人信息保护法 art. 29).</summary>
    public const string ConsentSubject = "identity";

    public Task<CandidateIdentity?> FindAsync(Guid userId, CancellationToken ct) => db.CandidateIdentities.SingleOrDefaultAsync(i => i.UserId == userId, ct);

    /// <exception cref="RuleViolationException">The claim does not hold, is not confirmed, or cannot be asked about now.</exception>
    public async Task VerifyAsync(IdentityClaim claim, string consentVersion, Operation operation, CancellationToken ct)
    {
        var userId = operation.UserId!.Value;
        var (name, number) = IdentityRules.Check(claim, Beijing.Day(operation.At));
        if (await db.CandidateIdentities.AnyAsync(i => i.UserId == userId, ct)) throw new RuleViolationException("", "您已完成实名认证，不需要再次认证");
        var attempt = await ReserveAsync(userId, seal.Hash(VerifiedPeople.NumberPurpose, number.Text), operation.At, ct);

        // Outside any transaction: the authority may take seconds.
        attempt.Verdict = await authority.VerifyAsync(name, number.Text, ct);

        // Whose number it is is told only to those who know the name too; the rest learn nothing of other accounts.
        var isTaken = attempt.Verdict == RealNameVerdict.Match && await db.CandidateIdentities.AnyAsync(i => i.NumberHash == attempt.NumberHash, ct);
        if (attempt.Verdict == RealNameVerdict.Match && !isTaken) await KeepAsync(claim, name, number, attempt.NumberHash, consentVersion, operation, ct);
        else db.Audit(operation, "identity.refused", userId);
        try { await db.SaveChangesAsync(ct); }
        catch (DbUpdateException) when (attempt.Verdict == RealNameVerdict.Match) { isTaken = true; }
        if (isTaken) throw new RuleViolationException("Number", "此证件号码已由另一个账号完成实名认证。请改用那个账号登录，忘记密码可以在登录页重新设置；如果那不是您本人的账号，请联系报考地考试机构核实");
        Throw(attempt.Verdict.Value);
    }

    /// <summary>A card was renewed or a date mistyped: the confirmed pair of name and number stays as it is.</summary>
    public async Task RenewAsync(DateOnly? validFrom, DateOnly? validTo, bool isLongTerm, Operation operation, CancellationToken ct)
    {
        var identity = await FindAsync(operation.UserId!.Value, ct) ?? throw new InvalidOperationException("Nothing is verified yet.");
        IdentityRules.CheckDates(validFrom, validTo, isLongTerm, identity.BirthDate, Beijing.Day(operation.At));
        (identity.ValidFrom, identity.ValidTo) = (validFrom!.Value, isLongTerm ? null : validTo);
        db.Audit(operation, "identity.validity-changed", identity.UserId);
        await db.SaveChangesAsync(ct);
    }

    private async Task<IdentityAttempt> ReserveAsync(Guid userId, string numberHash, DateTime now, CancellationToken ct)
    {
        var dayAgo = now.AddDays(-1);
        // What the authority could not answer is nobody's failed attempt.
        var counted = db.IdentityAttempts.Where(a => a.At > dayAgo && a.Verdict != RealNameVerdict.Unavailable);
        if (await counted.CountAsync(a => a.UserId == userId, ct) >= AttemptsADay || await counted.CountAsync(a => a.NumberHash == numberHash, ct) >= AttemptsADay)
            throw new RuleViolationException("", $"24小时内最多可以认证{AttemptsADay}次，请明天再试。请先仔细核对姓名和证件号码");
        var attempt = new IdentityAttempt { UserId = userId, NumberHash = numberHash, At = now };
        db.IdentityAttempts.Add(attempt);
        await db.SaveChangesAsync(ct);
        return attempt;
    }

    private async Task KeepAsync(IdentityClaim claim, string name, ResidentIdNumber number, string numberHash, string consentVersion, Operation operation, CancellationToken ct)
    {
        var userId = operation.UserId!.Value;
        db.CandidateIdentities.Add(new()
        {
            UserId = userId, DocumentKind = claim.Kind, Name = name,
            NumberSealed = seal.Seal(number.Text), NumberHash = numberHash, Sex = number.Sex, BirthDate = number.BirthDate,
            ValidFrom = claim.ValidFrom!.Value, ValidTo = claim.IsLongTerm ? null : claim.ValidTo,
            VerifiedAt = operation.At, VerifiedBy = authority.Name,
        });
        (await db.Users.SingleAsync(u => u.Id == userId, ct)).DisplayName = name;
        db.Consents.Add(new() { UserId = userId, Subject = ConsentSubject, TextVersion = consentVersion, At = operation.At });
        db.Audit(operation, "identity.verified", userId);
    }

    private static void Throw(RealNameVerdict verdict)
    {
        switch (verdict)
        {
            case RealNameVerdict.Mismatch:
                throw new RuleViolationException("Number", "姓名与证件号码不一致，请按证件逐字核对。" + IdentityRules.CertificateHint);
            case RealNameVerdict.NoRecord:
                throw new RuleViolationException("Number", "没有查到这个证件号码的记录，请核对；号码无误时，可能是近期改名、户口迁移或现役军人。" + IdentityRules.CertificateHint);
            case RealNameVerdict.InvalidInput:
                throw new RuleViolationException("Number", "认证机构无法识别姓名或证件号码，请按证件逐字核对");
            case RealNameVerdict.Unavailable:
                throw new RuleViolationException("", "实名认证服务暂时无法使用，您填写的内容还在本页，请稍后再提交；这次不计入认证次数");
        }
    }
}
