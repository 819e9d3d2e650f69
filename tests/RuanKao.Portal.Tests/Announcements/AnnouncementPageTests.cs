using System.Net;
using RuanKao.Portal.Announcements;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Announcements;

/// <summary>公告 from the first draft to the day it comes down.</summary>
public class AnnouncementPageTests
{
    [Fact]
    public async Task A_draft_is_nowhere_until_it_is_published_and_then_it_is_everywhere()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(factory);
        var (office, street) = (await Newsroom.OfficeAsync(factory), factory.Visitor());
        await street.GetAsync("/institutions/53");
        var id = Newsroom.IdOf(await Newsroom.WriteAsync(office, "报名咨询电话调整", "## 新号码\n请拨打新号码。", "save"));
        await StaffActionsTests.LandedAsync(factory, "announcement.saved", Role.Office);
        foreach (var path in new[] { "/", "/news", "/institutions/53" }) Assert.DoesNotContain("报名咨询电话调整", (await street.GetAsync(path)).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await street.GetAsync($"/news/{id}")).Status);

        await Newsroom.WriteAsync(office, "报名咨询电话调整", "## 新号码\n请拨打新号码。", path: $"{Newsroom.Desk}/{id}");
        await StaffActionsTests.LandedAsync(factory, "announcement.published", Role.Office);
        foreach (var path in new[] { "/", "/news" }) Assert.NotNull((await street.GetAsync(path)).Html.QuerySelector($"a[href='/news/{id}']"));
        var item = await street.GetAsync($"/news/{id}");
        Assert.Equal("报名咨询电话调整", item.Heading);
        Assert.Equal("新号码", item.Html.QuerySelector(".news-body h2")!.TextContent);
        Assert.Contains("云南省信息技术发展中心 · 发布于 2031年3月20日 10:00", item.Text);
        Assert.Equal([AnnouncementEvent.Save, AnnouncementEvent.Publish], (await Newsroom.ReadAsync(factory, id)).Versions.OrderBy(v => v.Number).Select(v => v.On));
    }

    [Fact]
    public async Task The_entrance_of_an_institution_shows_its_own_beside_the_countrys_and_nobody_elses()
    {
        await using var factory = await PortalFactory.StartAsync();
        await Newsroom.PublishedAsync(factory, "云南的通知", "53");
        await Newsroom.PublishedAsync(factory, "北京的通知", "11");
        await Newsroom.PublishedAsync(factory, "全国的通知");
        var street = factory.Visitor();
        Assert.Equal(["全国的通知"], Titles(await street.GetAsync("/")));
        Assert.Equal(3, Titles(await street.GetAsync("/news")).Count);
        Assert.Equal(["云南的通知", "全国的通知"], Titles(await street.GetAsync("/institutions/53")));
        // Whoever has entered there is meant by default, and may look at the others.
        Assert.Equal(["云南的通知", "全国的通知"], Titles(await street.GetAsync("/news")).Order(StringComparer.Ordinal));
        Assert.Equal(["北京的通知"], Titles(await street.GetAsync("/news?from=11")));
        Assert.Equal(["全国的通知"], Titles(await street.GetAsync("/news?from=national")));
        Assert.Equal(3, Titles(await street.GetAsync("/news?from=all")).Count);
        Assert.Contains("这里还没有公告", (await street.GetAsync("/news?from=31")).Text);
    }

    [Fact]
    public async Task Pinned_ones_come_first_and_the_list_is_turned_page_by_page()
    {
        await using var factory = await PortalFactory.StartAsync();
        var start = factory.Clock.UtcNow.AddDays(-30);
        await Newsroom.PublishedAsync(factory, "长期有效的提醒", at: start.AddDays(-1), pinned: true);
        for (var n = 0; n < 24; n++) await Newsroom.PublishedAsync(factory, $"第{n}条", at: start.AddDays(n));
        var page = await factory.Visitor().GetAsync("/news");
        Assert.Equal(["长期有效的提醒", "第23条"], Titles(page).Take(2));
        Assert.Contains("置顶", page.Html.QuerySelector(".news-list li")!.TextContent);
        Assert.Equal(20, Titles(page).Count);
        Assert.Equal(["第4条", "第3条", "第2条", "第1条", "第0条"], Titles(await factory.Visitor().GetAsync("/news?page=2")));
        Assert.Contains("没有这一页", (await factory.Visitor().GetAsync("/news?page=9")).Text);
        Assert.Equal("长期有效的提醒", Titles(await factory.Visitor().GetAsync("/"))[0]);
        Assert.Equal(5, Titles(await factory.Visitor().GetAsync("/")).Count);
    }

    [Fact]
    public async Task A_scheduled_one_appears_at_midnight_in_Beijing_and_goes_at_midnight()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (national, street) = (await Newsroom.NationalAsync(factory), factory.Visitor());
        var made = await Newsroom.WriteAsync(national, "下半年考试安排", from: "2031-04-01T00:00", to: "2031-04-02 24:00");
        var id = Newsroom.IdOf(made);
        Assert.Contains("2031年4月1日 00:00（北京时间）自动发布", (await national.FollowAsync(made)).Text);
        foreach (var (at, there) in new[]
        {
            (Beijing.At(2031, 4, 1).AddTicks(-1), false), (Beijing.At(2031, 4, 1), true), (Beijing.At(2031, 4, 2, 23, 59, 59), true), (Beijing.At(2031, 4, 3).AddTicks(-1), true), (Beijing.At(2031, 4, 3), false),
        })
        {
            factory.Clock.UtcNow = at;
            Assert.Equal(there ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await street.GetAsync($"/news/{id}")).Status);
            Assert.Equal(there, Titles(await street.GetAsync("/news")).Count == 1);
            Assert.Equal(there, Titles(await street.GetAsync("/")).Count == 1);
        }
    }

    [Fact]
    public async Task What_is_published_now_is_not_dated_back_and_what_is_out_keeps_its_time()
    {
        await using var factory = await PortalFactory.StartAsync();
        var office = await Newsroom.OfficeAsync(factory);
        var id = Newsroom.IdOf(await Newsroom.WriteAsync(office, "通知", from: "2030-01-01T09:00"));
        Assert.Equal(factory.Clock.UtcNow, (await Newsroom.ReadAsync(factory, id)).PublishAt);
        var published = factory.Clock.UtcNow;
        factory.Clock.UtcNow = published.AddHours(3);
        office = await Newsroom.OfficeAsync(factory);
        await Newsroom.WriteAsync(office, "通知（更正）", then: "save", from: "2031-12-01T09:00", path: $"{Newsroom.Desk}/{id}");
        await StaffActionsTests.LandedAsync(factory, "announcement.revised", Role.Office);
        var revised = await Newsroom.ReadAsync(factory, id);
        Assert.Equal((published, "通知（更正）"), (revised.PublishAt, revised.Title));
        Assert.Contains("通知（更正）", (await factory.Visitor().GetAsync($"/news/{id}")).Heading);
        var old = await office.GetAsync($"{Newsroom.Desk}/{id}/versions/1");
        Assert.Equal("通知", old.Html.QuerySelector(".news-title")!.TextContent);
    }

    [Fact]
    public async Task Taking_down_is_asked_first_needs_a_reason_and_holds_at_once()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (office, street) = (await Newsroom.OfficeAsync(factory), factory.Visitor());
        var id = Newsroom.IdOf(await Newsroom.WriteAsync(office, "写错的通知", files: ("附表.pdf", TestData.Pdf())));
        var file = (await Newsroom.ReadAsync(factory, id)).Files.Single().Id;
        Assert.Equal(HttpStatusCode.OK, (await street.GetAsync($"/news/{id}/files/{file}")).Status);
        var ask = await office.GetAsync($"{Newsroom.Desk}/{id}/withdraw");
        Assert.Contains("1 个附件也不能再下载", ask.Text);
        Assert.Contains("请写明撤下的原因", (await office.SubmitAsync(ask, [new("Form.Why", " ")])).ErrorOf("Form.Why"));
        var tooLong = await office.SubmitAsync(ask, [new("Form.Why", new string('长', 201))]);
        Assert.Contains("原因最多200个字，现在有201个", tooLong.ErrorOf("Form.Why"));
        Assert.Equal(201, tooLong.ValueOf("Form.Why")!.Length);
        Assert.Equal(HttpStatusCode.OK, (await street.GetAsync($"/news/{id}")).Status);
        await office.SubmitAsync(ask, [new("Form.Why", "日期有误")]);
        await StaffActionsTests.LandedAsync(factory, "announcement.withdrawn", Role.Office);
        Assert.Equal(HttpStatusCode.NotFound, (await street.GetAsync($"/news/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await street.GetAsync($"/news/{id}/files/{file}")).Status);
        Assert.Equal("日期有误", (await Newsroom.ReadAsync(factory, id)).Versions.MaxBy(v => v.Number)!.Why);
        // Down it is neither taken down again nor saved as a draft; what is up is not put up again.
        var down = await Newsroom.ReadAsync(factory, id);
        Assert.Contains("这条公告现在是“已撤下”，不能撤下", (await office.SubmitAsync(ask, [new("Form.Version", $"{down.Version}"), new("Form.Why", "再撤一次")])).Text);
        var saved = await Newsroom.WriteAsync(office, "存一下", then: "save", path: $"{Newsroom.Desk}/{id}");
        Assert.Contains("这条公告现在是“已撤下”，不能这样更改", saved.Text);
        Assert.Equal("存一下", saved.ValueOf("Form.Title"));
        Assert.Equal(HttpStatusCode.NotFound, (await office.PostAsync($"{Newsroom.Desk}/{Guid.NewGuid()}/withdraw", [new("__RequestVerificationToken", ask.ValueOf("__RequestVerificationToken")!), new("Form.Why", "没有这条")])).Status);
        // Mended it comes back under its address.
        await Newsroom.WriteAsync(office, "改好的通知", path: $"{Newsroom.Desk}/{id}");
        Assert.Contains("这条公告现在是“已发布”，不能这样更改", (await Newsroom.WriteAsync(office, "再发一次", path: $"{Newsroom.Desk}/{id}")).Text);
        Assert.Equal("改好的通知", (await street.GetAsync($"/news/{id}")).Heading);
    }

    [Fact]
    public async Task Each_writes_for_the_own_house_only()
    {
        await using var factory = await PortalFactory.StartAsync();
        var national = await Newsroom.PublishedAsync(factory, "全国的通知");
        var beijing = await Newsroom.PublishedAsync(factory, "北京的通知", "11");
        var yunnan = await Newsroom.PublishedAsync(factory, "云南的通知", "53");
        var (office, administrator, country) = (await Newsroom.OfficeAsync(factory), await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.InstitutionAdministrator, "53")), await Newsroom.NationalAsync(factory));
        foreach (var (who, own) in new[] { (office, yunnan), (administrator, yunnan), (country, national) })
        {
            foreach (var id in new[] { national, beijing, yunnan })
            {
                var expected = id == own ? HttpStatusCode.OK : HttpStatusCode.NotFound;
                Assert.Equal(expected, (await who.GetAsync($"{Newsroom.Desk}/{id}")).Status);
                Assert.Equal(expected, (await who.GetAsync($"{Newsroom.Desk}/{id}/withdraw")).Status);
                Assert.Equal(expected, (await who.GetAsync($"{Newsroom.Desk}/{id}/versions/1")).Status);
                if (id != own) Assert.Equal(HttpStatusCode.NotFound, (await Newsroom.WriteAsync(who, "改了", path: $"{Newsroom.Desk}/{id}", page: await who.GetAsync(Newsroom.Desk + "/new"))).Status);
            }
            Assert.Single((await who.GetAsync(Newsroom.Desk)).Html.QuerySelectorAll("tbody tr"));
        }
        // The owner in the form is believed of nobody.
        var form = await office.GetAsync(Newsroom.Desk + "/new");
        foreach (var owner in new[] { "11", "00" })
            Assert.Equal(HttpStatusCode.NotFound, (await office.PostAsync(Newsroom.Desk + "/new", [new("__RequestVerificationToken", form.ValueOf("__RequestVerificationToken")!), new("Form.Owner", owner), new("Form.Title", "x"), new("Form.Body", "x"), new("Form.Then", "publish")])).Status);
        var own1 = await office.PostAsync(Newsroom.Desk + "/new", [new("__RequestVerificationToken", form.ValueOf("__RequestVerificationToken")!), new("Form.Owner", ""), new("Form.Title", "空着的机构"), new("Form.Body", "x"), new("Form.Then", "publish")]);
        Assert.Equal("53", (await Newsroom.ReadAsync(factory, Newsroom.IdOf(own1))).InstitutionCode);
    }

    [Fact]
    public async Task The_preview_shows_what_the_street_would_see_and_keeps_nothing()
    {
        await using var factory = await PortalFactory.StartAsync();
        var office = await Newsroom.OfficeAsync(factory);
        var preview = await Newsroom.WriteAsync(office, "预览的标题", "- 一\n- 二\n\n见 [考试计划](/help)。", "preview");
        Assert.Equal(HttpStatusCode.OK, preview.Status);
        Assert.Equal(["一", "二"], preview.Html.QuerySelectorAll(".news-body li").Select(li => li.TextContent));
        Assert.Equal("/help", preview.Html.QuerySelector(".news-body a")!.GetAttribute("href"));
        Assert.Equal("预览的标题", preview.ValueOf("Form.Title"));
        Assert.Contains("还没有公告", (await office.GetAsync(Newsroom.Desk)).Text);
        // Of one that is there already too.
        var id = Newsroom.IdOf(await Newsroom.WriteAsync(office, "草稿", then: "save"));
        Assert.Equal("预览的标题", (await Newsroom.WriteAsync(office, "预览的标题", then: "preview", path: $"{Newsroom.Desk}/{id}")).ValueOf("Form.Title"));
        Assert.Equal("草稿", (await Newsroom.ReadAsync(factory, id)).Title);
    }

    [Fact]
    public async Task What_cannot_be_published_is_refused_at_its_field_and_stays_as_typed()
    {
        await using var factory = await PortalFactory.StartAsync();
        var office = await Newsroom.OfficeAsync(factory);
        Assert.Contains("请填写标题", (await Newsroom.WriteAsync(office, " ")).ErrorOf("Form.Title"));
        Assert.Contains("请填写正文", (await Newsroom.WriteAsync(office, "标题", " ")).ErrorOf("Form.Body"));
        Assert.Contains("最多80个字", (await Newsroom.WriteAsync(office, new string('长', 81))).ErrorOf("Form.Title"));
        Assert.Contains("标题一行写完", (await Newsroom.WriteAsync(office, "第一行\n第二行")).ErrorOf("Form.Title"));
        var unseen = await Newsroom.WriteAsync(office, " ", "写好的正文", "preview");
        Assert.Contains("请填写标题", unseen.ErrorOf("Form.Title"));
        Assert.Equal("写好的正文", unseen.ValueOf("Form.Body"));
        Assert.Contains("最多10000个字", (await Newsroom.WriteAsync(office, "标题", new string('长', 10_001))).ErrorOf("Form.Body"));
        Assert.Contains("年-月-日", (await Newsroom.WriteAsync(office, "标题", from: "明天")).ErrorOf("Form.PublishAt"));
        Assert.Contains("已经过去", (await Newsroom.WriteAsync(office, "标题", to: "2031-03-20T10:00")).ErrorOf("Form.WithdrawAt"));
        var late = await Newsroom.WriteAsync(office, "标题", "写好的正文", from: "2031-05-02T10:00", to: "2031-05-01T10:00");
        Assert.Contains("应晚于发布时间", late.ErrorOf("Form.WithdrawAt"));
        Assert.Equal("写好的正文", late.ValueOf("Form.Body"));
    }

    [Fact]
    public async Task The_second_of_two_editors_is_told_and_loses_nothing()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (one, two) = (await Newsroom.OfficeAsync(factory), await Newsroom.OfficeAsync(factory));
        var id = Newsroom.IdOf(await Newsroom.WriteAsync(one, "草稿", then: "save"));
        var path = $"{Newsroom.Desk}/{id}";
        var (page, ask) = (await two.GetAsync(path), await two.GetAsync(path + "/withdraw"));
        await Newsroom.WriteAsync(one, "先改的", then: "save", path: path);
        var late = await Newsroom.WriteAsync(two, "后改的", path: path, page: page);
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Equal("后改的", late.ValueOf("Form.Title"));
        Assert.Equal(HttpStatusCode.Conflict, (await two.SubmitAsync(ask, [new("Form.Why", "不用了")])).Status);
        Assert.Equal((AnnouncementState.Draft, "先改的"), ((await Newsroom.ReadAsync(factory, id)).State, (await Newsroom.ReadAsync(factory, id)).Title));
    }

    [Fact]
    public async Task The_desk_narrows_its_list_by_how_they_stand_and_by_title()
    {
        await using var factory = await PortalFactory.StartAsync();
        var office = await Newsroom.OfficeAsync(factory);
        await Newsroom.WriteAsync(office, "甲草稿", then: "save");
        await Newsroom.WriteAsync(office, "乙定时", from: "2031-05-01T09:00");
        await Newsroom.WriteAsync(office, "丙公开");
        await Newsroom.WriteAsync(office, "丁到期", to: "2031-03-20T11:00");
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddHours(1);
        office = await Newsroom.OfficeAsync(factory);
        foreach (var (standing, title) in new[] { ("Draft", "甲草稿"), ("Scheduled", "乙定时"), ("Public", "丙公开"), ("Over", "丁到期") })
            Assert.StartsWith(title, Assert.Single((await office.GetAsync($"{Newsroom.Desk}?standing={standing}")).Html.QuerySelectorAll("tbody th")).TextContent.Trim());
        Assert.Single((await office.GetAsync(Newsroom.Desk + "?q=定时")).Html.QuerySelectorAll("tbody tr"));
        Assert.Contains("没有符合条件的公告", (await office.GetAsync(Newsroom.Desk + "?q=没有")).Text);
    }

    private static IReadOnlyList<string> Titles(Page page) => [.. page.Html.QuerySelectorAll(".news-list a").Select(a => a.TextContent)];
}
