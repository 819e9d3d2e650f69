using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Payments;

/// <summary>To WeChat and back, to learn as whom the payer sits in its browser. Nothing is begun or paid here.</summary>
[Authorize(Policy = Doors.Candidate)]
public sealed class PayerController(PayerIdentity payers, IOptions<SiteOptions> site) : Controller
{
    /// <summary>On the pay page's address after WeChat was asked in vain, so that it is not asked in a circle.</summary>
    public const string Asked = "asked";

    [HttpGet("/exams/{round}/{institution}/pay/wechat", Name = "pay-wechat")]
    public IActionResult Leave(string round, string institution)
    {
        if (payers.AccountAt(institution) is not { } account) return RedirectToRoute("pay", new { round, institution });
        var mark = RandomNumberGenerator.GetHexString(32);
        payers.Ask(HttpContext, mark, round, institution);
        return Redirect(payers.Door.Address(account, site.Value.Link(Url.RouteUrl("pay-wechat-back")!), mark));
    }

    [HttpGet("/pay/wechat/back", Name = "pay-wechat-back")]
    public async Task<IActionResult> Back(string? code, string? state, CancellationToken ct)
    {
        if (payers.Answered(HttpContext, state) is not var (round, institution)) return NotFound();
        if (payers.AccountAt(institution) is { } account && code is { Length: > 0 and <= 200 } && await payers.Door.PayerAsync(account, code, ct) is { } openId)
        {
            payers.Keep(HttpContext, account, openId);
            return RedirectToRoute("pay", new { round, institution });
        }
        return RedirectToRoute("pay", new { round, institution, asked = "1" });
    }
}
