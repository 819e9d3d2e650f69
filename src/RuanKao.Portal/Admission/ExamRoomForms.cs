using System.ComponentModel.DataAnnotations;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Admission;

/// <summary>What can be changed of a room; its number stays, because tickets name it.</summary>
public sealed class ExamRoomForm
{
    [Display(Name = "机房名"), MaxLength(ExamRoom.PlaceLength)]
    public string? Place { get; set; }

    [Display(Name = "座位数")]
    public string? Capacity { get; set; }

    [Display(Name = "备用机")]
    public string? Spare { get; set; }

    [Display(Name = "停用座位"), MaxLength(ExamRoom.ClosedLength)]
    public string? Closed { get; set; }

    [Display(Name = "笔试考场")]
    public bool IsPaper { get; set; }

    [Display(Name = "无障碍考场")]
    public bool IsAccessible { get; set; }

    /// <summary>How many people with a seat that will be closed were told of; null before.</summary>
    public int? Affected { get; set; }

    public static ExamRoomForm Of(ExamRoom room) => new()
    {
        Place = room.Place, Capacity = $"{room.Capacity}", Spare = $"{room.SpareMachines}", Closed = room.ClosedSeats, IsPaper = room.IsPaper, IsAccessible = room.IsAccessible,
    };

    /// <summary>The numbers of the form; throws with everything that is wrong.</summary>
    public RoomNumbers Read()
    {
        var faults = new List<RuleViolation>();
        if (string.IsNullOrWhiteSpace(Place)) faults.Add(new(nameof(Place), "请填写机房名"));
        else if (Place.Trim().Length > ExamRoom.PlaceLength) faults.Add(new(nameof(Place), $"机房名不能超过{ExamRoom.PlaceLength}个字"));
        var capacity = Whole(Capacity, 1, ExamRoom.MaxCapacity) ?? 0;
        if (capacity == 0) faults.Add(new(nameof(Capacity), $"座位数应是1到{ExamRoom.MaxCapacity}的数字"));
        var spare = Whole(string.IsNullOrWhiteSpace(Spare) ? "0" : Spare, 0, ExamRoom.MaxSpare);
        if (spare is null) faults.Add(new(nameof(Spare), $"备用机应是0到{ExamRoom.MaxSpare}的数字"));
        var closed = SeatNumbers.Read(Closed, Math.Max(capacity, 1));
        if (closed is null) faults.Add(new(nameof(Closed), $"停用座位应写成 3,17,20-22 的样子，号码在1到{capacity}之间"));
        else if (SeatNumbers.Write(closed).Length > ExamRoom.ClosedLength) faults.Add(new(nameof(Closed), $"停用座位太多，写不下，最多{ExamRoom.ClosedLength}个字符"));
        RuleViolationException.ThrowIfAny(faults);
        return new(Place!.Trim(), capacity, spare!.Value, closed!);
    }

    private static int? Whole(string? text, int least, int most) =>
        int.TryParse(text?.Trim(), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}

/// <summary>A room's form once it was read.</summary>
public sealed record RoomNumbers(string Place, int Capacity, int Spare, IReadOnlyList<int> Closed);

/// <summary>A room with how many hold a seat in it, in rounds to come and ever.</summary>
public sealed record ExamRoomPage(ExamRoom Room, ExamRoomForm Form, int SeatedAhead, int SeatedEver, int Affected);

/// <summary>A site to be changed, with its rooms; more rooms are written one a line.</summary>
public sealed record ExamSiteEditPage(ExamSite Site, ExamSiteForm Form, int SeatedEver, string RegionName);
