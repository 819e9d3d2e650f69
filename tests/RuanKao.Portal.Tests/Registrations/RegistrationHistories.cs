using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Office;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Reviews;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations;

/// <summary>Random histories of three people, two institutions, reviewers, office, clock and payments: the real services beside a plain model, compared after every step.</summary>
public sealed class RegistrationHistories : IAsyncDisposable
{
    private const int People = 3;
    private const int Steps = 14;
    private static readonly ReviewScope Everywhere = new([new(Role.Reviewer, null)]);
    private static readonly DateTime Start = Beijing.At(2031, 3, 16, 9);

    /// <summary>So many rounds in one database: numbers carry two digits of the year, and what old rounds left behind would slow the new ones down.</summary>
    private const int RoundsInOneDatabase = 40;

    private readonly Guid[] people = new Guid[People];
    private PortalFactory? factory;
    private int rounds;

    /// <summary>Plays one history; null where the portal did as the model says, else what differed and everything that led there.</summary>
    public async Task<string?> PlayAsync(int seed)
    {
        if (factory is null || rounds == RoundsInOneDatabase) await OpenAsync();
        var history = new History(factory!, people, seed, await RoundAsync(factory!));
        return await history.PlayAsync(Steps) ?? (Besides is null ? null : await Besides(factory!));
    }

    /// <summary>What else has to be so after every history; null where it is.</summary>
    public Func<PortalFactory, Task<string?>>? Besides { get; init; }

    public async ValueTask DisposeAsync()
    {
        if (factory is not null) await factory.DisposeAsync();
    }

    private async Task OpenAsync()
    {
        await DisposeAsync();
        factory = await PortalFactory.StartAsync(services => ScriptedChannel.Use(services, new ScriptedChannel(Channel.Alipay)));
        rounds = 0;
        factory.Clock.UtcNow = Start;
        for (var person = 0; person < People; person++)
        {
            people[person] = await TestData.VerifiedCandidateAsync(factory);
            await TestData.PhotoAsync(factory, people[person]);
        }
    }

    // A new round for every history: nothing of the last one is in the way, and no database has to be made.
    private Task<(Guid Round, string Code)> RoundAsync(PortalFactory portal) => portal.WithAsync(async services =>
    {
        var db = services.GetRequiredService<PortalContext>();
        var (year, half) = (2032 + rounds / 2, rounds % 2 + 1);
        rounds++;
        var round = new ExamRound { State = RoundState.Published, Code = ExamRound.CodeOf(year, half), Year = year, Half = half, ExamFrom = new(2031, 6, 24), ExamTo = new(2031, 6, 25) };
        foreach (var code in new[] { "SOFTWARE_DESIGNER", "PROGRAMMER" }) round.Offerings.Add(new() { RoundId = round.Id, QualificationCode = code });
        db.Add(round);
        foreach (var model in Places())
        {
            var place = new RoundInstitution
            {
                State = PlaceState.Published, RoundId = round.Id, InstitutionCode = model.Code, Registration = new(model.Opens, model.Closes), ReviewUntil = model.Reviewed,
                Payment = new(model.Opens, model.PaidUp), ChangesUntil = model.Frozen, TicketPrinting = new(model.Tickets, model.Tickets.AddDays(7)),
                Fee = model.IsFree ? new(FeeKind.Free) : new(FeeKind.FlatByLevel, JuniorFen: 10000, IntermediateFen: 10000, SeniorFen: 15000),
            };
            place.Regions.Add(new() { RoundInstitutionId = place.Id, Code = model.Code + "01", Name = "考区" });
            db.Add(place);
        }
        await db.SaveChangesAsync();
        return (round.Id, round.Code);
    });

    /// <summary>One that charges, and a free one a day behind it.</summary>
    internal static IReadOnlyList<ModelPlace> Places() =>
    [
        new() { Code = "53", IsFree = false, Opens = Start, Closes = Start.AddHours(96), Reviewed = Start.AddHours(120), PaidUp = Start.AddHours(140), Frozen = Start.AddDays(40), Tickets = Start.AddDays(60) },
        new() { Code = "11", IsFree = true, Opens = Start.AddHours(24), Closes = Start.AddHours(120), Reviewed = Start.AddHours(130), PaidUp = Start.AddHours(150), Frozen = Start.AddDays(40), Tickets = Start.AddDays(60) },
    ];

