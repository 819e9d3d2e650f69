using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;

namespace RuanKao.Portal.Registrations;

/// <summary>The registrations as a person's data. What was paid is a record of the exam; of the rest only number and course stay.</summary>
public sealed class RegistrationHoldings(PortalContext db, RegistrationPapers papers, RegistrationFormPapers forms, VerifiedPeople people, PersonalDataSeal seal, TimeProvider clock) : IPersonalDataSource, IPhotoHolder
{
    public string Title => "报名";

    public int Order => 40;

    public IReadOnlyList<DataKind> Kinds { get; } =
    [
        new("报名表：报考、工作、学习和联络信息", "报名审核和考试安排", "到注销账号为止"),
        new("已缴费报名的姓名、证件号码、报考资格、照片", "考试档案：成绩、证书须能对应到本人", RetentionWords.ExamRecord),
        new("报名号和审核经过", "查清每一步由谁在何时办理", RetentionWords.ExamRecord),
    ];

    public async Task ExportAsync(Guid userId, PersonalDataExport export, CancellationToken ct)
    {
        foreach (var (registration, round) in await MineAsync(userId, ct))
        {
            // A draft of somebody whose identity is not verified any more has no person to be written out with.
            var paper = registration.Person is not null || await people.IsVerifiedAsync(userId, ct) ? await papers.OfAsync(registration, Beijing.Today(clock), whole: true, ct) : null;
            export.Add("报名", [
                ("考试", round.Name), ("报名号", registration.Number), ("系统识别码", registration.SystemCode), ("状态", registration.Words.ForCandidate),
                ("提交时间", registration.SubmittedAt), ("缴费时间", registration.PaidAt), ("退回原因", registration.ReturnReason),
                .. (paper?.Groups ?? []).SelectMany(g => g.Rows).Select(r => (r.Question, (object?)r.Answer)),
                ("经过", string.Join("；", registration.Steps.Select(s => $"{Beijing.Moment(s.At)} {RegistrationLifecycle.Table.Words(s.To).ForCandidate}"))),
            ]);
            if (registration.State == RegistrationState.Paid) export.AddFile($"报名/{RegistrationFormPapers.FileName(registration)}", (await forms.PrintAsync(registration, ct)).Bytes);
            foreach (var change in await db.ChangeRequests.AsNoTracking().Where(c => c.RegistrationId == registration.Id).OrderBy(c => c.CreatedAt).ToListAsync(ct))
                export.Add("申请变更", ("报名号", registration.Number), ("申请时间", change.CreatedAt), ("状态", change.Words.ForCandidate), ("退回原因", change.ReturnReason),
                    ("通讯地址", change.Form.Address), ("手机号码", change.Form.Mobile), ("Email", change.Form.Email), ("工作单位", change.Form.Employer), ("所在学校", change.Form.School));
        }
    }

    public async Task<IReadOnlyList<string>> ObstaclesAsync(Guid userId, CancellationToken ct)
    {
        var (obstacles, today) = (new List<string>(), Beijing.Today(clock));
        foreach (var (registration, round) in await MineAsync(userId, ct))
        {
            if (registration is { RefundDueFen: not null, State: not RegistrationState.Refunded })
                obstacles.Add($"您在{round.Name}的考试费（报名号 {registration.Number}）还没有退回，请等退款完成");
            if (round.ExamTo < today || !RegistrationLifecycle.Live.Contains(registration.State)) continue;
            obstacles.Add(registration.State == RegistrationState.Paid
                ? $"您已缴费的{round.Name}报名（报名号 {registration.Number}）还没有考完，{Beijing.DaySentence(round.ExamTo)}考试结束后才能办理"
                : $"您在{round.Name}有一个有效的报名（报名号 {registration.Number}），请先取消报名");
        }
        return obstacles;
    }

    public async Task<IReadOnlyList<DataKind>> KeptAsync(Guid userId, CancellationToken ct) =>
        await db.Registrations.AnyAsync(r => r.UserId == userId && r.State == RegistrationState.Paid, ct)
            ? [new("已缴费报名的姓名、证件号码（加密）、报考资格和考区", "考试档案：成绩、证书须能对应到本人", RetentionWords.ExamRecord)]
            : await db.Registrations.AnyAsync(r => r.UserId == userId && r.Number != null, ct)
                ? [new("报名号和审核经过（不含姓名和号码）", "查清每一步由谁在何时办理", RetentionWords.ExamRecord)] : [];

    public async Task EraseAsync(Guid userId, Operation operation, CancellationToken ct)
    {
        var own = db.Registrations.Where(r => r.UserId == userId).Select(r => r.Id);
        await db.ChangeRequests.Where(c => own.Contains(c.RegistrationId)).ExecuteDeleteAsync(ct);
        foreach (var (registration, _) in await MineAsync(userId, ct, tracked: true))
        {
            if (registration.Number is null)
            {
                db.RemoveRange(registration.History);
                db.Remove(registration);
            }
            else registration.Forget(seal.Seal(RegisteredPerson.Erased));
        }
        await db.SaveChangesAsync(ct);
    }

    /// <summary>A photo that hangs on a registration, whatever became of it, or on a change of it stays.</summary>
    public async Task<IReadOnlyCollection<Guid>> HeldAsync(IReadOnlyCollection<Guid> photoIds, CancellationToken ct) =>
    [
        .. await db.Registrations.Where(r => r.PhotoId != null && photoIds.Contains(r.PhotoId.Value)).Select(r => r.PhotoId!.Value).Distinct().ToListAsync(ct),
        .. await db.ChangeRequests.Where(c => c.PhotoId != null && photoIds.Contains(c.PhotoId.Value)).Select(c => c.PhotoId!.Value).Distinct().ToListAsync(ct),
    ];

    /// <summary>Photos of paid registrations belong to the record of the exam.</summary>
    public async Task<IReadOnlyCollection<Guid>> RecordsAsync(Guid userId, CancellationToken ct) =>
        await db.Registrations.Where(r => r.UserId == userId && r.PhotoId != null && r.State == RegistrationState.Paid).Select(r => r.PhotoId!.Value).Distinct().ToListAsync(ct);

    public async Task ReleaseAsync(Guid userId, CancellationToken ct)
    {
        var (held, own) = (await RecordsAsync(userId, ct), db.Registrations.Where(r => r.UserId == userId).Select(r => r.Id));
        await db.ChangeRequests.Where(c => own.Contains(c.RegistrationId) && c.PhotoId != null && !held.Contains(c.PhotoId.Value)).ExecuteUpdateAsync(c => c.SetProperty(x => x.PhotoId, (Guid?)null), ct);
        await db.Registrations.Where(r => r.UserId == userId && r.PhotoId != null && r.State != RegistrationState.Paid).ExecuteUpdateAsync(r => r.SetProperty(x => x.PhotoId, (Guid?)null), ct);
    }

    private async Task<IReadOnlyList<(Registration Registration, ExamRound Round)>> MineAsync(Guid userId, CancellationToken ct, bool tracked = false)
    {
        var all = tracked ? db.Registrations : db.Registrations.AsNoTracking();
        var mine = await all.Include(r => r.Qualification).Include(r => r.History).Where(r => r.UserId == userId).OrderBy(r => r.CreatedAt).ToListAsync(ct);
        var ids = mine.Select(r => r.RoundId).ToList();
        var rounds = await db.ExamRounds.AsNoTracking().Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, ct);
        return [.. mine.Select(r => (r, rounds[r.RoundId]))];
    }
}
