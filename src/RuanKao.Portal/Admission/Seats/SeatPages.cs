using System.ComponentModel.DataAnnotations;
using RuanKao.Portal.Exams;

namespace RuanKao.Portal.Admission.Seats;

public sealed class SeatRulesForm
{
    [Display(Name = "合理便利优先")]
    public bool NeedsFirst { get; set; }

    [Display(Name = "笔试考场相邻座位科目不同")]
    public bool PapersApart { get; set; }

    [Display(Name = "同一单位或学校分散")]
    public bool GroupsSpread { get; set; }

    [Display(Name = "使用的考场")]
    public RoomUse Rooms { get; set; }

    /// <summary>Of what was looked at; null while nothing was set.</summary>
    public int? Version { get; set; }

    public static SeatRulesForm Of(SeatSettings settings, bool areSet) => new()
    {
        NeedsFirst = settings.NeedsFirst, PapersApart = settings.PapersApart, GroupsSpread = settings.GroupsSpread, Rooms = settings.Rooms, Version = areSet ? settings.Version : null,
    };
}

/// <summary>The rules, and the runs made so far with what is published of them.</summary>
public sealed record SeatRulesPage(RoundPlaceView At, SeatRulesForm Form, IReadOnlyList<SeatRun> Runs);

/// <summary>Why somebody sits where they sit.</summary>
public sealed record SeatPage(RoundPlaceView At, AdmissionTicket Ticket, SeatRun? Run, string Name, ulong? Lot);

/// <summary>The words for what led to a seat.</summary>
public static class SeatWords
{
    private static readonly (SeatWhy Why, string Short, string Sentence)[] All =
    [
        (SeatWhy.Suiting, "便利优先", "已同意优先安排座位（合理便利），先于其他考生排进无障碍考场。"),
        (SeatWhy.Front, "便利优先，前排", "已同意优先安排座位（合理便利），本考区没有空的无障碍座位，排在最前的座位。"),
        (SeatWhy.Drawn, "抽签", "按公布的种子抽签决定次序，与姓名、号码、缴费先后无关。"),
        (SeatWhy.Spread, "同单位分散", "与同一单位或学校的考生像发牌一样轮流分到各考场。"),
        (SeatWhy.BesideSamePaper, "邻座科目相同", "相邻座位的科目相同：这个考场里的科目组成不允许全部隔开。"),
        (SeatWhy.BesideSameGroup, "邻座同单位", "相邻座位是同一单位或学校的考生：这个考场里的组成不允许全部隔开。"),
        (SeatWhy.Moved, "原座位停用后调整", "原来的座位不能再用，调整到这里。"),
        (SeatWhy.GaveWay, "让出座位", "别的考生只能参加那个批次，为了让所有人都有座位，调整到这里。"),
    ];

    public static string Short(SeatWhy? why) => why is null ? "没有记录" : string.Join("；", All.Where(w => why.Value.HasFlag(w.Why)).Select(w => w.Short));

    public static IEnumerable<string> Sentences(SeatWhy why) => All.Where(w => why.HasFlag(w.Why)).Select(w => w.Sentence);

    public static string Of(RoomUse use) => use switch { RoomUse.Computer => "只用机考考场", RoomUse.Paper => "只用笔试考场", _ => "机考和笔试考场都用" };
}
