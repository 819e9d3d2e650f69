using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office;

/// <summary>The office's half of 合理便利申请. A decision is bound to the version that was seen.</summary>
public sealed class AccommodationDesk(PortalContext db, RoundPlaces places, AccommodationService accommodations, PersonalDataSeal seal, INotifier notifier)
{

    public Task<int> WaitingAsync(AccommodationScope scope, CancellationToken ct) =>
        scope.Within(db).CountAsync(a => a.State == AccommodationState.Waiting, ct);

    /// <summary>Oldest first.</summary>
    public async Task<(IReadOnlyList<AccommodationLine> Lines, int Total)> ListAsync(AccommodationScope scope, AccommodationState? state, Guid? roundId, ListPart part, CancellationToken ct)
    {
        var (rounds, prefectures, steps) = (db.ExamRounds, db.Prefectures, db.RegistrationSteps);
        var found = from request in scope.Within(db).AsNoTracking()
                    join registration in db.Registrations on request.RegistrationId equals registration.Id
                    where (state == null || request.State == state) && (roundId == null || registration.RoundId == roundId)
                    select new { request, registration };
        var rows = await found.OrderBy(f => f.request.AskedAt).ThenBy(f => f.request.Id).Skip(part.Skipped).Take(part.Size)
            .Select(f => new
            {
                f.request.Id, f.request.State, f.request.AskedAt, f.registration.Person!.Name, f.registration.Number,
                Round = rounds.Where(r => r.Id == f.registration.RoundId).Select(r => new { r.Year, r.Half }).First(),
                Prefecture = prefectures.Where(p => p.Code == f.registration.PrefectureCode).Select(p => p.Name).FirstOrDefault(),
                HandedInAt = steps.Where(s => s.RegistrationId == f.registration.Id && s.On == RegistrationEvent.Submit).Min(s => s.At),
            }).ToListAsync(ct);
        return ([.. rows.Select(r => new AccommodationLine(r.Id, r.Name, r.Number!, ExamRound.CodeOf(r.Round.Year, r.Round.Half), r.Prefecture, r.State, r.AskedAt,
            AccommodationTimes.DueOn(r.AskedAt, r.HandedInAt, accommodations.WorkingDays)))], await found.CountAsync(ct));
    }

    /// <summary>The rounds in which the scope has any, the newest first.</summary>
    public async Task<IReadOnlyList<ExamRound>> RoundsAsync(AccommodationScope scope, CancellationToken ct)
    {
        var asked = scope.Within(db).Select(a => a.RegistrationId);
        var ids = db.Registrations.Where(r => asked.Contains(r.Id)).Select(r => r.RoundId);
        return await db.ExamRounds.AsNoTracking().Where(r => ids.Contains(r.Id)).OrderByDescending(r => r.ExamFrom).ToListAsync(ct);
    }

    /// <summary>One request with all that the office judges it by; null where the scope holds none.</summary>
    public async Task<AccommodationFile?> FindAsync(AccommodationScope scope, Guid id, CancellationToken ct)
    {
        var request = await scope.Within(db).AsNoTracking().Include(a => a.Items).ThenInclude(i => i.Kind).Include(a => a.History).AsSplitQuery().SingleOrDefaultAsync(a => a.Id == id, ct);
        if (request is null) return null;
        var registration = await db.Registrations.AsNoTracking().Include(r => r.Qualification).SingleAsync(r => r.Id == request.RegistrationId, ct);
        var place = (await places.FindAsync(registration.RoundId, registration.InstitutionCode, ct))!;
        var seat = await db.AdmissionTickets.AsNoTracking().Where(t => t.RegistrationId == registration.Id)
            .Select(t => new AccommodationSeat(t.Room.Site.Name, t.Room.Number, t.Room.Place, t.Batch, t.Seat)).SingleOrDefaultAsync(ct);
        var staff = request.History.Where(s => s.By != Role.Candidate).Select(s => s.UserId).Distinct().ToList();
        var handedIn = (await accommodations.HandedInAtAsync(registration.Id, ct))!.Value;
        return new(request, registration, place, Open(request.WordsSealed), Open(request.ReplySealed), await accommodations.ProofsAsync(id, ct),
            AccommodationTimes.DueOn(request.AskedAt, handedIn, accommodations.WorkingDays), seat,
            await db.Users.Where(u => staff.Contains(u.Id) && u.DisplayName != null).ToDictionaryAsync(u => u.Id, u => u.DisplayName!, ct));
    }

    /// <summary>Decides, or decides otherwise; tells the candidate. False where the scope holds no such request.</summary>
    public async Task<bool> DecideAsync(AccommodationScope scope, Guid id, AccommodationDecision decision, Operation operation, CancellationToken ct = default)
    {
        if (await FindAsync(scope, id, ct) is not { } file) return false;
        if (file.Request.Version != decision.Version || file.Request.State == AccommodationState.Withdrawn) throw new DbUpdateConcurrencyException("The request was changed after the office opened it.");
        var answers = AccommodationDecisionRules.Check(file, decision, operation.At);
        var request = await db.AccommodationRequests.Include(a => a.Items).Include(a => a.History).AsSplitQuery().SingleAsync(a => a.Id == id, ct);
        request.Decide(answers, Sealed(decision.Reply), Sealed(decision.Why), operation);
        // The log keeps no word of why: it would tell of health.
        db.Audit(operation, request.State switch
        {
            AccommodationState.Granted => "accommodation.granted",
            AccommodationState.PartlyGranted => "accommodation.partly-granted",
            _ => "accommodation.refused",
        }, id);
        // Nor does the message: it is read on a locked screen.
        await notifier.NotifyAsync(file.Registration.UserId, NoticeTemplates.AccommodationDecided,
            new Dictionary<string, string> { ["round"] = file.Place.Title, ["answer"] = request.Words.ForCandidate }, ct);
        await db.SaveChangesAsync(ct);
        return true;
    }

    private string? Open(string? text) => text is null ? null : seal.Open(text);

    private string? Sealed(string? text) => text?.Trim().ReplaceLineEndings("\n") is { Length: > 0 } words ? seal.Seal(words) : null;
}
