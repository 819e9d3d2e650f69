using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

/// <summary>A scan without its picture.</summary>
public sealed record KeptScan(Guid Id, DateTime AddedAt);

/// <summary>The candidate's half of 人工核验: claim, scans, hand in, withdraw. Judging is in <see cref="IdentityCaseDesk"/>.</summary>
public sealed class IdentityCaseService(PortalContext db, PersonalDataSeal seal, IdentityAttempts attempts, IOptions<IdentityCaseOptions> options)
{
    public const int MostScans = 3;
    public const int ScanBytes = 5 * 1024 * 1024;

    /// <summary>Scans show a face and more than the claim says: a consent of its own (个人信息保护法 art. 29).</summary>
    public const string ConsentSubject = "identity-scans";

    public int WorkingDays => options.Value.WorkingDays;

    /// <summary>The case that is not decided, for reading; null when there is none.</summary>
    public Task<IdentityCase?> FindOpenAsync(Guid userId, CancellationToken ct) => Open(db.IdentityCases.AsNoTracking().Include(c => c.History), userId).SingleOrDefaultAsync(ct);

    /// <summary>The newest case, decided or not, for reading.</summary>
    public Task<IdentityCase?> FindLastAsync(Guid userId, CancellationToken ct) => db.IdentityCases.AsNoTracking().Include(c => c.History)
        .Where(c => c.UserId == userId).OrderByDescending(c => c.CreatedAt).ThenBy(c => c.Id).FirstOrDefaultAsync(ct);

    public async Task<IReadOnlyList<KeptScan>> ScansAsync(Guid caseId, CancellationToken ct) =>
        await db.IdentityScans.Where(s => s.CaseId == caseId).OrderBy(s => s.AddedAt).ThenBy(s => s.Id).Select(s => new KeptScan(s.Id, s.AddedAt)).ToListAsync(ct);

    /// <summary>The guardian who consented to the present text last, so that a correction does not ask again.</summary>
    public Task<GuardianConsent?> GuardianAsync(Guid userId, CancellationToken ct) => db.Set<GuardianConsent>().AsNoTracking()
        .Where(g => g.UserId == userId && g.TextVersion == GuardianConsent.Version).OrderByDescending(g => g.At).FirstOrDefaultAsync(ct);

    /// <summary>Keeps the claim: a new draft, or over the one that is open.</summary>
    /// <exception cref="RuleViolationException">The claim does not hold, or this is not the way for it.</exception>
    public async Task<IdentityCase> SaveAsync(IdentityClaim claim, string? institutionCode, string? prefectureCode, string? words, Operation operation, CancellationToken ct)
    {
        var userId = operation.UserId!.Value;
        var held = IdentityRules.Check(claim, Beijing.Day(operation.At));
        var (hash, said) = (seal.Hash(VerifiedPeople.NumberPurpose, held.Number.LookupText), words?.Trim());
        if (said?.Length > IdentityCase.WordsLength) throw new RuleViolationException("Words", $"补充说明最多{IdentityCase.WordsLength}个字，现在有{said.Length}个");
        var prefecture = await PlaceAsync(institutionCode, prefectureCode, ct);
        var reason = await ReasonAsync(held, hash, operation, ct);
        var open = await Open(db.IdentityCases, userId).SingleOrDefaultAsync(ct);
        if (open is null)
        {
            open = new() { UserId = userId, CreatedAt = operation.At };
            db.IdentityCases.Add(open);
        }
        open.Claim(held, reason, seal.Seal(held.Number.Text), hash, institutionCode!, prefecture, said is { Length: > 0 } ? said : null);
        await GuardianConsent.KeepAsync(db, userId, claim.Guardian, held.BirthDate, operation.At, ct);
        db.Audit(operation, "identity-case.claimed", open.Id);
        await SaveAsync(ct);
        return open;
    }

    /// <summary>Adds scans to the open case, all or none.</summary>
    public async Task AddScansAsync(IReadOnlyList<byte[]> files, Operation operation, CancellationToken ct)
    {
        if (files.Count == 0) throw new RuleViolationException("Files", "请选择证件照片");
        var open = await RequireOpenAsync(operation, ct);
        var kept = await db.IdentityScans.CountAsync(s => s.CaseId == open.Id, ct);
        if (kept + files.Count > MostScans) throw new RuleViolationException("Files", $"最多{MostScans}张，已有{kept}张；要换图片，请先删除不要的");
        List<RuleViolation> faults = [];
        foreach (var (file, at) in files.Select((file, at) => (file, at)))
        {
            var which = files.Count == 1 ? "" : $"第{at + 1}张：";
            if (file.Length > ScanBytes)
            {
                faults.Add(new("Files", $"{which}每张不能超过 {ScanBytes / 1024 / 1024} MB，这张有 {file.Length / 1024.0 / 1024:0.0} MB"));
                continue;
            }
            var (jpeg, fault) = await ScanPicture.MakeAsync(file, ct);
            if (jpeg is null) faults.Add(new("Files", which + fault));
            // The instant orders them; a shared one would leave it to chance which side comes first.
            else db.IdentityScans.Add(new() { CaseId = open.Id, AddedAt = operation.At.AddMilliseconds(at), PictureSealed = seal.SealBytes(jpeg) });
        }
        RuleViolationException.ThrowIfAny(faults);
        open.Touch();
        db.Audit(operation, "identity-case.scans-added", open.Id);
        await SaveAsync(ct);
    }

