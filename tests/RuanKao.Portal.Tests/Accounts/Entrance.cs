using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>How a test passes the entrance: reads the picture by asking the house, and codes by opening the outbox.</summary>
public static class Entrance
{
    public static Task<string> SumAsync(PortalFactory portal, Page page) => portal.WithAsync(place =>
        Task.FromResult(place.GetRequiredService<Captcha>().ResultOf(page.ValueOf("CaptchaId")!)!.Value.ToString()));

    /// <summary>The form of the page with the picture answered rightly.</summary>
    public static async Task<Dictionary<string, string>> AnsweredAsync(PortalFactory portal, Page page, params (string Name, string Value)[] fields)
    {
        var all = fields.ToDictionary(f => f.Name, f => f.Value);
        all["CaptchaAnswer"] = await SumAsync(portal, page);
        return all;
    }

    /// <summary>The newest message in the outbox (of one template): its template and values.</summary>
    public static Task<(string Template, Dictionary<string, string> Values)> LastMessageAsync(PortalFactory portal, string? template = null) => portal.WithAsync(async place =>
    {
        var message = (await place.GetRequiredService<PortalContext>().OutboxMessages.Where(m => template == null || m.Template == template).ToListAsync()).MaxBy(m => m.CreatedAt)!;
        return (message.Template, JsonSerializer.Deserialize<Dictionary<string, string>>(place.GetRequiredService<PersonalDataSeal>().Open(message.ValuesSealed!))!);
    });

    public static async Task<string> LastCodeAsync(PortalFactory portal) => (await LastMessageAsync(portal, NoticeTemplates.VerificationCode)).Values["code"];

    /// <summary>The right code in a text longer than any message.</summary>
    public static async Task<string> LongAsync(PortalFactory portal) => await LastCodeAsync(portal) + new string('码', 200);

    public static string Wrong(string code) => code == "000000" ? "000001" : "000000";

    /// <summary>The page on which the code that was just sent is entered.</summary>
    public static async Task<Page> AskSignUpCodeAsync(PortalFactory portal, Visitor visitor, string address)
    {
        var page = await visitor.GetAsync("/sign-up");
        return await visitor.FollowAsync(await visitor.SubmitAsync(page, await AnsweredAsync(portal, page, ("Address", address))));
    }

    public static async Task<Page> AskCodeAsync(Visitor visitor, string path, string address) =>
        await visitor.FollowAsync(await visitor.SubmitAsync(await visitor.GetAsync(path), new Dictionary<string, string> { ["Address"] = address }));
}
