using System.ComponentModel.DataAnnotations;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Notifications;

public enum MailSecurity { None, StartTls, SslOnConnect }

/// <summary>Configuration section Mail: the relay that takes the portal's mail.</summary>
public sealed class MailOptions
{
    public const string Section = "Mail";

    [Required]
    public string Host { get; init; } = "";

    [Range(1, 65535)]
    public int Port { get; init; } = 465;

    public MailSecurity Security { get; init; } = MailSecurity.SslOnConnect;

    public string? User { get; init; }

    public string? Password { get; init; }

    [Required, EmailAddress]
    public string From { get; init; } = "";
}

/// <summary>Mail over SMTP.</summary>
public sealed class SmtpMailCarrier(IOptions<MailOptions> options, NoticeTexts texts, TimeProvider clock) : ICarrier
{
    private const int Patience = 15_000;

    public string Name => "Smtp";

    public AddressKind Channel => AddressKind.Email;

    public async Task<CarrierAnswer> SendAsync(Parcel parcel, CancellationToken ct)
    {
        if (!MailboxAddress.TryParse(parcel.Address, out var to)) return CarrierAnswer.Refused("address");
        var relay = options.Value;
        // The text in force now, not when the message was written.
        var template = await texts.InForceAsync(parcel.Template, ct);
        using var smtp = new SmtpClient { Timeout = Patience };
        try
        {
            await smtp.ConnectAsync(relay.Host, relay.Port, relay.Security switch
            {
                MailSecurity.None => SecureSocketOptions.None,
                MailSecurity.StartTls => SecureSocketOptions.StartTls,
                _ => SecureSocketOptions.SslOnConnect,
            }, ct);
            if (!string.IsNullOrEmpty(relay.User)) await smtp.AuthenticateAsync(relay.User, relay.Password ?? "", ct);
            await smtp.SendAsync(Write(parcel, template, to, relay.From), ct);
        }
        catch (SmtpCommandException refusal)
        {
            var code = $"smtp-{(int)refusal.StatusCode}";
            return (int)refusal.StatusCode >= 500 ? CarrierAnswer.Refused(code) : CarrierAnswer.TryAgain(code);
        }
        // The relay has taken the message; a failing farewell must not make it leave twice.
        try { await smtp.DisconnectAsync(true, ct); }
        catch (Exception) when (!ct.IsCancellationRequested) { }
        return CarrierAnswer.Taken;
    }

    private MimeMessage Write(Parcel parcel, NoticeTemplate template, MailboxAddress to, string sender)
    {
        var from = new MailboxAddress("软考报名", sender);
        var message = new MimeMessage
        {
            Subject = template.Subject + " · 软考报名",
            Body = new TextPart("plain") { Text = template.Fill(parcel.Values) },
            // The same on every attempt, so that receivers can drop a repeat.
            MessageId = $"{parcel.Key}@{from.Domain}",
            Date = clock.GetUtcNow().ToOffset(Beijing.Offset),
        };
        message.From.Add(from);
        message.To.Add(to);
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }
}
