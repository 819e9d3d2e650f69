namespace RuanKao.Sandbox.Inbox;

/// <summary>One SMS or mail as its receiver sees it.</summary>
public sealed record InboxMessage(
    string Id, string Kind, string To, DateTimeOffset At, string Subject, string Text,
    string? Template, IReadOnlyDictionary<string, string> Values);

/// <summary>All SMS and mails that reached the sandbox.</summary>
public sealed class SandboxInbox
{
    public const string Sms = "sms";
    public const string Mail = "mail";

    private readonly SandboxStore store;
    private readonly Lock gate = new();
    private readonly List<InboxMessage> messages;

    internal SandboxInbox(SandboxStore store)
    {
        this.store = store;
        messages = [.. store.All<InboxMessage>("inbox")];
    }

    /// <summary>Newest first; all of them, or those to one number or address.</summary>
    public IReadOnlyList<InboxMessage> Messages(string? to = null)
    {
        lock (gate)
            return [.. messages.Where(m => to is null || m.To.Equals(to, StringComparison.OrdinalIgnoreCase)).Reverse()];
    }

    /// <summary>Waits until a message to this number or address has come, and gives the newest.</summary>
    public async Task<InboxMessage> WaitForAsync(string to, TimeSpan? patience = null, CancellationToken ct = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience ?? TimeSpan.FromSeconds(10));
        while (true)
        {
            if (Messages(to).FirstOrDefault() is { } message)
                return message;
            await Task.Delay(20, limit.Token);
        }
    }

    internal void Add(InboxMessage message)
    {
        lock (gate)
            messages.Add(message);
        store.Put("inbox", message.Id, message);
    }
}
