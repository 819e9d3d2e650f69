using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace RuanKao.Portal.Web;

/// <summary>Why somebody who was signed in is asked to sign in again.</summary>
public enum SessionEnd
{
    /// <summary>Nothing was asked for too long.</summary>
    Idle,

    /// <summary>The session reached the age at which every session of staff ends.</summary>
    Longest,

    /// <summary>The account changed: its password, its posts, its addresses, or it is gone.</summary>
    Ended,
}

/// <summary>Carries the reason from where a session ends to the page that asks to sign in.</summary>
public static class SessionEnds
{
    public const string Parameter = "why";

    private static readonly object Key = new();

    /// <summary>Says why the session that came with this request does not hold.</summary>
    public static void SayEnded(this HttpContext http, SessionEnd why) => http.Items[Key] = why;

    /// <summary>Why the request counts as nobody's; null where it brought no session at all.</summary>
    public static SessionEnd? EndOfSession(this HttpContext http, string cookie) =>
        http.Items[Key] as SessionEnd? ?? (http.Request.Cookies.ContainsKey(cookie) ? SessionEnd.Idle : null);

    public static string Words(SessionEnd why) => why switch
    {
        SessionEnd.Idle => "您较长时间没有操作，为保护您的信息，登录已自动退出。请重新登录，登录后回到刚才的页面。",
        SessionEnd.Longest => "工作人员每次登录最长12小时，本次登录已到时限。请重新登录，登录后回到刚才的页面。",
        _ => "您的登录已失效：账号的密码、权限或登录方式有变动，或者您在其他设备上选择了退出。请重新登录。",
    };
}

/// <summary>On the sign-in page: why one is back there.</summary>
[HtmlTargetElement("session-end", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class SessionEndTagHelper : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var asked = ViewContext.HttpContext.Request.Query[SessionEnds.Parameter].ToString();
        if (!Enum.TryParse<SessionEnd>(asked, ignoreCase: true, out var why) || !string.Equals(why.ToString(), asked, StringComparison.OrdinalIgnoreCase))
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"panel {Tone.Waiting.Css("panel")} notice");
        output.Attributes.SetAttribute("role", "status");
        output.Content.SetContent(SessionEnds.Words(why));
    }
}
