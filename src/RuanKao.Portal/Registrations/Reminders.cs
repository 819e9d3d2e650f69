using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>Configuration section Registrations:Reminders.</summary>
public sealed class ReminderOptions
{
    public const string Section = "Registrations:Reminders";

    /// <summary>So long before registration closes whoever has not handed in is reminded.</summary>
    [Range(1, 336)]
    public int HandInHours { get; init; } = 48;

    /// <summary>So long before payment closes whoever has not paid is reminded.</summary>
    [Range(1, 336)]
    public int PaymentHours { get; init; } = 24;

    /// <summary>Nobody is reminded so soon after a window has opened; matters where it is shorter than the times above.</summary>
    [Range(0, 336)]
    public int AfterOpeningHours { get; init; } = 12;
}

/// <summary>When a reminder is due at a place.</summary>
public sealed class ReminderTimes(IOptions<ReminderOptions> options, QuietHours quiet)
{
    /// <summary>Null where the window is not published or too short. Where it would be night it is the evening before, so that a window that ends at midnight wakes nobody.</summary>
    public DateTime? DueAt(RoundInstitution place, Reminder kind)
    {
        var window = kind.WindowOf(place);
        if (window is not { From: { } from, To: { } to }) return null;
        var at = quiet.Evening(to - TimeSpan.FromHours(kind == Reminder.Payment ? options.Value.PaymentHours : options.Value.HandInHours));
        var earliest = from.AddHours(options.Value.AfterOpeningHours);
        return (at < earliest ? earliest : at) is var due && due < to ? due : null;
    }

    public bool IsDue(RoundInstitution place, Reminder kind, DateTime now) => DueAt(place, kind) <= now && now < kind.WindowOf(place).To;
}

/// <summary>Whether the reason of a reminder holds: when it is written, and once more when it leaves.</summary>
public sealed class ReminderReasons(PortalContext db, RegistrationDepartures departures) : INoticeReason
{
    public IReadOnlyCollection<string> Templates { get; } = [.. ReminderKinds.All.Select(kind => kind.Template)];

    /// <summary>The registrations that are still where the reminder finds them. Whoever has a place elsewhere, or whose exam is suspended, has nothing to hand in.</summary>
    public IQueryable<Registration> Standing(Reminder kind)
    {
        var (all, suspensions, state) = (db.Registrations, db.Suspensions, kind.State);
        var standing = all.AsNoTracking().Where(r => r.State == state);
        return kind == Reminder.Payment ? standing : standing.Where(r =>
            !all.Any(o => o.RoundId == r.RoundId && o.UserId == r.UserId && o.Id != r.Id && RegistrationLifecycle.Live.Contains(o.State))
            && !suspensions.Any(s => s.RoundId == r.RoundId && s.InstitutionCode == r.InstitutionCode
                && (s.ExamRegionCode == null || s.ExamRegionCode == r.ExamRegionCode) && (s.QualificationCode == null || s.QualificationCode == r.QualificationCode)));
    }

    public async Task<ReasonVerdict> LookAsync(string template, Guid subjectId, CancellationToken ct)
    {
        var kind = ReminderKinds.OfTemplate(template);
        var changeWaits = await Standing(kind).Where(r => r.Id == subjectId).Select(r => (bool?)r.ChangeWaits).SingleOrDefaultAsync(ct);
        if (changeWaits is null) return ReasonVerdict.Gone;
        // Nothing can be paid before a change is decided, and whoever is paying just now needs no word.
        return kind == Reminder.Payment && (changeWaits.Value || await departures.WhyNotAsync(subjectId, ct) is not null) ? ReasonVerdict.Unclear : ReasonVerdict.Holds;
    }
}

/// <summary>
/// Reminds before deadlines: of forms that were not handed in, and of fees that were not paid. Goes through the registrations of a place in the order of
/// ids, some at a time, so that a place with a hundred thousand drafts keeps nobody else's deadline waiting.
/// </summary>
public sealed class Reminders(PortalContext db, ReminderTimes times, ReminderReasons reasons, INotifier notifier, TimeProvider clock) : IDeadlineWork
{
    /// <summary>How many registrations are looked at in one transaction.</summary>
    public const int Batch = 200;

    private const int MostBatches = 10;

    // Longer than any reminder may come before its deadline.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(15);

    public async Task DoDueAsync(CancellationToken ct)
    {
        var left = MostBatches;
        foreach (var (place, kind) in await DueAsync(ct))
            while (left-- > 0 && await BatchAsync(place, kind, ct)) { }
    }

