using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

/// <summary>实名认证: asks the authority once the claim holds by itself, and keeps what it confirmed.</summary>
public sealed class IdentityService(PortalContext db, PersonalDataSeal seal, IRealNameGateway authority, IdentityAttempts attempts)
{
    /// <summary>The consent of its own that identity data needs (个人信息保护法 art. 29).</summary>
    public const string ConsentSubject = "identity";

    public const string Taken = "此证件号码已由另一个账号完成实名认证。请改用那个账号登录，忘记密码可以在登录页重新设置；如果那不是您本人的账号，请申请人工核验，由审核人员核对证件后处理";

    public Task<CandidateIdentity?> FindAsync(Guid userId, CancellationToken ct) => db.CandidateIdentities.SingleOrDefaultAsync(i => i.UserId == userId, ct);

    /// <exception cref="RuleViolationException">The claim does not hold, is not confirmed, or cannot be asked about now.</exception>
    public async Task VerifyAsync(IdentityClaim claim, string consentVersion, string network, Operation operation, CancellationToken ct)
    {
        var userId = operation.UserId!.Value;
        var held = IdentityRules.Check(claim, Beijing.Day(operation.At));
        if (claim.Kind != DocumentKind.ResidentIdCard) throw new RuleViolationException("Kind", "这种证件不能在线核验，请申请人工核验");
        if (await db.CandidateIdentities.AnyAsync(i => i.UserId == userId, ct)) throw new RuleViolationException("", "您已完成实名认证，不需要再次认证");
        var attempt = await attempts.ReserveAsync(userId, seal.Hash(VerifiedPeople.NumberPurpose, held.Number.LookupText), network, operation.At, ct);

        // Outside any transaction: the authority may take seconds.
        var verdict = await authority.VerifyAsync(held.Name, held.Number.Text, ct);
        attempt.Verdict = verdict;

        // Whose number it is is told only to those who know the name too; the rest learn nothing of other accounts.
        var isTaken = verdict == RealNameVerdict.Match && await db.CandidateIdentities.AnyAsync(i => i.NumberHash == attempt.NumberHash, ct);
        if (verdict == RealNameVerdict.Match && !isTaken)
        {
            await KeepAsync(held, attempt.NumberHash, consentVersion, operation, ct);
            await GuardianConsent.KeepAsync(db, userId, claim.Guardian, held.BirthDate, operation.At, ct);
        }
        else db.Audit(operation, "identity.refused", userId);
        try { await db.SaveChangesAsync(ct); }
        catch (DbUpdateException) when (verdict == RealNameVerdict.Match)
        {
            // Another account was confirmed in the same instant; that the question was answered stays on record.
            isTaken = true;
            db.ChangeTracker.Clear();
            await db.IdentityAttempts.Where(a => a.Id == attempt.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.Verdict, verdict), ct);
        }
        if (isTaken) throw new RuleViolationException("Number", Taken);
        Throw(verdict);
    }

    /// <summary>A card was renewed or a date mistyped: the confirmed pair of name and number stays as it is.</summary>
    public async Task RenewAsync(DateOnly? validFrom, DateOnly? validTo, bool isLongTerm, Operation operation, CancellationToken ct)
    {
        var identity = await FindAsync(operation.UserId!.Value, ct) ?? throw new InvalidOperationException("Nothing is verified yet.");
        IdentityRules.CheckDates(identity.DocumentKind, validFrom, validTo, isLongTerm, identity.BirthDate, Beijing.Day(operation.At));
        (identity.ValidFrom, identity.ValidTo) = (validFrom!.Value, isLongTerm ? null : validTo);
        db.Audit(operation, "identity.validity-changed", identity.UserId);
        await db.SaveChangesAsync(ct);
    }

    private async Task KeepAsync(CheckedClaim held, string numberHash, string consentVersion, Operation operation, CancellationToken ct)
    {
        var userId = operation.UserId!.Value;
        db.CandidateIdentities.Add(new()
        {
            UserId = userId, DocumentKind = held.Number.Kind, Name = held.Name,
            NumberSealed = seal.Seal(held.Number.Text), NumberHash = numberHash, Sex = held.Sex, BirthDate = held.BirthDate,
            ValidFrom = held.ValidFrom, ValidTo = held.ValidTo, VerifiedAt = operation.At, VerifiedBy = authority.Name,
        });
        (await db.Users.SingleAsync(u => u.Id == userId, ct)).DisplayName = held.Name;
        db.Consents.Add(new() { UserId = userId, Subject = ConsentSubject, TextVersion = consentVersion, At = operation.At });
        // Nobody need look any more at what a reviewer was asked meanwhile.
        if (await db.IdentityCases.SingleOrDefaultAsync(c => c.UserId == userId && c.State != IdentityCaseState.Approved && c.State != IdentityCaseState.Closed, ct) is { } open)
            open.Close(Operation.BySystem(operation.At, "已在线认证通过"));
        db.Audit(operation, "identity.verified", userId);
    }

    private static void Throw(RealNameVerdict verdict)
    {
        switch (verdict)
        {
            case RealNameVerdict.Mismatch:
                throw new RuleViolationException("Number", "姓名与证件号码不一致，请按证件逐字核对。" + IdentityRules.CertificateHint + "核对无误、近期改过姓名的，可以申请人工核验");
            case RealNameVerdict.NoRecord:
                throw new RuleViolationException("Number", "没有查到这个证件号码的记录，请核对；号码无误时，可能是近期改名、户口迁移或现役军人。" + IdentityRules.CertificateHint + "也可以申请人工核验");
            case RealNameVerdict.InvalidInput:
                throw new RuleViolationException("Number", "认证机构无法识别姓名或证件号码，请按证件逐字核对；核对无误的，可以申请人工核验");
            case RealNameVerdict.Unavailable:
                throw new RuleViolationException("", "实名认证服务暂时无法使用，您填写的内容还在本页，请稍后再提交；这次不计入认证次数。着急报名的，可以申请人工核验");
        }
    }
}
