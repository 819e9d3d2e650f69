using System.Globalization;
using RuanKao.Portal.Admission.Seats;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Admission;

/// <summary>Words that several pages of the room share.</summary>
public static class AdmissionWords
{
    private const string Digits = "一二三四五六七八九十";

    /// <summary>第一批次.</summary>
    public static string Batch(int batch) => batch is > 0 and <= 10 ? $"第{Digits[batch - 1]}批次" : $"第{batch}批次";

    /// <summary>2026-05-23 星期六.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + " " + Beijing.Weekday(day);

    /// <summary>08:30–12:30.</summary>
    public static string Hours(TimeOnly from, TimeOnly to) => $"{Time(from)}–{Time(to)}";

    public static string Time(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>5月18日, where the year is plain.</summary>
    public static string ShortDay(DateTime utc) => Beijing.Day(utc).ToString("M月d日", CultureInfo.InvariantCulture);

    /// <summary>What is wrong in a region, and what to do about it.</summary>
    public static string Shortage(RegionShortage shortage, string region, int seats) => shortage.Reason switch
    {
        SeatShortageReason.NoSitting => $"{region}：{shortage.Candidates}人报考的资格在考试计划中没有场次，请先补全考试计划。",
        SeatShortageReason.BatchesOverlap => $"{region}：考试计划中不同批次的时间重叠，{shortage.Candidates}人会与别人坐在同一个座位，请先改正考试计划。",
        SeatShortageReason.NoRoom => $"{region}：还没有考点，{shortage.Candidates}人没有座位。请先添加考点和考场。",
        _ => $"{region}：每批次共{seats}座，还差{shortage.Candidates}座（只能参加{string.Join("、", shortage.Batches.Select(Batch))}）。请增加考场或考点。",
    };
}
