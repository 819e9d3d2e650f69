using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Admission.Seats;

/// <summary>
/// Writes a plan down, all of it or nothing: seats that are free again, people who move, people who come. A seat names its run, and the run who made it and when,
/// so the audit has a line for the run and one for each person moved, not one for each of a hundred thousand seats.
/// </summary>
public sealed class SeatWriting(PortalContext db, INotifier notifier)
{
    private const int Portion = 500;

    /// <param name="planAsync">Makes the plan anew inside the transaction.</param>
    /// <exception cref="RuleViolationException">Somebody does not fit, or it comes to other numbers than were confirmed.</exception>
    public async Task<int> WriteAsync(RoundInstitution place, SeatingExpected? expected, Func<Task<SeatingPreview>> planAsync, Operation operation, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var preview = await planAsync();
        if (preview.Shortages.Count > 0) throw new RuleViolationException("", "还有考生排不进座位，没有编排任何人。请先补充考点或考场");
        var (coming, moving, freed) = (preview.Coming.ToList(), preview.Moving.ToList(), preview.Input.Freed);
        Check(expected, coming.Count, moving.Count, freed.Count);
        if (coming.Count + moving.Count + freed.Count == 0) return 0;

        foreach (var some in freed.Chunk(Portion)) await db.AdmissionTickets.Where(t => some.Contains(t.Id)).ExecuteDeleteAsync(ct);
        var run = RunOf(place, preview, coming.Count, moving.Count, operation);
        db.SeatRuns.Add(run);
        db.Audit(operation with { Why = $"新编{coming.Count}人，调整{moving.Count}人，释放{freed.Count}座" }, "admission.round-seated", place.Id);
        await db.SaveChangesAsync(ct);
        await MoveAsync(place, preview, moving, run.Id, operation, ct);
        await IssueAsync(place, preview, coming, run.Id, operation, ct);
        await transaction.CommitAsync(ct);
        return coming.Count;
    }

    private static void Check(SeatingExpected? expected, int coming, int moving, int freed)
    {
        if (expected is null) return;
        if (expected.Coming != coming) throw new RuleViolationException("", $"待编排人数已由{expected.Coming}人变为{coming}人，请核对后再次确认");
        if ((expected.Moving ?? moving) != moving) throw new RuleViolationException("", $"需要调整座位的人数已由{expected.Moving}人变为{moving}人，请核对后再次确认");
        if ((expected.Freed ?? freed) != freed) throw new RuleViolationException("", $"释放的座位已由{expected.Freed}个变为{freed}个，请核对后再次确认");
    }

    private static SeatRun RunOf(RoundInstitution place, SeatingPreview preview, int coming, int moving, Operation operation) => new()
    {
        RoundId = place.RoundId, InstitutionCode = place.InstitutionCode, Seed = preview.Input.Problem.Seed, Batch = preview.Input.Batch,
        NeedsFirst = preview.Input.Settings.NeedsFirst, PapersApart = preview.Input.Settings.PapersApart, GroupsSpread = preview.Input.Settings.GroupsSpread, Rooms = preview.Input.Settings.Rooms,
        Seated = coming, Moved = moving, Freed = preview.Input.Freed.Count, SamePaperPairs = preview.Plan.SamePaperPairs, SameGroupPairs = preview.Plan.SameGroupPairs,
        At = operation.At, UserId = operation.UserId,
    };

