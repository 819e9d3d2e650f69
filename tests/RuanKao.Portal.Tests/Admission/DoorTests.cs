using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Admission.Door;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Admission;

public class DoorTests
{
    [Fact]
    public async Task The_list_says_who_sits_where_and_carries_the_keys_but_no_document_number()
    {
        await using var door = await World.BeginAsync();
        door.Portal.Clock.UtcNow = door.Seat.Window.From!.Value;

        using var list = JsonDocument.Parse((await (await door.StaffAsync()).GetAsync(door.At("list"))).Body);

        var seat = Assert.Single(list.RootElement.GetProperty("seats").EnumerateArray());
        Assert.Equal(["name", "number", "room", "seat", "sessions", "version"], seat.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal((door.Seat.TicketNumber, "张伟明", "001", 1, 1), (seat.GetProperty("number").GetString(), seat.GetProperty("name").GetString(), seat.GetProperty("room").GetString(),
            seat.GetProperty("seat").GetInt32(), seat.GetProperty("version").GetInt32()));
        var session = list.RootElement.GetProperty("sessions")[seat.GetProperty("sessions")[0].GetInt32()];
        Assert.Equal((door.Day, new TimeOnly(8, 30)), (DateOnly.Parse(session.GetProperty("day").GetString()!), TimeOnly.Parse(session.GetProperty("from").GetString()!)));
        Assert.Equal("1", Assert.Single(list.RootElement.GetProperty("keys").EnumerateArray()).GetProperty("name").GetString());
        await StaffActionsTests.LandedAsync(door.Portal, "door.list-loaded", Role.DoorStaff);
    }

    [Fact]
    public async Task The_list_leaves_the_house_from_the_printing_of_tickets_to_the_end_of_the_exam()
    {
        await using var door = await World.BeginAsync();
        var opens = door.Seat.Window.From!.Value;
        var ends = Beijing.Start(await door.Portal.WithAsync(place => place.GetRequiredService<PortalContext>().ExamRounds.Where(r => r.Id == door.Seat.Registration.RoundId).Select(r => r.ExamTo).SingleAsync())).AddDays(1);

        foreach (var (at, status) in new[] { (opens.AddTicks(-1), HttpStatusCode.Conflict), (opens, HttpStatusCode.OK), (ends.AddTicks(-1), HttpStatusCode.OK), (ends, HttpStatusCode.Conflict) })
        {
            door.Portal.Clock.UtcNow = at;
            Assert.Equal(status, (await (await door.StaffAsync()).GetAsync(door.At("list"))).Status);
            var photo = (await (await door.StaffAsync()).GetAsync(door.At("photos/" + door.Seat.TicketNumber))).Status;
            Assert.Equal(status == HttpStatusCode.OK ? HttpStatusCode.OK : HttpStatusCode.NotFound, photo);
        }
    }

    [Fact]
    public async Task Who_no_longer_takes_part_is_not_on_the_list()
    {
        await using var door = await World.BeginAsync();
        door.Portal.Clock.UtcNow = door.Seat.Window.From!.Value;
        await door.Portal.WithAsync(place => place.GetRequiredService<PortalContext>().Registrations.ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RegistrationState.Voided)));

        using var list = JsonDocument.Parse((await (await door.StaffAsync()).GetAsync(door.At("list"))).Body);

