using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Photos;

/// <summary>
/// The gate before decoding: as many photos at once as there are places. Whoever waits is let in account by account in turn, so that one who sends many
/// does not hold up one who sends one; and nobody waits for ever.
/// </summary>
public sealed class PhotoDecoding(int places, TimeSpan? longestWait = null)
{
    private readonly Lock door = new();
    private readonly Queue<Guid> turns = new();
    private readonly Dictionary<Guid, Queue<Ticket>> waiting = [];
    private readonly TimeSpan longest = longestWait ?? PhotoRules.LongestWait;
    private int inside, outside;

    /// <summary>Runs the work when a place is free; throws in words when too many wait or the wait was too long.</summary>
    public async Task<T> RunAsync<T>(Guid account, Func<Task<T>> work, CancellationToken ct)
    {
        await EnterAsync(account, ct);
        try
        {
            ct.ThrowIfCancellationRequested();
            return await Task.Run(work, CancellationToken.None);
        }
        finally
        {
            Leave();
        }
    }

    private async Task EnterAsync(Guid account, CancellationToken ct)
    {
        var ticket = new Ticket();
        lock (door)
        {
            if (inside < places)
            {
                inside++;
                return;
            }

            var mine = waiting.TryGetValue(account, out var queue) ? queue : waiting[account] = new();
            if (outside >= PhotoRules.MostWaiting || mine.Count >= PhotoRules.MostWaitingOfOne)
            {
                if (mine.Count == 0) waiting.Remove(account);
                throw Busy();
            }

            if (mine.Count == 0) turns.Enqueue(account);
            mine.Enqueue(ticket);
            outside++;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        end.CancelAfter(longest);
        await using var leave = end.Token.Register(() => ticket.Admitted.TrySetResult(false));
        if (await ticket.Admitted.Task) return;
        ct.ThrowIfCancellationRequested();
        throw Busy();
    }

    private void Leave()
    {
        lock (door)
        {
            while (turns.TryDequeue(out var account))
            {
                var mine = waiting[account];
                var ticket = mine.Dequeue();
                outside--;
                if (mine.Count > 0) turns.Enqueue(account);
                else waiting.Remove(account);
                // Whoever gave up waiting takes no place.
                if (ticket.Admitted.TrySetResult(true)) return;
            }

            inside--;
        }
    }

    private static RuleViolationException Busy() => new(nameof(PhotoForm.File), "现在处理照片的人较多，请稍候一分钟，再选一次照片处理。");

    private sealed class Ticket
    {
        public TaskCompletionSource<bool> Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
