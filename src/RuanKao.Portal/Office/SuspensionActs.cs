using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Announcements;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Office;

/// <summary>What an act suspends: the whole institution where no region is named, and one qualification or all.</summary>
public sealed record SuspensionScope(IReadOnlyList<string> Regions, string? QualificationCode)
{
    public IReadOnlyList<string?> Rows => Regions.Count == 0 ? [null] : [.. Regions];

    /// <summary>What was shown before, so that a scope changed since is shown anew.</summary>
    public string Key => string.Join(',', Regions.Order(StringComparer.Ordinal)) + "|" + QualificationCode;
}

/// <summary>What an act would touch.</summary>
public sealed record SuspensionPreview(IReadOnlyDictionary<RegistrationState, int> Counts, int Drafts, long PaidFen)
{
    public int Live => Counts.Values.Sum();

    public int this[RegistrationState state] => Counts.GetValueOrDefault(state);
}

/// <summary>How far an act has come. What is left goes on by itself, in this process or another.</summary>
public sealed record SuspensionProgress(int Moved, int Left, int Told, int Owed, long OwedFen, int Requested, int Refunded, long RefundedFen, int InTrouble)
{
    public bool IsDone => Left == 0 && Refunded == Owed;

    public int NotRequested => Math.Max(0, Owed - Requested);
}

/// <summary>停考 as one act: nobody is let in any more, everybody reads of it, whoever is covered is told, and what was paid goes back by rule.</summary>
public sealed class SuspensionActs(PortalContext db, RegistrationEndings endings, AnnouncementService announcements)
{
    /// <summary>How many registrations are moved before the page answers; the runner takes the rest.</summary>
    public const int AtOnce = 50;

    /// <summary>Those it would touch now.</summary>
    public async Task<SuspensionPreview> PreviewAsync(RoundPlaceView view, SuspensionScope scope, CancellationToken ct)
    {
        var all = Covered(view, scope);
        var counts = await all.GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        return new(counts.Where(c => RegistrationLifecycle.Live.Contains(c.Key)).ToDictionary(c => c.Key, c => c.Count), counts.Where(c => c.Key == RegistrationState.Draft).Sum(c => c.Count),
            await all.Where(r => r.State == RegistrationState.Paid).SumAsync(r => (long)(r.FeeFen ?? 0), ct));
    }

    /// <summary>Notes and announces in one transaction. False where the act was done before: a second press changes nothing.</summary>
    /// <param name="act">Made when the preview was shown; the announcement has the same id.</param>
    /// <param name="seen">How many live registrations were shown.</param>
    public async Task<bool> BeginAsync(Guid act, RoundPlaceView view, SuspensionScope scope, int seen, AnnouncementForm text, Operation operation, CancellationToken ct)
    {
        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            // Two presses, or two persons, come one after the other.
            await db.RoundInstitutions.Where(p => p.Id == view.Place.Id).ExecuteUpdateAsync(row => row.SetProperty(p => p.MendHours, p => p.MendHours), ct);
            if (await db.Suspensions.AnyAsync(s => s.ActId == act, ct)) return false;
            if ((await PreviewAsync(view, scope, ct)).Live != seen) throw new RuleViolationException("", "您查看以后，停考范围内的报名有了变化，请核对新的数字再确认");
            var checkedText = AnnouncementRules.Check(text, null, AnnouncementEvent.Publish, operation.At);
            foreach (var region in scope.Rows) await endings.NoteAsync(act, view.Round.Id, view.Institution.Code, region, scope.QualificationCode, operation, ct);
            announcements.Publish(act, view.Institution.Code, checkedText.Title, checkedText.Body, operation);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        var left = AtOnce;
        foreach (var suspension in await OfActAsync(act, ct)) left -= await endings.MoveAsync(suspension, left, operation, ct);
        return true;
    }

    public Task<List<Suspension>> OfActAsync(Guid act, CancellationToken ct) => db.Suspensions.AsNoTracking().Where(s => s.ActId == act).OrderBy(s => s.ExamRegionCode).ToListAsync(ct);

    public async Task<SuspensionProgress> ProgressAsync(IReadOnlyList<Suspension> act, CancellationToken ct)
    {
        var first = act[0];
        var scope = Within(first.RoundId, first.InstitutionCode, new([.. act.Select(s => s.ExamRegionCode).OfType<string>()], first.QualificationCode));
        var steps = db.RegistrationSteps.Where(s => s.On == RegistrationEvent.Suspend && s.At >= first.At);
        var moved = scope.Where(r => (r.State == RegistrationState.Suspended || r.State == RegistrationState.Refunded) && steps.Any(s => s.RegistrationId == r.Id));
        var owed = await moved.Where(r => r.RefundDueFen != null).GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count(), Fen = g.Sum(r => (long)r.RefundDueFen!.Value) }).ToListAsync(ct);
        var ids = moved.Where(r => r.RefundDueFen != null).Select(r => r.Id);
        var refunds = await db.Refunds.Where(f => f.Attempt.Order.Purpose == FeePurpose.Registration && ids.Contains(f.Attempt.Order.SubjectId) && f.Attempt.State == PaymentState.Paid)
            .Select(f => new { f.State, f.Attempt.Order.SubjectId }).Distinct().GroupBy(f => f.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var refunded = owed.FirstOrDefault(o => o.Key == RegistrationState.Refunded);
        return new(await moved.CountAsync(ct), await scope.CountAsync(r => RegistrationLifecycle.Live.Contains(r.State), ct), act.Sum(s => s.Told), owed.Sum(o => o.Count), owed.Sum(o => o.Fen),
            refunds.Where(f => f.Key != RefundState.Declined).Sum(f => f.Count), refunded?.Count ?? 0, refunded?.Fen ?? 0,
            refunds.Where(f => f.Key is RefundState.Stuck or RefundState.Abnormal or RefundState.OfflineProposed or RefundState.Declined).Sum(f => f.Count));
    }

    private IQueryable<Registration> Covered(RoundPlaceView view, SuspensionScope scope) => Within(view.Round.Id, view.Institution.Code, scope);

    private IQueryable<Registration> Within(Guid round, string institution, SuspensionScope scope)
    {
        var (whole, regions, qualification) = (scope.Regions.Count == 0, scope.Regions, scope.QualificationCode);
        return db.Registrations.Where(r => r.RoundId == round && r.InstitutionCode == institution
            && (whole || regions.Contains(r.ExamRegionCode!)) && (qualification == null || r.QualificationCode == qualification));
    }
}
