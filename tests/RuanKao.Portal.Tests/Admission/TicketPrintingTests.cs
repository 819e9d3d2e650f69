using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;
using Pdf = UglyToad.PdfPig.PdfDocument;

namespace RuanKao.Portal.Tests.Admission;

public class TicketPrintingTests
{
    private static readonly string[] Names = ["张伟明", "欧阳䶮", "王𠮷"];

    [Fact]
    public async Task An_office_orders_all_tickets_and_takes_them_room_by_room()
    {
        await using var factory = await PortalFactory.StartAsync();
        var round = await RoundAsync(factory, 2, 40);
        var id = await TestData.StaffAsync(factory, Role.Office, "53");
        var office = await factory.SignedInAsync(id);

        var page = await office.FollowAsync(await office.SubmitAsync(await office.GetAsync($"/desk/tickets/{round}/53"), new Dictionary<string, string> { ["bySite"] = "false" }));
        Assert.Contains("已生成 0 / 2 个文件，0 / 3 份准考证", page.Text);
        Assert.Contains("\"filesMade\":0", (await office.GetAsync($"/desk/tickets/{round}/53/progress")).Body);
        await MakeAllAsync(factory);

        page = await office.GetAsync($"/desk/tickets/{round}/53");
        Assert.Contains("已生成全部 2 个文件，3 份准考证", page.Text);
        var files = page.Html.QuerySelectorAll("a[href*='/files/']").Select(a => a.GetAttribute("href")!).ToList();
        var read = new List<string>();
        foreach (var file in files)
        {
            var answer = await office.GetAsync(file);
            Assert.Equal("application/pdf", answer.Response.Content.Headers.ContentType!.MediaType);
            using var pdf = Pdf.Open(answer.Bytes);
            read.AddRange(pdf.GetPages().Select(p => Names.Single(n => p.Text.Contains(n))));
        }
        Assert.Equal(2, files.Count);
        Assert.Equal(Names.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
        await StaffActionsTests.LandedAsync(factory, "admission.tickets-ordered", Role.Office);
        await StaffActionsTests.LandedAsync(factory, "admission.tickets-downloaded", Role.Office);
    }

    [Fact]
    public async Task A_file_of_a_site_says_of_everybody_what_the_own_ticket_says()
    {
        await using var factory = await PortalFactory.StartAsync();
        var round = await RoundAsync(factory, 2, 40);
        await OrderAsync(factory, round, bySite: true);
        await MakeAllAsync(factory);

        var paper = await factory.WithAsync(async place =>
        {
            var (db, seal) = (place.GetRequiredService<PortalContext>(), place.GetRequiredService<PersonalDataSeal>());
            return seal.OpenBytes((await db.TicketPrintFiles.SingleAsync()).PaperSealed!);
        });

        using var pdf = Pdf.Open(paper);
        Assert.Equal(3, pdf.NumberOfPages);
        foreach (var page in pdf.GetPages())
        {
            var name = Names.Single(n => page.Text.Contains(n));
            var (user, at) = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().Registrations.Where(r => r.Person!.Name == name).Select(r => new ValueTuple<Guid, string>(r.UserId, r.InstitutionCode)).SingleAsync());
            var own = await factory.WithAsync(async place =>
            {
                var tickets = place.GetRequiredService<TicketService>();
                return await tickets.FactsAsync((await tickets.StandingAsync(user, round, at, default))!, default);
            });
            foreach (var part in new[] { own.DocumentNumber, own.RegistrationNumber, own.RoomNumber, own.SiteName, own.Qualification }) Assert.Contains(part, page.Text);
            Assert.Equal(own.Photo, Assert.Single(page.GetImages()).RawBytes.ToArray());
        }
    }

