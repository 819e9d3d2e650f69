using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace RuanKao.Portal.Notifications;

/// <summary>Wakes the sender as soon as a message is committed, so that a code arrives while the person still looks at the page.</summary>
public sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim bell = new(0, 1);

    public void Ring()
    {
        try { bell.Release(); }
        catch (SemaphoreFullException) { /* It rings already. */ }
    }

    /// <summary>True when it rang, false when the time ran out.</summary>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => bell.WaitAsync(atMost, ct);

    public void Dispose() => bell.Dispose();
}

/// <summary>Rings after the commit that carried a message: at the end of the save, or of the transaction around it.</summary>
public sealed class OutboxCommitWatch(OutboxSignal signal) : SaveChangesInterceptor, IDbTransactionInterceptor
{
    // One watch for all: which contexts carry a message.
    private readonly ConditionalWeakTable<DbContext, object> carrying = [];

    public override InterceptionResult<int> SavingChanges(DbContextEventData data, InterceptionResult<int> result)
    {
        Look(data.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData data, InterceptionResult<int> result, CancellationToken ct = default)
    {
        Look(data.Context);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData data, int result, CancellationToken ct = default)
    {
        if (data.Context?.Database.CurrentTransaction is null) RingOnce(data.Context);
        return ValueTask.FromResult(result);
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData data) => RingOnce(data.Context);

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData data, CancellationToken ct = default)
    {
        RingOnce(data.Context);
        return Task.CompletedTask;
    }

    private void Look(DbContext? db)
    {
        if (db?.ChangeTracker.Entries<OutboxMessage>().Any(e => e.State == EntityState.Added) == true) carrying.AddOrUpdate(db, this);
    }

    private void RingOnce(DbContext? db)
    {
        if (db is not null && carrying.Remove(db)) signal.Ring();
    }
}