    private sealed class History(PortalFactory factory, Guid[] people, int seed, (Guid Round, string Code) round)
    {
        private readonly Random random = new(seed);
        private readonly HistoryModel model = new(Places());
        private readonly List<string> told = [];
        private readonly Dictionary<ModelRegistration, Guid> ids = [];
        private readonly Dictionary<ModelAttempt, string> numbers = [];
        private int words;

        public async Task<string?> PlayAsync(int steps)
        {
            Set(Start.AddHours(random.Next(0, 60)));
            for (var step = 0; step < steps; step++)
            {
                var (what, expected, got) = await StepAsync();
                told.Add($"{Beijing.Moment(model.Now)} {what}: {(expected ? "done" : "refused")}");
                if (expected != got) return Tell($"{what} was {(got ? "done" : "refused")}, the model says {(expected ? "done" : "refused")}");
                if (await DifferenceAsync() is { } difference) return Tell(difference);
            }
            return null;
        }

        private string Tell(string what) => $"seed {seed}: {what}\n  {string.Join("\n  ", told)}";

        private void Set(DateTime now) => (model.Now, factory.Clock.UtcNow) = (now, now);

        private async Task<(string What, bool Expected, bool Got)> StepAsync()
        {
            var person = random.Next(People);
            // The one that charges is where most happens.
            var place = model.Places[random.Next(4) == 0 ? 1 : 0];
            var all = model.All.Where(r => r.State != RegistrationState.Draft).ToList();
            var one = all.Count == 0 ? null : all[random.Next(all.Count)];
            switch (random.Next(24))
            {
                case 0 or 1 or 2 when model.Mine(person, place) is null or { State: not RegistrationState.Draft }:
                    var saved = await SaveAsync(person, place);
                    var may = model.Save(person, place);
                    if (may) await LearnAsync(person, place);
                    return ($"{person} saves at {place.Code}", may, saved);
                case <= 5:
                    return ($"{person} submits at {place.Code}", model.Submit(person, place), await SubmitAsync(person, place));
                case 6 or 7 or 8 when one is not null:
                    return (Name("reviewer approves", one), model.Approve(one), await ApproveAsync(one));
                case 9 when one is not null:
                    return (Name("reviewer returns", one), model.Return(one), await ReturnAsync(one));
                case 10 when one is not null:
                    var asked = await RequestAsync(one);
                    return (Name("asks for a change", one), model.RequestChange(one), asked);
                case 11 when one is not null:
                    return random.Next(3) switch
                    {
                        0 => (Name("withdraws the change", one), model.WithdrawChange(one), await WithdrawAsync(one)),
                        1 => (Name("reviewer returns the change", one), model.ReturnChange(one), await JudgeAsync(one, approve: false)),
                        _ => (Name("reviewer approves the change", one), model.ApproveChange(one), await JudgeAsync(one, approve: true)),
                    };
                case 12 when one is not null:
                    return (Name("cancels", one), model.Cancel(one), await CancelAsync(one));
                case 13 or 14 when one is not null:
                    return await PayAsync(one);
                case 15 when one is not null && one.Attempts.Count > 0:
                    return await NoticeAsync(one);
                case 16 when one is not null && one.Open is not null:
                    return (Name("gives the payment up", one), model.GiveUp(one), await GiveUpAsync(one));
                case 17 when one is not null && random.Next(3) == 0:
                    return (Name("office voids", one), model.Void(one), await VoidAsync(one));
                case 18 when random.Next(4) == 0:
                    return ($"office suspends {place.Code}", model.Suspend(place), await SuspendAsync(place));
                case 19:
                    var (too, hours) = (random.Next(2) == 0, random.Next(1, 60));
                    return ($"office extends {place.Code} by {hours} h{(too ? " with registration" : "")}", model.Extend(place, too, hours), await ExtendAsync(place, too, hours));
                case 20:
                    await PollAsync();
                    model.Poll();
                    return ("the channel is asked", true, true);
                case 21:
                    await WorkAsync();
                    model.KeepDeadlines();
                    return ("the deadline runner looks", true, true);
                default:
                    Set(Later());
                    return ("time passes", true, true);
            }
        }

        // Mostly to an edge of a window, on it or a second before: that is where faults live.
        private DateTime Later()
        {
            var edges = model.Places.SelectMany(p => new[] { p.Opens, p.Closes, p.Reviewed, p.PaidUp, p.Frozen })
                .Concat(model.All.SelectMany(r => r.Attempts).Select(a => a.Expires.AddMinutes(2)))
                .Concat(model.All.Where(r => r.State == RegistrationState.Returned).Select(r => r.Decided.AddHours(24)))
                .SelectMany(edge => new[] { edge.AddSeconds(-1), edge }).Where(edge => edge > model.Now).Order().Take(6).ToList();
            return edges.Count == 0 || random.Next(3) == 0 ? model.Now.AddMinutes(random.Next(1, 600)) : edges[random.Next(edges.Count)];
        }

