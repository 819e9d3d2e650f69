using System.Net;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Tests.Home;

public class HomePageTests
{
    [Fact]
    public async Task Without_any_round_the_page_says_so_and_stays_useful()
    {
        await using var portal = await PortalFactory.StartAsync();
        var page = await portal.Visitor().GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("目前没有进行中的考试", page.Heading);
        Assert.Contains("怎样报名", page.Text);
        Assert.Empty(page.Html.QuerySelectorAll(".cards"));
    }

    [Fact]
    public async Task Every_institution_stands_in_the_table_with_its_window_and_state()
    {
        await using var portal = await PortalFactory.StartAsync();
        var view = await TestData.OpenRoundAsync(portal);
        var page = await portal.Visitor().GetAsync("/");
        var rows = page.Html.QuerySelectorAll(".cards tbody tr");
        Assert.Equal(35, rows.Length);
        Assert.Contains("报名中", Row(page, "云南"));
        Assert.Contains(Beijing.DeadlineMoment(view.Place.Payment.To!.Value)[5..], Row(page, "云南"));
        Assert.Contains("未公布", Row(page, "北京"));
    }

    [Fact]
    public async Task The_own_institution_comes_first_with_both_deadlines_and_one_filled_button()
    {
        await using var portal = await StartAtYunnanAsync();
        var view = await TestData.OpenRoundAsync(portal);
        var page = await portal.Visitor().GetAsync("/");
        Assert.Contains("云南", page.Heading);
        var sentence = page.Html.QuerySelector(".hero-sentence")!.TextContent;
        Assert.Contains(Beijing.Deadline(view.Place.Registration.To!.Value), sentence);
        Assert.Contains(Beijing.Deadline(view.Place.Payment.To!.Value), sentence);
        Assert.Contains("北京时间", sentence);
        Assert.Equal("云南", page.Html.QuerySelector(".cards tbody th")!.TextContent);
        Assert.Equal(2, page.Html.QuerySelectorAll(".date-now").Length);
        Assert.True(page.Html.QuerySelectorAll(".button").Length <= 1);
        Assert.Contains("初级、中级 100.00 元，高级 150.00 元", page.Text);
    }

    [Theory]
    [InlineData(-6, "开始")]
    [InlineData(0, "报名进行中")]
    [InlineData(16, "缴费中")]
    [InlineData(25, "报名已截止")]
    [InlineData(65, "准考证可打印")]
    public async Task The_state_follows_the_clock(int days, string word)
    {
        await using var portal = await StartAtYunnanAsync();
        await TestData.OpenRoundAsync(portal);
        portal.Clock.UtcNow = portal.Clock.UtcNow.AddDays(days);
        var page = await portal.Visitor().GetAsync("/");
        Assert.Contains(word, page.Html.QuerySelector("h1 .status")!.TextContent);
    }

    [Fact]
    public async Task An_institution_without_fee_says_so()
    {
        await using var portal = await StartAtYunnanAsync();
        await TestData.OpenRoundAsync(portal, change: place => place.Fee = new(FeeKind.Free));
        var page = await portal.Visitor().GetAsync("/");
        Assert.Contains("不收费", Row(page, "云南"));
        Assert.DoesNotContain("缴费截止", page.Html.QuerySelector(".hero-sentence")!.TextContent);
    }

    [Fact]
    public async Task The_search_narrows_the_table_and_says_when_nothing_matches()
    {
        await using var portal = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(portal);
        var visitor = portal.Visitor();
        var found = await visitor.GetAsync("/?q=" + Uri.EscapeDataString("云南省"));
        Assert.Equal("云南", Assert.Single(found.Html.QuerySelectorAll(".cards tbody th")).TextContent);
        Assert.Equal("云南省", found.ValueOf("q"));
        var nothing = await visitor.GetAsync("/?q=" + Uri.EscapeDataString("火星<b>"));
        Assert.Contains("没有找到“火星<b>”", nothing.Text);
    }

    [Theory]
    [InlineData("/help", "常见问题")]
    [InlineData("/privacy", "个人信息保护")]
    [InlineData("/accessibility", "无障碍说明")]
    public async Task The_foot_leads_to_pages_that_exist(string path, string heading)
    {
        await using var portal = await PortalFactory.StartAsync();
        var home = await portal.Visitor().GetAsync("/");
        Assert.Contains(home.Html.QuerySelectorAll(".foot-links a"), link => link.GetAttribute("href") == path);
        Assert.Equal(heading, (await portal.Visitor().GetAsync(path)).Heading);
    }

    [Fact]
    public async Task The_first_page_stays_light()
    {
        await using var portal = await StartAtYunnanAsync();
        await TestData.OpenRoundAsync(portal);
        var visitor = portal.Visitor();
        var page = await visitor.GetAsync("/");
        var bytes = Packed(page.Bytes) + Packed((await visitor.GetAsync("/site.css")).Bytes);
        foreach (var script in new[] { "site", "error-summary", "reveal", "once", "countdown", "refresh-image", "person-menu" })
            bytes += Packed((await visitor.GetAsync($"/js/{script}.js")).Bytes);
        Assert.InRange(bytes, 5_000, 60_000);
    }

    private static int Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest)) zip.Write(bytes);
        return (int)packed.ToArray().Length;
    }

    private static string Row(Page page, string institution) =>
        page.Html.QuerySelectorAll(".cards tbody tr").Single(row => row.QuerySelector("th")!.TextContent == institution).TextContent;

    private static Task<PortalFactory> StartAtYunnanAsync() =>
        PortalFactory.StartAsync(services => services.AddScoped<ICurrentInstitution, AtYunnan>());

    private sealed class AtYunnan : ICurrentInstitution
    {
        public Task<InstitutionFacts?> GetAsync(Microsoft.AspNetCore.Http.HttpContext http, CancellationToken ct) =>
            Task.FromResult<InstitutionFacts?>(new("53", "云南", "云南省", "云南省信息技术发展中心", ["0871-64312910 转 835、836"], null));
    }
}
