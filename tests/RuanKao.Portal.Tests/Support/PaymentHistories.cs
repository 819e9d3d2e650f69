using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Office;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Payments;

namespace RuanKao.Portal.Tests.Support;

/// <summary>Random interleavings of payers, tabs, channels, notices, poller, refunds, office and clock: the real services beside channels that know the truth, compared after every step and again at rest.</summary>
public sealed class PaymentHistories : IAsyncDisposable
{
    private const int Steps = 14;

    /// <summary>What old histories left behind slows new ones down.</summary>
    private const int HistoriesInOneDatabase = 500;

    private readonly Guid[] people = new Guid[2];
    private PaymentBank[] banks = [];
    private PortalFactory? factory;
    private RoundPlaceView place = null!;
    private int played;

    /// <summary>Plays one history; null where the books were right all the way, else what was not and everything that led there.</summary>
    public async Task<string?> PlayAsync(int seed)
    {
        if (factory is null || played == HistoriesInOneDatabase) await OpenAsync();
        played++;
        factory!.Clock.UtcNow = new(2031, 3, 20, 2, 0, 0, DateTimeKind.Utc);
        var registrations = new List<RegistrationMade>();
        var random = new Random(seed);
        foreach (var person in people.Take(random.Next(1, people.Length + 1))) registrations.Add(await TestData.ApprovedAsync(factory, person, place.Round.Id));
        var until = factory.Clock.UtcNow.AddMinutes(random.Next(3) switch { 0 => 12, 1 => 40, _ => 600 });
        await ChangeAsync(db => db.RoundInstitutions.Where(p => p.Id == place.Place.Id).ExecuteUpdateAsync(row => row.SetProperty(p => p.Payment.To, until)));
        foreach (var bank in banks) bank.Begin(random.Next());
        var fault = await new PaymentHistory(factory, banks, place, registrations, random).PlayAsync(Steps);
        // A person holds one place in a round: the next history begins with another registration.
        var ids = registrations.Select(r => r.Id).ToList();
        await ChangeAsync(db => db.Registrations.Where(r => ids.Contains(r.Id)).ExecuteUpdateAsync(row => row.SetProperty(r => r.State, RegistrationState.Voided)));
        if (fault is not null) played = HistoriesInOneDatabase;
        return fault is null ? null : $"seed {seed}: {fault}";
    }

    public async ValueTask DisposeAsync()
    {
        if (factory is not null) await factory.DisposeAsync();
    }

    private async Task OpenAsync()
    {
        await DisposeAsync();
        PortalFactory? portal = null;
        banks = [new(Channel.Alipay, () => portal!.Clock.UtcNow), new(Channel.WeChatPay, () => portal!.Clock.UtcNow)];
        factory = portal = await PortalFactory.StartAsync(services => ScriptedChannel.Use(services, [.. banks.Select(b => b.Script)]));
        place = await TestData.OpenRoundAsync(factory);
        for (var person = 0; person < people.Length; person++) people[person] = await TestData.VerifiedCandidateAsync(factory);
        played = 0;
    }

    private Task ChangeAsync(Func<PortalContext, Task> change) => factory!.WithAsync(services => change(services.GetRequiredService<PortalContext>()));
}

/// <summary>One of them.</summary>
internal sealed class PaymentHistory(PortalFactory factory, PaymentBank[] banks, RoundPlaceView place, List<RegistrationMade> registrations, Random random)
{
    private readonly List<string> told = [];
    private PaymentBooks books = null!;

    private DateTime Now => factory.Clock.UtcNow;

    private IEnumerable<BankTrade> Trades => banks.SelectMany(b => b.Trades).OrderBy(t => t.Number, StringComparer.Ordinal);

    public async Task<string?> PlayAsync(int steps)
    {
        books = await ReadAsync();
        for (var step = 0; step < steps; step++)
            if (await AfterAsync(StepAsync) is { } fault) return fault;
        foreach (var bank in banks) bank.Trouble = 0;
        // Everything that is under way comes to its end: notices arrive, the poller looks, refunds are sent.
        for (var round = 0; round < 100; round++)
        {
            if (banks.All(b => b.Notices.All(n => n.IsTaken)) && books.FaultAtRest(Trades) is null) return null;
            if (await AfterAsync(SettleDownAsync) is { } fault) return fault;
        }
        return Tell(books.FaultAtRest(Trades) ?? "a notice is never taken");
    }

    private async Task<string?> AfterAsync(Func<Task<string>> act)
    {
        var before = books;
        try
        {
            told.Add($"{Now:HH:mm:ss} {await act()}");
        }
        catch (Exception failure) when (failure is not PortalDied)
        {
            return Tell(failure.ToString());
        }
        books = await ReadAsync();
        var fault = banks.Select(b => b.Fault).FirstOrDefault(f => f is not null)
            ?? books.Fault((number, channel) => banks.First(b => b.Script.Channel == channel).Find(number)) ?? books.UnlikeModel(before);
        return fault is null ? null : Tell(fault);
    }

