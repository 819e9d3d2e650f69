using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>What tests of posts begin with: an administrator, an invitation, its link.</summary>
public static class Inviting
{
    public static Task<T> ReadAsync<T>(PortalFactory portal, Func<PortalContext, Task<T>> read) => portal.WithAsync(place => read(place.GetRequiredService<PortalContext>()));

    public static Task<int> CountAsync(PortalFactory portal, string action) => ReadAsync(portal, db => db.AuditEntries.CountAsync(e => e.Action == action));

    public static async Task<Visitor> AdministratorAsync(PortalFactory portal, Role role = Role.InstitutionAdministrator, string? institution = "53") =>
        await portal.SignedInAsync(await TestData.StaffAsync(portal, role, AppointmentRules.NeedsInstitution(role) ? institution : null));

    public static async Task<Page> InviteAsync(Visitor administrator, string address, string role, string? prefecture = null, string? institution = null)
    {
        var values = new Dictionary<string, string> { ["Form.Name"] = "王芳", ["Form.Address"] = address, ["Form.Role"] = role };
        if (prefecture is not null) values["Form.Prefecture"] = prefecture;
        if (institution is not null) values["Form.Institution"] = institution;
        return await administrator.SubmitAsync(await administrator.GetAsync("/desk/staff/invite"), values);
    }

    public static async Task<string> LinkAsync(PortalFactory portal) => new Uri((await Entrance.LastMessageAsync(portal)).Values["link"]).AbsolutePath;
}
