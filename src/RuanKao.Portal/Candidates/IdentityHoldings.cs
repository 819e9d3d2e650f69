using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

/// <summary>实名认证 as a person's data.</summary>
public sealed class IdentityHoldings(PortalContext db, PersonalDataSeal seal) : IPersonalDataSource
{
    private static readonly Dictionary<string, string> Titles = new()
    {
        [IdentityService.ConsentSubject] = "实名认证使用身份信息", [IdentityCaseService.ConsentSubject] = "人工核验使用证件照片",
    };

    public string Title => "实名认证";

    public int Order => 20;

    public IReadOnlyList<DataKind> Kinds { get; } =
    [
        new("姓名、证件类型、证件号码、有效期、性别、出生日期", "核实是您本人，防止冒名和重复报名；证件号码加密保存", "到您撤回同意或注销账号为止"),
        new("人工核验的申请和证件照片", "认证机构无法核验时由工作人员核对；加密保存，只有负责的审核人员能看", "到您撤回同意或注销账号为止"),
        new("未满14周岁考生的监护人姓名和关系", "监护人同意（《个人信息保护法》第三十一条）", "到注销账号为止"),
        new("核验次数（号码只保存不可还原的摘要）", "防止有人试探他人的号码", "到注销账号为止"),
    ];

    public WithdrawableConsent? Consent { get; } = new(IdentityService.ConsentSubject, "实名认证使用身份信息",
        "撤回后，系统删除您的实名认证信息和上传的证件材料。以后报名需要重新同意并认证。");

    public async Task<IReadOnlyList<ConsentGiven>> ConsentsAsync(Guid userId, CancellationToken ct) =>
        [.. (await db.Consents.AsNoTracking().Where(c => c.UserId == userId && c.Subject != Accounts.Consent.Account).OrderByDescending(c => c.At).ToListAsync(ct))
            .Select(c => new ConsentGiven(c.Subject, Titles.GetValueOrDefault(c.Subject, c.Subject), c.TextVersion, c.At, c.WithdrawnAt)),
            .. (await db.Set<GuardianConsent>().AsNoTracking().Where(g => g.UserId == userId).OrderByDescending(g => g.At).ToListAsync(ct))
            .Select(g => new ConsentGiven("guardian", "监护人同意处理未满14周岁考生的信息", g.TextVersion, g.At))];

    public async Task ExportAsync(Guid userId, PersonalDataExport export, CancellationToken ct)
    {
        if (await db.CandidateIdentities.AsNoTracking().SingleOrDefaultAsync(i => i.UserId == userId, ct) is { } identity)
            export.Add("实名认证", ("姓名", identity.Name), ("证件类型", identity.DocumentKind.Word()), ("证件号码", seal.Open(identity.NumberSealed)), ("性别", identity.Sex.Word()),
                ("出生日期", identity.BirthDate), ("证件生效期", identity.ValidFrom), ("证件失效期", identity.ValidTo is { } end ? end : "长期"),
                ("认证时间", identity.VerifiedAt), ("认证机构", identity.VerifiedBy));
        foreach (var guardian in await db.Set<GuardianConsent>().AsNoTracking().Where(g => g.UserId == userId).OrderBy(g => g.At).ToListAsync(ct))
            export.Add("监护人同意", ("监护人姓名", guardian.GuardianName), ("关系", guardian.Relation), ("文本版本", guardian.TextVersion), ("时间", guardian.At));
        foreach (var file in await db.IdentityCases.AsNoTracking().Include(c => c.History).Where(c => c.UserId == userId).OrderBy(c => c.CreatedAt).ToListAsync(ct))
        {
            export.Add("人工核验", ("状态", file.StateWords.ForCandidate), ("姓名", file.Name), ("证件类型", file.DocumentKind.Word()), ("证件号码", file.NumberSealed.Length > 0 ? seal.Open(file.NumberSealed) : null),
                ("出生日期", file.BirthDate), ("说明", file.Words), ("提交时间", file.SentAt), ("答复时间", file.DecidedAt), ("退回原因", file.ReturnReason));
            var n = 0;
            foreach (var scan in await db.IdentityScans.AsNoTracking().Where(s => s.CaseId == file.Id).OrderBy(s => s.AddedAt).ToListAsync(ct))
                export.AddFile($"证件照片/{file.CreatedAt:yyyyMMddHHmmss}-{++n}.jpg", seal.OpenBytes(scan.PictureSealed));
        }
        foreach (var attempt in await db.IdentityAttempts.AsNoTracking().Where(a => a.UserId == userId).OrderBy(a => a.At).ToListAsync(ct))
            export.Add("实名核验记录", ("时间", attempt.At), ("结果", attempt.Verdict));
    }

    public async Task EraseAsync(Guid userId, Operation operation, CancellationToken ct)
    {
        var cases = db.IdentityCases.Where(c => c.UserId == userId).Select(c => c.Id);
        await db.IdentityScans.Where(s => cases.Contains(s.CaseId)).ExecuteDeleteAsync(ct);
        await db.Set<IdentityCaseStep>().Where(s => cases.Contains(s.CaseId)).ExecuteDeleteAsync(ct);
        await db.IdentityCases.Where(c => c.UserId == userId).ExecuteDeleteAsync(ct);
        await db.Set<GuardianConsent>().Where(g => g.UserId == userId).ExecuteDeleteAsync(ct);
        await db.CandidateIdentities.Where(i => i.UserId == userId).ExecuteDeleteAsync(ct);
        await db.IdentityAttempts.Where(a => a.UserId == userId).ExecuteDeleteAsync(ct);
        await db.Consents.Where(c => c.UserId == userId && c.Subject != Accounts.Consent.Account && c.WithdrawnAt == null)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.WithdrawnAt, operation.At), ct);
        // The shown name was the verified one.
        (await db.Users.SingleAsync(u => u.Id == userId, ct)).DisplayName = null;
    }
}
