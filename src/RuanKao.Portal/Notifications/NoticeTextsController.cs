using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Notifications;

/// <summary>通知文字: the words of the portal's mails, for the system administrator.</summary>
[Authorize(Policy = Doors.SystemAdministrator)]
[Route("/desk/notices")]
public sealed class NoticeTextsController(NoticeTexts texts, IConfiguration configuration, TimeProvider clock) : Controller
{
    private CancellationToken Ct => HttpContext.RequestAborted;

    private Operation Operation => User.Does(Role.SystemAdministrator, clock);

    [HttpGet("", Name = "notice-texts")]
    public async Task<IActionResult> Texts()
    {
        var newest = await texts.NewestAsync(Ct);
        return View("NoticeTexts", new NoticeTextsPage([.. NoticeTemplates.Keys.Select(key => new NoticeTextLine(NoticeTemplates.Find(key), newest.GetValueOrDefault(key), SmsId(key)))]));
    }

    [HttpGet("{key}", Name = "notice-text")]
    public async Task<IActionResult> Text(string key)
    {
        if (!NoticeTemplates.Keys.Contains(key)) return NotFound();
        var inForce = await texts.InForceAsync(key, Ct);
        var page = await PageAsync(key, new() { Subject = inForce.Subject, Body = inForce.Body }, inForce);
        page.Form.Number = page.History is [var newest, ..] ? newest.Text.Number : 0;
        return View("NoticeText", page);
    }

    [HttpPost("{key}/preview", Name = "notice-text-preview")]
    public async Task<IActionResult> Preview(string key, [Bind(Prefix = nameof(NoticeTextPage.Form))] NoticeTextForm form)
    {
        if (!NoticeTemplates.Keys.Contains(key)) return NotFound();
        var (subject, body) = (NoticeTextRules.CleanSubject(form.Subject), NoticeTextRules.CleanBody(form.Body));
        var faults = NoticeTextRules.Faults(NoticeTemplates.Find(key), subject, body);
        if (faults.Count == 0) return View("NoticeText", await PageAsync(key, form, NoticeTemplates.Find(key) with { Subject = subject, Body = body }));
        ModelState.Add(new RuleViolationException([.. faults]), nameof(NoticeTextPage.Form));
        return View("NoticeText", await PageAsync(key, form, null));
    }

    [HttpPost("{key}")]
    public async Task<IActionResult> Text(string key, [Bind(Prefix = nameof(NoticeTextPage.Form))] NoticeTextForm form)
    {
        if (!NoticeTemplates.Keys.Contains(key)) return NotFound();
        try
        {
            await texts.SaveAsync(key, form.Number, form.Subject, form.Body, Operation, Ct);
        }
        catch (RuleViolationException e)
        {
            ModelState.Add(e, nameof(NoticeTextPage.Form));
            return View("NoticeText", await PageAsync(key, form, null));
        }
        this.Notice("已保存，从现在起发出的邮件都用新的文字");
        return RedirectToRoute("notice-text", new { key });
    }

    [HttpPost("{key}/reset", Name = "notice-text-reset")]
    public async Task<IActionResult> Reset(string key, [Bind(Prefix = nameof(NoticeTextPage.Form))] NoticeTextForm form)
    {
        if (!NoticeTemplates.Keys.Contains(key)) return NotFound();
        try
        {
            await texts.ResetAsync(key, form.Number, Operation, Ct);
        }
        catch (RuleViolationException e)
        {
            ModelState.Add(e, nameof(NoticeTextPage.Form));
            var inForce = await texts.InForceAsync(key, Ct);
            return View("NoticeText", await PageAsync(key, new() { Subject = inForce.Subject, Body = inForce.Body, Number = form.Number }, inForce));
        }
        this.Notice("已恢复为系统自带的文字");
        return RedirectToRoute("notice-text", new { key });
    }

    private async Task<NoticeTextPage> PageAsync(string key, NoticeTextForm form, NoticeTemplate? preview) =>
        new(NoticeTemplates.Find(key), form, preview, SmsId(key), [.. (await texts.HistoryAsync(key, Ct)).Select(version => new NoticeTextVersion(version.Text, version.By))]);

    // Straight from the settings: a portal that sends nothing need not have them all.
    private string? SmsId(string key) => configuration[$"{SmsTemplateOptions.Section}:{nameof(SmsTemplateOptions.Templates)}:{key}"] is { Length: > 0 } id ? id : null;
}
