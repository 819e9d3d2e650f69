using System.ComponentModel.DataAnnotations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Notifications;

public static class NoticeWords
{
    public static string Word(this NoticeClass of) => of switch
    {
        NoticeClass.Awaited => "当场等候",
        NoticeClass.Security => "账号安全",
        NoticeClass.Deadline => "截止提醒",
        _ => "一般通知",
    };

    public static string When(this NoticeClass of) => of == NoticeClass.News ? "夜间不发，早上再发；来不及的除外" : "随时发出，夜间也不等候";
}

/// <summary>通知文字: every message.</summary>
public sealed record NoticeTextsPage(IReadOnlyList<NoticeTextLine> Lines);

public sealed record NoticeTextLine(NoticeTemplate Template, NoticeText? Newest, string? SmsId)
{
    public bool IsChanged => Newest is { IsBuiltIn: false };
}

/// <summary>What the administrator writes.</summary>
public sealed class NoticeTextForm
{
    [Display(Name = "标题")]
    public string? Subject { get; set; }

    [Display(Name = "正文")]
    public string? Body { get; set; }

    /// <summary>The version that was changed.</summary>
    public int Number { get; set; }
}

/// <summary>One message: its text, how it would look, its versions.</summary>
public sealed record NoticeTextPage(NoticeTemplate Built, NoticeTextForm Form, NoticeTemplate? Preview, string? SmsId, IReadOnlyList<NoticeTextVersion> History)
{
    public bool IsChanged => History is [{ Text.IsBuiltIn: false }, ..];

    public string PreviewBody => Preview!.Fill(NoticeTextRules.Samples(Built));

    /// <summary>How long the built-in text would be as an SMS, signature included.</summary>
    public int SmsLength => Built.Core(NoticeTextRules.Samples(Built)).Length;
}

public sealed record NoticeTextVersion(NoticeText Text, string By)
{
    public Tone Tone => Text.IsBuiltIn ? Tone.Quiet : Tone.Info;
}
