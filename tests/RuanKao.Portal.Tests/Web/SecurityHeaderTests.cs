using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Tests.Web;

public class SecurityHeaderTests
{
    [Theory]
    [InlineData("/errors/404")]
    [InlineData("/site.css")]
    public async Task Every_answer_carries_the_headers(string path)
    {
        await using var portal = await PortalFactory.StartAsync();
        var headers = (await portal.Visitor().GetAsync(path)).Response.Headers;
        var policy = Assert.Single(headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(headers.GetValues("Referrer-Policy")));
    }

    [Fact]
    public async Task A_form_may_end_at_a_payment_gateway_that_was_named()
    {
        await using var portal = await PortalFactory.StartAsync(services =>
            services.Configure<SecurityHeaderOptions>(options => options.AllowFormTo("https://pay.example.com/gateway.do")));
        var headers = (await portal.Visitor().GetAsync("/errors/404")).Response.Headers;
        Assert.Contains("form-action 'self' https://pay.example.com;", Assert.Single(headers.GetValues("Content-Security-Policy")));
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/institutions/53")]
    public async Task No_cookie_travels_without_tls_or_reaches_a_script(string path)
    {
        await using var portal = await PortalFactory.StartAsync();
        var cookies = (await portal.Visitor().GetAsync(path)).Response.Headers.GetValues("Set-Cookie")
            .Where(cookie => !cookie.Contains("=; expires=Thu, 01 Jan 1970", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(cookies);
        Assert.All(cookies, cookie => Assert.Contains("; secure; ", cookie));
        Assert.All(cookies, cookie => Assert.EndsWith("; httponly", cookie));
    }
}