    /// <summary>Takes one scan away. False where the person's open case has no such scan.</summary>
    public async Task<bool> RemoveScanAsync(Guid scanId, Operation operation, CancellationToken ct)
    {
        if (await Open(db.IdentityCases, operation.UserId!.Value).SingleOrDefaultAsync(ct) is not { } open
            || await db.IdentityScans.SingleOrDefaultAsync(s => s.Id == scanId && s.CaseId == open.Id, ct) is not { } scan) return false;
        if (open.State != IdentityCaseState.Draft && await db.IdentityScans.CountAsync(s => s.CaseId == open.Id, ct) == 1)
            throw new RuleViolationException("Files", "已提交的核验至少要有一张证件照片，请先上传新的，再删除这一张");
        db.IdentityScans.Remove(scan);
        open.Touch();
        db.Audit(operation, "identity-case.scan-removed", open.Id);
        await SaveAsync(ct);
        return true;
    }

    /// <summary>Hands the case in: from now on it waits for a reviewer.</summary>
    public async Task<IdentityCase> SendAsync(bool agreed, string consentVersion, Operation operation, CancellationToken ct)
    {
        var open = await RequireOpenAsync(operation, ct);
        // Pressed twice: what was wanted is done.
        if (open.State == IdentityCaseState.Waiting) return open;
        List<RuleViolation> faults = [];
        if (!await db.IdentityScans.AnyAsync(s => s.CaseId == open.Id, ct)) faults.Add(new("Files", "请先上传证件照片"));
        if (!agreed) faults.Add(new("Agreed", "需要您单独同意后，才能提交人工核验"));
        RuleViolationException.ThrowIfAny(faults);
        open.Send(WorkingDays, operation);
        db.Consents.Add(new() { UserId = open.UserId, Subject = ConsentSubject, TextVersion = consentVersion, At = operation.At });
        db.Audit(operation, "identity-case.sent", open.Id);
        await SaveAsync(ct);
        return open;
    }

    /// <summary>Takes the case back; its scans go at once.</summary>
    public async Task WithdrawAsync(Operation operation, CancellationToken ct)
    {
        if (await Open(db.IdentityCases.Include(c => c.History), operation.UserId!.Value).SingleOrDefaultAsync(ct) is not { } open) return;
        open.Close(operation);
        db.IdentityScans.RemoveRange(await db.IdentityScans.Where(s => s.CaseId == open.Id).ToListAsync(ct));
        db.Audit(operation, "identity-case.withdrawn", open.Id);
        await SaveAsync(ct);
    }

    private static IQueryable<IdentityCase> Open(IQueryable<IdentityCase> cases, Guid userId) =>
        cases.Where(c => c.UserId == userId && c.State != IdentityCaseState.Approved && c.State != IdentityCaseState.Closed);

    private async Task<IdentityCase> RequireOpenAsync(Operation operation, CancellationToken ct) =>
        await Open(db.IdentityCases, operation.UserId!.Value).SingleOrDefaultAsync(ct) ?? throw new RuleViolationException("", "请先填写证件信息");

    private async Task<string?> PlaceAsync(string? institutionCode, string? prefectureCode, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(institutionCode) || !await db.Institutions.AnyAsync(i => i.Code == institutionCode, ct))
            throw new RuleViolationException("InstitutionCode", "请选择准备在哪个考区报名，由该考区的审核人员核验");
        var prefectures = await db.Prefectures.Where(p => p.InstitutionCode == institutionCode).Select(p => p.Code).ToListAsync(ct);
        if (prefectures.Count == 0) return null;
        return prefectures.Contains(prefectureCode ?? "") ? prefectureCode : throw new RuleViolationException("PrefectureCode", "请选择该考区内的报名市");
    }

    private async Task<IdentityCaseReason> ReasonAsync(CheckedClaim held, string hash, Operation operation, CancellationToken ct)
    {
        var userId = operation.UserId!.Value;
        if (await db.CandidateIdentities.AsNoTracking().SingleOrDefaultAsync(i => i.UserId == userId, ct) is { } verified)
            return verified.NumberHash != hash || verified.Name != held.Name ? IdentityCaseReason.Renewal
                : throw new RuleViolationException("", "姓名和证件号码都没有变化，不需要重新核验；有效期变了，请在“更新证件有效期”中修改");
        if (held.Number.Kind != DocumentKind.ResidentIdCard) return IdentityCaseReason.OtherDocument;
        // The authority answers in seconds and costs no reviewer's time, so it is asked first.
        return await attempts.LastAsync(userId, hash, operation.At, ct) switch
        {
            RealNameVerdict.Mismatch => IdentityCaseReason.Mismatch,
            RealNameVerdict.NoRecord or RealNameVerdict.InvalidInput => IdentityCaseReason.NoRecord,
            RealNameVerdict.Unavailable => IdentityCaseReason.Outage,
            RealNameVerdict.Match => IdentityCaseReason.Taken,
            _ when await attempts.IsUsedUpByOthersAsync(userId, hash, operation.At, ct) => IdentityCaseReason.UsedUp,
            _ => throw new RuleViolationException("Number", "居民身份证请先在线认证，几秒钟就有结果；没有通过的，再申请人工核验"),
        };
    }

    private async Task SaveAsync(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            throw new RuleViolationException("", "这份核验刚在另一处修改过，或者审核人员刚刚作出决定。请刷新页面，查看最新情况后再操作");
        }
    }
}
