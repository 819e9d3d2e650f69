using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Payments;

/// <summary>
/// As whom a payer sits in WeChat. The openid is kept in a sealed cookie of the browser for half an hour and nowhere else.
/// </summary>
public sealed class PayerIdentity(IEnumerable<IPayerDoor> doors, PaymentChannels channels, CheckedFiles seals, TimeProvider clock)
{
    private const string Cookie = "payer";
    private const string AskedCookie = "payer-asked";

    public IPayerDoor Door => doors.Single();

    /// <summary>The merchant account with which an institution takes payments inside WeChat; null where it has none.</summary>
    public string? AccountAt(string institution) =>
        doors.FirstOrDefault() is { } door && channels.All.FirstOrDefault(c => c.Channel == Channel.WeChatPay)?.AccountFor(institution) is { } account && door.IsOpen(account) ? account : null;

    public string? OpenIdOf(HttpContext http, string account) => Read(http, Cookie) is { } kept && kept.Split('|', 2) is [var of, var openId] && of == account ? openId : null;

    public void Keep(HttpContext http, string account, string openId) => Write(http, Cookie, $"{account}|{openId}");

    /// <summary>Remembers what was asked, until the browser comes back.</summary>
    public void Ask(HttpContext http, string mark, string round, string institution) => Write(http, AskedCookie, $"{mark}|{round}|{institution}");

    /// <summary>Which place was asked for with this mark; null where this browser asked no such thing. Good once.</summary>
    public (string Round, string Institution)? Answered(HttpContext http, string? mark)
    {
        var asked = Read(http, AskedCookie)?.Split('|', 3);
        http.Response.Cookies.Delete(AskedCookie);
        return asked is [var own, var round, var institution] && own == mark ? (round, institution) : null;
    }

    private void Write(HttpContext http, string cookie, string text) => http.Response.Cookies.Append(cookie, seals.Close(cookie, text, new(http.User.UserId, Role.Candidate, clock.Now())),
        new() { HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = CheckedFiles.Life });

    private string? Read(HttpContext http, string cookie)
    {
        if (http.Request.Cookies[cookie] is not { Length: > 0 } sealedText) return null;
        try
        {
            return seals.Open(cookie, sealedText, new(http.User.UserId, Role.Candidate, clock.Now()));
        }
        catch (RuleViolationException)
        {
            return null;
        }
    }
}
