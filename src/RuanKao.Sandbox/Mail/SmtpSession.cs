using System.Text;
using MimeKit;
using RuanKao.Sandbox.Inbox;

namespace RuanKao.Sandbox.Mail;

/// <summary>One SMTP conversation (RFC 5321), with AUTH PLAIN and LOGIN (RFC 4954) for those who want it.</summary>
internal sealed class SmtpSession(Stream stream, SandboxKeys keys, SandboxInbox inbox, SandboxClock clock)
{
    private const int MaxMessage = 10 * 1024 * 1024;
    private const int MaxLine = 2000;
    private const int MaxReceivers = 100;

    private readonly SmtpReader reader = new(stream);
    private readonly List<string> receivers = [];
    private bool greeted;
    private bool hasSender;

    public async Task RunAsync(CancellationToken ct)
    {
        await SayAsync("220 ruankao-sandbox ESMTP", ct);
        while (await reader.ReadLineAsync(MaxLine, ct) is { } line)
        {
            var (verb, rest) = Split(line);
            switch (verb)
            {
                case "EHLO":
                    (greeted, hasSender) = (true, false);
                    receivers.Clear();
                    await SayAsync($"250-ruankao-sandbox\r\n250-SIZE {MaxMessage}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-PIPELINING\r\n250 AUTH PLAIN LOGIN", ct);
                    break;
                case "HELO":
                    (greeted, hasSender) = (true, false);
                    receivers.Clear();
                    await SayAsync("250 ruankao-sandbox", ct);
                    break;
                case "AUTH":
                    await AuthenticateAsync(rest, ct);
                    break;
                case "MAIL":
                    await SayAsync(TakeSender(rest), ct);
                    break;
                case "RCPT":
                    await SayAsync(TakeReceiver(rest), ct);
                    break;
                case "DATA":
                    await TakeMessageAsync(ct);
                    break;
                case "RSET":
                    hasSender = false;
                    receivers.Clear();
                    await SayAsync("250 OK", ct);
                    break;
                case "NOOP":
                    await SayAsync("250 OK", ct);
                    break;
                case "QUIT":
                    await SayAsync("221 Bye", ct);
                    return;
                default:
                    await SayAsync("502 Command not implemented", ct);
                    break;
            }
        }
    }

    private async Task AuthenticateAsync(string rest, CancellationToken ct)
    {
        var (mechanism, initial) = Split(rest);
        string? user = null, password = null;
        if (mechanism == "PLAIN")
        {
            var parts = Decode(initial.Length > 0 ? initial : await AskAsync("", ct)).Split('\0');
            (user, password) = parts.Length == 3 ? (parts[1], parts[2]) : (null, null);
        }
        else if (mechanism == "LOGIN")
        {
            user = Decode(initial.Length > 0 ? initial : await AskAsync("Username:", ct));
            password = Decode(await AskAsync("Password:", ct));
        }
        else
        {
            await SayAsync("504 Mechanism not implemented", ct);
            return;
        }

        var good = user == PortalSettings.MailUser && password == keys.MailPassword;
        await SayAsync(good ? "235 Authentication successful" : "535 Authentication credentials invalid", ct);
    }

    private string TakeSender(string rest)
    {
        if (!greeted)
            return "503 EHLO first";
        if (hasSender)
            return "503 Sender already given";
        if (!rest.StartsWith("FROM:", StringComparison.OrdinalIgnoreCase) || Path(rest[5..]) is null)
            return "501 Syntax: MAIL FROM:<address>";
        hasSender = true;
        return "250 OK";
    }

    private string TakeReceiver(string rest)
    {
        if (!hasSender)
            return "503 MAIL first";
        if (receivers.Count >= MaxReceivers)
            return "452 Too many recipients";
        if (!rest.StartsWith("TO:", StringComparison.OrdinalIgnoreCase) || Path(rest[3..]) is not { Length: > 0 } address)
            return "501 Syntax: RCPT TO:<address>";
        if (!MailboxAddress.TryParse(address, out _))
            return "553 Mailbox name not allowed";
        receivers.Add(address);
        return "250 OK";
    }

    private async Task TakeMessageAsync(CancellationToken ct)
    {
        if (receivers.Count == 0)
        {
            await SayAsync("503 RCPT first", ct);
            return;
        }

        await SayAsync("354 End data with <CR><LF>.<CR><LF>", ct);
        using var message = await reader.ReadDataAsync(MaxMessage, ct);
        await SayAsync(message is null ? "552 Message too big" : Deliver(message), ct);
        hasSender = false;
        receivers.Clear();
    }

    private string Deliver(MemoryStream data)
    {
        try
        {
            using var mail = MimeMessage.Load(data);
            var text = mail.TextBody ?? mail.HtmlBody ?? "";
            foreach (var to in receivers)
            {
                inbox.Add(new InboxMessage(Guid.NewGuid().ToString("N"), SandboxInbox.Mail, to, clock.Now,
                    mail.Subject ?? "", text.TrimEnd(), null, new Dictionary<string, string>()));
            }

            return "250 Delivered";
        }
        catch (FormatException)
        {
            return "554 Message cannot be read";
        }
    }

    private async Task<string> AskAsync(string question, CancellationToken ct)
    {
        await SayAsync("334 " + Convert.ToBase64String(Encoding.UTF8.GetBytes(question)), ct);
        return await reader.ReadLineAsync(MaxLine, ct) ?? "";
    }

    private async Task SayAsync(string answer, CancellationToken ct) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer + "\r\n"), ct);

    private static (string Verb, string Argument) Split(string line)
    {
        var space = line.IndexOf(' ');
        return space < 0 ? (line.ToUpperInvariant(), "") : (line[..space].ToUpperInvariant(), line[(space + 1)..].Trim());
    }

    private static string? Path(string text)
    {
        var (open, close) = (text.IndexOf('<'), text.IndexOf('>'));
        return open >= 0 && close > open ? text[(open + 1)..close] : null;
    }

    private static string Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }
}
