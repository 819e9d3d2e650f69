using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>What the forms at the entrance have in common.</summary>
public abstract class EntranceController(Captcha captcha) : Controller
{
    protected CancellationToken Ct => HttpContext.RequestAborted;

    protected string From => Network.Of(HttpContext);

    /// <summary>The address as typed, or null with the fault at its field.</summary>
    protected ContactAddress? AddressOf(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed)) return null;
        var address = ContactAddress.Parse(typed, out var fault);
        if (fault is not null) ModelState.AddModelError("Address", fault);
        return address;
    }

    /// <summary>Back to the beginning of a form whose step is too old or not ours.</summary>
    protected RedirectToRouteResult Expired(string route)
    {
        this.Notice("页面停留时间过长，请重新获取验证码", Tone.Waiting);
        return RedirectToRoute(route);
    }

    /// <summary>Checks the picture. Asked last, when nothing else is missing: a forgotten field does not cost a new sum.</summary>
    protected async Task<bool> PassesPictureAsync(ICaptchaForm form)
    {
        if (await captcha.CheckAsync(form.Captcha, form.CaptchaId, form.CaptchaAnswer, Ct) is not { } fault) return true;
        ModelState.AddModelError(nameof(form.CaptchaAnswer), fault);
        return false;
    }

    /// <summary>The form with a fresh picture, unless the one shown has not been answered yet.</summary>
    protected IActionResult Again(string view, ICaptchaForm form, bool isPictureUsed)
    {
        if (isPictureUsed || string.IsNullOrEmpty(form.CaptchaId) || captcha.Draw(form.CaptchaId) is null)
        {
            form.CaptchaId = captcha.Issue(form.Captcha);
            ModelState.SetModelValue(nameof(form.CaptchaAnswer), "", "");
        }
        return View(view, form);
    }
}
