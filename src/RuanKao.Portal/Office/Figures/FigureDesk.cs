using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations.Figures;

namespace RuanKao.Portal.Office.Figures;

/// <summary>Whose figures somebody may see, and which were asked for.</summary>
/// <param name="Institution">The institution's code, or <see cref="FigureTally.Country"/>.</param>
public sealed record FigureChoice(IReadOnlyList<(string Code, string Name)> Institutions, IReadOnlyList<ExamRound> Rounds, string Institution, ExamRound? Round)
{
    public bool IsCountry => Institution == FigureTally.Country;

    public string Place => Institutions.Single(i => i.Code == Institution).Name;
}

/// <summary>Finds what somebody asks for among what the appointments cover, and reads it.</summary>
public sealed class FigureDesk(PortalContext db, FigureReading reading, TimeProvider clock)
{
    /// <summary>The same without the country and without a round; null where the institution is not one of those.</summary>
    public async Task<FigureChoice?> InstitutionAsync(IReadOnlyList<Appointment> posts, string? institution, CancellationToken ct)
    {
        var institutions = (await InstitutionsAsync(posts, ct)).Where(i => i.Code != FigureTally.Country).ToList();
        return string.IsNullOrEmpty(institution) ? new(institutions, [], institutions[0].Code, null)
            : institutions.Any(i => i.Code == institution) ? new(institutions, [], institution, null) : null;
    }

    /// <summary>Null where the institution or the round is not one of those.</summary>
    public async Task<FigureChoice?> ChooseAsync(IReadOnlyList<Appointment> posts, string? institution, string? round, CancellationToken ct)
    {
        var institutions = await InstitutionsAsync(posts, ct);
        var code = institution ?? institutions[0].Code;
        if (!institutions.Any(i => i.Code == code)) return null;
        var places = db.RoundInstitutions;
        var rounds = await db.ExamRounds.AsNoTracking().Where(r => r.State != RoundState.Draft && (code == FigureTally.Country || places.Any(p => p.RoundId == r.Id && p.InstitutionCode == code && p.State == PlaceState.Published)))
            .OrderByDescending(r => r.ExamFrom).ToListAsync(ct);
        var chosen = string.IsNullOrEmpty(round) ? Nearest(rounds) : rounds.Find(r => r.Code == round);
        return chosen is null && !string.IsNullOrEmpty(round) ? null : new(institutions, rounds, code, chosen);
    }

    /// <summary>The tables of what was chosen, and the figures they are made of.</summary>
    public async Task<(PlaceFigures Figures, IReadOnlyList<FigureTable> Tables)> ReadAsync(FigureChoice choice, CancellationToken ct)
    {
        var figures = await reading.ReadAsync(choice.Round!.Id, choice.Institution, ct);
        var qualifications = await db.Qualifications.AsNoTracking().ToDictionaryAsync(q => q.Code, q => q.Name, ct);
        var prefectures = choice.IsCountry ? [] : await db.Prefectures.AsNoTracking().Where(p => p.InstitutionCode == choice.Institution).ToDictionaryAsync(p => p.Code, p => p.Name, ct);
        var institutions = choice.Institutions.ToDictionary(i => i.Code, i => i.Name);
        return (figures,
        [
            FigureTabulation.ByDay(figures),
            choice.IsCountry ? FigureTabulation.By(figures, FigureDimension.Institution, FigureTabulation.Places, "按考试机构", "考试机构", Named(institutions))
                : FigureTabulation.By(figures, FigureDimension.Prefecture, FigureTabulation.Places, "按报名市", "报名市", Named(prefectures)),
            FigureTabulation.By(figures, FigureDimension.Qualification, FigureTabulation.Qualifications, "按报考资格", "报考资格", Named(qualifications)),
        ]);

        static Func<string, string> Named(Dictionary<string, string> names) => code => names.GetValueOrDefault(code, code.Length == 0 ? "未分市" : code);
    }

    private async Task<List<(string Code, string Name)>> InstitutionsAsync(IReadOnlyList<Appointment> posts, CancellationToken ct)
    {
        var (all, codes) = (posts.Any(p => p.InstitutionCode is null), posts.Select(p => p.InstitutionCode).OfType<string>().ToList());
        var institutions = await db.Institutions.AsNoTracking().Where(i => all || codes.Contains(i.Code)).OrderBy(i => i.Order).Select(i => new { i.Code, i.Name }).ToListAsync(ct);
        return [.. all ? [(FigureTally.Country, "全国")] : Array.Empty<(string, string)>(), .. institutions.Select(i => (i.Code, i.Name))];
    }

    // The one whose exam comes next is the one that is being worked on; between two rounds the last.
    private ExamRound? Nearest(List<ExamRound> rounds) => rounds.LastOrDefault(r => r.ExamTo >= Beijing.Today(clock)) ?? rounds.FirstOrDefault();
}
