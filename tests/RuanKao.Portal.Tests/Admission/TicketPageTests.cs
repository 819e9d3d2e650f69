using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;
using Pdf = UglyToad.PdfPig.PdfDocument;

namespace RuanKao.Portal.Tests.Admission;

public class TicketPageTests
{
    private const string Name = "欧阳䶮𠅤𬭊〇";

    [Theory, InlineData("ticket"), InlineData("ticket.pdf"), InlineData("arrangement")]
    public async Task A_visitor_is_asked_to_sign_in_and_staff_are_refused(string page)
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory);

        var asked = await factory.Visitor().GetAsync(seat.Registration.At(page));
        Assert.Equal(HttpStatusCode.Redirect, asked.Status);
        Assert.Contains("/sign-in", asked.Location);

        var staff = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        Assert.Equal(HttpStatusCode.Forbidden, (await staff.GetAsync(seat.Registration.At(page))).Status);
    }

    [Theory, InlineData("ticket"), InlineData("ticket.pdf"), InlineData("arrangement"), InlineData("arrangement.ics")]
    public async Task A_round_that_is_not_held_here_is_not_found(string page)
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory);
        var candidate = await factory.SignedInAsync(seat.Registration.UserId);

        Assert.Equal(HttpStatusCode.NotFound, (await candidate.GetAsync($"/exams/1999-1/53/{page}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await candidate.GetAsync($"/exams/{seat.Registration.RoundCode}/11/{page}")).Status);
    }

    [Fact]
    public async Task While_the_hours_are_not_published_nobody_reads_a_seat()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory);
        await factory.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            (await db.RoundInstitutions.SingleAsync()).TicketPrinting = TimeWindow.Unpublished;
            await db.SaveChangesAsync();
        });
        var owner = await factory.SignedInAsync(seat.Registration.UserId);

        foreach (var page in new[] { "ticket", "arrangement" })
        {
            var shown = await owner.GetAsync(seat.Registration.At(page));
            Assert.Contains("打印时间还没有公布", shown.Text);
            Assert.DoesNotContain(ShellWords.Grouped(seat.TicketNumber), shown.Text);
        }
        Assert.Equal(seat.Registration.At("ticket"), (await owner.GetAsync(seat.Registration.At("ticket.pdf"))).Location);
    }

    [Fact]
    public async Task Another_person_or_another_institution_shows_nothing_of_the_ticket()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory, name: Name);
        await TestData.RegistrationOpenAsync(factory, "11");
        factory.Clock.UtcNow = seat.Window.From!.Value.AddHours(1);

        var other = await factory.SignedInAsync(await TestData.VerifiedCandidateAsync(factory));
        var page = await other.GetAsync(seat.Registration.At("ticket"));
        Assert.Contains("您没有在云南报名2031年上半年考试", page.Text);
        Assert.DoesNotContain(Name, page.Text);
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync(seat.Registration.At("ticket.pdf"))).Status);

        var owner = await factory.SignedInAsync(seat.Registration.UserId);
        var elsewhere = await owner.GetAsync($"/exams/{seat.Registration.RoundCode}/11/ticket");
        Assert.Contains("您没有在北京报名", elsewhere.Text);
    }

    [Fact]
    public async Task Before_the_window_the_page_says_from_when_and_why()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory, name: Name);
        factory.Clock.UtcNow = seat.Window.From!.Value.AddTicks(-1);
        var candidate = await factory.SignedInAsync(seat.Registration.UserId);

        var page = await candidate.GetAsync(seat.Registration.At("ticket"));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(Beijing.Sentence(seat.Window.From.Value) + " 起可以打印", page.Text);
        Assert.Contains("缴费结束后才能确定考点和座位", page.Text);
        Assert.DoesNotContain("机房三楼", page.Text);
        Assert.DoesNotContain("机房三楼", (await candidate.GetAsync(seat.Registration.At("arrangement"))).Text);
        var paper = await candidate.GetAsync(seat.Registration.At("ticket.pdf"));
        Assert.Equal(seat.Registration.At("ticket"), paper.Location);
    }

    [Fact]
    public async Task In_the_window_the_page_says_everything_that_the_paper_says()
    {
        await using var factory = await PortalFactory.StartAsync();
        var idNumber = TestData.NewIdNumber();
        var user = await TestData.VerifiedCandidateAsync(factory, Name, idNumber);
        var seat = await TestData.SeatedAsync(factory, user);
        factory.Clock.UtcNow = seat.Window.From!.Value;
        var candidate = await factory.SignedInAsync(user);

        var page = await candidate.GetAsync(seat.Registration.At("ticket"));
        var paper = await candidate.GetAsync(seat.Registration.At("ticket.pdf"));

        Assert.Equal("application/pdf", paper.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"inline; filename*=UTF-8''{Uri.EscapeDataString($"准考证-{seat.TicketNumber}.pdf")}", paper.Response.Content.Headers.ContentDisposition!.ToString());
        Assert.True(paper.Response.Headers.CacheControl!.NoStore);
        Assert.True(page.Response.Headers.CacheControl!.NoStore);
        Assert.InRange(paper.Bytes.Length, 1000, 150_000);
        using var pdf = Pdf.Open(paper.Bytes);
        var text = pdf.GetPage(1).Text;
        foreach (var part in new[]
        {
            Name, ShellWords.Grouped(seat.TicketNumber), idNumber, "居民身份证/社保卡", "中级", "软件设计师", "昆明市", "基础知识", "应用技术",
            "08:30–12:30", "08:00 起入场签到", "第一批次", "001", "机房三楼 302", "示例学院", "示例路 100 号实训楼", "云南省信息技术发展中心", "人力资源社会保障部令第31号",
        })
        {
            Assert.Contains(part, text);
            Assert.Contains(part, page.Text);
        }

        Assert.Contains("2031年上半年", text);
        Assert.NotNull(page.Html.QuerySelector($"a[href='{seat.Registration.At("ticket.pdf")}']"));
        Assert.NotNull(page.Html.QuerySelector("img.qr[alt]"));
        Assert.NotNull(page.Html.QuerySelector("img.portrait[alt]"));
    }

    [Fact]
    public async Task Whoever_was_moved_is_told_to_print_anew()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory);
        factory.Clock.UtcNow = seat.Window.From!.Value;
        var candidate = await factory.SignedInAsync(seat.Registration.UserId);
        Assert.DoesNotContain("请重新打印准考证", (await candidate.GetAsync(seat.Registration.At("ticket"))).Text);

        await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AdmissionTickets.ExecuteUpdateAsync(t => t.SetProperty(x => x.SeatVersion, 2)));

        Assert.Contains("您的座位有变动，请重新打印准考证", (await candidate.GetAsync(seat.Registration.At("ticket"))).Text);
    }

    [Fact]
    public async Task Paid_but_without_a_seat_it_says_so()
    {
        await using var factory = await PortalFactory.StartAsync();
        var window = (await TestData.OpenRoundAsync(factory)).Place.TicketPrinting;
        var paid = await TestData.PaidAsync(factory);
        factory.Clock.UtcNow = window.From!.Value;
        var candidate = await factory.SignedInAsync(paid.UserId);

        Assert.Contains("您的座位还在编排", (await candidate.GetAsync(paid.At("ticket"))).Text);
        Assert.Contains("您的座位还在编排", (await candidate.GetAsync(paid.At("arrangement"))).Text);
        Assert.Equal(HttpStatusCode.Redirect, (await candidate.GetAsync(paid.At("ticket.pdf"))).Status);
    }

    [Fact]
    public async Task Before_payment_it_says_what_is_missing()
    {
        await using var factory = await PortalFactory.StartAsync();
        var window = (await TestData.OpenRoundAsync(factory)).Place.TicketPrinting;
        var approved = await TestData.ApprovedAsync(factory);
        factory.Clock.UtcNow = window.From!.Value;
        var candidate = await factory.SignedInAsync(approved.UserId);

        Assert.Contains("您的报名还没有完成", (await candidate.GetAsync(approved.At("ticket"))).Text);
    }

    [Fact]
    public async Task After_the_window_the_ticket_is_closed_and_the_arrangement_stays()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory);
        factory.Clock.UtcNow = seat.Window.To!.Value;
        var candidate = await factory.SignedInAsync(seat.Registration.UserId);

        Assert.Contains("准考证打印已经截止", (await candidate.GetAsync(seat.Registration.At("ticket"))).Text);
        Assert.Equal(HttpStatusCode.Redirect, (await candidate.GetAsync(seat.Registration.At("ticket.pdf"))).Status);
        var arrangement = await candidate.GetAsync(seat.Registration.At("arrangement"));
        Assert.Contains("机房三楼 302", arrangement.Text);
        Assert.Contains(ShellWords.Grouped(seat.TicketNumber), arrangement.Text);
    }

    [Fact]
    public async Task The_track_and_the_menu_know_the_day()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory);
        var before = await (await factory.SignedInAsync(seat.Registration.UserId)).GetAsync(seat.Registration.At("arrangement"));
        Assert.Contains("打印准考证", before.Html.QuerySelector(".side-menu .not-yet")!.TextContent);
        Assert.Contains(Beijing.Sentence(seat.Window.From!.Value) + " 开放", before.Text);

        factory.Clock.UtcNow = seat.Window.From.Value;
        var open = await (await factory.SignedInAsync(seat.Registration.UserId)).GetAsync(seat.Registration.At("arrangement"));
        Assert.NotNull(open.Html.QuerySelector($".side-menu a[href='{seat.Registration.At("ticket")}']"));
        Assert.Contains("前可打印", open.Html.QuerySelector(".steps .step-current")!.TextContent);
    }
}
