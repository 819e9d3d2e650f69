using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>合理便利申请 as a person's data: handed out whole, erased with the account, and in any case some time after the exam.</summary>
public sealed class AccommodationHoldings(PortalContext db, PersonalDataSeal seal) : IPersonalDataSource, IExpiringRows
{
    /// <summary>Long enough to answer a complaint about the exam day.</summary>
    public static readonly TimeSpan AfterExam = TimeSpan.FromDays(90);

    private const string Subject = "accommodation";

    public string Title => "合理便利申请";

    // After the registrations, on which it hangs: what is later goes first.
    public int Order => 45;

    public IReadOnlyList<DataKind> Kinds { get; } =
    [
        new("申请的便利、情况说明、证明材料（健康、残疾等敏感信息，加密保存）", "决定和安排考试当天的合理便利；只有负责考务的工作人员能看，每次打开都有记录", $"到您撤回申请为止，最迟考试结束后{AfterExam.Days}天或注销账号时"),
        new("考试机构的答复和同意的便利", "编排座位、印在准考证上", "同上"),
    ];

    public async Task<IReadOnlyList<ConsentGiven>> ConsentsAsync(Guid userId, CancellationToken ct) =>
        [.. (await Of(userId).AsNoTracking().OrderByDescending(a => a.ConsentAt).ToListAsync(ct))
            .Select(a => new ConsentGiven(Subject, "为合理便利处理健康等敏感信息（在“合理便利申请”中撤回）", a.ConsentVersion, a.ConsentAt, a.ConsentWithdrawnAt))];

    public async Task ExportAsync(Guid userId, PersonalDataExport export, CancellationToken ct)
    {
        var requests = await Of(userId).AsNoTracking().Include(a => a.Items).ThenInclude(i => i.Kind).Include(a => a.History).AsSplitQuery().OrderBy(a => a.AskedAt).ToListAsync(ct);
        foreach (var request in requests)
        {
            var number = await db.Registrations.Where(r => r.Id == request.RegistrationId).Select(r => r.Number).SingleAsync(ct);
            export.Add("合理便利申请", [
                ("报名号", number), ("状态", request.Words.ForCandidate), ("申请时间", request.AskedAt), ("答复时间", request.DecidedAt),
                .. request.Items.OrderBy(i => i.Order).Select(i => (i.Kind.Words, (object?)(i.IsGranted switch { null => "待处理", false => "未同意", _ => "同意：" + i.Printed }))),
                ("具体情况和需要", Open(request.WordsSealed)), ("答复", Open(request.ReplySealed)),
                ("同意的文本版本", request.ConsentVersion), ("同意时间", request.ConsentAt), ("撤回同意时间", request.ConsentWithdrawnAt),
                ("经过", string.Join("；", request.Moments().Select(m => $"{Beijing.Moment(m.At)} {m.Moment.Title}"))),
            ]);
            var n = 0;
            foreach (var proof in await db.AccommodationProofs.AsNoTracking().Where(p => p.RequestId == request.Id).OrderBy(p => p.AddedAt).ThenBy(p => p.Id).ToListAsync(ct))
                export.AddFile($"合理便利证明材料/{request.AskedAt:yyyyMMddHHmmss}-{++n}.{(proof.Format == ProofFormat.Pdf ? "pdf" : "jpg")}", seal.OpenBytes(proof.FileSealed));
        }
    }

    public Task EraseAsync(Guid userId, Operation operation, CancellationToken ct) => DeleteAsync(Of(userId).Select(a => a.Id), ct);

    /// <summary>Whatever became of it: once the exam of its round is over for so long, the whole request goes.</summary>
    public async Task<int> SweepAsync(DateTime now, CancellationToken ct)
    {
        var day = Beijing.Day(now - AfterExam);
        var over = db.ExamRounds.Where(r => r.ExamTo < day).Select(r => r.Id);
        var registrations = db.Registrations;
        return await DeleteAsync(db.AccommodationRequests.Where(a => registrations.Any(r => r.Id == a.RegistrationId && over.Contains(r.RoundId))).Select(a => a.Id), ct);
    }

    private async Task<int> DeleteAsync(IQueryable<Guid> requests, CancellationToken ct)
    {
        await db.AccommodationProofs.Where(p => requests.Contains(p.RequestId)).ExecuteDeleteAsync(ct);
        await db.Set<AccommodationItem>().Where(i => requests.Contains(i.RequestId)).ExecuteDeleteAsync(ct);
        await db.Set<AccommodationStep>().Where(s => requests.Contains(s.RequestId)).ExecuteDeleteAsync(ct);
        return await db.AccommodationRequests.Where(a => requests.Contains(a.Id)).ExecuteDeleteAsync(ct);
    }

    private IQueryable<AccommodationRequest> Of(Guid userId)
    {
        var registrations = db.Registrations;
        return db.AccommodationRequests.Where(a => registrations.Any(r => r.Id == a.RegistrationId && r.UserId == userId));
    }

    private string? Open(string? text) => text is null ? null : seal.Open(text);
}
