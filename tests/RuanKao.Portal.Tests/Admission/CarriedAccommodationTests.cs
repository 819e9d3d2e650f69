using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Admission;

/// <summary>What was granted, carried to seat, seat list and ticket.</summary>
public class CarriedAccommodationTests
{
    private static Task<Visitor> OfficeAsync(PortalFactory factory) => SignedInAsync(factory, Role.Office);

    private static async Task<Visitor> SignedInAsync(PortalFactory factory, Role role) => await factory.SignedInAsync(await TestData.StaffAsync(factory, role, "53"));

    [Fact]
    public async Task Whose_seat_comes_first_sits_in_the_room_that_suits_and_the_office_is_told_before()
    {
        await using var factory = await PortalFactory.StartAsync();
        var needs = await TestData.PaidAsync(factory, name: "李静");
        foreach (var name in new[] { "张伟明", "王芳", "赵强" }) await TestData.PaidAsync(factory, name: name);
        await TestData.DecidedAsync(factory, await TestData.AccommodationAsync(factory, needs, kinds: ["seat", "time"]), "seat", "time");
        await TestData.SiteAsync(factory, "53", "5301", 3, 2);
        var office = await OfficeAsync(factory);
        var check = $"/desk/admission/{needs.RoundCode}/53/seats";
        Assert.Contains("1名考生已同意优先安排座位（合理便利）：0名在无障碍考场，其余1名没有无障碍考场可排", (await office.GetAsync(check)).Text);
        var places = await office.GetAsync($"/desk/admission/{needs.RoundCode}/53");
        var second = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().ExamRooms.Where(r => r.Number == "002").Select(r => r.Id).SingleAsync());
        var mark = places.Html.QuerySelectorAll("form").Select(f => f.GetAttribute("action")!).Single(a => a.Contains(second.ToString(), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Redirect, (await office.SubmitAsync(places, [], mark)).Status);
        await StaffActionsTests.LandedAsync(factory, "admission.room-marked", Role.Office);
        Assert.Contains("1名在无障碍考场。", (await office.GetAsync(check)).Text);
        Assert.Equal(HttpStatusCode.Redirect, (await office.SubmitAsync(await office.GetAsync(check), [])).Status);
        var seats = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AdmissionTickets.Select(t => new { t.RegistrationId, t.RoomId, t.Seat }).ToListAsync());
        Assert.Equal((second, 1), seats.Where(s => s.RegistrationId == needs.Id).Select(s => (s.RoomId, s.Seat)).Single());
        Assert.DoesNotContain(seats, s => s.RegistrationId != needs.Id && s.RoomId == second);

        // The seat list shows it to whoever works there; a list without any has no such column.
        var list = await office.GetAsync($"/desk/admission/{needs.RoundCode}/53/rooms/{second}");
        Assert.All(["无障碍考场", "合理便利", "低楼层或无障碍座位；延长考试时间 30 分钟"], text => Assert.Contains(text, list.Text));
        Assert.DoesNotContain("骨折", list.Text);
        var other = seats.First(s => s.RegistrationId != needs.Id).RoomId;
        Assert.DoesNotContain("合理便利", (await office.GetAsync($"/desk/admission/{needs.RoundCode}/53/rooms/{other}")).Html.QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task The_ticket_prints_what_was_granted_and_nothing_else()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seated = await TestData.SeatedAsync(factory);
        var made = seated.Registration;
        await TestData.DecidedAsync(factory, await TestData.AccommodationAsync(factory, made), "time");
        factory.Clock.UtcNow = seated.Window.From!.Value;
        var me = await factory.SignedInAsync(made.UserId);
        foreach (var page in new[] { await me.GetAsync(made.At("ticket")), await me.GetAsync(made.At("arrangement")) })
        {
            Assert.All(["合理便利", "延长考试时间 30 分钟", "入场签到时请告诉监考人员。"], text => Assert.Contains(text, page.Text));
            // Neither what was refused nor why it was asked.
            Assert.DoesNotContain("辅助器具", page.Text);
            Assert.DoesNotContain("骨折", page.Text);
        }
        using var pdf = UglyToad.PdfPig.PdfDocument.Open((await me.GetAsync(made.At("ticket.pdf"))).Bytes);
        Assert.Contains("合理便利：延长考试时间", pdf.GetPage(1).Text);
        Assert.DoesNotContain("骨折", pdf.GetPage(1).Text);
        // The office sees the seat beside the request.
        var office = await OfficeAsync(factory);
        var id = (await TestData.AccommodationOfAsync(factory, made))!.Id;
        Assert.Contains("座位 1", (await office.GetAsync($"/desk/accommodations/{id}")).Text);
        // Taken back, it is printed no more.
        await me.SubmitAsync(await me.GetAsync(made.At("accommodation")), [], "/withdraw");
        Assert.DoesNotContain("合理便利：", (await me.GetAsync(made.At("ticket"))).Text);
    }

    [Theory]
    [InlineData(AccommodationState.Waiting)]
    [InlineData(AccommodationState.Refused)]
    public async Task What_waits_or_was_refused_carries_nowhere(AccommodationState state)
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.PaidAsync(factory);
        var id = await TestData.AccommodationAsync(factory, made, kinds: ["seat"]);
        if (state == AccommodationState.Refused) await TestData.DecidedAsync(factory, id);
        await factory.WithAsync(async place =>
        {
            var (db, granted) = (place.GetRequiredService<PortalContext>(), place.GetRequiredService<GrantedAccommodations>());
            Assert.Empty(await granted.SeatFirstAsync(db.Registrations, default));
            Assert.Empty(await granted.MeasuresAsync(db.Registrations, default));
        });
    }

    [Fact]
    public async Task A_room_of_another_institution_is_not_marked()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seated = await TestData.SeatedAsync(factory);
        await TestData.RegistrationOpenAsync(factory, "11");
        var room = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().ExamRooms.Select(r => r.Id).SingleAsync());
        var stranger = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "11"));
        var token = (await stranger.GetAsync("/account/password")).ValueOf("__RequestVerificationToken")!;
        foreach (var institution in new[] { "53", "11" })
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync($"/desk/admission/{seated.Registration.RoundCode}/{institution}/rooms/{room}/accessible?on=true", [new("__RequestVerificationToken", token)])).Status);
        Assert.False(await factory.WithAsync(place => place.GetRequiredService<PortalContext>().ExamRooms.Select(r => r.IsAccessible).SingleAsync()));
    }

    [Fact]
    public async Task A_new_room_is_marked_by_the_word_at_the_end_of_its_line()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.RegistrationOpenAsync(factory);
        var site = await factory.WithAsync(place => place.GetRequiredService<ExamSiteService>().AddAsync("53", new()
        {
            RegionCode = "5301", Name = "示例学院", Address = "示例路 1 号", Rooms = "001 机房一楼 101 20 无障碍\n002 机房三楼 302 40",
        }, new(null, Role.Office, factory.Clock.UtcNow), default));
        Assert.Equal([(20, "机房一楼 101", true), (40, "机房三楼 302", false)], site.Rooms.Select(r => (r.Capacity, r.Place, r.IsAccessible)));
    }
}
