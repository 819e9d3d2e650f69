using System.Collections.Concurrent;
using RuanKao.Sandbox.Menu;

namespace RuanKao.Sandbox.Notices;

/// <summary>Sends notices until they are accepted, and goes wrong where the menu says so; what was still owed when the sandbox stopped is sent after the next start.</summary>
internal sealed class NoticeDelivery : IAsyncDisposable
{
    private const string Kind = "notice";
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    /// <summary>What is decided for a notice as a whole; wrong signatures and times belong to a single sending.</summary>
    private static readonly Misbehaviour[] Manners =
    [
        Misbehaviour.NoticeNever, Misbehaviour.NoticeLate, Misbehaviour.NoticeOutOfOrder, Misbehaviour.NoticesAtOnce, Misbehaviour.NoticeTwice, Misbehaviour.Replay,
    ];

    private readonly SandboxStore store;
    private readonly SandboxOptions options;
    private readonly MisbehaviourRules rules;
    private readonly ILogger log;
    private readonly HttpClient client;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, Task> underWay = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> held = new();
    private readonly Dictionary<string, INoticeWriter> writers = [];

    public NoticeDelivery(SandboxStore store, SandboxOptions options, MisbehaviourRules rules, ILogger log)
    {
        (this.store, this.options, this.rules, this.log) = (store, options, rules, log);
        var handler = options.NoticeHandler;
        client = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }, disposeHandler: handler is null)
        {
            Timeout = AnswerLimit,
        };
    }

    public void Use(string channel, INoticeWriter writer) => writers[channel] = writer;

    public void SendWhatIsOwed()
    {
        foreach (var notice in store.All<Notice>(Kind).Where(n => n is { Accepted: false, GivenUp: false }))
            Start(notice, []);
    }

    public void Send(Notice notice)
    {
        var manners = Manners.Where(m => rules.Take(m, notice.OutTradeNo, Touch.Notice)).ToHashSet();
        notice.GivenUp = manners.Contains(Misbehaviour.NoticeNever);
        store.Put(Kind, notice.Id, notice);
        if (!notice.GivenUp)
            Start(notice, manners);
    }

    /// <summary>Waits until every notice has been accepted or given up.</summary>
    public async Task RestAsync(CancellationToken ct)
    {
        while (underWay.Values.FirstOrDefault() is { } task)
            await task.WaitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(underWay.Values);
        client.Dispose();
        stopping.Dispose();
    }

    private void Start(Notice notice, HashSet<Misbehaviour> manners)
    {
        if (manners.Contains(Misbehaviour.NoticeOutOfOrder))
            held[notice.OutTradeNo] = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        underWay[notice.Id] = started.Task.ContinueWith(_ => DeliverAsync(notice, manners), TaskScheduler.Default).Unwrap();
        started.SetResult();
    }

    private async Task DeliverAsync(Notice notice, HashSet<Misbehaviour> manners)
    {
        try
        {
            await HoldAsync(notice, manners);
            var copies = manners.Contains(Misbehaviour.NoticesAtOnce) ? 2 : 1;
            foreach (var pause in options.NoticePauses.Skip(notice.Sendings))
            {
                await Task.Delay(pause, stopping.Token);
                notice.Sendings++;
                using var request = writers[notice.Channel].Write(notice);
                var answers = await Task.WhenAll(Enumerable.Range(0, copies).Select(_ => TryAsync(notice, request)));
                notice.Accepted = answers.Contains(true);
                store.Put(Kind, notice.Id, notice);
                if (!notice.Accepted)
                    continue;
                if (manners.Contains(Misbehaviour.Replay))
                    await TryAsync(notice, request);
                if (manners.Contains(Misbehaviour.NoticeTwice))
                    await TryAsync(notice, writers[notice.Channel].Write(notice));
                return;
            }

            notice.GivenUp = true;
            store.Put(Kind, notice.Id, notice);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Still owed: the next start goes on.
        }
        finally
        {
            if (held.TryRemove(notice.OutTradeNo, out var earlier))
                earlier.SetResult();
            underWay.TryRemove(notice.Id, out _);
        }
    }

    private async Task HoldAsync(Notice notice, HashSet<Misbehaviour> manners)
    {
        if (manners.Contains(Misbehaviour.NoticeLate))
            await Task.Delay(options.Lateness, stopping.Token);
        if (held.TryGetValue(notice.OutTradeNo, out var later) && manners.Contains(Misbehaviour.NoticeOutOfOrder))
            await Task.WhenAny(later.Task, Task.Delay(options.Lateness, stopping.Token));
    }

    private async Task<bool> TryAsync(Notice notice, HttpRequestMessage written)
    {
        try
        {
            using var request = await CopyAsync(written);
            using var answer = await client.SendAsync(request, stopping.Token);
            var accepted = await writers[notice.Channel].AcceptedAsync(answer, stopping.Token);
            if (!accepted)
                log.LogWarning("{Channel} notice {Id} for {OutTradeNo} was not accepted: {Status}", notice.Channel, notice.Id, notice.OutTradeNo, (int)answer.StatusCode);
            return accepted;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            log.LogWarning("{Channel} notice {Id} for {OutTradeNo} did not arrive: {Reason}", notice.Channel, notice.Id, notice.OutTradeNo, e.Message);
            return false;
        }
    }

    // A message can be sent only once; what is sent again is the same to the last byte.
    private static async Task<HttpRequestMessage> CopyAsync(HttpRequestMessage written)
    {
        var copy = new HttpRequestMessage(written.Method, written.RequestUri) { Content = new ByteArrayContent(await written.Content!.ReadAsByteArrayAsync()) };
        foreach (var (name, values) in written.Headers)
            copy.Headers.TryAddWithoutValidation(name, values);
        foreach (var (name, values) in written.Content.Headers)
            copy.Content.Headers.TryAddWithoutValidation(name, values);
        return copy;
    }
}
