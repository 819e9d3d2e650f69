using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations.Figures;

namespace RuanKao.Portal.Office.Figures;

/// <summary>报名统计: what was chosen, and its figures; none where there is no round.</summary>
public sealed record FiguresPage(FigureChoice Choice, PlaceFigures? Figures, IReadOnlyList<FigureTable> Tables, DateTime Now)
{
    /// <summary>The days that picture and table show; the downloads have all of them.</summary>
    public const int ShownDays = 31;

    public bool IsEmpty => Figures is null || Figures.Cells.Count == 0;

    public FigureTable Days => Tables[0] with { Lines = [.. Tables[0].Lines.TakeLast(ShownDays)] };

    public int AllDays => Tables[0].Lines.Count;

    public IReadOnlyList<FigureTable> Stocks => [.. Tables.Skip(1)];

    /// <summary>What stands where now, all together.</summary>
    public IEnumerable<(string Name, int Count)> Sums => Tables[^1].Heads.Zip(Tables[^1].Lines[^1].Counts, (name, n) => (name, n ?? 0));

    public DateOnly Today => Beijing.Day(Now);

    /// <summary>The parts of a bar, the surest first.</summary>
    public static readonly IReadOnlyList<string> Parts = ["报名成功", "审核通过，待缴费", "已退回", "待审核"];

    public static IReadOnlyList<(string Name, IReadOnlyList<int> Counts)> Bars(FigureTable table) =>
        [.. table.Lines.Where(line => !line.IsSum && line.Counts[5] > 0).Select(line => (line.Name, (IReadOnlyList<int>)[line.Counts[4] ?? 0, line.Counts[3] ?? 0, line.Counts[2] ?? 0, line.Counts[0] ?? 0]))];

    /// <summary>The days of one of the day table's numbers.</summary>
    public IReadOnlyList<(string Day, int Count)> Column(int at) => [.. Days.Lines.Select(line => (line.Name, line.Counts[at] ?? 0))];
}

/// <summary>A day's work of an institution's reviewers.</summary>
public sealed record ReviewersPage(FigureChoice Choice, DateOnly Day, DateOnly Today, FigureTable Table)
{
    public static readonly IReadOnlyList<string> Parts = ["审核通过", "退回修改", "同意变更", "退回变更"];

    public IReadOnlyList<(string Name, IReadOnlyList<int> Counts)> Bars =>
        [.. Table.Lines.Where(line => !line.IsSum && line.Counts[4] > 0).Select(line => (line.Name, (IReadOnlyList<int>)[.. line.Counts.Take(4).Select(n => n ?? 0)]))];
}
