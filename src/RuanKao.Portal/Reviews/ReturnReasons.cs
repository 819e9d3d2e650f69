namespace RuanKao.Portal.Reviews;

/// <summary>A reason that a reviewer ticks instead of writing it, as the candidate reads it.</summary>
public sealed record ReturnReason(string Key, string Words);

/// <summary>The usual reasons, the manual's photo rules among them.</summary>
public static class ReturnReasons
{
    public static readonly IReadOnlyList<ReturnReason> All =
    [
        new("photo-recent", "照片不是本人近期正面免冠白底彩色证件照，请重新上传"),
        new("photo-head", "照片中头部过大或过小，头部应占照片的三分之二"),
        new("photo-face", "照片中头发过眉或没有露出双耳，常戴眼镜的应配戴眼镜"),
        new("photo-clear", "照片不清晰，或为翻拍照、生活照、自拍照"),
        new("dates", "所填时间前后不符，请核对参加工作时间、毕业时间等"),
        new("employer", "工作单位填写不完整，请填写全称"),
        new("school", "所在学校或专业名称填写不完整，请填写全称"),
        new("address", "通讯地址填写不完整"),
    ];

    /// <summary>The ticked reasons and the reviewer's own words as one text; empty when there is neither.</summary>
    public static string Compose(IEnumerable<string>? keys, string? words)
    {
        var ticked = All.Where(r => keys?.Contains(r.Key) == true).Select(r => r.Words).ToList();
        if (words?.Trim() is { Length: > 0 } own) ticked.Add(own);
        return ticked is [var only] ? Sentence(only) : string.Join("\n", ticked.Select((text, at) => $"{at + 1}. {Sentence(text)}"));
    }

    private static string Sentence(string text) => text[^1] is '。' or '？' ? text : text + "。";
}
