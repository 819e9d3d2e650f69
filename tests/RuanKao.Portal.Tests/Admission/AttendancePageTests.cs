using System.Net;
using System.Text;
using RuanKao.Portal.Admission.Door;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Admission;

public class AttendancePageTests
{
    [Fact]
    public async Task The_office_reads_what_the_doors_entered_and_takes_it_along()
    {
        await using var door = await DoorTests.World.BeginAsync();
        door.Portal.Clock.UtcNow = Beijing.At(door.Day, new(8, 40));
        await door.SendAsync(new([door.Said(AttendanceKind.Present)], [new(Guid.NewGuid(), door.Seat.TicketNumber, "001", door.Day, new(8, 30), IncidentKind.Equipment, "=键盘损坏，已更换", door.Portal.Clock.UtcNow)]));
        var office = await door.Portal.SignedInAsync(await TestData.StaffAsync(door.Portal, Role.Office, "53"));

        var page = await office.GetAsync(At(door, "attendance?show=All"));
        Assert.Contains("张伟明", page.Text);
        Assert.Contains("设备或网络故障", page.Text);
        Assert.Contains("键盘损坏，已更换", page.Text);
        Assert.Equal(["1", "1", "0", "0", "0"], page.Html.QuerySelectorAll(".figures b").Select(b => b.TextContent));
        Assert.Contains("没有未登记的考生", (await office.GetAsync(At(door, "attendance"))).Text);

        var attendance = Encoding.UTF8.GetString((await office.GetAsync(At(door, "attendance.csv"))).Bytes);
        Assert.Contains($"08:30,5301001,", attendance);
        Assert.Contains($"{door.Seat.TicketNumber},张伟明,签到,扫码,", attendance);
        // A spreadsheet must not take what a person wrote for a formula.
        Assert.Contains("'=键盘损坏，已更换", Encoding.UTF8.GetString((await office.GetAsync(At(door, "incidents.csv"))).Bytes));
        await StaffActionsTests.LandedAsync(door.Portal, "door.attendance-exported", Role.Office);
        await StaffActionsTests.LandedAsync(door.Portal, "door.incidents-exported", Role.Office);
    }

    [Fact]
    public async Task What_differs_is_shown_with_every_word_and_settled_by_the_office()
    {
        await using var door = await DoorTests.World.BeginAsync();
        door.Portal.Clock.UtcNow = Beijing.At(door.Day, new(8, 40));
        await door.SendAsync(new([door.Said(AttendanceKind.Present), door.Said(AttendanceKind.Absent, device: "bbbbbbbb")], null));
        var office = await door.Portal.SignedInAsync(await TestData.StaffAsync(door.Portal, Role.Office, "53"));

        var page = await office.GetAsync(At(door, "attendance?show=Differs"));
        Assert.Contains("登记不一致", page.Html.QuerySelector("td .status")!.TextContent);
        Assert.Contains("签到（扫码）", page.Text);
        Assert.Contains("缺考（扫码）", page.Text);
        var settled = await office.FollowAsync(await office.SubmitAsync(page, new Dictionary<string, string> { ["kind"] = "Absent" }));

        Assert.Contains("已登记：张伟明，缺考。", settled.Text);
        Assert.Equal(["1", "0", "1", "0", "0"], settled.Html.QuerySelectorAll(".figures b").Select(b => b.TextContent));
        Assert.Equal(3, (await door.BookAsync()).Attendance.Count);
        await StaffActionsTests.LandedAsync(door.Portal, "door.attendance-settled", Role.Office);
    }

    [Fact]
    public async Task Whoever_settles_what_has_changed_meanwhile_is_asked_to_look_again()
    {
        await using var door = await DoorTests.World.BeginAsync();
        door.Portal.Clock.UtcNow = Beijing.At(door.Day, new(8, 40));
        var office = await door.Portal.SignedInAsync(await TestData.StaffAsync(door.Portal, Role.Office, "53"));
        var page = await office.GetAsync(At(door, "attendance"));
        await door.SendAsync(new([door.Said(AttendanceKind.Present)], null));

        var again = await office.SubmitAsync(page, new Dictionary<string, string> { ["kind"] = "Absent" });

        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Contains("考生张伟明的登记刚才有变动", again.Text);
        Assert.Equal(AttendanceKind.Present, Assert.Single((await door.BookAsync()).Attendance).Kind);
    }

    [Fact]
    public async Task Another_institutions_office_finds_nothing()
    {
        await using var door = await DoorTests.World.BeginAsync();
        var other = await door.Portal.SignedInAsync(await TestData.StaffAsync(door.Portal, Role.Office, "11"));
        foreach (var page in new[] { "attendance", "attendance.csv", "incidents.csv" })
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(At(door, page))).Status);
    }

    private static string At(DoorTests.World door, string page) => $"/desk/tickets/{door.Seat.Registration.RoundCode}/53/{page}";
}
