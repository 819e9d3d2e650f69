using Microsoft.AspNetCore.Mvc;

namespace RuanKao.Portal.Web;

/// <summary>A sentence that the next page shows once, after a redirect.</summary>
public static class Notices
{
    internal const string Text = "notice";
    internal const string ToneOf = "notice-tone";

    /// <summary>Says on the next page what has been done; no personal data, the text travels in a cookie.</summary>
    public static void Notice(this Controller controller, string text, Tone tone = Tone.Done)
    {
        controller.TempData[Text] = text;
        controller.TempData[ToneOf] = tone.ToString();
    }
}
