using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using RuanKao.Portal.Accounts;

namespace RuanKao.Portal.Tests.Accounts;

public class KnownDeviceTests
{
    private readonly HttpContextAccessor accessor = new();
    private readonly EphemeralDataProtectionProvider protection = new();

    private KnownDevices Browser(string? cookie)
    {
        accessor.HttpContext = new DefaultHttpContext();
        if (cookie is not null) accessor.HttpContext.Request.Headers.Cookie = $"{KnownDevices.Cookie}={cookie}";
        return new(protection, accessor);
    }

    private string Remember(string? cookie, Guid user)
    {
        Browser(cookie).Remember(user);
        return accessor.HttpContext!.Response.Headers.SetCookie.ToString().Split(';')[0][(KnownDevices.Cookie.Length + 1)..];
    }

    [Fact]
    public void A_browser_is_known_for_the_five_accounts_that_signed_in_last_and_for_nobody_else()
    {
        var users = Enumerable.Range(0, KnownDevices.Accounts + 1).Select(_ => Guid.NewGuid()).ToList();
        var cookie = users.Aggregate((string?)null, Remember);
        Assert.Equal([false, true, true, true, true, true], users.Select(user => Browser(cookie).OriginOf("school", user).IsKnown));
        Assert.False(Browser(cookie).OriginOf("school", Guid.NewGuid()).IsKnown);
        Assert.False(Browser(cookie).OriginOf("school", null).IsKnown);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("rubbish")]
    public void A_browser_without_our_cookie_is_known_for_nobody(string? cookie) => Assert.False(Browser(cookie).OriginOf("school", Guid.NewGuid()).IsKnown);
}
