using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Registrations.Figures;

/// <summary>Looks at every registration that is being saved and writes what that does to the figures into the same transaction, whoever saves and why.</summary>
public sealed class FigureKeeper : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData data, InterceptionResult<int> result)
    {
        Note(data.Context!);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData data, InterceptionResult<int> result, CancellationToken ct = default)
    {
        Note(data.Context!);
        return new(result);
    }

    private static void Note(DbContext context)
    {
        // What an attempt that failed left behind is counted anew.
        foreach (var stale in context.ChangeTracker.Entries<FigureMove>().Where(e => e.State == EntityState.Added).ToList()) stale.State = EntityState.Detached;
        var registrations = context.ChangeTracker.Entries<Registration>().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList();
        if (registrations.Count == 0) return;
        var steps = context.ChangeTracker.Entries<RegistrationStep>().Where(e => e.State == EntityState.Added).Select(e => e.Entity).ToLookup(s => s.RegistrationId);
        foreach (var entry in registrations)
        {
            var before = entry.State == EntityState.Added ? null : Spot(entry.OriginalValues);
            var after = entry.State == EntityState.Deleted ? null : Spot(entry.CurrentValues);
            context.AddRange(Moves(entry.Entity, before, after, [.. steps[entry.Entity.Id].OrderBy(s => s.Order)]));
        }
    }

    private static IEnumerable<FigureMove> Moves(Registration registration, FigureSpot? before, FigureSpot? after, IReadOnlyList<RegistrationStep> steps)
    {
        if (steps.Count == 0 && before != after) yield return FigureMove.Of(registration, before, after, null);
        for (var at = 0; at < steps.Count; at++)
        {
            // Several steps in one save, as an approval that costs nothing: what lies between saw the present answers.
            var to = at == steps.Count - 1 ? after : Between(after, steps[at]);
            yield return FigureMove.Of(registration, before, to, steps[at]);
            before = to;
        }
    }

    private static FigureSpot? Between(FigureSpot? after, RegistrationStep step)
    {
        if (after is null) return null;
        var spot = after with { State = step.To, ChangeWaits = step.On == RegistrationEvent.RequestChange, Since = null };
        return spot.Waits ? spot with { Since = Beijing.Day(step.At) } : spot;
    }

    private static FigureSpot? Spot(PropertyValues values)
    {
        var state = values.GetValue<RegistrationState>(nameof(Registration.State));
        if (state == RegistrationState.Draft) return null;
        var spot = new FigureSpot(values.GetValue<string?>(nameof(Registration.PrefectureCode)), values.GetValue<string?>(nameof(Registration.QualificationCode)),
            state, values.GetValue<bool>(nameof(Registration.ChangeWaits)), null);
        return spot.Waits && values.GetValue<DateTime?>(FigureSpot.WaitsSince) is { } since ? spot with { Since = Beijing.Day(since) } : spot;
    }
}
