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
        await notifier.NotifyAsync(registration.UserId, fee == 0 ? NoticeTemplates.PaymentSettled : NoticeTemplates.RegistrationApproved, values, ct);
        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>退回修改 with a reason that the candidate reads. False where the scope holds no such registration.</summary>
    public async Task<bool> ReturnAsync(ReviewScope scope, Guid id, int version, IEnumerable<string>? reasons, string? words, Operation operation, CancellationToken ct = default)
    {
        if (await WaitingAsync(scope, id, version, ct) is not { } registration) return false;
        var reason = ReturnReasons.Compose(reasons, words);
        if (reason.Length == 0) throw new RuleViolationException(nameof(DecisionForm.Words), "请选择或写明退回原因，考生按它修改");
        if (reason.Length > Registration.ReasonLength) throw new RuleViolationException(nameof(DecisionForm.Words), $"退回原因最多{Registration.ReasonLength}个字，现在有{reason.Length}个");
        registration.Return(reason, operation);
        db.Audit(operation, "review.returned", registration.Id);
        var round = await db.ExamRounds.AsNoTracking().SingleAsync(r => r.Id == registration.RoundId, ct);
        await notifier.NotifyAsync(registration.UserId, NoticeTemplates.RegistrationReturned,
            new Dictionary<string, string> { ["round"] = round.Name + "软考", ["reason"] = reason }, ct);
        await db.SaveChangesAsync(ct);
        return true;
    }

    private async Task<Registration?> WaitingAsync(ReviewScope scope, Guid id, int version, CancellationToken ct)
    {
        var registration = await scope.Within(db.Registrations).SingleOrDefaultAsync(r => r.Id == id, ct);
        if (registration is not null && (registration.Version != version || registration.State != RegistrationState.Submitted))
            throw new DbUpdateConcurrencyException("The registration was changed after the reviewer opened it.");
        return registration;
    }
}
