using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Reviews;

/// <summary>What a decision needs to take effect: where, for how much (null where it costs nothing to say), and the change it is about.</summary>
public sealed record ReviewEffect(RoundPlaceView Place, int? FeeFen, ChangeRequest? Change);

/// <summary>Lets decisions take effect: moves the registration, fixes the fee, tells the candidate. In the caller's transaction, which holds the registration's row.</summary>
public sealed class ReviewEffects(PortalContext db, RoundPlaces places, INotifier notifier)
{
    /// <summary>Looks at everything the effect depends on, as at an instant; throws what the reviewer or the office can do something about.</summary>
    public async Task<ReviewEffect> PrepareAsync(Registration registration, ReviewKind kind, DateTime at, CancellationToken ct)
    {
        var place = await places.FindAsync(registration.RoundId, registration.InstitutionCode, ct) ?? throw new InvalidOperationException("A registration has its round.");
        var change = kind is ReviewKind.ApproveChange or ReviewKind.ReturnChange
            ? await db.ChangeRequests.SingleAsync(c => c.RegistrationId == registration.Id && c.State == ChangeState.Waiting, ct) : null;
        return new(place, kind switch
        {
            ReviewKind.Approve => await FeeAsync(registration, place, at, ct),
            ReviewKind.ApproveChange => await FeeAsync(registration, change!, place, at, ct),
            _ => null,
        }, change);
    }

    public async Task ApplyAsync(Registration registration, ReviewDecision decision, ReviewEffect effect, DateTime at, CancellationToken ct)
    {
        var (place, operation) = (effect.Place, new Operation(decision.ReviewerId, Role.Reviewer, at));
        var values = new Dictionary<string, string> { ["round"] = place.Title };
        if (decision.Reason is { } reason) values["reason"] = reason;
        var terms = NoticeTerms.None;
        string template, action;
        switch (decision.Kind)
        {
            case ReviewKind.Approve:
                registration.Approve(effect.FeeFen!.Value, operation);
                (values["fee"], values["deadline"]) = (Money.Yuan(effect.FeeFen.Value), place.Place.Payment.To is { } end ? Beijing.Deadline(end) : "缴费截止时间");
                (template, action) = (effect.FeeFen == 0 ? NoticeTemplates.PaymentSettled : NoticeTemplates.RegistrationApproved, "review.approved");
                if (effect.FeeFen > 0) terms = new(place.Place.Payment.To);
                break;
            case ReviewKind.Return:
                registration.Return(decision.Reason!, operation);
                terms = new(place.Place.HandInUntil(registration.State, at, at));
                (template, action) = (NoticeTemplates.RegistrationReturned, "review.returned");
                break;
            case ReviewKind.ApproveChange:
                effect.Change!.Approve(operation);
                registration.ApproveChange(effect.Change.Answers, effect.Change.PhotoId, effect.FeeFen!.Value, operation);
                (template, action) = (NoticeTemplates.ChangeApproved, "review.change-approved");
                break;
            default:
                effect.Change!.Return(decision.Reason!, operation);
                registration.ReturnChange(decision.Reason!, operation);
                (template, action) = (NoticeTemplates.ChangeReturned, "review.change-returned");
                break;
        }
        decision.TakeEffect(at);
        await db.SecondReviews.Where(s => s.RegistrationId == registration.Id).ExecuteDeleteAsync(ct);
        db.Audit(operation, action, registration.Id);
        await notifier.NotifyAsync(registration.UserId, template, values, terms, ct);
    }

    private async Task<int> FeeAsync(Registration registration, RoundPlaceView place, DateTime at, CancellationToken ct)
    {
        var qualification = await db.Qualifications.AsNoTracking().SingleAsync(q => q.Code == registration.QualificationCode, ct);
        var fee = place.Place.Fee.AmountFen(qualification)
            ?? throw new RuleViolationException("", $"{qualification.Name}在本考区本次考试的考试费尚未公布，不能审核通过。公布后请再审核");
        if (fee > 0 && Expired(place, at) is { } expired) throw new RuleViolationException("", $"{expired}。不能审核通过，请先由考试机构更新收费依据");
        // Nobody is approved into a fee that can no longer be paid; the office extends the window first.
        return fee == 0 || !place.Place.Payment.IsOver(at) ? fee
            : throw new RuleViolationException("", $"缴费已于 {Beijing.Deadline(place.Place.Payment.To!.Value)} 截止，审核通过后考生也无法缴费。请先由考试机构延长缴费时间");
    }

    private async Task<int> FeeAsync(Registration registration, ChangeRequest change, RoundPlaceView place, DateTime at, CancellationToken ct)
    {
        if (place.Place.ChangeUntil(registration.State, at) is null)
            throw new RuleViolationException("", registration.State == RegistrationState.Approved && place.Place.Payment.IsOver(at)
                ? $"缴费已于 {Beijing.Deadline(place.Place.Payment.To!.Value)} 截止，变更不能再生效" : $"报考数据已于 {Beijing.Deadline(place.Place.FreezesAt)} 冻结，变更不能再生效，请退回");
        var suspended = await db.Suspensions.AsNoTracking().Where(s => s.RoundId == registration.RoundId && s.InstitutionCode == registration.InstitutionCode).ToListAsync(ct);
        if (suspended.Any(s => s.Covers(change.ExamRegionCode, change.QualificationCode))) throw new RuleViolationException("", "变更后的考试考区或报考资格已停考，请退回");
        if (registration.State == RegistrationState.Paid) return registration.FeeFen!.Value;
        var qualification = await db.Qualifications.AsNoTracking().SingleAsync(q => q.Code == change.QualificationCode, ct);
        var fee = place.Place.Fee.AmountFen(qualification) ?? throw new RuleViolationException("", $"{qualification.Name}的考试费尚未公布，变更不能生效。公布后请再审核");
        return fee == 0 || Expired(place, at) is not { } expired ? fee : throw new RuleViolationException("", $"{expired}。变更不能生效，请先由考试机构更新收费依据");
    }

    /// <summary>A fee is charged until payment closes; its approval has to hold so long.</summary>
    private static string? Expired(RoundPlaceView place, DateTime at)
    {
        var (payment, from) = (place.Place.Payment, place.Place.Payment.From > at ? place.Place.Payment.From.Value : at);
        return place.Place.Fee.WhyNot(from, payment.To > from ? payment.To.Value : from.AddTicks(1));
    }
}
