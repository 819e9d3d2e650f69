using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Admission;

/// <summary>The columns of sites and rooms as a table, one room a line; what is exported can be imported again.</summary>
public static class SiteSheet
{
    public const string SiteCode = "考点代码";
    public const string Region = "考试考区";
    public const string Name = "考点名称";
    public const string Address = "地址";
    public const string Directions = "入场与交通说明";
    public const string Number = "考场号";
    public const string Place = "机房名";
    public const string Kind = "类型";
    public const string Capacity = "座位数";
    public const string Spare = "备用机";
    public const string Closed = "停用座位";
    public const string Accessible = "无障碍";

    public static readonly IReadOnlyList<string> All = [SiteCode, Region, Name, Address, Directions, Number, Place, Kind, Capacity, Spare, Closed, Accessible];

    /// <summary>May be left out; then nothing is closed, spare or accessible, rooms are for computers, and sites are known by their name.</summary>
    public static readonly IReadOnlyList<string> Optional = [SiteCode, Directions, Kind, Spare, Closed, Accessible];

    /// <summary>Heading and a line for each room.</summary>
    public static IEnumerable<IReadOnlyList<object>> Cells(IEnumerable<ExamSite> sites, Func<string, string> regionName) => sites.SelectMany(site => site.Rooms, IReadOnlyList<object> (site, room) =>
        [site.Code, regionName(site.RegionCode), site.Name, site.Address, site.Directions, room.Number, room.Place, room.IsPaper ? "笔试" : "机考", room.Capacity, room.SpareMachines, room.ClosedSeats, room.IsAccessible ? "是" : "否"]).Prepend(All);

    /// <summary>Lines as cells in the order of <see cref="All"/>, each with its line in the file.</summary>
    /// <exception cref="RuleViolationException">At File: it is no such table.</exception>
    public static IReadOnlyList<SiteLine> Lines(IReadOnlyList<CsvLine> lines, int most)
    {
        if (lines.Count == 0) throw new RuleViolationException("File", "文件里没有内容");
        var header = lines[0].Cells.Select(c => c.Trim()).ToList();
        var missing = All.Except(Optional).Where(c => !header.Contains(c)).ToList();
        if (missing.Count > 0) throw new RuleViolationException("File", $"第一行应为列名，缺少：{string.Join("、", missing)}");
        if (header.GroupBy(c => c).FirstOrDefault(c => c.Count() > 1 && All.Contains(c.Key)) is { } twice) throw new RuleViolationException("File", $"第一行的列名重复：{twice.Key}");
        var body = lines.Skip(1).Where(l => l.Cells.Any(c => c.Trim().Length > 0))
            .Select(l => new SiteLine(l.Line, [.. All.Select(c => header.IndexOf(c) is >= 0 and var at && at < l.Cells.Count ? l.Cells[at].Trim() : "")])).ToList();
        if (body.Count == 0) throw new RuleViolationException("File", "文件里只有列名，没有考场");
        if (body.Count > most) throw new RuleViolationException("File", $"一次最多导入{most}个考场，请分几个文件");
        return body;
    }
}

public sealed record SiteLine(int Line, IReadOnlyList<string> Cells)
{
    public string this[string column] => Cells[SiteSheet.All.Index().First(c => c.Item == column).Index];
}

/// <summary>What entering a row would do.</summary>
public enum SiteEffect { Refused, Changed, New, Same }

/// <summary>One row: the room it stands for, what would change, how many people would have to move, and what is wrong.</summary>
public sealed record SiteRow(int Line, string Site, string Number, SiteEffect Effect, IReadOnlyList<string> Changes, int Affected, IReadOnlyList<string> Faults);

/// <summary>A file as read, with the token by which the same content is entered once it was looked at; null while a row is refused.</summary>
public sealed record SiteFile(IReadOnlyList<SiteRow> Rows, string? Token)
{
    public int Count(SiteEffect effect) => Rows.Count(r => r.Effect == effect);
}
