using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Admission.Seats;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Admission;

public class SeatRunTests
{
    [Fact]
    public async Task Rules_are_set_and_a_run_keeps_what_it_was_made_by()
    {
        await using var factory = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(factory);
        await TestData.SiteAsync(factory);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        var rules = await office.GetAsync($"/desk/admission/{paid.RoundCode}/53/rules");
        Assert.Equal(HttpStatusCode.Redirect, (await office.SubmitAsync(rules, new Dictionary<string, string> { ["Form.NeedsFirst"] = "true", ["Form.PapersApart"] = "true", ["Form.Rooms"] = "Computer" })).Status);
        await StaffActionsTests.LandedAsync(factory, "admission.rules-set", Role.Office);

        Assert.Equal(1, await TestData.SeatAllAsync(factory, paid.RoundCode));

        var run = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().SeatRuns.SingleAsync());
        Assert.Equal((true, true, false, RoomUse.Computer), (run.NeedsFirst, run.PapersApart, run.GroupsSpread, run.Rooms));
        Assert.Contains(run.Seed, (await office.GetAsync($"/desk/admission/{paid.RoundCode}/53/rules")).Text);
        // Somebody else changed them meanwhile.
        Assert.Contains("已被他人更新", (await office.SubmitAsync(rules, new Dictionary<string, string> { ["Form.Rooms"] = "Both" })).Text);
    }

    [Theory, InlineData("Nowhere"), InlineData("9")]
    public async Task Rules_that_cannot_be_are_asked_for_again_and_not_kept(string rooms)
    {
        await using var factory = await PortalFactory.StartAsync();
        var round = (await TestData.RegistrationOpenAsync(factory)).Round.Code;
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));

        var again = await office.SubmitAsync(await office.GetAsync($"/desk/admission/{round}/53/rules"), new Dictionary<string, string> { ["Form.Rooms"] = rooms });

        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Contains("使用的考场", again.Html.QuerySelector("fieldset.field-wrong")!.TextContent);
        Assert.Equal(0, await factory.WithAsync(place => place.GetRequiredService<PortalContext>().SeatSettings.CountAsync()));
    }

    [Fact]
    public async Task Rooms_of_the_other_kind_are_not_used()
    {
        await using var factory = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(factory);
        await TestData.SiteAsync(factory);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        await office.SubmitAsync(await office.GetAsync($"/desk/admission/{paid.RoundCode}/53/rules"), new Dictionary<string, string> { ["Form.Rooms"] = "Paper" });
        Assert.Contains("还有1名考生排不进座位", (await office.GetAsync($"/desk/admission/{paid.RoundCode}/53/seats")).Text);
    }

    [Fact]
    public async Task Every_seat_is_explained()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory, name: "欧阳䶮");
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        var ticket = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AdmissionTickets.AsNoTracking().SingleAsync());

        var room = await office.GetAsync($"/desk/admission/{seat.Registration.RoundCode}/53/rooms/{ticket.RoomId}");
        var page = await office.GetAsync(room.Html.QuerySelector("a[href*='/seats/']")!.GetAttribute("href")!);

        Assert.Contains("按公布的种子抽签决定次序", page.Text);
        var run = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().SeatRuns.SingleAsync());
        Assert.Contains(new SeatOrder(run.Seed).Of(ticket.RegistrationId).ToString("x16"), page.Text);
        Assert.Contains("欧阳䶮", page.Text);

        // Seats from before runs were kept.
        await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AdmissionTickets.ExecuteUpdateAsync(t => t.SetProperty(x => x.SeatRunId, (Guid?)null)));
        Assert.Contains("这个座位编排时还没有保留说明", (await office.GetAsync(page.Path)).Text);
    }

    [Theory]
    [InlineData("Employed", "昆明 某某科技", "云南大学", "昆明某某科技")]
    [InlineData("Employed", "ＡＢＣ公司", "", "ABC公司")]
    [InlineData("Employed", "", "云南大学", "云南大学")]
    [InlineData("Studying", "实习单位", "云南 大学", "云南大学")]
    [InlineData("Other", "自由职业", "", "")]
    public void Colleagues_are_known_by_employer_or_school(string employment, string employer, string school, string group) =>
        Assert.Equal(group, SeatingReading.GroupOf(employment, employer, school));
}
