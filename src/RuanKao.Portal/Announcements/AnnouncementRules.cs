using System.Globalization;
using System.Text;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Announcements;

/// <summary>What may stand in an announcement, and when it may be shown.</summary>
public static class AnnouncementRules
{
    public const int MostFileBytes = 10 * 1024 * 1024;

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm"];

    /// <summary>A moment as the form holds it: the wall clock in Beijing.</summary>
    public static string? Typed(DateTime? utc) => utc is { } at ? Beijing.WallClock(at).ToString(Formats[0], CultureInfo.InvariantCulture) : null;

    /// <summary>The instant of a typed Beijing time, whatever zone this machine keeps; 24:00 is the next day's 00:00.</summary>
    public static DateTime? Moment(string typed)
    {
        var text = typed.Trim().Replace('　', ' ');
        var midnight = text.EndsWith(" 24:00", StringComparison.Ordinal) || text.EndsWith("T24:00", StringComparison.Ordinal);
        if (midnight) text = text[..^5] + "00:00";
        if (!DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall) || wall.Year is < 2000 or > 2200) return null;
        return Beijing.ToUtc(midnight ? wall.AddDays(1) : wall);
    }

    /// <summary>The text as it is kept; throws what a person can mend.</summary>
    /// <param name="old">The announcement that is changed; null for a new one.</param>
    public static AnnouncementText Check(AnnouncementForm typed, Announcement? old, AnnouncementEvent on, DateTime now)
    {
        List<RuleViolation> faults = [];
        var (title, body) = (Clean(typed.Title), Clean(typed.Body));
        if (title.Length == 0) faults.Add(new(nameof(typed.Title), "请填写标题"));
        else if (title.Length > Announcement.TitleLength || title.Contains('\n')) faults.Add(new(nameof(typed.Title), $"标题一行写完，最多{Announcement.TitleLength}个字，现在有{title.Length}个"));
        if (body.Length > Announcement.BodyLength) faults.Add(new(nameof(typed.Body), $"正文最多{Announcement.BodyLength}个字，现在有{body.Length}个，请改用附件"));
        else if (body.Length == 0 && on != AnnouncementEvent.Save) faults.Add(new(nameof(typed.Body), "请填写正文"));
        var isOut = old is { State: AnnouncementState.Published } && old.PublishAt <= now;
        var publishAt = isOut ? old!.PublishAt : Read(nameof(typed.PublishAt), typed.PublishAt, old?.PublishAt);
        var withdrawAt = Read(nameof(typed.WithdrawAt), typed.WithdrawAt, old?.WithdrawAt);
        // What is published now is published now, not yesterday.
        if (on != AnnouncementEvent.Save && !isOut && !(publishAt > now)) publishAt = now;
        if (withdrawAt <= now) faults.Add(new(nameof(typed.WithdrawAt), "撤下时间已经过去，请改晚一些，或留空"));
        else if (withdrawAt <= publishAt) faults.Add(new(nameof(typed.WithdrawAt), "撤下时间应晚于发布时间"));
        RuleViolationException.ThrowIfAny(faults);
        return new(title, body, publishAt, withdrawAt, typed.IsPinned);

        DateTime? Read(string field, string? text, DateTime? before)
        {
            if (string.IsNullOrWhiteSpace(text)) return null;
            // The form shows minutes: what was not touched keeps its seconds.
            if (text == Typed(before)) return before;
            var moment = Moment(text);
            if (moment is null) faults.Add(new(field, "请按“年-月-日 时:分”填写，例如 2026-05-23 09:00"));
            return moment;
        }
    }

    /// <summary>What an upload is by its content, or what is wrong with it; its name and the type it claims count for nothing.</summary>
    public static (AnnouncementFileFormat Format, string? Fault) FormatOf(byte[] file)
    {
        if (file.Length == 0) return (default, "文件是空的，请重新选择");
        if (file.Length > MostFileBytes) return (default, $"每个附件不能超过 {MostFileBytes / 1024 / 1024} MB，这个有 {file.Length / 1024.0 / 1024:0.0} MB");
        if (UploadedPdf.IsOne(file)) return (AnnouncementFileFormat.Pdf, UploadedPdf.FaultOf(file));
        if (!UploadedOffice.IsOne(file)) return (default, "只能上传 PDF、XLSX 或 DOCX 文件；旧格式的 Word、Excel 文件请另存为新格式");
        var (kind, fault) = UploadedOffice.Look(file);
        return (kind == OfficeKind.Workbook ? AnnouncementFileFormat.Xlsx : AnnouncementFileFormat.Docx, fault);
    }

    /// <summary>The name a reader saves it under, without ending: letters, digits and what separates them.</summary>
    public static string NameOf(string? uploaded)
    {
        var name = Path.GetFileNameWithoutExtension((uploaded ?? "").Replace('\\', '/').Split('/')[^1]);
        var kept = string.Concat(name.EnumerateRunes().Select(r => Rune.IsLetterOrDigit(r) || r.Value < 128 && " -_.()+".Contains((char)r.Value) || "（）《》〔〕、·—".Contains(r.ToString(), StringComparison.Ordinal) ? r.ToString() : "_")).Trim(' ', '.', '_');
        if (kept.Length > AnnouncementFile.NameLength) kept = kept[..(char.IsHighSurrogate(kept[AnnouncementFile.NameLength - 1]) ? AnnouncementFile.NameLength - 1 : AnnouncementFile.NameLength)];
        return kept.Length > 0 ? kept : "附件";
    }

    // Signs that are not seen, and those that turn the direction of writing, can make a text say another thing than it shows.
    private static string Clean(string? typed) => string.Concat((typed ?? "").ReplaceLineEndings("\n").Where(c =>
        c == '\n' || !(char.IsControl(c) || c is >= '\u200B' and <= '\u200F' or >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\uFEFF'))).Trim();
}