        private static string Name(string what, ModelRegistration r) => $"{what} ({r.Person} at {r.Place.Code}, {r.State}{(r.ChangeWaits ? ", change waits" : "")}{(r.Open is null ? "" : ", paying")})";

        private async Task<string?> DifferenceAsync()
        {
            var real = await factory.WithAsync(services => services.GetRequiredService<PortalContext>().Registrations.AsNoTracking().Where(r => r.RoundId == round.Round)
                .Select(r => new { r.Id, r.State, r.ChangeWaits, r.Moves, Steps = r.History.Count, Waiting = 0 }).ToDictionaryAsync(r => r.Id));
            if (real.Count != model.All.Count) return $"{real.Count} registrations, the model has {model.All.Count}";
            foreach (var r in model.All)
            {
                var stored = real[ids[r]];
                if ((stored.State, stored.ChangeWaits) != (r.State, r.ChangeWaits))
                    return $"{r.Person} at {r.Place.Code} is {stored.State}{(stored.ChangeWaits ? " with a change" : "")}, the model says {r.State}{(r.ChangeWaits ? " with a change" : "")}";
                if (stored.Moves != stored.Steps) return $"{r.Person} at {r.Place.Code} made {stored.Moves} moves and wrote {stored.Steps} steps";
            }
            return null;
        }

        private Operation By(int person) => new(people[person], Role.Candidate, model.Now);

        private Operation Reviewer => new(null, Role.Reviewer, model.Now);

        private Operation Office => new(null, Role.Office, model.Now, "理由");

        private Task<bool> SaveAsync(int person, ModelPlace place) => DoAsync(async (services, view) =>
        {
            var service = services.GetRequiredService<RegistrationService>();
            var mine = await service.FindMineAsync(people[person], round.Round, place.Code);
            await service.SaveAsync(view, Answers(place), mine is { IsEnded: false } ? mine.Version : null, By(person));
            return true;
        }, place);

        private Task<bool> SubmitAsync(int person, ModelPlace place) => DoAsync(async (services, view) =>
        {
            var service = services.GetRequiredService<RegistrationService>();
            var mine = await service.FindMineAsync(people[person], round.Round, place.Code);
            await service.SubmitAsync(view, mine?.Version, true, By(person));
            return true;
        }, place);

        private Task<bool> ApproveAsync(ModelRegistration r) => JudgedAsync(r, (reviews, version) => reviews.ApproveAsync(Everywhere, ids[r], version, Reviewer));

        private Task<bool> ReturnAsync(ModelRegistration r) => JudgedAsync(r, (reviews, version) => reviews.ReturnAsync(Everywhere, ids[r], version, null, "不符", Reviewer));

        private Task<bool> JudgeAsync(ModelRegistration r, bool approve) => JudgedAsync(r, (reviews, version) => approve
            ? reviews.ApproveChangeAsync(Everywhere, ids[r], version, Reviewer) : reviews.ReturnChangeAsync(Everywhere, ids[r], version, null, "不符", Reviewer));

        private Task<bool> JudgedAsync(ModelRegistration r, Func<ReviewService, int, Task<bool>> judge) =>
            DoAsync(async (services, _) => await judge(services.GetRequiredService<ReviewService>(), await VersionAsync(services, r)), r.Place);

        private Task<bool> RequestAsync(ModelRegistration r) => DoAsync(async (services, view) =>
        {
            var answers = Answers(r.Place);
            answers.Form.School = $"第 {++words} 所学校";
            await services.GetRequiredService<ChangeService>().RequestAsync(ids[r], view, answers, await VersionAsync(services, r), By(r.Person));
            return true;
        }, r.Place);

        private Task<bool> WithdrawAsync(ModelRegistration r) => DoAsync((services, _) => services.GetRequiredService<ChangeService>().WithdrawAsync(ids[r], By(r.Person)), r.Place);

        private Task<bool> CancelAsync(ModelRegistration r) => DoAsync((services, _) => services.GetRequiredService<RegistrationDepartures>().CancelAsync(ids[r], By(r.Person)), r.Place);

        private Task<bool> VoidAsync(ModelRegistration r) => DoAsync(async (services, _) =>
        {
            await services.GetRequiredService<RegistrationEndings>().VoidAsync(ids[r], await VersionAsync(services, r), Office);
            return true;
        }, r.Place);

