using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Payments;

/// <summary>Where genuine notices are kept, on the disk before the channel has its answer: all that have come by the time of one write travel in it together.</summary>
public sealed class NoticeShelf(IServiceScopeFactory scopes, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentQueue<Entry> entries = new();
    private readonly SemaphoreSlim pen = new(1);
    private readonly SemaphoreSlim news = new(0, 1);
    private long last;

    /// <summary>Completes when the notice is durable; one that came before by the same id is kept once. Throws where the database did not take it.</summary>
    public async Task KeepAsync(PaymentNotice notice)
    {
        var entry = new Entry(notice);
        entries.Enqueue(entry);
        Volatile.Write(ref last, clock.GetTimestamp());
        // SQLite blocks the thread that waits for another writer, so it is not this one.
        _ = Task.Run(WriteAsync);
        await entry.Kept.Task;
    }

    /// <summary>Waits until something new is kept, and no longer than the time given.</summary>
    public Task NewsAsync(TimeSpan most, CancellationToken ct) => news.WaitAsync(most, ct);

    /// <summary>Whether notices have just come: then those that may follow go before any booking.</summary>
    public bool IsBusy(TimeSpan within) => !entries.IsEmpty || clock.GetElapsedTime(Volatile.Read(ref last)) < within;

    /// <summary>Does other work on the money's tables while nothing is written here: two writers in one process would only wait for each other.</summary>
    public async Task BetweenAsync(Func<Task> work)
    {
        await pen.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            pen.Release();
        }
    }

    private async Task WriteAsync()
    {
        await pen.WaitAsync();
        try
        {
            var batch = new List<Entry>();
            while (batch.Count < 100 && entries.TryDequeue(out var entry)) batch.Add(entry);
            if (batch.Count > 0) await WriteAsync(batch);
        }
        finally
        {
            pen.Release();
        }
    }

    private async Task WriteAsync(List<Entry> batch)
    {
        try
        {
            await AddAsync([.. batch.Select(e => e.Notice)]);
            batch.ForEach(e => e.Kept.SetResult());
        }
        catch (Exception failure)
        {
            batch.ForEach(e => e.Kept.SetException(failure));
        }
        if (news.CurrentCount == 0) news.Release();
    }

    private async Task AddAsync(List<PaymentNotice> notices)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalContext>();
        db.PaymentNotices.AddRange(notices);
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException)
        {
            // The channel sends the same notice again until it has our answer; one copy is enough.
            db.ChangeTracker.Clear();
            var unknown = new List<PaymentNotice>();
            foreach (var notice in notices)
            {
                if (notice.NoticeId is { } id)
                {
                    var known = unknown.Find(n => n.Channel == notice.Channel && n.NoticeId == id)
                        ?? await db.PaymentNotices.AsNoTracking().SingleOrDefaultAsync(n => n.Channel == notice.Channel && n.NoticeId == id && n.Verdict != NoticeVerdict.Unverified);
                    if (known is not null && notice.TellsTheSameAs(known)) continue;
                    // Another word under an id that is taken is heard all the same.
                    if (known is not null) notice.NoticeId = null;
                }
                unknown.Add(notice);
            }
            if (unknown.Count == notices.Count && unknown.TrueForAll(n => n.NoticeId is not null)) throw;
            db.PaymentNotices.AddRange(unknown);
            await db.SaveChangesAsync();
        }
    }

    public void Dispose()
    {
        pen.Dispose();
        news.Dispose();
    }

    private sealed record Entry(PaymentNotice Notice)
    {
        public TaskCompletionSource Kept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
