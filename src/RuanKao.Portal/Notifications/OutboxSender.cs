using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Notifications;

/// <summary>Takes due messages out of the tray and hands them to their carriers, one after the other.</summary>
public sealed class OutboxDelivery(PortalContext db, PersonalDataSeal seal, CarrierChoice carriers, QuietHours quiet, NoticeReasons reasons, TimeProvider clock, ILogger<OutboxDelivery> log)
{
    /// <summary>The fault of a message whose reason was gone.</summary>
    public const string ReasonGone = "reason-gone";

    public const string TooLate = "too-late";

    /// <summary>After how long a reason that could not be told is looked at again.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);

    private const int Batch = 50;

    // Longer than any carrier's timeout: a message claimed by a process that died is taken up again after this.
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    /// <summary>Sends what is due now and says how many messages were tried.</summary>
    public async Task<int> SendDueAsync(CancellationToken ct)
    {
        var now = clock.Now();
        var due = await db.OutboxMessages.AsNoTracking().Where(m => m.State == OutboxState.Pending && m.NextAttemptAt <= now)
            .OrderBy(m => m.NextAttemptAt).Take(Batch).ToListAsync(ct);
        foreach (var message in due)
        {
            if (await ClaimAsync(message, ct)) await SendAsync(message, ct);
        }
        return due.Count;
    }

    private async Task<bool> ClaimAsync(OutboxMessage message, CancellationToken ct) => await db.OutboxMessages
        .Where(m => m.Id == message.Id && m.State == OutboxState.Pending && m.NextAttemptAt == message.NextAttemptAt)
        .ExecuteUpdateAsync(m => m.SetProperty(x => x.NextAttemptAt, clock.Now() + Claim), ct) == 1;

    private async Task SendAsync(OutboxMessage message, CancellationToken ct)
    {
        if (!await IsHeldBackAsync(message, ct))
        {
            var answer = clock.Now() >= message.UsefulUntil ? CarrierAnswer.Refused(TooLate) : await HandOverAsync(message, ct);
            db.OutboxMessages.Attach(message);
            if (answer.Verdict == CarrierVerdict.Taken) message.Leave(clock.Now());
            else if (message.Fail(clock.Now(), answer.Fault, answer.Verdict == CarrierVerdict.Refused))
                log.LogError("Message {MessageId} ({Template}) was given up after {Attempts} attempts: {Fault}", message.Id, message.Template, message.Attempts, message.Fault);
            else
                log.LogWarning("Message {MessageId} ({Template}) could not leave at attempt {Attempts}: {Fault}", message.Id, message.Template, message.Attempts, message.Fault);
        }
        // What was sent must be noted even while the house is closing, or it would be sent again.
        await db.SaveChangesAsync(CancellationToken.None);
        db.ChangeTracker.Clear();
    }

    /// <summary>Drops what has lost its reason and puts off what comes at the wrong hour or cannot be told; asked before every attempt, because a failed one is repeated hours later.</summary>
    private async Task<bool> IsHeldBackAsync(OutboxMessage message, CancellationToken ct)
    {
        var now = clock.Now();
        var morning = message.WaitsForMorning ? MorningOf(message, now) : null;
        var verdict = morning is null ? await reasons.LookAsync(message, ct) : ReasonVerdict.Holds;
        var isLate = message.SubjectId is not null && now >= message.UsefulUntil;
        if (morning is null && verdict == ReasonVerdict.Holds && !isLate) return false;
        db.OutboxMessages.Attach(message);
        if (isLate || verdict == ReasonVerdict.Gone) message.Drop(isLate ? TooLate : ReasonGone);
        else message.Postpone(morning ?? now + LookAgain);
        return true;
    }

    // What no key opens does not wait for the morning: handing it over fails, and in the end it is given up loudly.
    private DateTime? MorningOf(OutboxMessage message, DateTime now)
    {
        try { return quiet.Morning(now, seal.Open(message.AddressSealed!)); }
        catch (Exception) { return null; }
    }

    private async Task<CarrierAnswer> HandOverAsync(OutboxMessage message, CancellationToken ct)
    {
        try
        {
            var values = JsonSerializer.Deserialize<Dictionary<string, string>>(seal.Open(message.ValuesSealed!))!;
            var parcel = new Parcel(message.Key, seal.Open(message.AddressSealed!), message.Template, values);
            return await carriers.For(message.Channel, message.Attempts).SendAsync(parcel, ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            return CarrierAnswer.TryAgain(fault.GetType().Name);
        }
    }
}

/// <summary>Sends whenever a message is committed, and looks by itself for those whose time has come again.</summary>
public sealed class OutboxSender(IServiceScopeFactory scopes, OutboxSignal signal, ILogger<OutboxSender> log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var tried = 0;
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                tried = await scope.ServiceProvider.GetRequiredService<OutboxDelivery>().SendDueAsync(stop);
            }
            catch (Exception fault) when (!stop.IsCancellationRequested)
            {
                log.LogError("The outbox could not be read: {Fault}", fault.GetType().Name);
            }
            if (tried == 0) await ((Task)signal.WaitAsync(Poll, stop)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
