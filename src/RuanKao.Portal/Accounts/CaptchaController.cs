using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace RuanKao.Portal.Accounts;

/// <summary>The arithmetic picture and 换一张.</summary>
[AllowAnonymous]
[ResponseCache(NoStore = true)]
public sealed class CaptchaController(Captcha captcha) : Controller
{
    [HttpGet("/captcha/{id}.png", Name = "captcha")]
    public IActionResult Picture(string id) => captcha.Draw(id) is { } png ? File(png, "image/png") : NotFound();

    /// <summary>A fresh challenge as JSON to a script; a person without scripts gets the form anew.</summary>
    [HttpGet("/captcha/new", Name = "captcha-new")]
    public IActionResult Fresh(CaptchaForm form, string? returnUrl)
    {
        if (!Enum.IsDefined(form)) return NotFound();
        if (!Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase))
            return RedirectToRoute(form == CaptchaForm.SignUp ? "sign-up" : "sign-in", returnUrl is null ? null : new { returnUrl });
        var id = captcha.Issue(form);
        return Json(new { src = Url.RouteUrl("captcha", new { id }), id });
    }
}
