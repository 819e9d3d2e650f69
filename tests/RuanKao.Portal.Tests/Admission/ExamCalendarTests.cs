using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Tests.Admission;

/// <summary>考试安排 and its calendar file.</summary>
public class ExamCalendarTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_page_says_when_where_what_to_bring_whom_to_call_and_offers_calendar_and_print()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory);
        factory.Clock.UtcNow = seat.Window.From!.Value;
        var page = await (await factory.SignedInAsync(seat.Registration.UserId)).GetAsync(seat.Registration.At("arrangement"));
        Assert.All(["08:00 起入场签到", "08:30–12:30", "机房三楼 302", "在手机地图里搜索“示例路 100 号实训楼”", "地铁 2 号线", "纸质准考证", "有效身份证件原件", "咨询电话", ShellWords.Grouped(seat.TicketNumber)], words => Assert.Contains(words, page.Text));
        Assert.NotNull(page.Html.QuerySelector($"a[href='{seat.Registration.At("arrangement.ics")}']"));
        Assert.NotNull(page.Html.QuerySelector("a[href^='tel:']"));
        Assert.NotNull(page.Html.QuerySelector("[data-print]"));
    }

    [Fact]
    public async Task Read_back_the_file_has_an_event_a_sitting_in_Beijing_time_and_names_nobody()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory, qualification: "SYSTEM_ARCHITECT", name: "张伟明");
        factory.Clock.UtcNow = seat.Window.From!.Value;
        var answer = await (await factory.SignedInAsync(seat.Registration.UserId)).GetAsync(seat.Registration.At("arrangement.ics"));
        Assert.Equal(("text/calendar", "utf-8"), (answer.Response.Content.Headers.ContentType!.MediaType, answer.Response.Content.Headers.ContentType.CharSet));
        Assert.Equal(("attachment", $"考试安排-{seat.Registration.RoundCode}.ics"), (answer.Response.Content.Headers.ContentDisposition!.DispositionType, answer.Response.Content.Headers.ContentDisposition.FileNameStar));
        Assert.True(answer.Response.Headers.CacheControl!.NoStore);
        var calendar = CalendarText.Read(answer.Bytes);
        Assert.Contains(("VCALENDAR/VTIMEZONE/STANDARD", "TZOFFSETTO", "+0800"), calendar.Head);
        var sittings = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().Set<ExamSitting>().Where(s => s.QualificationCode == "SYSTEM_ARCHITECT").OrderBy(s => s.From).ToListAsync());
        Assert.Equal(sittings.Select(s => (s.Day.ToDateTime(s.From), s.Day.ToDateTime(s.To))), calendar.Events.Select(e => (e.Start, e.End)));
        Assert.Equal(2, calendar.Events.Count);
        Assert.All(calendar.Events, e =>
        {
            Assert.Equal(["-P1D", "-PT2H"], e.Triggers);
            Assert.Equal("1", e.Values["SEQUENCE"]);
            Assert.Contains("考场 001（机房三楼 302），座位 ", e.Values["LOCATION"]);
            Assert.EndsWith("@localhost", e.Values["UID"]);
        });
        Assert.Equal("2031年上半年软考：论文", calendar.Events[1].Values["SUMMARY"]);
        Assert.DoesNotContain("张伟明", answer.Body);
        Assert.DoesNotContain(seat.TicketNumber, answer.Body.Replace("\r\n ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Before_the_seat_may_be_read_there_is_no_file_and_nobody_gets_anothers()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory);
        var (path, owner) = (seat.Registration.At("arrangement.ics"), await factory.SignedInAsync(seat.Registration.UserId));
        Assert.Equal(seat.Registration.At("arrangement"), (await owner.GetAsync(path)).Location);
        factory.Clock.UtcNow = seat.Window.From!.Value;
        Assert.Equal(seat.Registration.At("arrangement"), (await (await factory.SignedInAsync(await TestData.VerifiedCandidateAsync(factory, "李静"))).GetAsync(path)).Location);
        Assert.Contains("/sign-in", (await factory.Visitor().GetAsync(path)).Location);
        // The exam days stay after the tickets are closed.
        factory.Clock.UtcNow = seat.Window.To!.Value;
        Assert.Equal(HttpStatusCode.OK, (await (await factory.SignedInAsync(seat.Registration.UserId)).GetAsync(path)).Status);
    }

    [Fact]
    public void Another_seat_or_other_hours_are_the_same_event_in_a_later_version()
    {
        var id = Guid.NewGuid();
        var (first, second) = (Read(Facts(seat: 3, version: 1), id), Read(Facts(seat: 9, version: 2), id));
        Assert.Equal(first.Events.Select(e => e.Values["UID"]), second.Events.Select(e => e.Values["UID"]));
        Assert.Equal(first.Events.Count, first.Events.Select(e => e.Values["UID"]).Distinct().Count());
        Assert.Equal(("1", "2"), (first.Events[0].Values["SEQUENCE"], second.Events[0].Values["SEQUENCE"]));
        Assert.Equal("3", Read(Facts(seat: 9, version: 2), id, plan: 1).Events[0].Values["SEQUENCE"]);
        Assert.EndsWith("座位 9", second.Events[0].Values["LOCATION"]);
    }

    [Fact]
    public void Whatever_a_site_is_called_the_file_is_whole_and_reads_back_the_same()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string[] pieces = ["示例学院", ",", ";", "\\", "\\n", "\n", "\r\n", "𠅤𬭊", "é", "END:VEVENT", ":", "\"", "（东）", " ", "a", "\u0007", "很长的名字很长的名字很长的名字"];
        for (var trial = 0; trial < 400; trial++)
        {
            string Words() => "x" + string.Concat(Enumerable.Range(0, random.Next(0, 14)).Select(_ => pieces[random.Next(pieces.Length)])) + "y";
            var facts = Facts(1, 1) with { SiteName = Words(), SiteAddress = Words(), Directions = Words(), Operator = Words() };
            var calendar = Read(facts, Guid.NewGuid());
            Assert.Equal(2, calendar.Events.Count);
            Assert.Equal($"{Kept(facts.SiteName)}，{Kept(facts.SiteAddress)}，考场 001（三楼），座位 1", calendar.Events[0].Values["LOCATION"]);
            Assert.Contains(Kept(facts.Directions), calendar.Events[1].Values["DESCRIPTION"]);
        }

        static string Kept(string text) => text.ReplaceLineEndings("\n").Replace("\u0007", "", StringComparison.Ordinal);
    }

    private static CalendarText Read(TicketFacts facts, Guid id, int plan = 0) => CalendarText.Read(Encoding.UTF8.GetBytes(ExamCalendar.Write(facts, id, plan, "bm.example.cn", DateTime.UnixEpoch)));

    private static TicketFacts Facts(int seat, int version) => new()
    {
        RoundCode = "2031-1", RoundName = "2031年上半年", Number = "1", Name = "张伟明", Sex = Sex.Male, DocumentKind = DocumentKind.ResidentIdCard, DocumentNumber = "1", Level = Level.Senior, Qualification = "系统架构设计师",
        Region = "云南省", RegistrationNumber = "1", Sittings = [new(["综合知识", "案例分析"], new(2031, 5, 24), 1, new(8, 30), new(12, 30)), new(["论文"], new(2031, 5, 24), 1, new(14, 30), new(16, 30))],
        SiteCode = "5301001", SiteName = "示例学院", SiteAddress = "示例路 1 号", Directions = "", RoomNumber = "001", RoomPlace = "三楼", Seat = seat, SeatVersion = version, Photo = null, Code = "", Operator = "机构", Telephones = ["0871-1"],
    };
}