    /// <summary>The places and kinds whose reminders are due and not finished.</summary>
    private async Task<IReadOnlyList<(Guid Place, Reminder Kind)>> DueAsync(CancellationToken ct)
    {
        var (now, horizon) = (clock.Now(), clock.Now() + Ahead);
        var open = await db.RoundInstitutions.AsNoTracking().Where(p => (p.Registration.To > now && p.Registration.To <= horizon) || (p.Payment.To > now && p.Payment.To <= horizon)).ToListAsync(ct);
        var due = open.SelectMany(place => ReminderKinds.All.Where(kind => times.IsDue(place, kind, now)).Select(kind => (Place: place, Kind: kind))).ToList();
        if (due.Count == 0) return [];
        var ids = due.Select(d => d.Place.Id).Distinct().ToList();
        var done = await db.ReminderRuns.AsNoTracking().Where(r => ids.Contains(r.RoundInstitutionId) && r.DoneAt != null).ToListAsync(ct);
        return [.. due.Where(d => !done.Any(r => r.RoundInstitutionId == d.Place.Id && r.Kind == d.Kind && r.Covers(d.Kind.WindowOf(d.Place).To!.Value))).Select(d => (d.Place.Id, d.Kind))];
    }

    /// <summary>Reminds the next registrations of the place; false when there are no more.</summary>
    private async Task<bool> BatchAsync(Guid placeId, Reminder kind, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Whoever holds the place's row goes through its list: other portals wait and find it gone through, an extension comes before or after.
        await db.RoundInstitutions.Where(p => p.Id == placeId).ExecuteUpdateAsync(row => row.SetProperty(p => p.MendHours, p => p.MendHours), ct);
        var now = clock.Now();
        var place = await db.RoundInstitutions.AsNoTracking().Include(p => p.Round).SingleAsync(p => p.Id == placeId, ct);
        if (!times.IsDue(place, kind, now)) return false;
        var end = kind.WindowOf(place).To!.Value;
        var run = await db.ReminderRuns.Where(r => r.RoundInstitutionId == placeId && r.Kind == kind).OrderByDescending(r => r.Deadline).FirstOrDefaultAsync(ct);
        if (run is null || !run.Covers(end)) db.Add(run = new() { RoundInstitutionId = placeId, Kind = kind, Deadline = end, BeganAt = now });
        if (run.DoneAt is not null) return false;
        var ids = await Next(place, kind, run.Reached).ToListAsync(ct);
        if (ids.Count > 0) run.Advance(ids[^1], await TellAsync(place, kind, ids, now, ct));
        if (ids.Count < Batch) run.Finish(now);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return run.DoneAt is null;
    }

    /// <summary>The next ids behind the one that was reached, straight from an index.</summary>
    public IQueryable<Guid> Next(RoundInstitution place, Reminder kind, Guid reached)
    {
        var state = kind.State;
        return db.Registrations.Where(r => r.RoundId == place.RoundId && r.InstitutionCode == place.InstitutionCode && r.State == state && r.Id > reached).OrderBy(r => r.Id).Select(r => r.Id).Take(Batch);
    }

    private async Task<int> TellAsync(RoundInstitution place, Reminder kind, List<Guid> ids, DateTime now, CancellationToken ct)
    {
        var standing = await reasons.Standing(kind).Where(r => ids.Contains(r.Id)).Select(r => new { r.Id, r.UserId, r.State, r.DecidedAt, r.FeeFen }).ToListAsync(ct);
        var people = standing.Select(r => r.UserId).ToList();
        await db.Users.Where(u => people.Contains(u.Id)).LoadAsync(ct);
        var institution = await db.Institutions.Where(i => i.Code == place.InstitutionCode).Select(i => i.Name).SingleAsync(ct);
        var told = 0;
        foreach (var registration in standing)
        {
            var until = kind == Reminder.Payment ? place.Payment.To : place.HandInUntil(registration.State, registration.DecidedAt, now);
            if (until is not { } deadline) continue;
            var values = new Dictionary<string, string>
            {
                ["round"] = place.Round.Name + "软考", ["institution"] = institution, ["deadline"] = Beijing.Deadline(deadline), ["fee"] = Money.Yuan(registration.FeeFen ?? 0),
            };
            if (await notifier.NotifyAsync(registration.UserId, kind.Template, values, new NoticeTerms(deadline, registration.Id), ct)) told++;
        }
        return told;
    }
}
