using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Web;

public class ErrorPageTests
{
    [Fact]
    public async Task An_unknown_address_is_told_plainly_and_asks_nobody_to_sign_in()
    {
        await using var portal = await PortalFactory.StartAsync();
        var page = await portal.Visitor().GetAsync("/no/such/page");
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Equal("没有找到此页面", page.Heading);
        Assert.EndsWith("全国计算机技术与软件专业技术资格（水平）考试", page.Html.Title);
    }

    [Theory]
    [InlineData(400, "页面已过期，没有提交成功")]
    [InlineData(403, "您的账号不能打开此页面")]
    [InlineData(404, "没有找到此页面")]
    [InlineData(409, "内容已被他人更新")]
    [InlineData(413, "上传的文件太大")]
    [InlineData(429, "操作太频繁，请稍后再试")]
    [InlineData(500, "系统出现问题，此页面暂时打不开")]
    public async Task Each_refusal_has_its_page(int status, string heading)
    {
        await using var portal = await PortalFactory.StartAsync();
        var page = await portal.Visitor().GetAsync($"/errors/{status}");
        Assert.Equal(status, (int)page.Status);
        Assert.Equal(heading, page.Heading);
    }

    [Fact]
    public async Task A_stale_version_anywhere_says_that_someone_else_was_first()
    {
        await using var portal = await PortalFactory.StartAsync(services => Throwing(services, () => new DbUpdateConcurrencyException("stale")));
        var page = await portal.Visitor().GetAsync("/throws");
        Assert.Equal(HttpStatusCode.Conflict, page.Status);
        Assert.Equal("内容已被他人更新", page.Heading);
    }

    [Fact]
    public async Task A_body_too_large_says_so()
    {
        await using var portal = await PortalFactory.StartAsync(services =>
            Throwing(services, () => new BadHttpRequestException("too large", StatusCodes.Status413PayloadTooLarge)));
        var page = await portal.Visitor().GetAsync("/throws");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, page.Status);
        Assert.Equal("上传的文件太大", page.Heading);
    }

    [Fact]
    public async Task A_form_that_cannot_be_read_is_a_bad_request()
    {
        await using var portal = await PortalFactory.StartAsync();
        var page = await portal.Visitor().PostAsync("/sign-in", [new("Address", "\0"), new(new string('k', 5000), "1")]);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Equal("页面已过期，没有提交成功", page.Heading);
    }

    [Fact]
    public async Task A_fault_of_ours_shows_a_number_to_quote_and_nothing_of_the_fault()
    {
        await using var portal = await PortalFactory.StartAsync(services => Throwing(services, () => new InvalidOperationException("secret detail")));
        var page = await portal.Visitor().GetAsync("/throws");
        Assert.Equal(HttpStatusCode.InternalServerError, page.Status);
        Assert.DoesNotContain("secret detail", page.Body);
        Assert.DoesNotContain("InvalidOperationException", page.Body);
        Assert.Matches("提供编号：[0-9a-f]{32}", page.Text);
        Assert.True(page.Response.Headers.Contains("Content-Security-Policy"));
    }

    private static void Throwing(IServiceCollection services, Func<Exception> exception)
    {
        services.AddSingleton(exception);
        services.AddMvcCore().AddApplicationPart(typeof(ThrowingController).Assembly);
    }
}

/// <summary>A page that always fails, in portals that add this assembly.</summary>
[AllowAnonymous]
public sealed class ThrowingController(Func<Exception> exception) : Controller
{
    [HttpGet("/throws")]
    public IActionResult Fail() => throw exception();
}
