using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Admission;

/// <summary>When the reminder of an exam day is due at a place.</summary>
public sealed class ExamReminderTimes(QuietHours quiet)
{
    private static readonly TimeOnly Hour = new(10, 0);

    /// <summary>Ten in the morning so many days before; never before seats may be read, and null where that is not published or the next reminder comes first.</summary>
    public DateTime? DueAt(RoundInstitution place, ExamReminder kind, DateOnly day)
    {
        if (place.TicketPrinting.From is not { } opens) return null;
        var at = Planned(kind, day) is var planned && planned < opens ? opens : planned;
        return at < (kind == ExamReminder.Week ? Planned(ExamReminder.Day, day) : Beijing.Start(day)) ? at : null;
    }

    private DateTime Planned(ExamReminder kind, DateOnly day) => quiet.Evening(Beijing.At(day.AddDays(-kind.DaysBefore), Hour));

    public bool IsDue(RoundInstitution place, ExamReminder kind, DateOnly day, DateTime now) =>
        DueAt(place, kind, day) <= now && now < (kind == ExamReminder.Week ? Planned(ExamReminder.Day, day) : Beijing.Start(day));
}

/// <summary>Whether somebody still sits the exam: asked when a reminder is written, and once more when it leaves.</summary>
public sealed class ExamReminderReasons(PortalContext db) : INoticeReason
{
    public IReadOnlyCollection<string> Templates { get; } = [.. ExamReminderKinds.All.Select(kind => kind.Template)];

    /// <summary>Tickets of those who are paid and whose exam is held.</summary>
    public IQueryable<AdmissionTicket> Standing()
    {
        var (registrations, suspensions) = (db.Registrations, db.Suspensions);
        return db.AdmissionTickets.AsNoTracking().Where(t => registrations.Any(r => r.Id == t.RegistrationId && r.State == RegistrationState.Paid
            && !suspensions.Any(s => s.RoundId == r.RoundId && s.InstitutionCode == r.InstitutionCode
                && (s.ExamRegionCode == null || s.ExamRegionCode == r.ExamRegionCode) && (s.QualificationCode == null || s.QualificationCode == r.QualificationCode))));
    }

    public async Task<ReasonVerdict> LookAsync(string template, Guid subjectId, CancellationToken ct) =>
        await Standing().AnyAsync(t => t.Id == subjectId, ct) ? ReasonVerdict.Holds : ReasonVerdict.Gone;
}

/// <summary>Reminds a week and a day before the first sitting: day, time, site, room and seat, in words that tell a stranger nothing else. As <see cref="Reminders"/> does.</summary>
public sealed class ExamReminders(PortalContext db, ExamReminderTimes times, ExamReminderReasons reasons, INotifier notifier, TimeProvider clock) : IDeadlineWork
{
    /// <summary>How many tickets are looked at in one transaction.</summary>
    public const int Batch = 200;

    private const int MostBatches = 10;

    public async Task DoDueAsync(CancellationToken ct)
    {
        var left = MostBatches;
        foreach (var (place, kind, day) in await DueAsync(ct))
            while (left-- > 0 && await BatchAsync(place, kind, day, ct)) { }
    }

    /// <summary>The places, kinds and days whose reminders are due and not finished.</summary>
    private async Task<IReadOnlyList<(Guid Place, ExamReminder Kind, DateOnly Day)>> DueAsync(CancellationToken ct)
    {
        var now = clock.Now();
        var (today, ahead) = (Beijing.Day(now), Beijing.Day(now).AddDays(8));
        var days = await db.Set<ExamSitting>().Where(s => !s.DayUnpublished && s.Day > today && s.Day <= ahead).Select(s => new { s.RoundId, s.Day }).Distinct().ToListAsync(ct);
        if (days.Count == 0) return [];
        var rounds = days.Select(d => d.RoundId).Distinct().ToList();
        var places = await db.RoundInstitutions.AsNoTracking().Where(p => rounds.Contains(p.RoundId) && p.TicketPrinting.From <= now).ToListAsync(ct);
        var due = (from place in places from day in days where day.RoundId == place.RoundId from kind in ExamReminderKinds.All where times.IsDue(place, kind, day.Day, now) select (Place: place.Id, Kind: kind, day.Day)).ToList();
        if (due.Count == 0) return [];
        var ids = due.Select(d => d.Place).Distinct().ToList();
        var done = (await db.ExamReminderRuns.AsNoTracking().Where(r => ids.Contains(r.RoundInstitutionId) && r.DoneAt != null).Select(r => new { r.RoundInstitutionId, r.Kind, r.Day }).ToListAsync(ct))
            .Select(r => (r.RoundInstitutionId, r.Kind, r.Day)).ToHashSet();
        return [.. due.Where(d => !done.Contains((d.Place, d.Kind, d.Day)))];
    }

