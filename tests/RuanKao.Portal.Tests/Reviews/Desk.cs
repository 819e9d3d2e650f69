using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Reviews;

/// <summary>A reviewer at the desk of 云南, and what can be looked up behind it.</summary>
public static class Desk
{
    public static readonly Dictionary<string, string?> TenSeconds = new() { ["Reviews:UndoSeconds"] = "10" };

    public static async Task<Visitor> ReviewerAsync(PortalFactory factory, string institution = "53", string? prefecture = null) =>
        await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Reviewer, institution, prefecture));

    public static Task<Page> OpenAsync(this Visitor reviewer, RegistrationMade made) => reviewer.GetAsync($"/desk/review/{made.Id}");

    public static async Task<Page> DecideAsync(this Visitor reviewer, RegistrationMade made, string verb, string? words = null) =>
        await reviewer.SubmitAsync(await reviewer.OpenAsync(made), words is null ? [] : [new("Form.Words", words)], "/" + verb);

    /// <summary>The decision's seconds are over and the portal looks at the clock.</summary>
    public static Task WorkAsync(PortalFactory factory, int seconds = 10)
    {
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddSeconds(seconds);
        return factory.WithAsync(async place => { foreach (var work in place.GetServices<IDeadlineWork>()) await work.DoDueAsync(default); });
    }

    public static Task<Registration> FindAsync(PortalFactory factory, RegistrationMade made) =>
        factory.WithAsync(async place => (await place.GetRequiredService<RegistrationService>().FindAsync(made.Id))!);

    public static Task<T> ReadAsync<T>(PortalFactory factory, Func<PortalContext, Task<T>> read) => factory.WithAsync(place => read(place.GetRequiredService<PortalContext>()));

    public static Task<int> MessagesAsync(PortalFactory factory) => ReadAsync(factory, db => db.OutboxMessages.CountAsync());

    /// <summary>A change that waits for review.</summary>
    public static async Task RequestChangeAsync(PortalFactory factory, RegistrationMade made)
    {
        var candidate = await factory.SignedInAsync(made.UserId);
        var form = await candidate.GetAsync(made.At("change"));
        await candidate.SubmitAsync(form, Registrations.ChangePageTests.Typed(form, ("Form.School", "昆明理工大学"), ("then", "send")));
    }

    /// <summary>Something in the form is not as the reviewer saw it any more.</summary>
    public static Task TouchAsync(PortalFactory factory, RegistrationMade made) => ReadAsync(factory, async db =>
    {
        (await db.Registrations.SingleAsync(r => r.Id == made.Id)).Form.School = "昆明理工大学";
        return await db.SaveChangesAsync();
    });
}
