using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Notifications;

/// <summary>What a message hangs on besides its text.</summary>
/// <param name="UsefulUntil">After this instant it helps nobody; near it, it does not wait for the morning.</param>
/// <param name="SubjectId">What an <see cref="INoticeReason"/> looks at again before the message leaves.</param>
public sealed record NoticeTerms(DateTime? UsefulUntil = null, Guid? SubjectId = null)
{
    public static readonly NoticeTerms None = new();
}

/// <summary>Tells a person something by SMS or mail.</summary>
public interface INotifier
{
    /// <summary>Adds a message to the caller's unit of work for the account's confirmed mobile, else its confirmed e-mail; the caller's save sends it off. An account with neither is not told.</summary>
    /// <param name="template">One of <see cref="NoticeTemplates"/>.</param>
    /// <param name="values">What the template needs; <c>site</c> is added here.</param>
    Task NotifyAsync(Guid userId, string template, IReadOnlyDictionary<string, string> values, CancellationToken ct = default);

    /// <summary>The same on terms. False when the account has no confirmed address.</summary>
    Task<bool> NotifyAsync(Guid userId, string template, IReadOnlyDictionary<string, string> values, NoticeTerms terms, CancellationToken ct = default);
}

/// <summary>The tray of messages that leave with the next save of this context.</summary>
public sealed class Outbox(PortalContext db, PersonalDataSeal seal, IOptions<SiteOptions> site, QuietHours quiet, TimeProvider clock) : INotifier
{
    // Chinese stays Chinese: escaped it would take three times the room.
    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Add(ContactAddress to, string template, IReadOnlyDictionary<string, string> values, DateTime? usefulUntil = null) => Add(to, template, values, new NoticeTerms(usefulUntil));

    private void Add(ContactAddress to, string template, IReadOnlyDictionary<string, string> values, NoticeTerms terms)
    {
        var full = new Dictionary<string, string>(values) { ["site"] = site.Value.PublicAddress };
        var text = NoticeTemplates.Find(template);
        if (text.Values.FirstOrDefault(name => !full.ContainsKey(name)) is { } missing) throw new ArgumentException($"The message {template} needs {missing}.", nameof(values));
        var now = clock.Now();
        var morning = text.Class == NoticeClass.News ? quiet.Morning(now, to.Text) : null;
        var waits = text.Class == NoticeClass.News && !(terms.UsefulUntil < (quiet.Around(now)?.To ?? now) + QuietHours.TimeToAct);
        var message = new OutboxMessage
        {
            Channel = to.Kind, Template = template, CreatedAt = now, UsefulUntil = terms.UsefulUntil, SubjectId = terms.SubjectId, WaitsForMorning = waits,
        };
        message.Close(seal.Seal(to.Text), seal.Seal(JsonSerializer.Serialize(full, Json)), waits ? morning : null);
        db.OutboxMessages.Add(message);
    }

    public Task NotifyAsync(Guid userId, string template, IReadOnlyDictionary<string, string> values, CancellationToken ct = default) =>
        NotifyAsync(userId, template, values, NoticeTerms.None, ct);

    public async Task<bool> NotifyAsync(Guid userId, string template, IReadOnlyDictionary<string, string> values, NoticeTerms terms, CancellationToken ct = default)
    {
        // Whoever has read the account already in this unit of work pays no second trip for it.
        var user = await db.Users.FindAsync([userId], ct) ?? throw new InvalidOperationException("There is no such account.");
        if (user is { PhoneNumber: { } mobile, PhoneNumberConfirmed: true }) Add(new(AddressKind.Mobile, mobile), template, values, terms);
        else if (user is { Email: { } email, EmailConfirmed: true }) Add(new(AddressKind.Email, email), template, values, terms);
        else return false;
        return true;
    }
}
