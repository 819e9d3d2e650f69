using AngleSharp.Dom;
using RuanKao.Portal.Announcements;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Announcements;

/// <summary>The small markup: what it knows becomes headings, lists and links, and nothing else ever becomes anything.</summary>
public class NewsMarkupTests(ITestOutputHelper output)
{
    private static readonly string[] Allowed = ["DIV", "P", "H2", "UL", "LI", "A", "BR"];

    [Fact]
    public void Paragraphs_headings_lists_and_links_are_read()
    {
        var blocks = NewsMarkup.Read("第一行\n第二行\n\n## 小标题\n- 一\n- [二](https://example.cn/a?b=1)\n结尾 http://example.cn/x。");
        Assert.Equal([NewsBlockKind.Paragraph, NewsBlockKind.Heading, NewsBlockKind.List, NewsBlockKind.Paragraph], blocks.Select(b => b.Kind));
        Assert.Equal(2, blocks[0].Lines.Count);
        Assert.Equal(new NewsSpan("二", "https://example.cn/a?b=1"), Assert.Single(blocks[2].Lines[1]));
        Assert.Equal([new("结尾 "), new("http://example.cn/x", "http://example.cn/x"), new("。")], blocks[3].Lines[0]);
    }

    [Theory]
    [InlineData("javascript:alert(1)"), InlineData("JaVaScRiPt:alert(1)"), InlineData("data:text/html,x"), InlineData("vbscript:x"), InlineData("file:///etc/passwd"), InlineData("//evil.example"), InlineData("/\\evil.example")]
    [InlineData("https://bank.example@evil.example/"), InlineData("java\tscript:alert(1)"), InlineData("ftp://a.example/"), InlineData("mailto:a@b.example"), InlineData("https://"), InlineData("")]
    public void An_address_that_is_not_of_the_web_or_of_this_site_is_none(string address) => Assert.Null(NewsMarkup.SafeAddress(address));

    [Theory]
    [InlineData("https://www.ruankao.org.cn/"), InlineData("/news"), InlineData("/exams/2031-1/53/plan?x=1#y"), InlineData("http://127.0.0.1:8080/a")]
    public void An_address_of_the_web_or_of_this_site_is_one(string address) => Assert.Equal(address, NewsMarkup.SafeAddress(address));

    [Fact]
    public async Task Whatever_is_typed_never_becomes_a_tag_or_a_link_that_runs()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string[] pieces =
        [
            "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>", "</p>", "<!--", "-->", "&lt;", "&#x3c;", "\"", "'", "`", "<", ">", "[", "]", "(", ")", "](", "[x](javascript:alert(1))", "[x](JAVASCRIPT://a.cn/%0aalert(1))",
            "[x](https://a.cn/\"onmouseover=\"alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", "https://a.cn/<svg/onload=alert(1)>", "[<i>](https://a.cn)", "[x](/ok)", "[x](//evil.cn)", "## ", "- ", "\n", "\n\n", "\r\n", "中文", "\u202e", "\u0000", "𠅤", "\ud800",
            "javascript:", "https://", "http://a.cn/'", "style=x", "{{", "@(1+1)", "<a href=javascript:alert(1)>",
        ];
        await using var factory = await PortalFactory.StartAsync();
        var office = await Newsroom.OfficeAsync(factory);
        var form = await office.GetAsync(Newsroom.Desk + "/new");
        for (var trial = 0; trial < 300; trial++)
        {
            var typed = "开头" + string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => pieces[random.Next(pieces.Length)]));
            var page = await Newsroom.WriteAsync(office, "通知" + pieces[random.Next(14)], typed, "preview", page: form);
            var body = page.Html.QuerySelector(".news-body");
            Assert.True(body is not null, $"{seed}/{trial}: no preview of {typed}: {page.Status} {page.Text}");
            foreach (var element in body.QuerySelectorAll("*"))
            {
                Assert.True(Allowed.Contains(element.TagName), $"{seed}/{trial}: <{element.TagName}> out of {typed}");
                Assert.True(element.Attributes.All(a => a.Name is "href" or "rel" && element.TagName == "A"), $"{seed}/{trial}: {element.OuterHtml} out of {typed}");
                if (element.GetAttribute("href") is { } href)
                    Assert.True(href.StartsWith("http://", StringComparison.Ordinal) || href.StartsWith("https://", StringComparison.Ordinal) || (href[0] == '/' && href[1] is not ('/' or '\\')), $"{seed}/{trial}: {href} out of {typed}");
            }
            Assert.Empty(page.Html.QuerySelectorAll("h1 *:not(.status), .news-title *"));
        }
    }
}
