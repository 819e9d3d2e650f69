using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Office.Plans;

/// <summary>What the national administration does to a round: drafts, edits, publishes, corrects and closes it.</summary>
public sealed class RoundPlans(PortalContext db, PlanCorrections corrections)
{
    public const int FirstYear = 2020;
    public const int LastYear = 2099;

    /// <summary>A draft for a half-year that has no round yet, copied where a pattern is named. Its code.</summary>
    public async Task<string> DraftAsync(NewPlanForm typed, Operation operation, CancellationToken ct)
    {
        List<RuleViolation> faults = [];
        if (typed.Year is not (>= FirstYear and <= LastYear)) faults.Add(new(nameof(typed.Year), "请填写四位年份"));
        if (typed.Half is not (1 or 2)) faults.Add(new(nameof(typed.Half), "请选择"));
        if (typed.ExamFrom is not { } day) faults.Add(new(nameof(typed.ExamFrom), "请填写考试第一天"));
        else if (faults.Count == 0 && (day.Year != typed.Year || (day.Month <= 6 ? 1 : 2) != typed.Half)) faults.Add(new(nameof(typed.ExamFrom), $"{day:yyyy-MM-dd} 不在{typed.Year}年{(typed.Half == 1 ? "上" : "下")}半年"));
        var from = typed.From is null or "" or "none" ? null : await TrackedAsync(typed.From, ct);
        if (string.IsNullOrEmpty(typed.From)) faults.Add(new(nameof(typed.From), "请选择复制自哪一轮次"));
        else if (from is null && typed.From != "none") faults.Add(new(nameof(typed.From), "没有这个轮次"));
        RuleViolationException.ThrowIfAny(faults);
        var round = PlanCopies.Draft(from, typed.Year!.Value, typed.Half!.Value, typed.ExamFrom!.Value);
        if (await db.ExamRounds.AnyAsync(r => r.Code == round.Code, ct)) throw new RuleViolationException(nameof(typed.Year), $"{round.Name}已经有考试计划");
        db.Add(round);
        db.Audit(operation, "plan.drafted", round.Id);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e is not DbUpdateConcurrencyException)
        {
            throw new RuleViolationException(nameof(typed.Year), $"{round.Name}刚由他人建立");
        }
        return round.Code;
    }

    public Task<CorrectionPreview?> DaysAsync(string code, DaysForm typed, Operation operation, CancellationToken ct)
    {
        List<RuleViolation> faults = [];
        if (typed.ExamFrom is null) faults.Add(new(nameof(typed.ExamFrom), "请填写考试第一天"));
        if (typed.ExamTo is null) faults.Add(new(nameof(typed.ExamTo), "请填写考试最后一天"));
        if (typed.ExamTo < typed.ExamFrom) faults.Add(new(nameof(typed.ExamTo), "考试的最后一天早于第一天"));
        if (typed.ExamTo?.DayNumber - typed.ExamFrom?.DayNumber > 31) faults.Add(new(nameof(typed.ExamTo), "考试最多跨 32 天，请核对年份和月份"));
        var remark = typed.Remark?.ReplaceLineEndings("\n").Trim() ?? "";
        if (remark.Length > ExamRound.RemarkLength) faults.Add(new(nameof(typed.Remark), $"最多{ExamRound.RemarkLength}个字，现在有{remark.Length}个"));
        RuleViolationException.ThrowIfAny(faults);
        return ChangeAsync(code, PlanPart.Days, typed, null, round =>
        {
            // Sittings stay as far from the first day as they were.
            var days = typed.ExamFrom!.Value.DayNumber - round.ExamFrom.DayNumber;
            foreach (var sitting in round.Offerings.SelectMany(o => o.Sittings)) sitting.Day = sitting.Day.AddDays(days);
            (round.ExamFrom, round.ExamTo, round.PlanRemark) = (typed.ExamFrom.Value, typed.ExamTo!.Value, remark);
        }, operation, ct);
    }

    /// <summary>Opens the qualifications with these sittings, or gives those that are open these.</summary>
    public async Task<CorrectionPreview?> SittingsAsync(string code, SittingsForm typed, Operation operation, CancellationToken ct)
    {
        var qualifications = await ChosenAsync(typed, ct);
        var rows = SittingRows.Read(typed.Rows, qualifications);
        var codes = qualifications.Select(q => q.Code).ToList();
        var seated = await SeatedAsync(code, codes, ct);
        return await ChangeAsync(code, PlanPart.Offerings, typed, codes, round =>
        {
            foreach (var chosen in codes)
            {
                var offering = round.Offerings.Find(o => o.QualificationCode == chosen);
                if (offering is null) db.Add(offering = new() { RoundId = round.Id, QualificationCode = chosen });
                if (seated && !offering.Sittings.Select(s => s.Batch).Distinct().Order().SequenceEqual(rows.Select(r => r.Batch).Distinct().Order()))
                    throw new RuleViolationException("", "已经编排座位，批次不能增减，只能更正日期、时间和科目");
                SittingRows.Apply(db, round, offering, rows);
            }
        }, operation, ct);
    }

    /// <summary>取消开考; refused where somebody has registered for it.</summary>
    public async Task<CorrectionPreview?> RemoveAsync(string code, SittingsForm typed, Operation operation, CancellationToken ct)
    {
        var qualifications = await ChosenAsync(typed, ct);
        var (codes, rounds) = (qualifications.Select(q => q.Code).ToList(), db.ExamRounds);
        var taken = await db.Registrations.Where(r => r.State != RegistrationState.Draft && codes.Contains(r.QualificationCode!) && rounds.Any(e => e.Id == r.RoundId && e.Code == code))
            .GroupBy(r => r.QualificationCode).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        RuleViolationException.ThrowIfAny([.. taken.Select(t => new RuleViolation("", $"{qualifications.First(q => q.Code == t.Key).Name}已有 {t.Count:N0} 个报名，不能取消开考；不再举行的，请各机构办理停考"))]);
        return await ChangeAsync(code, PlanPart.Offerings, typed, codes, round =>
        {
            foreach (var offering in round.Offerings.Where(o => codes.Contains(o.QualificationCode)).ToList())
            {
                db.RemoveRange(offering.Sittings);
                db.Remove(offering);
                round.Offerings.Remove(offering);
            }
        }, operation, ct);
    }

    /// <summary>发布: refused while anything is missing.</summary>
    public async Task PublishAsync(string code, int version, Operation operation, CancellationToken ct)
    {
        var round = await CurrentAsync(code, version, ct);
        if (round.State != RoundState.Draft) throw new RuleViolationException("", "这个轮次已经发布");
        RuleViolationException.ThrowIfAny([.. PlanChecks.Of(round).Select(fault => new RuleViolation("", fault.Message))]);
        round.Move(RoundEvent.Publish, operation.Role);
        db.Audit(operation, "plan.published", round.Id);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>删除草稿: a round that was never published leaves nothing but its audit.</summary>
    public async Task RemoveDraftAsync(string code, int version, Operation operation, CancellationToken ct)
    {
        var round = await CurrentAsync(code, version, ct);
        if (round.State != RoundState.Draft) throw new RuleViolationException("", "这个轮次已经发布，不能删除");
        db.RemoveRange(round.Offerings.SelectMany(o => o.Sittings));
        db.RemoveRange(round.Offerings);
        db.Remove(round);
        db.Audit(operation with { Why = round.Name }, "plan.draft-removed", round.Id);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>关闭: nothing of the round changes any more; only after the exam.</summary>
    public async Task CloseAsync(string code, int version, Operation operation, CancellationToken ct)
    {
        var round = await CurrentAsync(code, version, ct);
        if (WhyNotClose(round, operation.At) is { } why) throw new RuleViolationException("", why);
        round.Move(RoundEvent.Close, operation.Role);
        db.Audit(operation, "plan.closed", round.Id);
        await db.SaveChangesAsync(ct);
    }

    public static string? WhyNotClose(ExamRound round, DateTime now) => round.State switch
    {
        RoundState.Draft => "草稿没有发布，不需要关闭",
        RoundState.Closed => "这个轮次已经关闭",
        _ => Beijing.Day(now) <= round.ExamTo ? $"考试要到 {round.ExamTo:yyyy-MM-dd} 才结束，结束以后才能关闭" : null,
    };

    private async Task<CorrectionPreview?> ChangeAsync(string code, PlanPart part, PlanForm typed, IReadOnlyList<string>? qualifications, Action<ExamRound> change, Operation operation, CancellationToken ct)
    {
        var round = await CurrentAsync(code, typed.Version, ct);
        if (round.State == RoundState.Closed) throw new RuleViolationException("", "这个轮次已经关闭，不能再更改");
        var names = await db.Qualifications.OrderBy(q => q.Order).ToDictionaryAsync(q => q.Code, q => q.Name, ct);
        var (before, known, sat) = (PlanWords.Lines(round, names), PlanChecks.Of(round), round.Offerings.ToDictionary(o => o.QualificationCode, PlanWords.Words));
        change(round);
        db.ChangeTracker.DetectChanges();
        if (round.State == RoundState.Published)
        {
            RuleViolationException.ThrowIfAny([.. PlanChecks.Of(round).Except(known).Select(fault => new RuleViolation("", fault.Message))]);
            var touched = db.Registrations.Where(r => r.RoundId == round.Id && (qualifications == null || qualifications.Contains(r.QualificationCode!)));
            var moved = round.Offerings.Where(o => sat.TryGetValue(o.QualificationCode, out var words) && words != PlanWords.Words(o)).Select(o => o.QualificationCode).ToList();
            if (await corrections.WeighAsync(round.Id, null, PlanWords.Differences(before, PlanWords.Lines(round, names)), touched, moved, typed, operation, ct) is { } preview)
            {
                db.ChangeTracker.Clear();
                return preview;
            }
            round.Move(RoundEvent.Correct, operation.Role);
            db.Audit(operation with { Why = typed.Why!.Trim() }, "plan.corrected", round.Id);
        }
        else
        {
            round.ToCheck &= ~part;
            db.Audit(operation, "plan.changed", round.Id);
        }
        // Sittings are rows of their own: whoever looked at the round before must notice all the same.
        db.Entry(round).Property(r => r.PlanRemark).IsModified = true;
        await db.SaveChangesAsync(ct);
        return null;
    }

    private async Task<List<Qualification>> ChosenAsync(SittingsForm typed, CancellationToken ct)
    {
        var chosen = await db.Qualifications.Where(q => typed.Codes.Contains(q.Code)).OrderBy(q => q.Order).ToListAsync(ct);
        return chosen.Count > 0 ? chosen : throw new RuleViolationException("", "请先选择资格");
    }

    private Task<bool> SeatedAsync(string code, List<string> codes, CancellationToken ct)
    {
        var (rounds, registrations) = (db.ExamRounds, db.Registrations);
        return db.AdmissionTickets.AnyAsync(t => rounds.Any(e => e.Id == t.RoundId && e.Code == code) && registrations.Any(r => r.Id == t.RegistrationId && codes.Contains(r.QualificationCode!)), ct);
    }

    private async Task<ExamRound> CurrentAsync(string code, int version, CancellationToken ct)
    {
        // All of them, so that an offering that is added finds its own.
        await db.Qualifications.LoadAsync(ct);
        var round = await TrackedAsync(code, ct) ?? throw new InvalidOperationException("The round is looked up before it is edited.");
        return round.Version == version ? round : throw new DbUpdateConcurrencyException("The round was changed after the page was opened.");
    }

    private Task<ExamRound?> TrackedAsync(string code, CancellationToken ct) => db.ExamRounds.Include(r => r.Offerings).ThenInclude(o => o.Qualification)
        .Include(r => r.Offerings).ThenInclude(o => o.Sittings).AsSplitQuery().OrderBy(r => r.Id).FirstOrDefaultAsync(r => r.Code == code, ct);
}
