using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Admission.Door;
using RuanKao.Portal.Admission.Seats;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Admission;

public class ExamRoomTests
{
    [Theory]
    [InlineData("3, 17，20-22", "3,17,20-22")]
    [InlineData("5 4 4-6", "4-6")]
    [InlineData("", "")]
    [InlineData("41", null)]
    [InlineData("9-3", null)]
    [InlineData("三", null)]
    [InlineData("1-2-3", null)]
    public void Seat_numbers_are_read_as_people_write_them(string typed, string? kept) =>
        Assert.Equal(kept, SeatNumbers.Read(typed, 40) is { } read ? SeatNumbers.Write(read) : null);

    [Fact]
    public void What_a_room_cannot_be_is_told_at_its_field()
    {
        (ExamRoomForm Form, string Field, string Words)[] all =
        [
            (new() { Place = " ", Capacity = "40" }, "Place", "请填写机房名"),
            (new() { Place = new('室', 41), Capacity = "40" }, "Place", "机房名不能超过40个字"),
            (new() { Place = "机房", Capacity = "501" }, "Capacity", "座位数应是1到500的数字"),
            (new() { Place = "机房", Capacity = "0" }, "Capacity", "座位数应是1到500的数字"),
            (new() { Place = "机房", Capacity = "40", Spare = "101" }, "Spare", "备用机应是0到100的数字"),
            (new() { Place = "机房", Capacity = "40", Closed = "41" }, "Closed", "停用座位应写成 3,17,20-22 的样子，号码在1到40之间"),
            (new() { Place = "机房", Capacity = "500", Closed = string.Join(',', Enumerable.Range(1, 250).Select(n => 2 * n)) }, "Closed", "停用座位太多，写不下，最多400个字符"),
        ];

        Assert.All(all, one => Assert.Equal([new(one.Field, one.Words)], Assert.Throws<RuleViolationException>(() => one.Form.Read()).Violations));
        Assert.Equal(40, new ExamRoomForm { Place = $" {new string('室', 40)} ", Capacity = "1" }.Read().Place.Length);
    }

    [Fact]
    public async Task A_site_is_reworded_and_gets_more_rooms()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.RegistrationOpenAsync(factory);
        var site = await TestData.SiteAsync(factory);
        var office = await OfficeAsync(factory);
        var page = await office.GetAsync($"/desk/admission/sites/{site.Id}");

        Assert.Contains("考场号“001”已经有了", (await office.SubmitAsync(page, Words("昆明校区", "001 机房四楼 401 20"))).ErrorOf("Form.Rooms"));
        var done = await office.FollowAsync(await office.SubmitAsync(page, Words("昆明新校区", "101 教学楼一楼 30 笔试 无障碍")));