    private string Tell(string fault) => $"{fault}\n  {string.Join("\n  ", told)}\n  {string.Join("\n  ", books.Attempts.Values)}";

    private Task<PaymentBooks> ReadAsync() => PaymentBooks.ReadAsync(factory, place.Place.Id, [.. registrations.Select(r => r.Id)]);

    private async Task<string> StepAsync()
    {
        var payer = registrations[random.Next(registrations.Count)];
        var trade = Any(Trades);
        var open = Any(Trades.Where(t => t.PaidAt is null && !t.IsClosed));
        var attempt = Any(books.Attempts.Values.Where(a => a.IsUndecided));
        var (bank, notice) = Any(banks.SelectMany(b => b.Notices.Where(n => !n.IsTaken).Select(n => (b, n))));
        switch (random.Next(28))
        {
            case <= 4:
                return await BeginAsync(payer, AnyChannel());
            case 5:
                return "two tabs: " + string.Join(" | ", await Task.WhenAll(Task.Run(() => BeginAsync(payer, Channel.Alipay)), Task.Run(() => BeginAsync(payer, Channel.WeChatPay))));
            case 6:
                return "a double click: " + string.Join(" | ", await Task.WhenAll(Task.Run(() => BeginAsync(payer, Channel.Alipay)), Task.Run(() => BeginAsync(payer, Channel.Alipay))));
            case 7 or 8 or 9 or 10 when open is not null:
                return Pay(open, random.Next(8) == 0 ? open.Fen - 1 : open.Fen);
            case 11 or 12 or 13 when notice is not null:
                return await DeliverAsync(bank, notice);
            case 14 when notice is not null:
                return "at once: " + string.Join(" | ", await Task.WhenAll(Task.Run(() => DeliverAsync(bank, notice)), Task.Run(() => DeliverAsync(bank, notice)), Task.Run(PollAsync)));
            case 15 when Any(banks.SelectMany(b => b.Notices.Select(n => (b, n)))) is { n: not null } again:
                return "once more: " + await DeliverAsync(again.b, again.n);
            case 16 when notice is not null:
                return await ForgeAsync(bank, notice);
            case 17 when attempt is not null:
                return await AliveAsync($"asks about {attempt.Number}", async services =>
                    (await services.GetRequiredService<AttemptWatch>().AskAsync((await services.GetRequiredService<FeeDesk>().AttemptAsync(attempt.Channel, attempt.Number))!, default)).ToString());
            case 18 or 19 when attempt is not null:
                return await AliveAsync($"gives up {attempt.Number}", async services =>
                    (await services.GetRequiredService<PaymentService>().GiveUpAsync((await services.GetRequiredService<FeeDesk>().AttemptAsync(attempt.Channel, attempt.Number))!, Candidate(registrations.First(r => r.Id == attempt.Registration)), default)).ToString());
            case 20 when random.Next(2) == 0:
                return await CancelAsync(payer);
            case 20:
                return await VoidAsync(payer);
            case 21:
                return await WorkAsync();
            case 22 when random.Next(2) == 0:
                return await ExtendAsync();
            case 23:
                return await SendRefundsAsync();
            case 24 when trade is not null && attempt is not null:
                return "cancels while money comes: " + string.Join(" | ", await Task.WhenAll(Task.Run(() => CancelAsync(payer)), Task.Run(PollAsync)));
            case 25:
                return await PollAsync();
            case 26:
                return await BookAsync();
            default:
                return PassTime();
        }
    }

    private async Task<string> SettleDownAsync()
    {
        factory.Clock.UtcNow += TimeSpan.FromMinutes(random.Next(1, 90));
        var did = new List<string> { await PollAsync(), await SendRefundsAsync() };
        foreach (var (bank, notice) in banks.SelectMany(b => b.Notices.Where(n => !n.IsTaken).Select(n => (b, n))).OrderBy(_ => random.Next()).ToList()) did.Add(await DeliverAsync(bank, notice));
        did.Add(await BookAsync());
        return string.Join(", ", did);
    }

    private string Pay(BankTrade trade, int fen)
    {
        var bank = banks.First(b => b.Find(trade.Number) is not null);
        // A channel honours the end that it was given; rarely one does not, and then tells of it.
        var isLate = Now > trade.ExpiresAt + PaymentBank.Grace;
        if (isLate && random.Next(3) > 0) return $"{trade.Number} is too late to be paid";
        // The notice of a payment that the portal will ask about may get lost.
        var tells = isLate || books.Attempts[trade.Number] is not { IsUndecided: true } || random.Next(3) > 0;
        return $"{(bank.Pay(trade, fen, tells) ? "pays" : "cannot pay")} {fen} for {trade.Number}{(tells ? "" : ", notice lost")}";
    }

