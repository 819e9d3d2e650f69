using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;

namespace RuanKao.Sandbox.Demo;

/// <summary>What a demo round is there to show.</summary>
public enum DemoPart { History, Tickets, Open }

/// <summary>One round as the demo wants it; <paramref name="Places"/> by institution code.</summary>
public sealed record PlannedRound(DemoPart Part, int Year, int Half, DateOnly ExamFrom, DateOnly ExamTo, IReadOnlyDictionary<string, PlannedPlace> Places)
{
    public string Code => ExamRound.CodeOf(Year, Half);
}

/// <summary>The windows of one institution in one round.</summary>
public sealed record PlannedPlace(TimeWindow Registration, DateTime? ReviewUntil, TimeWindow Payment, TimeWindow TicketPrinting)
{
    public static readonly PlannedPlace Unpublished = new(TimeWindow.Unpublished, null, TimeWindow.Unpublished, TimeWindow.Unpublished);
}

/// <summary>Which rounds the demo has at an instant: one of history, one whose tickets are printed, one that is open. A pure function of the instant.</summary>
public static class DemoCalendar
{
    private const string Beijing11 = "11";
    private const string Sichuan = "51";
    private const string Guizhou = "52";
    private const string Yunnan = "53";
    private const string Tibet = "54";
    private const string Gansu = "62";
    private const string HongKong = "81";

    private static readonly TimeOnly Nine = new(9, 0);
    private static readonly TimeOnly Five = new(17, 0);
    private static readonly TimeOnly Doors = new(8, 30);

    public static IReadOnlyList<PlannedRound> At(DateTime now, IReadOnlyList<string> institutions)
    {
        var today = Beijing.Day(now);
        var ticketExam = Saturday(today.AddDays(3));
        var openExam = Saturday(today.AddDays(70));
        // Two rounds of one half-year would be one round: the open one then belongs to the next half-year.
        if (Half(openExam) == Half(ticketExam)) openExam = Saturday(NextHalf(openExam).AddDays(20));
        return
        [
            History(),
            Round(DemoPart.Tickets, ticketExam, institutions, code => Printing(code, today, ticketExam)),
            Round(DemoPart.Open, openExam, institutions, code => Open(code, institutions.IndexOf(code), today, openExam)),
        ];
    }

    // The registration dates stand on the picture in the Yunnan manual; hours, payment and printing were not found.
    private static PlannedRound History() => new(DemoPart.History, 2023, 1, new(2023, 5, 27), new(2023, 5, 28), new Dictionary<string, PlannedPlace>
    {
        [Yunnan] = PlannedPlace.Unpublished with { Registration = new(Beijing.At(2023, 3, 15), Beijing.At(2023, 3, 28, 24)) },
    });

    private static PlannedRound Round(DemoPart part, DateOnly exam, IReadOnlyList<string> institutions, Func<string, PlannedPlace> place) =>
        new(part, exam.Year, Half(exam).Half, exam, exam.AddDays(1), institutions.ToDictionary(code => code, place));

    private static PlannedPlace Printing(string institution, DateOnly today, DateOnly exam)
    {
        if (institution == HongKong) return PlannedPlace.Unpublished;
        var from = exam.AddDays(-7) < today ? exam.AddDays(-7) : today.AddDays(-1);
        return Place(exam.AddDays(-82), exam.AddDays(-64), 3) with { TicketPrinting = new(Beijing.At(from, Nine), Beijing.At(exam, Doors)) };
    }

    private static PlannedPlace Open(string institution, int order, DateOnly today, DateOnly exam)
    {
        var place = institution switch
        {
            HongKong => PlannedPlace.Unpublished,
            Yunnan => Place(today.AddDays(-5), today.AddDays(14), 3),
            Sichuan => Place(today.AddDays(1), today.AddDays(15), 2),
            Guizhou => Place(today.AddDays(7), today.AddDays(18), 3),
            Tibet => Place(today.AddDays(10), today.AddDays(24), 3),
            Gansu => Place(today.AddDays(-14), today.AddDays(-4), 3),
            // As Beijing publishes them: whole days.
            Beijing11 => Place(today.AddDays(-2), today.AddDays(5), 2, wholeDays: true),
            _ => Place(today.AddDays(-1 - order * 7 % 9), today.AddDays(5 + order * 5 % 19), 2 + order % 3),
        };
        return institution == HongKong ? place
            : place with { TicketPrinting = new(Beijing.At(exam.AddDays(-5 - order % 3), Nine), Beijing.At(exam, Doors)) };
    }

    // Payment outlives registration, and review ends a day before payment does.
    private static PlannedPlace Place(DateOnly first, DateOnly last, int payDays, bool wholeDays = false)
    {
        var payLast = last.AddDays(payDays);
        var from = wholeDays ? Beijing.Start(first) : Beijing.At(first, Nine);
        return new(
            new(from, wholeDays ? Beijing.Start(last.AddDays(1)) : Beijing.At(last, Five)),
            Beijing.At(payLast.AddDays(-1), Five),
            new(from, Beijing.Start(payLast.AddDays(1))),
            TimeWindow.Unpublished);
    }

    private static DateOnly Saturday(DateOnly from) => from.AddDays(((int)DayOfWeek.Saturday - (int)from.DayOfWeek + 7) % 7);

    private static (int Year, int Half) Half(DateOnly day) => (day.Year, day.Month <= 6 ? 1 : 2);

    private static DateOnly NextHalf(DateOnly day) => day.Month <= 6 ? new(day.Year, 7, 1) : new(day.Year + 1, 1, 1);

    private static int IndexOf(this IReadOnlyList<string> codes, string code) => codes.TakeWhile(c => c != code).Count();
}