        private Task<bool> SuspendAsync(ModelPlace place) => DoAsync(async (services, _) =>
        {
            await services.GetRequiredService<RegistrationEndings>().SuspendAsync(round.Round, place.Code, null, null, Office);
            return true;
        }, place);

        private Task<bool> ExtendAsync(ModelPlace place, bool registrationToo, int hours) => DoAsync(async (services, view) =>
        {
            await services.GetRequiredService<WindowDesk>().ExtendAsync(view, view.Place.Version, registrationToo ? ExtensionKind.Registration : ExtensionKind.Payment, hours, Office, default);
            return true;
        }, place);

        private async Task<(string, bool, bool)> PayAsync(ModelRegistration r)
        {
            var what = Name("begins to pay", r);
            string? number = null;
            // A registration that is over is paid for by nobody: the page of its round shows the one that lives.
            if (r.IsOver || model.Mine(r.Person, r.Place) != r) return (what + ", too late", true, true);
            var got = await DoAsync(async (services, _) => (number = await services.GetRequiredService<PaymentService>().StartAsync(round.Code, r.Place.Code, Channel.Alipay, PaymentProduct.Qr, "127.0.0.1", By(r.Person), default)) is not null, r.Place);
            var expected = model.StartPaying(r);
            if (expected && number is not null && r.Open is { } open) numbers[open] = number;
            return (what, expected, got);
        }

        private async Task<(string, bool, bool)> NoticeAsync(ModelRegistration r)
        {
            var attempt = r.Attempts[random.Next(r.Attempts.Count)];
            // Paid now, or some time ago and only heard of now.
            var paidAt = random.Next(2) == 0 ? model.Now : attempt.Expires.AddSeconds(-random.Next(0, 2));
            if (paidAt > model.Now) paidAt = model.Now;
            await factory.Services.GetRequiredService<Settlement>().BookAsync(Channel.Alipay, "default", numbers[attempt], new(ChannelState.Paid, "t" + numbers[attempt], 10000, paidAt));
            model.Pay(r, attempt, paidAt);
            return (Name($"the channel reports payment at {Beijing.Moment(paidAt)}", r), true, true);
        }

        private Task<bool> GiveUpAsync(ModelRegistration r)
        {
            var number = numbers[r.Attempts.Last(a => numbers.ContainsKey(a))];
            return DoAsync(async (services, _) =>
            {
                var attempt = await services.GetRequiredService<FeeDesk>().AttemptAsync(Channel.Alipay, number);
                return await services.GetRequiredService<PaymentService>().GiveUpAsync(attempt!, By(r.Person), default);
            }, r.Place);
        }

        private Task PollAsync() => factory.WithAsync(services => services.GetRequiredService<AttemptWatch>().LookAtDueAsync(default, most: 1000));

        private Task WorkAsync() => factory.WithAsync(async services =>
        {
            foreach (var work in services.GetServices<IDeadlineWork>()) await work.DoDueAsync(default);
        });

        private async Task LearnAsync(int person, ModelPlace place)
        {
            var mine = model.Mine(person, place)!;
            if (!ids.ContainsKey(mine)) ids[mine] = await factory.WithAsync(async services => (await services.GetRequiredService<RegistrationService>().FindMineAsync(people[person], round.Round, place.Code))!.Id);
        }

        private static RegistrationAnswers Answers(ModelPlace place)
        {
            var registration = new Registration { UserId = Guid.Empty, RoundId = Guid.Empty, InstitutionCode = place.Code, CreatedAt = Start };
            TestData.FillIn(registration, place.Code == "53" ? "5301" : "1100", place.Code + "01", "SOFTWARE_DESIGNER");
            return registration.Answers;
        }

        private Task<int> VersionAsync(IServiceProvider services, ModelRegistration r) =>
            services.GetRequiredService<PortalContext>().Registrations.Where(x => x.Id == ids[r]).Select(x => x.Version).SingleAsync();

        private Task<bool> DoAsync(Func<IServiceProvider, RoundPlaceView, Task<bool>> verb, ModelPlace place) => factory.WithAsync(async services =>
        {
            try
            {
                return await verb(services, (await services.GetRequiredService<RoundPlaces>().FindAsync(round.Round, place.Code))!);
            }
            catch (Exception refused) when (refused is RuleViolationException or DbUpdateConcurrencyException)
            {
                told.Add($"    ({(refused as RuleViolationException)?.Violations[0].Message ?? "stale"})");
                return false;
            }
        });
    }
}