    private string PassTime()
    {
        var edges = books.Attempts.Values.SelectMany(a => new[] { a.ExpiresAt, a.ExpiresAt + AttemptWatch.Margin }).Append(books.PaidUp.AddMinutes(-2)).Append(books.PaidUp)
            .SelectMany(edge => new[] { edge.AddSeconds(-1), edge, edge.AddSeconds(20) }).Where(edge => edge > Now).Order().Take(6).ToList();
        factory.Clock.UtcNow = random.Next(3) switch { 0 when edges.Count > 0 => edges[random.Next(edges.Count)], 1 => Now.AddSeconds(random.Next(1, 60)), _ => Now.AddMinutes(random.Next(1, 9)) };
        return "time passes";
    }

    private Task<string> BeginAsync(RegistrationMade payer, Channel channel) => AliveAsync($"{payer.Id} begins by {channel}", async services =>
        await services.GetRequiredService<PaymentService>().StartAsync(payer.RoundCode, payer.InstitutionCode, channel, PaymentProduct.Qr, "127.0.0.1", Candidate(payer), default) ?? "nothing to pay");

    private async Task<string> DeliverAsync(PaymentBank bank, BankNotice notice)
    {
        var answer = await factory.WithAsync(services => services.GetRequiredService<NoticeDesk>().ReceiveAsync(bank.Script, "default", PaymentBank.Message(notice)));
        if (answer.Body == "success") notice.IsTaken = true;
        // What is kept is booked at once, or something else comes first.
        if (notice.Id[^1] % 2 == 0) await BookAsync();
        return $"notice {notice.Id} {(notice.IsPayment ? "of the payment" : "of the refund")}: {answer.Body}";
    }

    private async Task<string> ForgeAsync(PaymentBank bank, BankNotice notice)
    {
        var answer = await factory.WithAsync(services => services.GetRequiredService<NoticeDesk>().ReceiveAsync(bank.Script, "default", PaymentBank.Message(notice, forged: true)));
        return answer.Body == "success" ? throw new InvalidOperationException("a forged notice was taken") : $"forged notice {notice.Id}";
    }

    private Task<string> PollAsync() => AliveAsync("the poller looks", async services => $"{await services.GetRequiredService<AttemptWatch>().LookAtDueAsync(default)} asked");

    private Task<string> BookAsync() => AliveAsync("kept notices are booked", async services => $"{await services.GetRequiredService<NoticeBooking>().BookWaitingAsync()} booked");

    private Task<string> SendRefundsAsync() => AliveAsync("refunds are sent", async services => $"{await services.GetRequiredService<RefundSender>().SendDueAsync(default)} sent");

    private Task<string> CancelAsync(RegistrationMade payer) => AliveAsync($"{payer.Id} cancels", async services =>
        (await services.GetRequiredService<RegistrationDepartures>().CancelAsync(payer.Id, Candidate(payer))).ToString());

    // The office voids nothing that is paid for here: what follows from that is another matter.
    private Task<string> VoidAsync(RegistrationMade payer) => AliveAsync($"the office voids {payer.Id}", async services =>
    {
        var now = await services.GetRequiredService<PortalContext>().Registrations.Where(r => r.Id == payer.Id).Select(r => new { r.State, r.Version }).SingleAsync();
        if (now.State == RegistrationState.Paid || random.Next(2) == 0) return "not now";
        await services.GetRequiredService<RegistrationEndings>().VoidAsync(payer.Id, now.Version, Office);
        return "done";
    });

    private Task<string> WorkAsync() => AliveAsync("the deadline runner looks", async services =>
    {
        foreach (var work in services.GetServices<IDeadlineWork>()) await work.DoDueAsync(default);
        return "done";
    });

    private Task<string> ExtendAsync() => AliveAsync("the office extends", async services =>
    {
        var view = (await services.GetRequiredService<RoundPlaces>().FindAsync(place.Round.Id, place.Place.InstitutionCode))!;
        await services.GetRequiredService<WindowDesk>().ExtendAsync(view, view.Place.Version, ExtensionKind.Payment, 1, Office, default);
        return "done";
    });

    // What a person is told, and what ends with the process, is part of the history.
    private async Task<string> AliveAsync(string what, Func<IServiceProvider, Task<string>> act)
    {
        try
        {
            return $"{what}: {await factory.WithAsync(act)}";
        }
        catch (Exception refused) when (refused is RuleViolationException or PortalDied or DbUpdateConcurrencyException)
        {
            return $"{what}: {(refused as RuleViolationException)?.Violations[0].Message ?? refused.Message}";
        }
    }

    private Operation Candidate(RegistrationMade payer) => new(payer.UserId, Role.Candidate, Now);

    private Operation Office => new(null, Role.Office, Now, "理由");

    private Channel AnyChannel() => random.Next(2) == 0 ? Channel.Alipay : Channel.WeChatPay;

    private T? Any<T>(IEnumerable<T> all)
    {
        var list = all.ToList();
        return list.Count == 0 ? default : list[random.Next(list.Count)];
    }
}
