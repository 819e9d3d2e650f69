using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Registrations;

/// <summary>What an institution's windows let a candidate do with a registration, and until when; every end is the first instant that is too late.</summary>
public static class RegistrationTimes
{
    /// <summary>Until when the form may be handed in; null where it may not now.</summary>
    public static DateTime? HandInUntil(this RoundInstitution place, RegistrationState state, DateTime? decidedAt, DateTime now)
    {
        if (!RegistrationLifecycle.Table.Allows(state, RegistrationEvent.Submit, Role.Candidate)) return null;
        var window = place.Registration;
        var mend = state == RegistrationState.Returned ? place.MendUntil(decidedAt) : null;
        if (window.Contains(now)) return mend > window.To ? mend : window.To;
        return window.IsOver(now) && now < mend ? mend : null;
    }

    /// <summary>
    /// A form that was returned may be mended for a while although registration has closed, so that nobody loses the exam to a late reviewer:
    /// for the institution's hours from the decision, but not so long that it could no longer be judged (or, decided later still, be paid).
    /// </summary>
    public static DateTime? MendUntil(this RoundInstitution place, DateTime? decidedAt)
    {
        if (decidedAt is not { } decided || place.Payment.To is not { } payment) return null;
        var most = place.ReviewUntil is { } review && decided < review ? review : payment;
        var hours = decided.AddHours(place.MendHours);
        return hours < most ? hours : most;
    }

    /// <summary>Until when 申请变更 may be handed in; null where it may not now. Before payment the change must leave time to pay; after it the data freeze decides.</summary>
    public static DateTime? ChangeUntil(this RoundInstitution place, RegistrationState state, DateTime now)
    {
        if (!RegistrationLifecycle.Table.Allows(state, RegistrationEvent.RequestChange, Role.Candidate)) return null;
        var until = place.FreezesAt;
        if (state == RegistrationState.Approved && place.Payment.To is { } payment && payment < until) until = payment;
        return now < until ? until : null;
    }
}