    /// <summary>Reminds the next tickets of the place; false when there are no more.</summary>
    private async Task<bool> BatchAsync(Guid placeId, ExamReminder kind, DateOnly day, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Whoever holds the place's row goes through its list: other portals wait and find it gone through.
        await db.RoundInstitutions.Where(p => p.Id == placeId).ExecuteUpdateAsync(row => row.SetProperty(p => p.MendHours, p => p.MendHours), ct);
        var now = clock.Now();
        var place = await db.RoundInstitutions.AsNoTracking().Include(p => p.Round).SingleAsync(p => p.Id == placeId, ct);
        if (!times.IsDue(place, kind, day, now)) return false;
        var run = await db.ExamReminderRuns.SingleOrDefaultAsync(r => r.RoundInstitutionId == placeId && r.Kind == kind && r.Day == day, ct);
        if (run is null) db.Add(run = new() { RoundInstitutionId = placeId, Kind = kind, Day = day, BeganAt = now });
        if (run.DoneAt is not null) return false;
        var reached = run.Reached;
        var ids = await db.AdmissionTickets.Where(t => t.RoundId == place.RoundId && t.InstitutionCode == place.InstitutionCode && t.Id > reached).OrderBy(t => t.Id).Select(t => t.Id).Take(Batch).ToListAsync(ct);
        if (ids.Count > 0) run.Advance(ids[^1], await TellAsync(place, kind, day, ids, ct));
        if (ids.Count < Batch) run.Finish(now);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return run.DoneAt is null;
    }

    private async Task<int> TellAsync(RoundInstitution place, ExamReminder kind, DateOnly day, List<Guid> ids, CancellationToken ct)
    {
        var first = (await db.Set<ExamSitting>().AsNoTracking().Where(s => s.RoundId == place.RoundId).ToListAsync(ct))
            .GroupBy(s => (s.QualificationCode, s.Batch)).ToDictionary(g => g.Key, g => g.OrderBy(s => s.Day).ThenBy(s => s.From).First());
        var seats = await reasons.Standing().Where(t => ids.Contains(t.Id))
            .Join(db.Registrations, t => t.RegistrationId, r => r.Id, (t, r) => new { t.Id, r.UserId, r.QualificationCode, t.Batch, t.Seat, Room = t.Room.Number, Site = t.Room.Site.Name, t.Room.Site.Address }).ToListAsync(ct);
        var people = seats.Select(s => s.UserId).ToList();
        await db.Users.Where(u => people.Contains(u.Id)).LoadAsync(ct);
        var told = 0;
        foreach (var seat in seats)
        {
            if (!first.TryGetValue((seat.QualificationCode!, seat.Batch), out var sitting) || sitting.Day != day || sitting.DayUnpublished) continue;
            var values = new Dictionary<string, string>
            {
                ["round"] = place.Round.Name + "软考", ["day"] = $"{Beijing.DaySentence(day)}（{Beijing.Weekday(day)}）", ["time"] = AdmissionWords.Time(sitting.From),
                ["place"] = $"{seat.Site}（{seat.Address}）", ["room"] = seat.Room, ["seat"] = seat.Seat.ToString(System.Globalization.CultureInfo.InvariantCulture),
            };
            if (await notifier.NotifyAsync(seat.UserId, kind.Template, values, new NoticeTerms(Beijing.At(day, sitting.From), seat.Id), ct)) told++;
        }
        return told;
    }
}
