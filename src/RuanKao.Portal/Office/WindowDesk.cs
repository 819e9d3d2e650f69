using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Office;

/// <summary>How many registrations of a place stand where.</summary>
public sealed record WindowFigures(IReadOnlyDictionary<RegistrationState, int> Counts, int Changes)
{
    public int this[RegistrationState state] => Counts.GetValueOrDefault(state);

    public int Waiting => this[RegistrationState.Submitted] + Changes;

    public int Live => RegistrationLifecycle.Live.Sum(state => this[state]);
}

/// <summary>What an extension would do.</summary>
public sealed record ExtensionPreview(ExtendedEnds Ends, int Revived, WindowFigures Figures);

/// <summary>The windows of institutions as their office works with them: how they stand, and the one move that is made in a hurry, extending them.</summary>
public sealed class WindowDesk(PortalContext db, PaymentDeadlines deadlines)
{
    /// <summary>The places the appointments cover whose exam is not over, the nearest exam first; a national post sees those that have published anything.</summary>
    public async Task<IReadOnlyList<RoundPlaceView>> PlacesAsync(IReadOnlyList<Appointment> posts, DateTime now, CancellationToken ct)
    {
        var today = Beijing.Day(now);
        var (all, codes) = (posts.Any(p => p.InstitutionCode is null), posts.Select(p => p.InstitutionCode).OfType<string>().ToList());
        var found = await db.RoundInstitutions.AsNoTracking().Include(p => p.Round).Where(p => p.State == PlaceState.Published && p.Round.ExamTo >= today && (all || codes.Contains(p.InstitutionCode)))
            .Join(db.Institutions, p => p.InstitutionCode, i => i.Code, (place, institution) => new { place, institution })
            .OrderBy(x => x.place.Round.ExamFrom).ThenBy(x => x.institution.Order).ToListAsync(ct);
        return [.. found.Select(x => new RoundPlaceView(x.place.Round, x.place, x.institution))];
    }

    public async Task<IReadOnlyDictionary<Guid, WindowFigures>> FiguresAsync(IReadOnlyList<RoundPlaceView> places, CancellationToken ct)
    {
        var (rounds, codes) = (places.Select(p => p.Round.Id).Distinct().ToList(), places.Select(p => p.Institution.Code).Distinct().ToList());
        var counted = await db.Registrations.Where(r => rounds.Contains(r.RoundId) && codes.Contains(r.InstitutionCode))
            .GroupBy(r => new { r.RoundId, r.InstitutionCode, r.State, r.ChangeWaits }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        return places.ToDictionary(p => p.Place.Id, p =>
        {
            var own = counted.Where(c => c.Key.RoundId == p.Round.Id && c.Key.InstitutionCode == p.Institution.Code).ToList();
            return new WindowFigures(own.GroupBy(c => c.Key.State).ToDictionary(g => g.Key, g => g.Sum(c => c.Count)), own.Where(c => c.Key.ChangeWaits).Sum(c => c.Count));
        });
    }

    public async Task<WindowFigures> FiguresAsync(RoundPlaceView place, CancellationToken ct) => (await FiguresAsync([place], ct))[place.Place.Id];

    /// <summary>What so many hours more would change; throws <see cref="RuleViolationException"/> where they cannot be given.</summary>
    public async Task<ExtensionPreview> PreviewAsync(RoundPlaceView place, ExtensionKind kind, int hours, DateTime now, CancellationToken ct)
    {
        var ends = WindowRules.Extended(place.Place, kind, hours, now);
        var revived = await deadlines.Lapsed(place.Round.Id, place.Institution.Code).CountAsync(ct);
        return new(ends, revived, await FiguresAsync(place, ct));
    }

    /// <summary>Moves the ends, notes who and why, and brings back what lapsed. How many came back; the deadline runner finishes what is interrupted.</summary>
    /// <param name="version">The version of the windows that was previewed.</param>
    public async Task<int> ExtendAsync(RoundPlaceView view, int version, ExtensionKind kind, int hours, Operation operation, CancellationToken ct)
    {
        var why = operation.Why?.Trim() ?? "";
        if (why.Length == 0) throw new RuleViolationException("Why", "请写明延长的原因，会和新的截止时间一起公布");
        if (why.Length > WindowExtension.WhyLength) throw new RuleViolationException("Why", $"原因最多{WindowExtension.WhyLength}个字，现在有{why.Length}个");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Held before it is read: a lapse that is being written now is either done when we look, or finds the new end.
        await db.RoundInstitutions.Where(p => p.Id == view.Place.Id).ExecuteUpdateAsync(row => row.SetProperty(p => p.MendHours, p => p.MendHours), ct);
        var place = await db.RoundInstitutions.Include(p => p.Round).SingleAsync(p => p.Id == view.Place.Id, ct);
        if (place.Version != version) throw new RuleViolationException("", "您打开本页以后，时间刚被他人更改。请核对现在的时间，再决定是否延长");
        var ends = WindowRules.Extended(place, kind, hours, operation.At);
        place.Extend(ends);
        db.WindowExtensions.Add(new()
        {
            RoundInstitutionId = place.Id, At = operation.At, UserId = operation.UserId, Kind = kind, Hours = hours, Why = why,
            RegistrationTo = ends.RegistrationTo!.Value, PaymentTo = ends.PaymentTo!.Value,
        });
        db.Audit(operation with { Why = why }, "windows.extended", place.Id);
        await db.SaveChangesAsync(ct);
        // What is owed already may be paid until the new end.
        var (registrations, paymentTo) = (db.Registrations, ends.PaymentTo!.Value);
        await db.FeeOrders.Where(o => o.Purpose == FeePurpose.Registration && o.State == FeeOrderState.Open
            && registrations.Any(r => r.Id == o.SubjectId && r.RoundId == place.RoundId && r.InstitutionCode == place.InstitutionCode))
            .ExecuteUpdateAsync(row => row.SetProperty(o => o.Deadline, paymentTo), ct);
        await transaction.CommitAsync(ct);
        return await deadlines.ReviveAsync(place.Id, operation, ct);
    }
}
