using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Reviews;

/// <summary>Judges registrations. A decision is bound to the version that the reviewer saw; anything newer makes it stale.</summary>
public sealed class ReviewService(PortalContext db, RoundPlaces places, INotifier notifier)
{
    /// <summary>审核通过: the fee is fixed here. False where the scope holds no such registration.</summary>
    public async Task<bool> ApproveAsync(ReviewScope scope, Guid id, int version, Operation operation, CancellationToken ct = default)
    {
        if (await WaitingAsync(scope, id, version, ct) is not { } registration) return false;
        var place = await places.FindAsync(registration.RoundId, registration.InstitutionCode, ct) ?? throw new InvalidOperationException("A registration has its round.");
        var qualification = await db.Qualifications.AsNoTracking().SingleAsync(q => q.Code == registration.QualificationCode, ct);
        var fee = place.Place.Fee.AmountFen(qualification)
            ?? throw new RuleViolationException("", $"{qualification.Name}在本考区本次考试的考试费尚未公布，不能审核通过。公布后请再审核");
        // Nobody is approved into a fee that can no longer be paid; the office extends the window first.
        if (fee > 0 && place.Place.Payment.IsOver(operation.At))
            throw new RuleViolationException("", $"缴费已于 {Beijing.Deadline(place.Place.Payment.To!.Value)} 截止，审核通过后考生也无法缴费。请先由考试机构延长缴费时间");
        registration.Approve(fee, operation);
        db.Audit(operation, "review.approved", registration.Id);
        var values = new Dictionary<string, string> { ["round"] = place.Title, ["fee"] = Money.Yuan(fee), ["deadline"] = place.Place.Payment.To is { } end ? Beijing.Deadline(end) : "缴费截止时间" };
        await notifier.NotifyAsync(registration.UserId, fee == 0 ? NoticeTemplates.PaymentSettled : NoticeTemplates.RegistrationApproved, values, new NoticeTerms(fee == 0 ? null : place.Place.Payment.To), ct);
        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>退回修改 with a reason that the candidate reads. False where the scope holds no such registration.</summary>
    public async Task<bool> ReturnAsync(ReviewScope scope, Guid id, int version, IEnumerable<string>? reasons, string? words, Operation operation, CancellationToken ct = default)
    {
        if (await WaitingAsync(scope, id, version, ct) is not { } registration) return false;
        var reason = Reason(reasons, words);
        registration.Return(reason, operation);
        db.Audit(operation, "review.returned", registration.Id);
        var place = await places.FindAsync(registration.RoundId, registration.InstitutionCode, ct) ?? throw new InvalidOperationException("A registration has its round.");
        await notifier.NotifyAsync(registration.UserId, NoticeTemplates.RegistrationReturned, new Dictionary<string, string> { ["round"] = place.Title, ["reason"] = reason },
            new NoticeTerms(place.Place.HandInUntil(registration.State, operation.At, operation.At)), ct);
        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>申请变更 comes into force as a whole; before payment the fee follows it. False where the scope holds no such registration.</summary>
    public async Task<bool> ApproveChangeAsync(ReviewScope scope, Guid id, int version, Operation operation, CancellationToken ct = default)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await ChangeWaitingAsync(scope, id, version, ct) is not var (registration, change)) return false;
        var place = await places.FindAsync(registration.RoundId, registration.InstitutionCode, ct) ?? throw new InvalidOperationException("A registration has its round.");
        if (place.Place.ChangeUntil(registration.State, operation.At) is null)
            throw new RuleViolationException("", registration.State == RegistrationState.Approved && place.Place.Payment.IsOver(operation.At)
                ? $"缴费已于 {Beijing.Deadline(place.Place.Payment.To!.Value)} 截止，变更不能再生效" : $"报考数据已于 {Beijing.Deadline(place.Place.FreezesAt)} 冻结，变更不能再生效，请退回");
        var suspended = await db.Suspensions.AsNoTracking().Where(s => s.RoundId == registration.RoundId && s.InstitutionCode == registration.InstitutionCode).ToListAsync(ct);
        if (suspended.Any(s => s.Covers(change.ExamRegionCode, change.QualificationCode))) throw new RuleViolationException("", "变更后的考试考区或报考资格已停考，请退回");
        var qualification = await db.Qualifications.AsNoTracking().SingleAsync(q => q.Code == change.QualificationCode, ct);
        var fee = registration.State == RegistrationState.Paid ? registration.FeeFen!.Value : place.Place.Fee.AmountFen(qualification)
            ?? throw new RuleViolationException("", $"{qualification.Name}的考试费尚未公布，变更不能生效。公布后请再审核");
        change.Approve(operation);
        registration.ApproveChange(change.Answers, change.PhotoId, fee, operation);
        db.Audit(operation, "review.change-approved", registration.Id);
        await notifier.NotifyAsync(registration.UserId, NoticeTemplates.ChangeApproved, new Dictionary<string, string> { ["round"] = place.Title }, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>The change does not come into force, for a reason that the candidate reads; what was approved stays. False where the scope holds no such registration.</summary>
    public async Task<bool> ReturnChangeAsync(ReviewScope scope, Guid id, int version, IEnumerable<string>? reasons, string? words, Operation operation, CancellationToken ct = default)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await ChangeWaitingAsync(scope, id, version, ct) is not var (registration, change)) return false;
        var reason = Reason(reasons, words);
        change.Return(reason, operation);
        registration.ReturnChange(reason, operation);
        db.Audit(operation, "review.change-returned", registration.Id);
        var round = await db.ExamRounds.AsNoTracking().SingleAsync(r => r.Id == registration.RoundId, ct);
        await notifier.NotifyAsync(registration.UserId, NoticeTemplates.ChangeReturned,
            new Dictionary<string, string> { ["round"] = round.Name + "软考", ["reason"] = reason }, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private async Task<(Registration, ChangeRequest)?> ChangeWaitingAsync(ReviewScope scope, Guid id, int version, CancellationToken ct)
    {
        await db.HoldAsync(id, ct);
        var registration = await scope.Within(db.Registrations).SingleOrDefaultAsync(r => r.Id == id, ct);
        if (registration is null) return null;
        if (registration.Version != version || !registration.ChangeWaits) throw new DbUpdateConcurrencyException("The change was decided or withdrawn after the reviewer opened it.");
        return (registration, await db.ChangeRequests.SingleAsync(c => c.RegistrationId == id && c.State == ChangeState.Waiting, ct));
    }

    private static string Reason(IEnumerable<string>? reasons, string? words)
    {
        var reason = ReturnReasons.Compose(reasons, words);
        if (reason.Length == 0) throw new RuleViolationException(nameof(DecisionForm.Words), "请选择或写明退回原因，考生按它修改");
        if (reason.Length > Registration.ReasonLength) throw new RuleViolationException(nameof(DecisionForm.Words), $"退回原因最多{Registration.ReasonLength}个字，现在有{reason.Length}个");
        return reason;
    }

    private async Task<Registration?> WaitingAsync(ReviewScope scope, Guid id, int version, CancellationToken ct)
    {
        var registration = await scope.Within(db.Registrations).SingleOrDefaultAsync(r => r.Id == id, ct);
        if (registration is not null && (registration.Version != version || registration.State != RegistrationState.Submitted))
            throw new DbUpdateConcurrencyException("The registration was changed after the reviewer opened it.");
        return registration;
    }
}
