using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Benchmarks.Crash;

/// <summary>The portal's books beside the channels' when nothing moves any more.</summary>
/// <param name="Lost">Money that came and is neither settled with a paid registration, nor given back, nor waits for a person.</param>
/// <param name="Doubled">Payments kept beyond one a registration, and refunds beyond one a payment.</param>
/// <param name="Undecided">Attempts and refunds that did not come to an end.</param>
/// <param name="Faults">What was wrong, in words; also what fits none of the three.</param>
public sealed record CrashVerdict(int Lost, int Doubled, int Undecided, IReadOnlyList<string> Faults)
{
    private const int MostRounds = 40;

    public bool IsClean => this is { Lost: 0, Doubled: 0, Undecided: 0, Faults.Count: 0 };

    public static async Task<CrashVerdict> AtRestAsync(CrashTown town, DateTime begun, IReadOnlyCollection<Guid> registrations)
    {
        var verdict = new CrashVerdict(0, 0, 0, ["never looked at"]);
        for (var round = 0; round < MostRounds; round++)
        {
            // At first past the end of every attempt, then past every pause between two questions.
            town.Shared.UtcNow += TimeSpan.FromMinutes(round == 0 ? 17 : 6);
            // What is still not there then is waited for longer: the machine may be busy.
            await Task.Delay(round < 12 ? 350 : 2500);
            verdict = await JudgeAsync(town, begun, registrations);
            if (verdict.IsClean && town.Truth.Owed() == 0) break;
        }
        return verdict;
    }

    private static async Task<CrashVerdict> JudgeAsync(CrashTown town, DateTime begun, IReadOnlyCollection<Guid> registrations)
    {
        var books = await PaymentBooks.ReadAsync(town.Books, town.Place, registrations);
        var trades = town.Truth.Since(begun).ToDictionary(t => t.Number);
        var faults = new List<string>();
        var (lost, doubled) = (0, 0);
        foreach (var trade in trades.Values.Where(t => t.PaidAt is not null))
        {
            var attempt = books.Attempts.GetValueOrDefault(trade.Number);
            if (WhyLost(books, trade, attempt) is { } why) Count(ref lost, $"lost {trade.Number}: {why}");
            if (trade.Refunds.Count > 1) Count(ref doubled, $"{trade.Number} was given back {trade.Refunds.Count} times");
        }
        foreach (var kept in trades.Values.Where(t => t is { PaidAt: not null, Refunds.Count: 0 } && books.Attempts.GetValueOrDefault(t.Number) is { State: not PaymentState.Incident }).GroupBy(t => books.Attempts[t.Number].Registration))
            if (kept.Count() > 1) Count(ref doubled, $"{kept.Key} paid {kept.Count()} times: {string.Join(", ", kept.Select(k => k.Number))}");
        var undecided = books.Attempts.Values.Where(a => a.IsUndecided).Select(a => $"{a.Number} is {a.State}")
            .Concat(books.Attempts.Values.SelectMany(a => a.Refunds).Where(r => r.State is RefundState.Requested or RefundState.Processing).Select(r => $"{r.Number} is {r.State}")).ToList();
        faults.AddRange(undecided);
        if (books.Fault((number, _) => trades.GetValueOrDefault(number)) is { } fault) faults.Add(fault);
        if (undecided.Count == 0 && books.FaultAtRest(trades.Values) is { } atRest) faults.Add(atRest);
        faults.AddRange(await BillsAsync(town, Beijing.Day(begun).AddDays(-1)));
        return new(lost, doubled, undecided.Count, faults);

        void Count(ref int which, string what)
        {
            which++;
            faults.Add(what);
        }
    }

    private static string? WhyLost(PaymentBooks books, BankTrade trade, BookedAttempt? attempt) => attempt switch
    {
        null => "the portal does not know the number",
        { Received: null } => $"it came, and the attempt is {attempt.State}",
        { State: PaymentState.Incident } => null,
        { State: PaymentState.Paid } => books.Registrations[attempt.Registration] == RegistrationState.Paid ? null : $"kept, and the registration is {books.Registrations[attempt.Registration]}",
        _ => trade.Refunds.Values.Any(r => r.Answer == RefundAnswer.Succeeded) ? null : $"{attempt.State}, and nothing went back",
    };

    // The day before has its bills, and they know nothing that the books do not.
    private static async Task<IEnumerable<string>> BillsAsync(CrashTown town, DateOnly day)
    {
        var waiting = await town.ReadAsync(db => db.Bills.Where(b => b.Day == day && b.State == BillState.Waiting).Select(b => $"the bill of {b.Channel} of the day before is not applied: {b.Fault}").ToListAsync());
        var open = await town.ReadAsync(db => db.BillDifferences.Where(d => d.Bill.Day == day && d.Outcome == DifferenceOutcome.Open).Select(d => $"the bill of the day before differs: {d.Kind} {d.Number} {d.RefundNumber}").ToListAsync());
        return waiting.Concat(open);
    }
}