    // Everybody who moves leaves the old seat before anybody takes a new one: two may change places.
    private async Task MoveAsync(RoundInstitution place, SeatingPreview preview, List<SeatMove> moving, Guid runId, Operation operation, CancellationToken ct)
    {
        foreach (var some in moving.Select(m => m.Person.TicketId!.Value).Chunk(Portion))
            await db.AdmissionTickets.Where(t => some.Contains(t.Id)).ExecuteUpdateAsync(set => set.SetProperty(t => t.Seat, t => -t.Seat), ct);
        foreach (var move in moving)
        {
            var (room, batch, seat) = (preview.Input.Rooms[move.To.Room], preview.Input.Batches[move.To.Batch], (int)move.To.Number);
            SeatWhy? why = move.To.Why;
            Guid? run = runId;
            await db.AdmissionTickets.Where(t => t.Id == move.Person.TicketId).ExecuteUpdateAsync(set => set.SetProperty(t => t.RoomId, room).SetProperty(t => t.Batch, batch).SetProperty(t => t.Seat, seat)
                .SetProperty(t => t.SeatWhy, why).SetProperty(t => t.SeatRunId, run).SetProperty(t => t.SeatVersion, t => t.SeatVersion + 1).SetProperty(t => t.Version, t => t.Version + 1), ct);
            db.Audit(operation, "admission.seat-moved", move.Person.RegistrationId);
        }
        // Before tickets may be printed nobody has seen the old seat.
        if (place.TicketPrinting.IsPublished && !place.TicketPrinting.IsBefore(operation.At))
            foreach (var some in moving.Select(m => m.Person.RegistrationId).Chunk(Portion))
                foreach (var user in await db.Registrations.Where(r => some.Contains(r.Id)).Select(r => r.UserId).ToListAsync(ct))
                    await notifier.NotifyAsync(user, NoticeTemplates.SeatMoved, new Dictionary<string, string> { ["round"] = place.Round.Name }, new(Beijing.Start(place.Round.ExamTo.AddDays(1))), ct);
        await db.SaveChangesAsync(ct);
    }

    private async Task IssueAsync(RoundInstitution place, SeatingPreview preview, List<(SeatingPerson Person, PlannedSeat Seat)> coming, Guid runId, Operation operation, CancellationToken ct)
    {
        if (coming.Count == 0) return;
        var start = TicketNumber.Prefix(place.Round, place.InstitutionCode, "", Level.Junior)[..7];
        var counters = await db.TicketNumberCounters.Where(c => c.RoundId == place.RoundId && c.Prefix.StartsWith(start)).ToDictionaryAsync(c => c.Prefix, ct);
        // Numbers given out before they were counted.
        if (counters.Count == 0)
            foreach (var given in (await db.AdmissionTickets.Where(t => t.RoundId == place.RoundId && t.InstitutionCode == place.InstitutionCode).Select(t => t.Number).ToListAsync(ct)).GroupBy(TicketNumber.PrefixOf))
                db.TicketNumberCounters.Add(counters[given.Key] = new() { RoundId = place.RoundId, Prefix = given.Key, Last = given.Max(TicketNumber.SequenceOf) });
        var numbers = new List<string>(coming.Count);
        foreach (var (person, _) in coming)
        {
            var prefix = TicketNumber.Prefix(place.Round, place.InstitutionCode, person.Region, person.Level);
            if (!counters.TryGetValue(prefix, out var counter)) db.TicketNumberCounters.Add(counter = counters[prefix] = new() { RoundId = place.RoundId, Prefix = prefix });
            numbers.Add(TicketNumber.Of(prefix, ++counter.Last));
        }
        await db.SaveChangesAsync(ct);
        foreach (var some in coming.Zip(numbers).Chunk(Portion))
        {
            db.ChangeTracker.Clear();
            db.AdmissionTickets.AddRange(some.Select(s => new AdmissionTicket
            {
                RegistrationId = s.First.Person.RegistrationId, RoundId = place.RoundId, InstitutionCode = place.InstitutionCode, Number = s.Second,
                RoomId = preview.Input.Rooms[s.First.Seat.Room], Batch = preview.Input.Batches[s.First.Seat.Batch], Seat = s.First.Seat.Number,
                SeatRunId = runId, SeatWhy = s.First.Seat.Why, IssuedAt = operation.At,
            }));
            await db.SaveChangesAsync(ct);
        }
        db.ChangeTracker.Clear();
    }
}
