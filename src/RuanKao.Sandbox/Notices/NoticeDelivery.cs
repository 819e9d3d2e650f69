using System.Collections.Concurrent;

namespace RuanKao.Sandbox.Notices;

/// <summary>Sends notices by their plan; what was still owed when the sandbox stopped is sent after the next start.</summary>
internal sealed class NoticeDelivery : IAsyncDisposable
{
    private const string Kind = "notice";
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private readonly SandboxStore store;
    private readonly ILogger log;
    private readonly HttpClient client;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, Task> underWay = new();
    private readonly Dictionary<string, INoticeWriter> writers = [];

    public NoticeDelivery(SandboxStore store, HttpMessageHandler? handler, ILogger log)
    {
        (this.store, this.log) = (store, log);
        client = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }, disposeHandler: handler is null)
        {
            Timeout = AnswerLimit,
        };
    }

    /// <summary>The plan of a trade's notices: the seam where a trade may be told to misbehave.</summary>
    public Func<Notice, DeliveryPlan> PlanOf { get; set; } = _ => DeliveryPlan.Obedient;

    public void Use(string channel, INoticeWriter writer) => writers[channel] = writer;

    public void SendWhatIsOwed()
    {
        foreach (var notice in store.All<Notice>(Kind).Where(n => n is { Accepted: false, GivenUp: false }))
            Start(notice);
    }

    public void Send(Notice notice)
    {
        store.Put(Kind, notice.Id, notice);
        Start(notice);
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

    private void Start(Notice notice)
    {
        var started = new TaskCompletionSource();
        underWay[notice.Id] = started.Task.ContinueWith(_ => DeliverAsync(notice), TaskScheduler.Default).Unwrap();
        started.SetResult();
    }

    private async Task DeliverAsync(Notice notice)
    {
        try
        {
            foreach (var pause in PlanOf(notice).Pauses.Skip(notice.Sendings))
            {
                await Task.Delay(pause, stopping.Token);
                notice.Sendings++;
                notice.Accepted = await TryAsync(notice);
                store.Put(Kind, notice.Id, notice);
                if (notice.Accepted)
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
            underWay.TryRemove(notice.Id, out _);
        }
    }

    private async Task<bool> TryAsync(Notice notice)
    {
        try
        {
            using var request = writers[notice.Channel].Write(notice);
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
}
