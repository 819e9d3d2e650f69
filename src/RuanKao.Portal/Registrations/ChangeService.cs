using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>申请变更 from the candidate's side: ask, withdraw. Judging is in the Reviews room.</summary>
public sealed class ChangeService(PortalContext db, RegistrationService registrations, RegistrationDepartures departures, VerifiedPeople people)
{
    /// <summary>Why no change can be asked for now, in the candidate's words; null where one can. Open payments are asked after too.</summary>
    public async Task<string?> WhyNotAsync(Registration registration, RoundPlaceView place, DateTime now, CancellationToken ct = default)
    {
        if (!RegistrationLifecycle.Table.Allows(registration.State, RegistrationEvent.RequestChange, Role.Candidate))
            return $"您的报名现在是“{registration.Words.ForCandidate}”，不能申请变更";
        if (place.Place.ChangeUntil(registration.State, now) is null)
            return registration.State == RegistrationState.Approved && place.Place.Payment.IsOver(now) && now < place.Place.FreezesAt
                ? $"缴费已于 {Beijing.Deadline(place.Place.Payment.To!.Value)}（北京时间）截止，不能再申请变更"
                : $"本考区的报考数据已于 {Beijing.Deadline(place.Place.FreezesAt)}（北京时间）冻结，不能再申请变更";
        return registration.State == RegistrationState.Approved ? await departures.WhyNotAsync(registration.Id, ct) : null;
    }

    /// <summary>The answers in their one spelling, and everything that is wrong with them as a change.</summary>
    public async Task<(RegistrationAnswers Wanted, Guid? PhotoId, IReadOnlyList<RuleViolation> Faults)> CheckAsync(
        Registration registration, RoundPlaceView place, RegistrationAnswers typed, Operation operation, CancellationToken ct = default)
    {
        var person = await people.FindAsync(registration.UserId, ct) ?? throw new InvalidOperationException("A registration belongs to a verified person.");
        var (choices, photo) = (await registrations.ChoicesAsync(place, ct, registration.KeptForm), await registrations.PhotoAsync(registration.UserId, ct));
        var wanted = RegistrationFormRules.Normalise(typed, choices);
        if (ChangeRules.IsLocked(registration.State))
            // What was closed or suspended after payment must not stand in the way of a new telephone number.
            choices = choices with { Regions = place.Place.Regions, Qualifications = [.. choices.Qualifications.Append(registration.Qualification!).DistinctBy(q => q.Code)] };
        return (wanted, photo, [.. RegistrationFormRules.Check(wanted, choices, person.BirthDate, Beijing.Day(operation.At), complete: true),
            .. ChangeRules.Check(registration, wanted, photo, choices)]);
    }

    /// <param name="version">The version of the registration that the page was made from.</param>
    public async Task<ChangeRequest> RequestAsync(Guid registrationId, RoundPlaceView place, RegistrationAnswers typed, int version, Operation operation, CancellationToken ct = default)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var registration = await HoldMineAsync(registrationId, operation, ct);
        if (registration.ChangeWaits) throw new RuleViolationException("", "您已有一份变更申请在等待审核，要改动请先撤回");
        if (await WhyNotAsync(registration, place, operation.At, ct) is { } why) throw new RuleViolationException("", why);
        if (registration.Version != version) throw new RuleViolationException("", "您打开本页以后，这份报名有了变化。请核对现在的内容，再提交");
        var (wanted, photo, faults) = await CheckAsync(registration, place, typed, operation, ct);
        RuleViolationException.ThrowIfAny([.. faults]);
        var change = ChangeRequest.Of(registration, wanted, photo, operation.At);
        db.ChangeRequests.Add(change);
        registration.RequestChange(operation);
        db.Audit(operation, "registration.change-requested", registration.Id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return change;
    }

    /// <summary>Takes the waiting change back. Nothing happens where none waits (pressed twice, or just decided).</summary>
    public async Task<bool> WithdrawAsync(Guid registrationId, Operation operation, CancellationToken ct = default)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var registration = await HoldMineAsync(registrationId, operation, ct);
        if (!registration.ChangeWaits) return false;
        (await db.ChangeRequests.SingleAsync(c => c.RegistrationId == registrationId && c.State == ChangeState.Waiting, ct)).Withdraw(operation);
        registration.WithdrawChange(operation);
        db.Audit(operation, "registration.change-withdrawn", registration.Id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private async Task<Registration> HoldMineAsync(Guid registrationId, Operation operation, CancellationToken ct)
    {
        await db.HoldAsync(registrationId, ct);
        return await db.Registrations.Include(r => r.Qualification).SingleAsync(r => r.Id == registrationId && r.UserId == operation.UserId, ct);
    }
}