    [Fact]
    public async Task Work_that_was_stopped_goes_on_with_what_is_not_made_and_an_order_is_not_doubled()
    {
        await using var factory = await PortalFactory.StartAsync();
        var round = await RoundAsync(factory, 1, 1, 1);
        await OrderAsync(factory, round, bySite: false);
        Assert.True(await MakeAsync(factory));
        // Whoever took the second died with it: it is nobody else's until that time is over.
        await factory.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            var next = await db.TicketPrintFiles.Where(f => f.MadeAt == null).OrderBy(f => f.Order).FirstAsync();
            next.TakenUntil = factory.Clock.UtcNow.AddMinutes(5);
            return await db.SaveChangesAsync();
        });
        Assert.True(await MakeAsync(factory));
        Assert.False(await MakeAsync(factory));
        await OrderAsync(factory, round, bySite: false);
        Assert.Equal(1, await factory.WithAsync(place => place.GetRequiredService<PortalContext>().TicketPrints.CountAsync()));

        factory.Clock.UtcNow = factory.Clock.UtcNow.AddMinutes(6);
        Assert.True(await MakeAsync(factory));
        Assert.False(await MakeAsync(factory));

        var made = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().TicketPrintFiles.AsNoTracking().ToListAsync());
        Assert.Equal(3, made.Count);
        Assert.All(made, f => Assert.Equal((1, true, true), (f.Tickets, f.MadeAt is not null, f.PaperSealed is not null)));
    }

    [Fact]
    public async Task Seats_that_moved_make_their_file_stale_and_no_other()
    {
        await using var factory = await PortalFactory.StartAsync();
        var round = await RoundAsync(factory, 2, 40);
        await OrderAsync(factory, round, bySite: false);
        await MakeAllAsync(factory);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        Assert.DoesNotContain("座位有变动", (await office.GetAsync($"/desk/tickets/{round}/53")).Text);

        await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AdmissionTickets.Where(t => t.Seat == 2).ExecuteUpdateAsync(t => t.SetProperty(x => x.SeatVersion, 2)));

        Assert.Contains("1个文件生成后座位有变动", (await office.GetAsync($"/desk/tickets/{round}/53")).Text);
    }

    [Fact]
    public async Task Papers_lie_a_week_and_belong_to_the_institution()
    {
        await using var factory = await PortalFactory.StartAsync();
        var round = await RoundAsync(factory, 40);
        await OrderAsync(factory, round, bySite: false);
        await MakeAllAsync(factory);
        var file = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().TicketPrintFiles.Select(f => f.Id).SingleAsync());
        await TestData.RegistrationOpenAsync(factory, "11");
        var other = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "11"));
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/desk/tickets/{round}/53/files/{file}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/desk/tickets/{round}/11/files/{file}")).Status);

        await factory.WithAsync(async place =>
        {
            var (printing, now) = (place.GetRequiredService<TicketPrinting>(), factory.Clock.UtcNow);
            Assert.Equal(0, await printing.SweepAsync(now + TicketPrinting.Kept, default));
            return await printing.SweepAsync(now + TicketPrinting.Kept + TimeSpan.FromSeconds(1), default);
        });
        Assert.Equal(0, await factory.WithAsync(place => place.GetRequiredService<PortalContext>().TicketPrints.CountAsync()));
    }

    [Fact]
    public async Task Where_nobody_has_a_seat_there_is_nothing_to_order()
    {
        await using var factory = await PortalFactory.StartAsync();
        var round = (await TestData.PaidAsync(factory)).RoundCode;
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        var token = (await office.GetAsync("/account/password")).ValueOf("__RequestVerificationToken")!;

        var page = await office.FollowAsync(await office.PostAsync($"/desk/tickets/{round}/53", [new("__RequestVerificationToken", token), new("bySite", "true")]));

        Assert.Contains("还没有已编排座位的考生，没有可以打印的准考证。", page.Text);
        Assert.Equal(0, await factory.WithAsync(place => place.GetRequiredService<PortalContext>().TicketPrints.CountAsync()));
    }

    [Fact]
    public async Task A_file_that_another_instance_takes_in_the_same_instant_is_left_to_it()
    {
        var quicker = new Interloper();
        await using var factory = await quicker.StartAsync();
        await OrderAsync(factory, await RoundAsync(factory, 40), bySite: false);
        quicker.Before("UPDATE \"TicketPrintFiles\"", () => factory.WithAsync(place => place.GetRequiredService<PortalContext>().TicketPrintFiles
            .ExecuteUpdateAsync(f => f.SetProperty(x => x.TakenUntil, factory.Clock.UtcNow.AddMinutes(5)).SetProperty(x => x.Version, x => x.Version + 1))));

        Assert.True(await MakeAsync(factory));

        Assert.Null((await FileAsync(factory)).MadeAt);
        Assert.False(await MakeAsync(factory));
    }

    [Fact]
    public async Task A_file_whose_people_have_all_gone_is_done_and_empty()
    {
        await using var factory = await PortalFactory.StartAsync();
        var round = await RoundAsync(factory, 40);
        await OrderAsync(factory, round, bySite: false);
        await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AdmissionTickets.ExecuteDeleteAsync());

        await MakeAllAsync(factory);

        var file = await FileAsync(factory);
        Assert.Equal((0, true, true), (file.Tickets, file.MadeAt is not null, file.PaperSealed is null));
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync($"/desk/tickets/{round}/53/files/{file.Id}")).Status);
    }

    private static Task<TicketPrintFile> FileAsync(PortalFactory factory) => factory.WithAsync(place => place.GetRequiredService<PortalContext>().TicketPrintFiles.AsNoTracking().SingleAsync());

    // Three people in rooms of these capacities.
    private static async Task<string> RoundAsync(PortalFactory factory, params int[] capacities)
    {
        var round = "";
        foreach (var name in Names) round = (await TestData.PaidAsync(factory, name: name)).RoundCode;
        await TestData.SiteAsync(factory, "53", "5301", capacities);
        await TestData.SeatAllAsync(factory, round);
        return round;
    }

    private static Task OrderAsync(PortalFactory factory, string round, bool bySite) => factory.WithAsync(async place =>
        await place.GetRequiredService<TicketPrinting>().OrderAsync((await place.GetRequiredService<RoundPlaces>().FindAsync(round, "53"))!.Place, bySite,
            new(Guid.NewGuid(), Role.Office, factory.Clock.UtcNow), default));

    private static Task<bool> MakeAsync(PortalFactory factory) => factory.WithAsync(place => place.GetRequiredService<TicketPrinting>().MakeNextAsync(default));

    private static async Task MakeAllAsync(PortalFactory factory)
    {
        while (await MakeAsync(factory)) { }
    }
}
