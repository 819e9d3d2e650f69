using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Sandbox.Demo;

/// <summary>The rounds that the demo stands on: one open for registration, one whose tickets are printed.</summary>
public sealed record DemoRounds(string OpenCode, string TicketCode);

/// <summary>Puts rounds into the demo's database, and moves them on when their time has passed: a demo kept for months still has an open round.</summary>
public static class DemoExams
{
    /// <summary>By Yunnan the demo judges whether it must move on.</summary>
    private const string Home = InstitutionList.Yunnan;

    /// <param name="portal">The portal's own services; its clock decides what is now.</param>
    public static async Task<DemoRounds> SeedAsync(IServiceProvider portal, CancellationToken ct = default)
    {
        await using var scope = portal.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalContext>();
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().Now();
        if (await StandingAsync(db, now, ct) is { } standing) return standing;

        var institutions = await db.Institutions.AsNoTracking().OrderBy(i => i.Order).ToListAsync(ct);
        var prefectures = (await db.Prefectures.AsNoTracking().OrderBy(p => p.Code).ToListAsync(ct)).ToLookup(p => p.InstitutionCode);
        var qualifications = await db.Qualifications.AsNoTracking().ToDictionaryAsync(q => q.Code, ct);
        var plan = DemoCalendar.At(now, [.. institutions.Select(i => i.Code)]);
        foreach (var planned in plan)
        {
            var round = await RoundAsync(db, planned, qualifications, ct);
            var places = await db.RoundInstitutions.Where(p => p.RoundId == round.Id).ToDictionaryAsync(p => p.InstitutionCode, ct);
            foreach (var (code, windows) in planned.Places)
            {
                if (!places.TryGetValue(code, out var place))
                    db.Add(place = Place(round, institutions.Single(i => i.Code == code), prefectures[code]));
                (place.Registration, place.ReviewUntil) = (windows.Registration, windows.ReviewUntil);
                (place.Payment, place.TicketPrinting) = (windows.Payment, windows.TicketPrinting);
            }
        }

        await db.SaveChangesAsync(ct);
        return new(plan.Single(r => r.Part == DemoPart.Open).Code, plan.Single(r => r.Part == DemoPart.Tickets).Code);
    }

    private static async Task<DemoRounds?> StandingAsync(PortalContext db, DateTime now, CancellationToken ct)
    {
        var places = await db.RoundInstitutions.AsNoTracking().Include(p => p.Round).Where(p => p.InstitutionCode == Home).ToListAsync(ct);
        var open = places.Find(p => p.Registration.Contains(now));
        var printing = places.Find(p => p.TicketPrinting.Contains(now));
        return open is null || printing is null ? null : new(open.Round.Code, printing.Round.Code);
    }

    private static async Task<ExamRound> RoundAsync(
        PortalContext db, PlannedRound planned, Dictionary<string, Qualification> qualifications, CancellationToken ct)
    {
        var round = await db.ExamRounds.Include(r => r.Offerings).ThenInclude(o => o.Sittings).AsSplitQuery()
            .OrderBy(r => r.Code).FirstOrDefaultAsync(r => r.Code == planned.Code, ct);
        if (round is not null)
        {
            // Sittings move with the exam and keep their ids: seats and tickets may point at them.
            var days = planned.ExamFrom.DayNumber - round.ExamFrom.DayNumber;
            (round.ExamFrom, round.ExamTo) = (planned.ExamFrom, planned.ExamTo);
            foreach (var sitting in round.Offerings.SelectMany(o => o.Sittings)) sitting.Day = sitting.Day.AddDays(days);
            return round;
        }

        round = new()
        {
            Code = planned.Code,
            State = RoundState.Published,
            Year = planned.Year,
            Half = planned.Half,
            ExamFrom = planned.ExamFrom,
            ExamTo = planned.ExamTo,
            PlanRemark = DemoPapers.Remark(planned),
        };
        foreach (var code in DemoPapers.Open(planned))
        {
            var offering = new RoundOffering { RoundId = round.Id, QualificationCode = code };
            offering.Sittings.AddRange(DemoPapers.Sittings(planned, round, qualifications[code]));
            round.Offerings.Add(offering);
        }

        db.Add(round);
        return round;
    }

    private static RoundInstitution Place(ExamRound round, Institution institution, IEnumerable<Prefecture> prefectures)
    {
        var place = new RoundInstitution
        {
            RoundId = round.Id,
            InstitutionCode = institution.Code,
            State = PlaceState.Published,
            Fee = DemoFees.Of(institution.Code),
            Notice = DemoTexts.Notice(institution),
            Policy = DemoTexts.Policy(institution),
            Pledge = DemoTexts.Pledge,
        };
        place.Regions.AddRange(prefectures.Select(p => new ExamRegion { RoundInstitutionId = place.Id, Code = p.Code, Name = p.Name }));
        return place;
    }
}
