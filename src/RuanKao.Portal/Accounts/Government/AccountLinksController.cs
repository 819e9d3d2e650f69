using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts.Government;

/// <summary>The owner's page of links: 确认绑定 after a visit to a platform, and 解除绑定.</summary>
[Authorize(Policy = Doors.Candidate)]
public sealed class AccountLinksController(GovernmentLinks links, IOptions<GovernmentLoginOptions> options, TimeProvider clock) : Controller
{
    private CancellationToken Ct => HttpContext.RequestAborted;

    [HttpGet("/account/links", Name = "account-links")]
    public async Task<IActionResult> Show() => View("Links", await PageAsync());

    [HttpGet("/account/links/confirm", Name = "account-links-confirm")]
    public async Task<IActionResult> Confirm()
    {
        if (await ArrivalAsync() is not { } person) return Late();
        if (await links.ObjectionAsync(User.UserId, person, Ct) is { } objection) ModelState.AddModelError("", objection);
        return View("Confirm", PageOf(person));
    }

    [HttpPost("/account/links/confirm")]
    public async Task<IActionResult> Confirmed()
    {
        if (await ArrivalAsync() is not { } person) return Late();
        try
        {
            await links.LinkAsync(User.UserId, person, User.Does(Role.Candidate, clock), Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return View("Confirm", PageOf(person));
        }
        await HttpContext.SignOutAsync(IdentityConstants.ExternalScheme);
        this.Notice($"绑定成功，以后可以用{links.TitleOf(person.Provider)}账号登录");
        return RedirectToRoute("account-links");
    }

    [HttpPost("/account/links/{id:guid}/remove", Name = "account-links-remove")]
    public async Task<IActionResult> Remove(Guid id)
    {
        try
        {
            if (await links.UnlinkAsync(User.UserId, id, User.Does(Role.Candidate, clock), Ct) is not { } title) return NotFound();
            this.Notice($"已解除与{title}账号的绑定");
            return RedirectToRoute("account-links");
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return View("Links", await PageAsync());
        }
    }

    private async Task<GovernmentPerson?> ArrivalAsync() =>
        GovernmentPerson.From((await HttpContext.AuthenticateAsync(IdentityConstants.ExternalScheme)).Principal);

    private RedirectToRouteResult Late()
    {
        this.Notice("没有等待确认的绑定，或者等待时间过长，请重新从下面开始", Tone.Waiting);
        return RedirectToRoute("account-links");
    }

    private ConfirmLinkPage PageOf(GovernmentPerson person) => new(links.TitleOf(person.Provider), person.Recognisable, User.ShownName());

    private async Task<LinksPage> PageAsync()
    {
        var mine = await links.OfAsync(User.UserId, Ct);
        var open = options.Value.Providers.Where(p => mine.All(l => l.Provider != p.Key)).Select(p => new LinkablePlatform(p.Key, p.Value.Title)).ToList();
        return new([.. mine.Select(l => new LinkLine(l.Id, links.TitleOf(l.Provider), l.LinkedAt, l.LastUsedAt))], open);
    }
}