        Assert.Equal("昆明新校区", done.Heading);
        Assert.Equal((true, true, 30), await WithDbAsync(factory, db => db.ExamRooms.Where(r => r.Number == "101").Select(r => new ValueTuple<bool, bool, int>(r.IsPaper, r.IsAccessible, r.Capacity)).SingleAsync()));
        await StaffActionsTests.LandedAsync(factory, "admission.site-changed", Role.Office);
    }

    [Fact]
    public async Task What_nobody_ever_sat_in_is_removed_after_asking()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory);
        var unused = await TestData.SiteAsync(factory, "53", "5307", 10, 10);
        var office = await OfficeAsync(factory);
        var used = await WithDbAsync(factory, db => db.AdmissionTickets.Select(t => new { t.RoomId, t.Room.SiteId }).SingleAsync());
        foreach (var address in new[] { $"/desk/admission/rooms/{used.RoomId}/remove", $"/desk/admission/sites/{used.SiteId}/remove" })
        {
            var asked = await office.GetAsync(address);
            Assert.Contains("有1张准考证，不能删除", asked.Text);
            Assert.Contains("不能删除", (await office.PostAsync(address, [new("__RequestVerificationToken", asked.ValueOf("__RequestVerificationToken") ?? (await office.GetAsync("/account/password")).ValueOf("__RequestVerificationToken")!)])).Text);
        }

        var room = unused.Rooms.First();
        Assert.Contains("少了10个座位", (await office.GetAsync($"/desk/admission/rooms/{room.Id}/remove")).Text);
        Assert.Equal(HttpStatusCode.Redirect, (await office.SubmitAsync(await office.GetAsync($"/desk/admission/rooms/{room.Id}/remove"), [])).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await office.SubmitAsync(await office.GetAsync($"/desk/admission/sites/{unused.Id}/remove"), [])).Status);
        Assert.Equal([used.SiteId], await WithDbAsync(factory, db => db.ExamSites.Select(s => s.Id).ToListAsync()));
        await StaffActionsTests.LandedAsync(factory, "admission.room-removed", Role.Office);
        await StaffActionsTests.LandedAsync(factory, "admission.site-removed", Role.Office);
        Assert.NotNull(seat);
    }

    [Fact]
    public async Task Where_printed_tickets_lie_or_something_happened_nothing_is_removed_also_when_the_seats_are_free_again()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory);
        var (room, site) = await WithDbAsync(factory, db => db.AdmissionTickets.Select(t => new ValueTuple<Guid, Guid>(t.RoomId, t.Room.SiteId)).SingleAsync());
        await factory.WithAsync(async place =>
        {
            await place.GetRequiredService<TicketPrinting>().OrderAsync((await place.GetRequiredService<RoundPlaces>().FindAsync(seat.Registration.RoundCode, "53"))!.Place, false, new(Guid.NewGuid(), Role.Office, factory.Clock.UtcNow), default);
            await place.GetRequiredService<PortalContext>().AdmissionTickets.ExecuteDeleteAsync();
        });
        var office = await OfficeAsync(factory);

        Assert.Contains("这个考场有批量打印的准考证，文件过期（七天）以后才能删除", await RemovedAsync($"rooms/{room}"));
        Assert.Contains("这个考点有批量打印的准考证，文件过期（七天）以后才能删除", await RemovedAsync($"sites/{site}"));
        await WithDbAsync(factory, db =>
        {
            db.DoorIncidents.Add(new()
            {
                Id = Guid.NewGuid(), RoundId = seat.Registration.RoundId, SiteId = site, Day = Beijing.Today(factory.Clock), From = new(8, 30), Kind = IncidentKind.Other, RoomNumber = null, TicketId = null,
                WordsSealed = "-", At = factory.Clock.UtcNow, ReceivedAt = factory.Clock.UtcNow, By = Guid.NewGuid(),
            });
            return db.SaveChangesAsync();
        });
        await WithDbAsync(factory, db => db.TicketPrintFiles.ExecuteDeleteAsync());
        Assert.Contains("这个考点有异常情况登记，不能删除。不再使用时请停用各考场的座位", await RemovedAsync($"sites/{site}"));
        Assert.Equal([room], await WithDbAsync(factory, db => db.ExamRooms.Select(r => r.Id).ToListAsync()));

        async Task<string> RemovedAsync(string what) => (await office.SubmitAsync(await office.GetAsync($"/desk/admission/{what}/remove"), [])).Text;
    }

    [Fact]
    public async Task Closing_a_seat_that_is_taken_asks_first_and_moves_only_whoever_sat_there()
    {
        await using var factory = await PortalFactory.StartAsync();
        var people = new List<RegistrationMade>();
        for (var at = 0; at < 4; at++) people.Add(await TestData.PaidAsync(factory));
        await TestData.SiteAsync(factory, "53", "5301", 4, 4);
        await TestData.SeatAllAsync(factory, people[0].RoundCode);
        var before = await TicketsAsync(factory);
        factory.Clock.UtcNow = await WithDbAsync(factory, db => db.RoundInstitutions.Where(p => p.InstitutionCode == "53").Select(p => p.TicketPrinting).FirstAsync()) is { From: { } from } ? from : throw new InvalidOperationException();
        var office = await OfficeAsync(factory);
        var room = before[0].RoomId;

        var form = new Dictionary<string, string> { ["Form.Place"] = "机房三楼 302", ["Form.Capacity"] = "4", ["Form.Spare"] = "1", ["Form.Closed"] = "2" };
        var asked = await office.SubmitAsync(await office.GetAsync($"/desk/admission/rooms/{room}"), form);
        Assert.Contains("1名考生坐在要停用的座位上", asked.Text);
        Assert.Equal(HttpStatusCode.Redirect, (await office.SubmitAsync(asked, form)).Status);
        await StaffActionsTests.LandedAsync(factory, "admission.room-changed", Role.Office);

        var check = await office.GetAsync($"/desk/admission/{people[0].RoundCode}/53/seats");
        Assert.Contains("将调整1名考生的座位", check.Text);
        Assert.Contains("原座位停用后调整", check.Text);
        await office.SubmitAsync(check, []);

        var after = await TicketsAsync(factory);
        var moved = before.Single(t => t.Seat == 2);
        foreach (var old in before)
        {
            var now = after.Single(t => t.Id == old.Id);
            if (old.Id == moved.Id) Assert.True(now is { SeatVersion: 2 } && now.RoomId != room && now.Number == old.Number && now.SeatWhy!.Value.HasFlag(SeatWhy.Moved));
            else Assert.Equal((old.RoomId, old.Seat, 1), (now.RoomId, now.Seat, now.SeatVersion));
        }
        Assert.Equal(1, await WithDbAsync(factory, db => db.OutboxMessages.CountAsync(m => m.Template == NoticeTemplates.SeatMoved)));
        Assert.Equal([moved.RegistrationId.ToString()], await WithDbAsync(factory, db => db.AuditEntries.Where(a => a.Action == "admission.seat-moved").Select(a => a.Subject).ToListAsync()));
        Assert.Contains("没有待编排的考生", (await office.GetAsync($"/desk/admission/{people[0].RoundCode}/53/seats")).Text);
    }

    [Fact]
    public async Task A_registration_that_ended_frees_its_seat_and_its_number_is_not_given_again()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (gone, stays) = (await TestData.PaidAsync(factory), await TestData.PaidAsync(factory));
        await TestData.SiteAsync(factory, "53", "5301", 2);
        await TestData.SeatAllAsync(factory, gone.RoundCode);
        var before = await TicketsAsync(factory);
        await factory.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            (await db.Registrations.Include(r => r.History).SingleAsync(r => r.Id == gone.Id)).Void(new(null, Role.Office, factory.Clock.UtcNow, "测试"));
            await db.SaveChangesAsync();
        });
        var comes = await TestData.PaidAsync(factory);
        var office = await OfficeAsync(factory);
        var check = await office.GetAsync($"/desk/admission/{gone.RoundCode}/53/seats");
        Assert.Contains("1名考生的报名已经终止，座位释放", check.Text);
        await office.SubmitAsync(check, []);

        var after = await TicketsAsync(factory);
        Assert.Equal(new[] { stays.Id, comes.Id }.Order(), after.Select(t => t.RegistrationId).Order());
        Assert.DoesNotContain(after.Single(t => t.RegistrationId == comes.Id).Number, before.Select(t => t.Number));
    }

    [Fact]
    public async Task Whoever_a_door_has_entered_keeps_the_seat_also_when_the_registration_ends()
    {
        await using var factory = await PortalFactory.StartAsync();
        var gone = await TestData.PaidAsync(factory);
        await TestData.SiteAsync(factory, "53", "5301", 2);
        await TestData.SeatAllAsync(factory, gone.RoundCode);
        await factory.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            var ticket = await db.AdmissionTickets.SingleAsync();
            db.AttendanceEntries.Add(new()
            {
                Id = Guid.NewGuid(), TicketId = ticket.Id, Day = Beijing.Today(factory.Clock), From = new(8, 30), Kind = AttendanceKind.Present, Way = AttendanceWay.Code,
                At = factory.Clock.UtcNow, ReceivedAt = factory.Clock.UtcNow, By = gone.UserId, Device = "phone",
            });
            (await db.Registrations.Include(r => r.History).SingleAsync(r => r.Id == gone.Id)).Void(new(null, Role.Office, factory.Clock.UtcNow, "测试"));
            await db.SaveChangesAsync();
        });
        await TestData.PaidAsync(factory);
        Assert.DoesNotContain("座位释放", (await (await OfficeAsync(factory)).GetAsync($"/desk/admission/{gone.RoundCode}/53/seats")).Text);
        await TestData.SeatAllAsync(factory, gone.RoundCode);
        Assert.Equal(2, (await TicketsAsync(factory)).Select(t => t.Seat).Distinct().Count());
    }

    private static Dictionary<string, string> Words(string name, string rooms) => new() { ["Form.Name"] = name, ["Form.Address"] = "示例路 1 号", ["Form.Directions"] = "走东门", ["Form.Rooms"] = rooms };

    private static async Task<Visitor> OfficeAsync(PortalFactory factory) => await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));

    private static Task<T> WithDbAsync<T>(PortalFactory factory, Func<PortalContext, Task<T>> read) => factory.WithAsync(place => read(place.GetRequiredService<PortalContext>()));

    private static Task<List<AdmissionTicket>> TicketsAsync(PortalFactory factory) => WithDbAsync(factory, db => db.AdmissionTickets.AsNoTracking().ToListAsync());
}
