using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RuanKao.Portal.Photos;

/// <summary>What is looked at in a photo. Names are stored: add, never rename.</summary>
public enum PhotoCheck
{
    Format,
    FileSize,
    Dimensions,
    Whole,
    Enlarged,
    Colour,
    Background,
    Sharpness,
    Exposure,
    Head,
    ResultSize,
}

public enum PhotoVerdict
{
    Pass,
    Warn,
    Refuse,
}

/// <summary>The outcome of one check: what was measured, what is demanded, and in words what is wrong and how to mend it (empty when it passes).</summary>
public sealed record PhotoFinding(PhotoCheck Code, PhotoVerdict Verdict, string Words, string Measured, string Demanded)
{
    public static PhotoFinding Pass(PhotoCheck code, string measured, string demanded) => new(code, PhotoVerdict.Pass, "", measured, demanded);

    /// <summary>The check as a row of the list names it.</summary>
    [JsonIgnore]
    public string Name => Code switch
    {
        PhotoCheck.Format => "文件格式",
        PhotoCheck.FileSize => "文件大小",
        PhotoCheck.Dimensions => "原照片尺寸",
        PhotoCheck.Whole => "文件完整",
        PhotoCheck.Enlarged => "有效清晰度",
        PhotoCheck.Sharpness => "清晰程度",
        PhotoCheck.Exposure => "明暗",
        PhotoCheck.Head => "头部",
        PhotoCheck.Colour => "色彩",
        PhotoCheck.Background => "背景",
        PhotoCheck.ResultSize => "处理后大小",
        _ => throw new InvalidOperationException($"{Code} has no name."),
    };
}

/// <summary>A photo as the portal judged it, the picture made of it (null when the file could not be opened), and what was changed in words.</summary>
public sealed record ExaminedPhoto(IReadOnlyList<PhotoFinding> Findings, byte[]? Processed, IReadOnlyList<string> Changes)
{
    /// <summary>The frame that was cut out; null where the largest part of the right shape was.</summary>
    public PhotoFrame? Frame { get; init; }

    /// <summary>Only what passed may be kept.</summary>
    public bool Accepted => Processed is not null && Findings.All(finding => finding.Verdict != PhotoVerdict.Refuse);
}

/// <summary>Findings as they are stored beside a photo.</summary>
public static class PhotoFindings
{
    private static readonly JsonSerializerOptions Manner = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(IReadOnlyList<PhotoFinding> findings) => JsonSerializer.Serialize(findings, Manner);

    /// <summary>The changes of a photo as they are stored, one a line.</summary>
    public static IReadOnlyList<string> Lines(string changes) => changes.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static IReadOnlyList<PhotoFinding> Read(string json) => JsonSerializer.Deserialize<List<PhotoFinding>>(json, Manner)!;
}
