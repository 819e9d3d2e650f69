using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>How a test binds an address: the proof, the new address, what was told to whom.</summary>
public static class Binding
{
    public const string NewMobile = "13700137000";
    public const string NewEmail = "new@example.com";

    public static Dictionary<string, string> Code(string code) => new() { ["Code"] = code };

    /// <summary>The page for the new address, after a code sent to the bound one.</summary>
    public static async Task<Page> ProvenAsync(PortalFactory portal, Visitor visitor, string path, string by = "Mobile")
    {
        portal.Clock.UtcNow += TimeSpan.FromMinutes(1);
        var begin = await visitor.GetAsync(path);
        var form = begin.Html.QuerySelectorAll("main form").Single(f => f.QuerySelector("[name=By]")?.GetAttribute("value") == by);
        var sent = await visitor.PostAsync("/account/binding/proof", form.QuerySelectorAll("input").Select(i => KeyValuePair.Create(i.GetAttribute("name")!, i.GetAttribute("value")!)));
        var page = await visitor.FollowAsync(sent);
        return await visitor.FollowAsync(await visitor.SubmitAsync(page, Code(await Entrance.LastCodeAsync(portal))));
    }

    public static async Task<Page> AskNewAsync(PortalFactory portal, Visitor visitor, Page page, string address)
    {
        portal.Clock.UtcNow += TimeSpan.FromMinutes(1);
        return await visitor.SubmitAsync(page, new Dictionary<string, string> { ["Address"] = address });
    }

    public static Task<PortalUser> UserAsync(PortalFactory portal, Guid id) =>
        portal.WithAsync(place => place.GetRequiredService<PortalContext>().Users.AsNoTracking().SingleAsync(u => u.Id == id));

    public static Task<List<OutboxMessage>> MessagesAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.ToListAsync());

    public static async Task<List<(string Template, string Address)>> ToldAsync(PortalFactory portal)
    {
        var seal = portal.Services.GetRequiredService<PersonalDataSeal>();
        return [.. (await MessagesAsync(portal)).Select(m => (m.Template, seal.Open(m.AddressSealed!)))];
    }
}
