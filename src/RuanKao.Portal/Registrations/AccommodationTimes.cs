using System.ComponentModel.DataAnnotations;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Registrations;

/// <summary>Configuration section Accommodations.</summary>
public sealed record AccommodationOptions
{
    public const string Section = "Accommodations";

    /// <summary>The working days (Monday to Friday) within which an office is to answer.</summary>
    [Range(1, 60)]
    public int WorkingDays { get; init; } = 10;
}

/// <summary>Until when what may be done with a request; every end is the first instant that is too late.</summary>
public static class AccommodationTimes
{
    /// <summary>Until when the person may ask: with a draft while registration is open, with a form that was handed in until the data freeze. Null where it may not be now.</summary>
    public static DateTime? AskUntil(this RoundInstitution place, RegistrationState state, DateTime now) => state switch
    {
        RegistrationState.Draft => place.Registration.Contains(now) ? place.Registration.To : null,
        _ when !RegistrationLifecycle.Live.Contains(state) => null,
        _ when now < place.FreezesAt => place.FreezesAt,
        _ => place.Registration.Contains(now) ? place.Registration.To : null,
    };

    /// <summary>What was decided is decided otherwise only until tickets are printed: nobody reads one thing on paper and meets another.</summary>
    public static bool MayChangeDecision(this RoundInstitution place, DateTime now) => !(place.TicketPrinting.From <= now);

    /// <summary>The day by which the office answers.</summary>
    /// <param name="handedInAt">When the form was handed in first: until then nobody but its owner sees the request.</param>
    public static DateOnly DueOn(DateTime askedAt, DateTime handedInAt, int workingDays) => WorkingDays.After(Beijing.Day(askedAt > handedInAt ? askedAt : handedInAt), workingDays);
}
