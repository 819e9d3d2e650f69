using System.Globalization;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Office.Plans;

/// <summary>One sitting as it was read.</summary>
public sealed record SittingRead(int Batch, DateOnly Day, bool DayUnpublished, TimeOnly From, TimeOnly To, string Papers);

/// <summary>Sittings between the form and the round: any layout of papers, sittings, days and batches is rows.</summary>
public static class SittingRows
{
    public const int Most = 20;
    public const int MostBatches = 20;

    private static readonly char[] Between = ['、', '，', ',', '+', '＋', ' ', '　', '\n', '\r'];

    /// <summary>The rows of an offering, and empty ones to write on.</summary>
    public static List<SittingRow> Of(RoundOffering? offering)
    {
        var batches = offering?.Sittings.Any(s => s.Batch > 1) == true;
        List<SittingRow> rows = [.. Ordered(offering?.Sittings ?? []).Select(s => new SittingRow
        {
            Batch = batches ? s.Batch : null, Day = s.Day, DayUnpublished = s.DayUnpublished, From = s.From.ToString("HH:mm", CultureInfo.InvariantCulture), To = s.To.ToString("HH:mm", CultureInfo.InvariantCulture),
            Papers = string.Join("、", s.PaperList),
        })];
        return Padded(rows);
    }

    /// <summary>With two empty rows at the end, four at least; what was typed keeps its row.</summary>
    public static List<SittingRow> Padded(List<SittingRow> rows)
    {
        var last = rows.FindLastIndex(row => !row.IsEmpty);
        while (rows.Count < Most && rows.Count < Math.Max(4, last + 3)) rows.Add(new());
        return rows;
    }

    public static IReadOnlyList<SittingRead> Read(List<SittingRow> typed, IReadOnlyList<Qualification> qualifications)
    {
        List<RuleViolation> faults = [];
        List<SittingRead> read = [];
        for (var at = 0; at < typed.Count; at++)
        {
            if (typed[at] is not { IsEmpty: false } row) continue;
            var name = $"Rows[{at}]";
            var (from, to) = (Time(row.From), Time(row.To));
            if ((row.Batch ?? 1) is < 1 or > MostBatches) faults.Add(new($"{name}.Batch", $"批次请填 1 到 {MostBatches}"));
            if (row.Day is null) faults.Add(new($"{name}.Day", "请填写日期"));
            if (from is null) faults.Add(new($"{name}.From", "请填写开始时间，例如 08:30"));
            if (to is null) faults.Add(new($"{name}.To", "请填写结束时间，例如 12:30"));
            if (from >= to) faults.Add(new($"{name}.To", "结束时间须晚于开始时间"));
            var papers = (row.Papers ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (papers.Length == 0) faults.Add(new($"{name}.Papers", "请填写科目"));
            else if (qualifications.SelectMany(q => papers.Except(q.PaperList).Select(p => (q, p))).FirstOrDefault() is { q: { } without, p: { } unknown })
                faults.Add(new($"{name}.Papers", $"{without.Name}没有“{unknown}”，它的科目是{string.Join("、", without.PaperList)}"));
            if (row.Day is { } day && from is { } begin && to is { } end) read.Add(new(row.Batch ?? 1, day, row.DayUnpublished, begin, end, string.Join('\n', papers)));
        }
        if (typed.Count > Most) faults.Add(new("", $"最多 {Most} 场"));
        RuleViolationException.ThrowIfAny(faults);
        return read;
    }

    /// <summary>Rows that are there keep their ids, in order: seats and tickets may point at them.</summary>
    public static void Apply(PortalContext db, ExamRound round, RoundOffering offering, IReadOnlyList<SittingRead> rows)
    {
        var there = Ordered(offering.Sittings).ToList();
        foreach (var (row, at) in rows.OrderBy(r => r.Batch).ThenBy(r => r.Day).ThenBy(r => r.From).Select((row, at) => (row, at)))
        {
            if (at < there.Count)
            {
                var sitting = there[at];
                (sitting.Batch, sitting.Day, sitting.DayUnpublished, sitting.From, sitting.To, sitting.Papers) = (row.Batch, row.Day, row.DayUnpublished, row.From, row.To, row.Papers);
            }
            else
            {
                db.Add(new ExamSitting
                {
                    RoundId = round.Id, QualificationCode = offering.QualificationCode, Batch = row.Batch, Day = row.Day, DayUnpublished = row.DayUnpublished, From = row.From, To = row.To, Papers = row.Papers,
                });
            }
        }
        foreach (var surplus in there.Skip(rows.Count))
        {
            db.Remove(surplus);
            offering.Sittings.Remove(surplus);
        }
    }

    private static IEnumerable<ExamSitting> Ordered(IEnumerable<ExamSitting> sittings) => sittings.OrderBy(s => s.Batch).ThenBy(s => s.Day).ThenBy(s => s.From);

    private static TimeOnly? Time(string? typed) =>
        TimeOnly.TryParseExact(ContactAddress.Narrow(typed).Trim(), ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
