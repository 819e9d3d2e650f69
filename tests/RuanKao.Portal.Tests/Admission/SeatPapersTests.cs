using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Admission;

public class SeatPapersTests
{
    [Fact]
    public async Task Door_sheet_room_sheet_and_sign_in_list_name_who_sits_where_and_each_printing_is_noted()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (round, room, ticket) = await HouseAsync(factory);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));

        foreach (var paper in new[] { "door", "room", "sign-in" })
        {
            using var pdf = UglyToad.PdfPig.PdfDocument.Open((await office.GetAsync($"/desk/admission/{round}/53/rooms/{room}/{paper}.pdf")).Bytes);
            var text = string.Concat(pdf.GetPages().Select(p => p.Text)).Replace(" ", "");
            Assert.Contains("欧阳䶮", text);
            Assert.Contains("考场001", text);
            Assert.Contains("第一批次，25人：", text);
            Assert.Contains(ticket[^5..], text);
            // What hangs on a door says nothing that opens anything.
            if (paper == "door") Assert.DoesNotContain(ticket, text);
            Assert.Equal(2, pdf.NumberOfPages);
            if (paper != "sign-in") continue;
            var photo = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().CandidatePhotos.OrderBy(p => p.Id).Select(p => p.Processed).FirstAsync());
            var images = pdf.GetPage(1).GetImages().ToList();
            Assert.Equal(18, images.Count);
            Assert.Contains(images, i => i.RawMemory.Span.SequenceEqual(photo));
        }
        Assert.Equal(3, await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.CountAsync(a => a.Action == "admission.list-printed")));
    }

    [Fact]
    public async Task Every_seat_goes_into_the_spreadsheet_with_its_reason()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (round, _, ticket) = await HouseAsync(factory);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        using var file = new MemoryStream((await office.GetAsync($"/desk/admission/{round}/53/seats.xlsx")).Bytes);
        var rows = file.Query(useHeaderRow: true).Cast<IDictionary<string, object?>>().ToList();
        Assert.Equal(25, rows.Count);
        var mine = rows.Single(r => (string?)r["准考证号"] == ticket);
        Assert.Equal("欧阳䶮", mine["姓名"]);
        Assert.Contains("抽签", (string?)mine["依据"]);
        Assert.Contains("***", (string?)mine["证件号码"]);
    }

    private static async Task<(string Round, Guid Room, string Ticket)> HouseAsync(PortalFactory factory)
    {
        var first = await TestData.PaidAsync(factory, name: "欧阳䶮");
        for (var at = 1; at < 25; at++) await TestData.PaidAsync(factory);
        await TestData.SiteAsync(factory);
        await TestData.SeatAllAsync(factory, first.RoundCode);
        var ticket = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AdmissionTickets.AsNoTracking().SingleAsync(t => t.RegistrationId == first.Id));
        return (first.RoundCode, ticket.RoomId, ticket.Number);
    }
}
