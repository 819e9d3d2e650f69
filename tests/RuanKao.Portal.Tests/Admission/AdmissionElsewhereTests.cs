using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Admission;

/// <summary>Whoever asks for something of another institution, or for nothing that exists, is told the same: it is not there.</summary>
public class AdmissionElsewhereTests
{
    private const string Desk = "/desk/admission";

    [Fact]
    public async Task An_office_neither_reads_nor_changes_what_is_another_institutions()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (round, ticket, room, site) = await SeatAsync(factory);
        await TestData.RegistrationOpenAsync(factory, "11");
        var id = await TestData.StaffAsync(factory, Role.Office, "11");
        var other = await factory.SignedInAsync(id);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync($"{Desk}/{round}/11/rules")).Status);

        foreach (var page in new[]
        {
            $"{Desk}/sites/{site}", $"{Desk}/sites/{site}/remove", $"{Desk}/rooms/{room}", $"{Desk}/rooms/{room}/remove", $"{Desk}/files/53/import", $"{Desk}/files/53/rooms.xlsx",
            $"{Desk}/{round}/53/rules", $"{Desk}/{round}/53/seats/{ticket}", $"{Desk}/{round}/53/seats.xlsx", $"{Desk}/{round}/53/rooms/{room}/door.pdf",
            $"/desk/tickets/{round}/53", $"/desk/tickets/{round}/53/progress",
            // Nor under the address of one's own institution.
            $"{Desk}/{round}/11/seats/{ticket}", $"{Desk}/{round}/11/rooms/{room}/door.pdf", $"{Desk}/{round}/11/rooms/{room}/sign-in.pdf",
        })
            Assert.Equal((page, HttpStatusCode.NotFound), (page, (await other.GetAsync(page)).Status));
        foreach (var page in new[]
        {
            $"{Desk}/sites/{site}", $"{Desk}/sites/{site}/remove", $"{Desk}/rooms/{room}", $"{Desk}/rooms/{room}/remove", $"{Desk}/files/53/import", $"{Desk}/files/53/import/confirm",
            $"{Desk}/{round}/53/rules", $"{Desk}/{round}/53/rooms/{room}/accessible", $"{Desk}/{round}/11/rooms/{room}/accessible",
            $"/desk/tickets/{round}/53", $"/desk/tickets/{round}/53/attendance", $"/desk/tickets/{round}/11/attendance",
        })
            Assert.Equal((page, HttpStatusCode.NotFound), (page, (await PostAsync(other, page, ticket)).Status));
        Assert.Empty(await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.Where(a => a.UserId == id && a.Action.StartsWith("admission.")).Select(a => a.Action).ToListAsync()));
        Assert.Equal(1, await factory.WithAsync(place => place.GetRequiredService<PortalContext>().ExamRooms.CountAsync(r => r.Id == room && !r.IsAccessible)));
    }

    [Fact]
    public async Task What_nobody_has_is_not_found_by_its_own_office_either()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (round, _, _, _) = await SeatAsync(factory);
        var (office, none) = (await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53")), Guid.NewGuid());

        foreach (var page in new[]
        {
            $"{Desk}/sites/{none}", $"{Desk}/sites/{none}/remove", $"{Desk}/rooms/{none}", $"{Desk}/rooms/{none}/remove", $"{Desk}/1999-1/53/rules", $"{Desk}/1999-1/53/seats.xlsx",
            $"{Desk}/{round}/53/seats/{none}", $"{Desk}/{round}/53/rooms/{none}/door.pdf", "/desk/tickets/1999-1/53", "/desk/tickets/1999-1/53/attendance",
        })
            Assert.Equal((page, HttpStatusCode.NotFound), (page, (await office.GetAsync(page)).Status));
        foreach (var page in new[] { $"{Desk}/sites/{none}", $"{Desk}/rooms/{none}/remove", "/desk/tickets/1999-1/53/attendance", $"/desk/tickets/{round}/53/attendance" })
            Assert.Equal((page, HttpStatusCode.NotFound), (page, (await PostAsync(office, page, none)).Status));
    }

    private static async Task<(string Round, Guid Ticket, Guid Room, Guid Site)> SeatAsync(PortalFactory factory)
    {
        var round = (await TestData.SeatedAsync(factory)).Registration.RoundCode;
        var found = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AdmissionTickets.Select(t => new { t.Id, t.RoomId, t.Room.SiteId }).SingleAsync());
        return (round, found.Id, found.RoomId, found.SiteId);
    }

    private static async Task<Page> PostAsync(Visitor visitor, string page, Guid ticket) => await visitor.PostAsync(page,
        [new("__RequestVerificationToken", (await visitor.GetAsync("/account/password")).ValueOf("__RequestVerificationToken")!), new("ticket", $"{ticket}"), new("kind", "Absent"), new("seen", "0"), new("on", "true")]);
}
