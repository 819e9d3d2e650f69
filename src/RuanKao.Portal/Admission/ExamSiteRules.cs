using System.Globalization;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Admission;

/// <summary>A room as one line of the site's form: 考场号 机房名 座位数, and 笔试 or 无障碍 where it is so.</summary>
public sealed record RoomLine(string Number, string Place, int Capacity, bool IsAccessible = false, bool IsPaper = false);

/// <summary>What a site must have before it is kept.</summary>
public static class ExamSiteRules
{
    public const string RoomExample = "001 机房三楼 302 40";
    public const string Accessible = "无障碍";
    public const string Paper = "笔试";
    public const int MaxRooms = 200;

    /// <summary>The rooms of the form; throws with everything that is wrong, line by line.</summary>
    public static IReadOnlyList<RoomLine> Check(ExamSiteForm form, bool roomsNeeded = true)
    {
        var faults = new List<RuleViolation>();
        if (string.IsNullOrWhiteSpace(form.RegionCode)) faults.Add(new(nameof(form.RegionCode), "请选择考试考区"));
        Text(nameof(form.Name), "考点名称", form.Name, ExamSite.NameLength, needed: true);
        Text(nameof(form.Address), "地址", form.Address, ExamSite.AddressLength, needed: true);
        Text(nameof(form.Directions), "入场与交通说明", form.Directions, ExamSite.DirectionsLength, needed: false);
        var rooms = Rooms(form.Rooms, faults, roomsNeeded);
        RuleViolationException.ThrowIfAny(faults);
        return rooms;

        void Text(string field, string name, string? value, int most, bool needed)
        {
            if (needed && string.IsNullOrWhiteSpace(value)) faults.Add(new(field, $"请填写{name}"));
            else if (value?.Trim().Length > most) faults.Add(new(field, $"{name}不能超过{most}个字，现在是{value.Trim().Length}个字"));
        }
    }

    private static List<RoomLine> Rooms(string? text, List<RuleViolation> faults, bool needed)
    {
        const string field = nameof(ExamSiteForm.Rooms);
        var rooms = new List<RoomLine>();
        var firstLineOf = new Dictionary<string, int>();
        foreach (var (line, at) in (text ?? "").ReplaceLineEndings("\n").Split('\n').Select((line, at) => (line.Trim(), at + 1)))
        {
            if (line.Length == 0) continue;
            var fault = Fault(line, at, firstLineOf, out var room);
            if (fault is null) rooms.Add(room!);
            else faults.Add(new(field, $"第{at}行：{fault}"));
        }

        if (needed && rooms.Count == 0 && faults.All(f => f.Field != field)) faults.Add(new(field, $"请至少写一个考场，每行一个，例如 {RoomExample}"));
        if (rooms.Count > MaxRooms) faults.Add(new(field, $"一个考点最多{MaxRooms}个考场，您写了{rooms.Count}个"));
        return rooms;
    }

    private static string? Fault(string line, int at, Dictionary<string, int> firstLineOf, out RoomLine? room)
    {
        room = null;
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var (accessible, paper) = (false, false);
        for (; words is [_, .., Accessible or Paper]; words = words[..^1]) (accessible, paper) = (accessible || words[^1] == Accessible, paper || words[^1] == Paper);
        if (words.Length < 3) return $"应写“考场号 机房名 座位数”，用空格隔开，例如 {RoomExample}";
        var (number, place, seats) = (words[0], string.Join(' ', words[1..^1]), words[^1]);
        if (number.Length > ExamRoom.NumberLength) return $"考场号“{number}”不能超过{ExamRoom.NumberLength}个字";
        if (place.Length > ExamRoom.PlaceLength) return $"机房名不能超过{ExamRoom.PlaceLength}个字";
        if (!int.TryParse(seats, NumberStyles.None, CultureInfo.InvariantCulture, out var capacity)) return $"座位数“{seats}”不是数字";
        if (capacity is < 1 or > ExamRoom.MaxCapacity) return $"座位数应在1到{ExamRoom.MaxCapacity}之间，您写了{seats}";
        if (!firstLineOf.TryAdd(number, at)) return $"考场号“{number}”与第{firstLineOf[number]}行重复";
        room = new(number, place, capacity, accessible, paper);
        return null;
    }
}
