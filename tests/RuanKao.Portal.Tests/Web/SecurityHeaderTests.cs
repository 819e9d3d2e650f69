using System.Net;
using Microsoft.AspNetCore.Routing;
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

    [Fact]
    public async Task Only_the_photo_page_may_compile_web_assembly()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.VerifiedCandidateAsync(portal));
        var may = new List<string>();
        foreach (var endpoint in portal.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (path.Contains('{') || endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") != true) continue;
            var policy = Assert.Single((await visitor.GetAsync(path)).Response.Headers.GetValues("Content-Security-Policy"));
            if (policy.Contains("unsafe", StringComparison.Ordinal)) may.Add($"{path}: {policy}");
        }
        Assert.StartsWith("/photos: default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src", Assert.Single(may));
        var marked = portal.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<RunsWebAssemblyAttribute>() is not null).Select(endpoint => endpoint.RoutePattern.RawText).Distinct();
        Assert.Equal("photos", Assert.Single(marked));
    }

    [Fact]
    public async Task An_error_on_the_photo_page_has_the_narrow_policy()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.VerifiedCandidateAsync(portal));
        var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/photos") { Content = new MultipartFormDataContent() });
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.DoesNotContain("unsafe", Assert.Single(answer.Response.Headers.GetValues("Content-Security-Policy")));
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