        Assert.Empty(list.RootElement.GetProperty("seats").EnumerateArray());
    }

    [Fact]
    public async Task What_is_entered_is_kept_once_however_often_it_is_sent()
    {
        await using var door = await World.BeginAsync();
        door.Portal.Clock.UtcNow = Beijing.At(door.Day, new(8, 10));
        var entry = door.Said(AttendanceKind.Present);
        var incident = new SentIncident(Guid.NewGuid(), door.Seat.TicketNumber, "001", door.Day, new(8, 30), IncidentKind.Equipment, "键盘损坏，已更换", door.Portal.Clock.UtcNow);

        for (var n = 0; n < 3; n++)
        {
            var (status, taken) = await door.SendAsync(new([entry], [incident]));
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal([entry.Id, incident.Id], taken!.Taken);
            Assert.Empty(taken.Refused);
        }

        var (kept, told) = await door.BookAsync();
        Assert.Equal((entry.Id, AttendanceKind.Present, AttendanceWay.Code), Assert.Single(kept) is var one ? (one.Id, one.Kind, one.Way) : default);
        Assert.Equal("键盘损坏，已更换", await door.Portal.WithAsync(place => Task.FromResult(place.GetRequiredService<PersonalDataSeal>().Open(Assert.Single(told).WordsSealed))));
        await StaffActionsTests.LandedAsync(door.Portal, "door.entries-taken", Role.DoorStaff);
    }

    [Fact]
    public async Task What_two_phones_say_differently_is_kept_and_shown_and_a_phone_corrects_itself()
    {
        await using var door = await World.BeginAsync();
        door.Portal.Clock.UtcNow = Beijing.At(door.Day, new(8, 40));
        await door.SendAsync(new([door.Said(AttendanceKind.Present), door.Said(AttendanceKind.Absent, device: "bbbbbbbb")], null));

        Assert.Equal(2, (await door.BookAsync()).Attendance.Count);
        Assert.True(Known(await ListAsync(door)).GetProperty("differs").GetBoolean());

        door.Portal.Clock.UtcNow = Beijing.At(door.Day, new(8, 45));
        await door.SendAsync(new([door.Said(AttendanceKind.Withdrawn, device: "bbbbbbbb")], null));
        var known = Known(await ListAsync(door));
        Assert.Equal(("Present", false), (known.GetProperty("kind").GetString(), known.GetProperty("differs").GetBoolean()));

        static JsonElement Known(JsonDocument list) => Assert.Single(list.RootElement.GetProperty("known").EnumerateArray());
        static async Task<JsonDocument> ListAsync(World door) => JsonDocument.Parse((await (await door.StaffAsync()).GetAsync(door.At("list"))).Body);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_a_reason_and_the_rest_is_taken()
    {
        await using var door = await World.BeginAsync();
        door.Portal.Clock.UtcNow = Beijing.At(door.Day, new(9, 0));
        var good = door.Said(AttendanceKind.Present);
        SentAttendance[] bad = [good with { Id = Guid.NewGuid(), Number = "2026153012003187" }, good with { Id = Guid.NewGuid(), From = new(13, 0) }, good with { Id = Guid.NewGuid(), Way = AttendanceWay.Office },
            good with { Id = Guid.NewGuid(), Device = "office" }];
        var empty = new SentIncident(Guid.NewGuid(), null, null, door.Day, new(8, 30), IncidentKind.Other, " ", door.Portal.Clock.UtcNow);

        var (_, taken) = await door.SendAsync(new([.. bad, good], [empty]));

        Assert.Equal([good.Id], taken!.Taken);
        Assert.Equal([.. bad.Select(b => b.Id), empty.Id], taken.Refused.Select(r => r.Id));
        Assert.Equal(["没有这个准考证号", "这名考生没有这一场", "登记的来源不对", "登记的来源不对", "没有写明情况"], taken.Refused.Select(r => r.Why));
        Assert.Single((await door.BookAsync()).Attendance);
    }

    [Fact]
    public async Task Before_the_day_nobody_is_entered_and_a_clock_that_runs_ahead_is_held_back()
    {
        await using var door = await World.BeginAsync();
        door.Portal.Clock.UtcNow = Beijing.Start(door.Day).AddTicks(-1);
        Assert.Equal("还没有到考试日", Assert.Single((await door.SendAsync(new([door.Said(AttendanceKind.Present)], null))).Taken!.Refused).Why);

        door.Portal.Clock.UtcNow = Beijing.Start(door.Day);
        await door.SendAsync(new([door.Said(AttendanceKind.Present) with { At = door.Portal.Clock.UtcNow.AddHours(3) }], null));
        Assert.Equal(door.Portal.Clock.UtcNow, Assert.Single((await door.BookAsync()).Attendance).At);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_so_and_changes_nothing()
    {
        await using var door = await World.BeginAsync();
        door.Portal.Clock.UtcNow = Beijing.At(door.Day, new(9, 0));
        var staff = await door.StaffAsync();
        var token = await door.TokenAsync(staff);

        foreach (var text in new[] { "{", "[]", """{"attendance":[{"kind":"Late"}]}""" })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await staff.PostAsync(door.At("entries"), [new("__RequestVerificationToken", token), new("entries", text)])).Status);

        Assert.Empty((await door.BookAsync()).Attendance);
    }

    [Fact]
    public async Task The_door_of_another_institution_is_not_found()
    {
        await using var door = await World.BeginAsync();
        door.Portal.Clock.UtcNow = door.Seat.Window.From!.Value;
        var other = await door.Portal.SignedInAsync(await TestData.StaffAsync(door.Portal, Role.DoorStaff, "11"));
        var token = (await other.GetAsync("/account/password")).ValueOf("__RequestVerificationToken")!;

        foreach (var page in new[] { "", "list", "token", "photos/" + door.Seat.TicketNumber })
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(door.At(page).TrimEnd('/'))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsync(door.At("entries"), [new("__RequestVerificationToken", token)])).Status);
        Assert.DoesNotContain("5301001", (await other.GetAsync("/door")).Body);
    }

    [Fact]
    public async Task Only_the_page_of_the_door_may_ask_for_the_camera()
    {
        await using var door = await World.BeginAsync();
        door.Portal.Clock.UtcNow = door.Seat.Window.From!.Value;
        var staff = await door.StaffAsync();

        Assert.StartsWith("camera=(self)", (await staff.GetAsync(door.At("").TrimEnd('/'))).Response.Headers.GetValues("Permissions-Policy").Single());
        Assert.StartsWith("camera=()", (await staff.GetAsync("/door")).Response.Headers.GetValues("Permissions-Policy").Single());
    }

    [Fact]
    public async Task The_candidate_finds_attendance_among_the_own_data_and_incidents_go_after_five_years()
    {
        await using var door = await World.BeginAsync();
        door.Portal.Clock.UtcNow = Beijing.At(door.Day, new(9, 0));
        await door.SendAsync(new([door.Said(AttendanceKind.Present)], [new(Guid.NewGuid(), door.Seat.TicketNumber, null, door.Day, new(8, 30), IncidentKind.Illness, "低血糖，休息后继续", door.Portal.Clock.UtcNow)]));
        await door.Portal.WithAsync(async place =>
        {
            var holdings = place.GetServices<IPersonalDataSource>().OfType<DoorHoldings>().Single();
            var kept = await holdings.KeptAsync(door.Seat.Registration.UserId, default);
            Assert.Equal(2, kept.Count);
            Assert.Equal(0, await holdings.SweepAsync(door.Portal.Clock.UtcNow.AddYears(5), default));
            return await holdings.SweepAsync(door.Portal.Clock.UtcNow.AddYears(5).AddSeconds(1), default);
        });
        var (attendance, incidents) = await door.BookAsync();
        Assert.Single(attendance);
        Assert.Empty(incidents);
    }

    [Fact]
    public void The_word_of_the_office_settles_what_phones_say()
    {
        var (ticket, at) = (Guid.NewGuid(), new DateTime(2031, 5, 24, 1, 0, 0, DateTimeKind.Utc));
        AttendanceEntry Said(string device, AttendanceKind kind, int minute) => new()
        {
            Id = Guid.NewGuid(), TicketId = ticket, Day = new(2031, 5, 24), From = new(8, 30), Kind = kind, Way = AttendanceWay.List, At = at.AddMinutes(minute), ReceivedAt = at.AddMinutes(minute), By = Guid.NewGuid(), Device = device,
        };
        AttendanceEntry[] phones = [Said("aa", AttendanceKind.Present, 1), Said("bb", AttendanceKind.Absent, 2)];

        Assert.True(AttendanceStanding.Of(phones).Differs);
        Assert.Equal((AttendanceKind.Absent, false), AttendanceStanding.Of([.. phones, Said(AttendanceEntry.Office, AttendanceKind.Absent, 3)]) is var settled ? (settled.Kind!.Value, settled.Differs) : default);
        Assert.True(AttendanceStanding.Of([.. phones, Said(AttendanceEntry.Office, AttendanceKind.Absent, 3), Said(AttendanceEntry.Office, AttendanceKind.Withdrawn, 4)]).Differs);
        Assert.Equal(AttendanceStanding.Nothing, AttendanceStanding.Of([Said("aa", AttendanceKind.Present, 1), Said("aa", AttendanceKind.Withdrawn, 2)]));
        Assert.Equal(AttendanceStanding.Nothing, AttendanceStanding.Of([]));
    }

    /// <summary>One candidate with a seat, and the door staff of the site.</summary>
    internal sealed class World(PortalFactory portal, SeatMade seat, DateOnly day, Guid staff) : IAsyncDisposable
    {
        private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

        public PortalFactory Portal => portal;

        public SeatMade Seat => seat;

        public DateOnly Day => day;

        public Guid Staff => staff;

        public static async Task<World> BeginAsync(PortalFactory? portal = null)
        {
            portal ??= await PortalFactory.StartAsync();
            var seat = await TestData.SeatedAsync(portal);
            await TicketKeyTests.CodeAsync(portal, seat);
            var day = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Set<ExamSitting>()
                .Where(s => s.RoundId == seat.Registration.RoundId && s.QualificationCode == "SOFTWARE_DESIGNER").Select(s => s.Day).FirstAsync());
            return new(portal, seat, day, await TestData.StaffAsync(portal, Role.DoorStaff, "53"));
        }

        public string At(string page) => $"/door/{seat.Registration.RoundCode}/53/5301001/{page}";

        // A new session each time: between two of them the clock may have moved by weeks.
        public Task<Visitor> StaffAsync() => portal.SignedInAsync(staff);

        public SentAttendance Said(AttendanceKind kind, string device = "aaaaaaaa") => new(Guid.NewGuid(), seat.TicketNumber, day, new(8, 30), kind, AttendanceWay.Code, portal.Clock.UtcNow, device);

        public async Task<string> TokenAsync(Visitor visitor)
        {
            using var answer = JsonDocument.Parse((await visitor.GetAsync(At("token"))).Body);
            return answer.RootElement.GetProperty("token").GetString()!;
        }

        public Task<Page> PostAsync(Visitor visitor, string token, SentBook book) =>
            visitor.PostAsync(At("entries"), [new("__RequestVerificationToken", token), new("entries", JsonSerializer.Serialize(book, Written))]);

        public async Task<(HttpStatusCode Status, TakenBook? Taken)> SendAsync(SentBook book)
        {
            var visitor = await StaffAsync();
            var answer = await PostAsync(visitor, await TokenAsync(visitor), book);
            return (answer.Status, answer.Status == HttpStatusCode.OK ? JsonSerializer.Deserialize<TakenBook>(answer.Body, Written) : null);
        }

        public Task<(List<AttendanceEntry> Attendance, List<DoorIncident> Incidents)> BookAsync() => portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            return (await db.AttendanceEntries.AsNoTracking().ToListAsync(), await db.DoorIncidents.AsNoTracking().ToListAsync());
        });

        public ValueTask DisposeAsync() => portal.DisposeAsync();
    }
}
