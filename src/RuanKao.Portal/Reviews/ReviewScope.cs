using System.Security.Claims;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Registrations.Figures;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Reviews;

/// <summary>Which registrations a reviewer sees: those whose 报名省 (and, where so appointed, 报名市) the appointments cover. Put into every query, so that what lies outside does not exist.</summary>
public sealed class ReviewScope(IReadOnlyList<Appointment> appointments)
{
    private readonly bool wholeCountry = appointments.Any(a => a is { InstitutionCode: null, PrefectureCode: null });
    private readonly List<string> institutions = [.. appointments.Where(a => a is { InstitutionCode: not null, PrefectureCode: null }).Select(a => a.InstitutionCode!).Distinct()];

    // A prefecture of an institution that is seen whole adds nothing.
    private readonly List<string> prefectures = [.. appointments.Where(a => a.PrefectureCode is not null
        && !appointments.Any(whole => whole.PrefectureCode is null && whole.InstitutionCode == a.InstitutionCode)).Select(a => a.PrefectureCode!).Distinct()];

    public static ReviewScope Of(ClaimsPrincipal reviewer) => new(reviewer.Appointments(Role.Reviewer));

    /// <summary>Every institution of which something is seen; null for the whole country.</summary>
    public IReadOnlyList<string>? Institutions => wholeCountry ? null : [.. appointments.Select(a => a.InstitutionCode).OfType<string>().Distinct()];

    /// <summary>What is seen, each part once, as the figures name it: the country (""), whole institutions, prefectures of institutions.</summary>
    public IReadOnlyList<(string Institution, string? Prefecture)> Places => wholeCountry ? [(FigureTally.Country, null)]
        : [.. institutions.Select(i => (i, (string?)null)), .. appointments.Where(a => a.PrefectureCode is not null && prefectures.Contains(a.PrefectureCode)).Select(a => (a.InstitutionCode!, a.PrefectureCode)).Distinct()];

    /// <summary>One 报名市 of those that are seen; itself where that one is not seen.</summary>
    public ReviewScope At(Prefecture prefecture) => Covers(prefecture.InstitutionCode, prefecture.Code) ? new([new(Role.Reviewer, prefecture.InstitutionCode, prefecture.Code)]) : this;

    /// <summary>What was handed in within the scope; a draft is nobody's business but its owner's.</summary>
    public IQueryable<Registration> Within(IQueryable<Registration> registrations) => Of(registrations.Where(r => r.Number != null));

    /// <summary>What waits within the scope: an index alone answers.</summary>
    public IQueryable<Registration> Waiting(IQueryable<Registration> registrations) => Of(registrations.Where(r => r.WaitsSince != null));

    private IQueryable<Registration> Of(IQueryable<Registration> registrations)
    {
        var (whole, parts) = (institutions, prefectures);
        return (wholeCountry, whole, parts) switch
        {
            (true, _, _) => registrations,
            // One post, as nearly everybody has: an equality, which an index can be read by in the order of a list.
            (_, [var one], []) => registrations.Where(r => r.InstitutionCode == one),
            (_, [], [var one]) => registrations.Where(r => r.PrefectureCode == one),
            _ => registrations.Where(r => whole.Contains(r.InstitutionCode) || parts.Contains(r.PrefectureCode!)),
        };
    }

    /// <summary>The same, for a question that is written by hand.</summary>
    public LineQuestion Narrow(LineQuestion question) => (wholeCountry, institutions, prefectures) switch
    {
        (true, _, _) => question,
        (_, [var one], []) => question.And("r.[InstitutionCode] = @institution", ("@institution", one)),
        (_, [], [var one]) => question.And("r.[PrefectureCode] = @prefecture", ("@prefecture", one)),
        (_, [], []) => question.And("1 = 0"),
        _ => question.And(string.Join(" OR ", institutions.Select((_, at) => $"r.[InstitutionCode] = @institution{at}").Concat(prefectures.Select((_, at) => $"r.[PrefectureCode] = @prefecture{at}"))),
            [.. institutions.Select((code, at) => ($"@institution{at}", (object)code)), .. prefectures.Select((code, at) => ($"@prefecture{at}", (object)code))]),
    };

    /// <summary>The counts of one round within the scope, out of the figures of its institutions.</summary>
    public int Count(IReadOnlyDictionary<string, PlaceFigures> figures, RegistrationState state) => wholeCountry ? figures[FigureTally.Country].Total(state)
        : institutions.Sum(i => figures[i].Total(state)) + prefectures.Sum(p => figures.Values.Sum(f => f[FigureDimension.Prefecture, p, state]));

    /// <summary>The same for one that was found by other means.</summary>
    public bool Covers(Registration registration) => registration.Number is not null && Covers(registration.InstitutionCode, registration.PrefectureCode);

    public bool Covers(string institution, string? prefecture) => wholeCountry || institutions.Contains(institution) || (prefecture is not null && prefectures.Contains(prefecture));
}
