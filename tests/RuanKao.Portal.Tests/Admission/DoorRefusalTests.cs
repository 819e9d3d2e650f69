using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Admission.Door;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Admission;

/// <summary>What a door may not enter: each refusal has words of its own, and nothing of it is kept.</summary>
public class DoorRefusalTests
{
    [Fact]
    public async Task Attendance_needs_a_number_a_sitting_of_that_person_and_a_phone_with_a_mark_of_its_own()
    {
        await using var door = await DoorTests.World.BeginAsync();
        door.Portal.Clock.UtcNow = Beijing.At(door.Day, new(9, 0));
        var good = door.Said(AttendanceKind.Present, new('a', AttendanceEntry.DeviceLength));
        (SentAttendance Sent, string Why)[] all =
        [
            (good with { Number = null }, "没有这个准考证号"),
            (good with { Number = "" }, "没有这个准考证号"),
            (good with { Day = door.Day.AddDays(-1) }, "这名考生没有这一场"),
            (good with { Device = null }, "登记的来源不对"),
            (good with { Device = "" }, "登记的来源不对"),
            (good with { Device = new('a', AttendanceEntry.DeviceLength + 1) }, "登记的来源不对"),
        ];
        var sent = all.Select(one => one.Sent with { Id = Guid.NewGuid() }).ToList();

        var (_, taken) = await door.SendAsync(new([.. sent, good], null));

        Assert.Equal(sent.Zip(all, (entry, one) => (entry.Id, one.Why)), taken!.Refused.Select(r => (r.Id, r.Why)));
        Assert.Equal(good.Id, Assert.Single((await door.BookAsync()).Attendance).Id);
    }

    [Fact]
    public async Task An_incident_fits_and_names_a_ticket_and_a_sitting_that_are_there()
    {
        await using var door = await DoorTests.World.BeginAsync();
        door.Portal.Clock.UtcNow = Beijing.At(door.Day, new(9, 0));
        var good = new SentIncident(Guid.NewGuid(), door.Seat.TicketNumber, "1234567890", door.Day, new(8, 30), IncidentKind.Other, $" {new string('字', DoorIncident.WordsLength)} ", door.Portal.Clock.UtcNow);
        (SentIncident Sent, string Why)[] all =
        [
            (good with { Words = null }, "没有写明情况"),
            (good with { Words = new('字', DoorIncident.WordsLength + 1) }, "写得太长"),
            (good with { Room = "12345678901" }, "写得太长"),
            (good with { Number = "2026153012003187" }, "没有这个准考证号"),
            (good with { From = new(3, 0) }, "没有这一场"),
            (good with { Day = door.Day.AddDays(60) }, "没有这一场"),
        ];
        var sent = all.Select(one => one.Sent with { Id = Guid.NewGuid() }).ToList();

        var (_, taken) = await door.SendAsync(new(null, [.. sent, good]));

        Assert.Equal(sent.Zip(all, (entry, one) => (entry.Id, one.Why)), taken!.Refused.Select(r => (r.Id, r.Why)));
        Assert.Equal(good.Id, Assert.Single((await door.BookAsync()).Incidents).Id);
    }

    [Fact]
    public async Task More_than_five_hundred_at_once_are_refused_as_a_whole()
    {
        await using var door = await DoorTests.World.BeginAsync();
        door.Portal.Clock.UtcNow = Beijing.At(door.Day, new(9, 0));
        var staff = await door.StaffAsync();
        var (entry, incident) = (door.Said(AttendanceKind.Present), new SentIncident(Guid.NewGuid(), null, null, door.Day, new(8, 30), IncidentKind.Other, "停电", door.Portal.Clock.UtcNow));
        var most = Enumerable.Repeat(entry, DoorBook.Most - 1).ToList();

        var refused = await door.PostAsync(staff, await door.TokenAsync(staff), new([.. most, entry], [incident]));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        using (var answer = JsonDocument.Parse(refused.Body)) Assert.Equal("一次最多发送500条登记", answer.RootElement.GetProperty("why").GetString());
        Assert.Empty((await door.BookAsync()).Attendance);
        Assert.Equal(HttpStatusCode.OK, (await door.SendAsync(new(most, [incident]))).Status);
        Assert.Equal((1, 1), await door.BookAsync() is var (kept, told) ? (kept.Count, told.Count) : default);
    }

    [Fact]
    public async Task Sent_twice_in_the_same_instant_an_entry_is_taken_by_both_and_kept_once()
    {
        var quicker = new Interloper();
        await using var door = await DoorTests.World.BeginAsync(await quicker.StartAsync());
        door.Portal.Clock.UtcNow = Beijing.At(door.Day, new(8, 10));
        var (staff, entry) = (await door.StaffAsync(), door.Said(AttendanceKind.Present));
        var token = await door.TokenAsync(staff);
        quicker.BeforeSave(async () => Assert.Equal([entry.Id], (await door.SendAsync(new([entry], null))).Taken!.Taken));

        var answer = await door.PostAsync(staff, token, new([entry], null));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains(entry.Id.ToString(), answer.Body);
        Assert.Single((await door.BookAsync()).Attendance);
        Assert.Equal(1, await door.Portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.CountAsync(a => a.Action == "door.entries-taken")));
    }

    [Fact]
    public async Task A_door_or_a_photo_that_is_not_there_is_not_found()
    {
        await using var door = await DoorTests.World.BeginAsync();
        await TestData.RegistrationOpenAsync(door.Portal, "11");
        var elsewhere = await TestData.SiteAsync(door.Portal, "11", await door.Portal.WithAsync(place => place.GetRequiredService<PortalContext>().Set<ExamRegion>().Where(r => r.Code.StartsWith("11")).Select(r => r.Code).FirstAsync()));
        door.Portal.Clock.UtcNow = door.Seat.Window.From!.Value;
        var (staff, round) = (await door.StaffAsync(), door.Seat.Registration.RoundCode);
        Assert.Equal(HttpStatusCode.OK, (await staff.GetAsync(door.At("photos/" + door.Seat.TicketNumber))).Status);

        foreach (var page in new[] { "/door/1999-1/53/5301001", $"/door/{round}/53/5399001", $"/door/{round}/53/{elsewhere.Code}", door.At("photos/2026153012003187") })
            Assert.Equal(HttpStatusCode.NotFound, (await staff.GetAsync(page)).Status);
    }
}
