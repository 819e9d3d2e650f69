using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Portal.Tests.Admission;

public class DemoAdmissionTests
{
    [Fact]
    public async Task The_demo_has_seats_everywhere_and_a_ticket_to_print_now()
    {
        await using var factory = await PortalFactory.StartAsync();
        var rounds = await DemoExams.SeedAsync(factory.Services);
        var roundId = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().ExamRounds.Where(r => r.Code == rounds.TicketCode).Select(r => r.Id).SingleAsync());
        var paid = await TestData.PaidAsync(factory, roundId: roundId, name: "欧阳䶮");

        await DemoAdmission.SeedAsync(factory.Services);
        await DemoAdmission.SeedAsync(factory.Services);

        await factory.WithAsync(async services =>
        {
            foreach (var code in new[] { rounds.TicketCode, rounds.OpenCode })
            {
                var place = (await services.GetRequiredService<RoundPlaces>().FindAsync(code, "53"))!.Place;
                Assert.All((await services.GetRequiredService<SeatingService>().FiguresAsync(place, default)).Regions, region => Assert.Equal(110, region.Seats));
            }
        });
        var page = await (await factory.SignedInAsync(paid.UserId)).GetAsync(paid.At("ticket.pdf"));
        Assert.Equal("application/pdf", page.Response.Content.Headers.ContentType!.MediaType);
        using var pdf = UglyToad.PdfPig.PdfDocument.Open(page.Bytes);
        Assert.Contains("欧阳䶮", pdf.GetPage(1).Text);
        Assert.Contains("昆明市示例职业学院（东校区）", pdf.GetPage(1).Text);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        Assert.Contains("16", (await office.GetAsync("/desk")).Text);
    }
}
