using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Tests.Admission;

public class AdmissionOfficePageTests
{
    private static readonly Dictionary<string, string> ValidSite = new()
    {
        ["Form.RegionCode"] = "5301", ["Form.Name"] = "昆明示例学院", ["Form.Address"] = "示例路 1 号", ["Form.Directions"] = "走东门", ["Form.Rooms"] = "001 机房三楼 302 40\n002 机房三楼 303 38",
    };

    [Fact]
    public async Task Only_an_office_enters()
    {
        await using var factory = await PortalFactory.StartAsync();
        var round = (await TestData.RegistrationOpenAsync(factory)).Round.Code;
        string[] pages = ["/desk/admission", "/desk/admission/sites/new", $"/desk/admission/{round}/53", $"/desk/admission/{round}/53/seats", $"/desk/admission/{round}/53/rooms/{Guid.NewGuid()}"];
        var candidate = await factory.SignedInAsync(await TestData.VerifiedCandidateAsync(factory));
        var reviewer = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Reviewer, "53"));
        foreach (var page in pages)
        {
            Assert.Equal(HttpStatusCode.Redirect, (await factory.Visitor().GetAsync(page)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await candidate.GetAsync(page)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await reviewer.GetAsync(page)).Status);
        }
    }

    [Fact]
    public async Task Another_institutions_office_finds_nothing()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory);
        var round = seat.Registration.RoundCode;
        var room = await RoomIdAsync(factory);
        var other = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "11"));
        foreach (var page in new[] { "/desk/admission?institution=53", "/desk/admission/sites/new?institution=53", $"/desk/admission/{round}/53", $"/desk/admission/{round}/53/seats", $"/desk/admission/{round}/53/rooms/{room}" })
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(page)).Status);

        // A room of Yunnan is not found under the address of one's own institution either.
        await TestData.RegistrationOpenAsync(factory, "11");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/desk/admission/{round}/11/rooms/{room}")).Status);

        var own = await other.GetAsync("/desk/admission/sites/new");
        var token = own.ValueOf("__RequestVerificationToken")!;
        foreach (var page in new[] { "/desk/admission/sites/new?institution=53", $"/desk/admission/{round}/53/seats" })
            Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsync(page, ValidSite.Append(new("__RequestVerificationToken", token)))).Status);
        Assert.DoesNotContain(await SitesAsync(factory), s => s.Name == "昆明示例学院");
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        foreach (var page in new[] { "/desk/admission/1999-1/53", "/desk/admission/1999-1/53/seats", $"/desk/admission/{seat.Registration.RoundCode}/53/rooms/{Guid.NewGuid()}" })
            Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync(page)).Status);
    }

    [Fact]
    public async Task The_desk_shows_rounds_in_numbers_and_sites()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.SeatedAsync(factory);
        await TestData.PaidAsync(factory);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));

        var page = await office.GetAsync("/desk/admission");

        Assert.Equal("考点与座位", page.Heading);
        var row = page.Html.QuerySelectorAll("tbody tr").First(tr => tr.TextContent.Contains("2031年上半年", StringComparison.Ordinal));
        Assert.Equal(["2", "1", "1", "40"], row.QuerySelectorAll("td.number").Select(td => td.TextContent.Trim()));
        Assert.Contains("5301001", page.Text);
    }

    [Fact]
    public async Task A_site_with_faults_comes_back_with_words_at_the_field_and_what_was_typed()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.RegistrationOpenAsync(factory);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        var form = await office.GetAsync("/desk/admission/sites/new");

        var page = await office.SubmitAsync(form, new Dictionary<string, string>(ValidSite) { ["Form.Name"] = " ", ["Form.Rooms"] = "001 机房三楼 40\n002 机房" });

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("请填写考点名称", page.ErrorOf("Form.Name"));
        Assert.Contains("第2行", page.ErrorOf("Form.Rooms"));
        Assert.Equal("001 机房三楼 40\n002 机房", page.ValueOf("Form.Rooms")!.ReplaceLineEndings("\n"));
        Assert.Equal("示例路 1 号", page.ValueOf("Form.Address"));
        Assert.Empty(await SitesAsync(factory));
    }

    [Fact]
    public async Task A_region_of_somebody_else_and_a_name_used_twice_are_refused()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.RegistrationOpenAsync(factory);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        var form = await office.GetAsync("/desk/admission/sites/new");

        Assert.Contains("请从列出的考区中选择", (await office.SubmitAsync(form, new Dictionary<string, string>(ValidSite) { ["Form.RegionCode"] = "1101" })).ErrorOf("Form.RegionCode"));
        Assert.Equal(HttpStatusCode.Redirect, (await office.SubmitAsync(form, ValidSite)).Status);
        Assert.Contains("已有名为“昆明示例学院”的考点", (await office.SubmitAsync(form, ValidSite)).ErrorOf("Form.Name"));
    }

    [Fact]
    public async Task A_valid_site_is_kept_with_its_rooms_and_audited()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.RegistrationOpenAsync(factory);
        var user = await TestData.StaffAsync(factory, Role.Office, "53");
        var office = await factory.SignedInAsync(user);

        var done = await office.SubmitAsync(await office.GetAsync("/desk/admission/sites/new?institution=53"), ValidSite);
        var page = await office.FollowAsync(done);

        Assert.Contains("已添加考点“昆明示例学院”，共2个考场、78座。", page.Text);
        var site = Assert.Single(await SitesAsync(factory));
        Assert.Equal(["001", "002"], site.Rooms.Select(r => r.Number).Order());
        var audit = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.SingleAsync(a => a.Action == "admission.site-added"));
        Assert.Equal((user, site.Id.ToString()), (audit.UserId!.Value, audit.Subject));
    }

    [Fact]
    public async Task Seating_is_checked_in_numbers_confirmed_and_shown()
    {
        await using var factory = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(factory, name: "欧阳䶮");
        await TestData.SiteAsync(factory);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));

        var check = await office.GetAsync($"/desk/admission/{paid.RoundCode}/53/seats");
        Assert.Contains("将为1名考生编排座位并生成准考证号", check.Text);
        Assert.Contains("缴费还没有截止", check.Text);
        var round = await office.FollowAsync(await office.SubmitAsync(check, []));
        Assert.Contains("已为1名考生编排座位", round.Text);
        var room = await office.GetAsync(round.Html.QuerySelector("a[href*='/rooms/']")!.GetAttribute("href")!);

        var number = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AdmissionTickets.Select(t => t.Number).SingleAsync());
        Assert.Contains("欧阳䶮", room.Text);
        Assert.Contains(ShellWords.Grouped(number), room.Text);
        Assert.Matches(@"530\*{11}\w{4}", room.Text);
        Assert.Contains("没有待编排的考生", (await office.GetAsync($"/desk/admission/{paid.RoundCode}/53/seats")).Text);
    }

    [Fact]
    public async Task What_does_not_fit_is_told_in_full_and_cannot_be_confirmed()
    {
        await using var factory = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(factory);
        await TestData.PaidAsync(factory);
        await TestData.PaidAsync(factory, prefecture: "5307");
        await TestData.SiteAsync(factory, "53", "5301", 1);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));

        var check = await office.GetAsync($"/desk/admission/{paid.RoundCode}/53/seats");

        Assert.Contains("还有2名考生排不进座位", check.Text);
        Assert.Contains("昆明市：每批次共1座，还差1座", check.Text);
        Assert.Contains("丽江市：还没有考点，1人没有座位", check.Text);
        Assert.Null(check.Html.QuerySelector("form[action$='/seats']"));
    }

    [Fact]
    public async Task Whoever_sends_no_number_is_shown_the_numbers_and_nobody_is_seated()
    {
        await using var factory = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(factory);
        await TestData.SiteAsync(factory);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        var check = await office.GetAsync($"/desk/admission/{paid.RoundCode}/53/seats");
        var asked = await office.SubmitAsync(check, [new("expected", "")]);
        Assert.Contains("将为1名考生编排座位", asked.Text);
        Assert.Equal(0, await factory.WithAsync(services => services.GetRequiredService<PortalContext>().Set<AdmissionTicket>().CountAsync()));
        Assert.Contains("已为1名考生编排座位", (await office.FollowAsync(await office.SubmitAsync(asked, []))).Text);
    }

    [Fact]
    public async Task When_more_have_paid_since_the_check_it_is_asked_again()
    {
        await using var factory = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(factory);
        await TestData.SiteAsync(factory);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        var check = await office.GetAsync($"/desk/admission/{paid.RoundCode}/53/seats");
        await TestData.PaidAsync(factory);

        var again = await office.SubmitAsync(check, []);

        Assert.Contains("待编排人数已由1人变为2人", again.Text);
        Assert.Contains("将为2名考生编排座位", again.Text);
        Assert.Contains("已为2名考生编排座位", (await office.FollowAsync(await office.SubmitAsync(again, []))).Text);
    }

    [Theory]
    [InlineData("moving", "需要调整座位的人数已由1人变为0人，请核对后再次确认")]
    [InlineData("freed", "释放的座位已由1个变为0个，请核对后再次确认")]
    public async Task When_others_would_move_or_leave_than_was_confirmed_it_is_asked_again(string which, string words)
    {
        await using var factory = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(factory);
        await TestData.SiteAsync(factory);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));

        var again = await office.SubmitAsync(await office.GetAsync($"/desk/admission/{paid.RoundCode}/53/seats"), new Dictionary<string, string> { [which] = "1" });

        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Contains(words, again.Text);
        Assert.Equal(0, await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AdmissionTickets.CountAsync()));
    }

    [Fact]
    public async Task A_box_takes_no_more_than_is_kept_of_it()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.RegistrationOpenAsync(factory);
        var site = await TestData.SiteAsync(factory);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));

        foreach (var (page, box, most) in new[]
        {
            ("sites/new", "Name", "60"), ("sites/new", "Address", "100"), ("sites/new", "Directions", "200"), ("sites/new", "Rooms", null),
            ($"rooms/{site.Rooms[0].Id}", "Place", "40"), ($"rooms/{site.Rooms[0].Id}", "Closed", "400"),
        })
            Assert.Equal(most, (await office.GetAsync("/desk/admission/" + page)).Html.QuerySelector($"[name='Form.{box}']")!.GetAttribute("maxlength"));
    }

    private static Task<Guid> RoomIdAsync(PortalFactory factory) =>
        factory.WithAsync(place => place.GetRequiredService<PortalContext>().AdmissionTickets.Select(t => t.RoomId).SingleAsync());

    private static Task<List<ExamSite>> SitesAsync(PortalFactory factory) =>
        factory.WithAsync(place => place.GetRequiredService<PortalContext>().ExamSites.Include(s => s.Rooms).ToListAsync());
}
