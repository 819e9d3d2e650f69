using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Notifications;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>What the logs of a payment's whole life tell: numbers and outcomes, never a key, a message or a person.</summary>
public sealed class PaymentLogTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ruankao-sandbox-");
    private readonly FakeClock clock = new(new DateTime(2031, 3, 20, 2, 0, 0, DateTimeKind.Utc));
    private readonly Carrier carrier = new();
    private readonly Logs logs = new();
    private SandboxHost? sandbox;
    private PortalFactory portal = null!;
    private Dictionary<string, string?> settings = null!;

    public async ValueTask InitializeAsync()
    {
        sandbox = SandboxHost.Create(new SandboxOptions { DataFolder = folder.FullName, TimeProvider = clock, NoticeHandler = carrier });
        await sandbox.StartAsync();
        settings = new(sandbox.PortalSettings(new Uri("http://127.0.0.1:5080")).Where(s => s.Key.Contains("Accounts:", StringComparison.Ordinal) || s.Key == "Site:PublicAddress"));
        portal = await PortalFactory.StartAsync(services => services.AddSingleton<ILoggerFactory>(logs), settings);
        carrier.Portal = new(portal.Server.CreateHandler());
    }

    [Fact]
    public async Task No_key_message_or_payer_reaches_a_log_in_a_payments_whole_life()
    {
        var registration = await TestData.ApprovedAsync(portal, name: "欧阳千尋");
        var visitor = await portal.SignedInAsync(registration.UserId);
        var alipay = await BeginAsync(visitor, registration, Channel.Alipay);
        var weChat = await BeginAsync(visitor, registration, Channel.WeChatPay);
        await visitor.SubmitAsync(weChat, [], "/check");
        Assert.True(sandbox!.WeChatPay.Pay(sandbox.WeChatPay.ByOutTradeNo(weChat.Path[^32..])!));
        Assert.True(sandbox.Alipay.Pay(sandbox.Alipay.ByOutTradeNo(alipay.Path[^32..])!));
        await sandbox.NoticesAtRestAsync(TestContext.Current.CancellationToken);
        // One is too much and goes back; its notice comes too. Then each message once more, and once more changed.
        await WorkAsync();
        await sandbox.NoticesAtRestAsync(TestContext.Current.CancellationToken);
        await carrier.RepeatAsync();
        Assert.Equal([PaymentState.Paid, PaymentState.Surplus], await ReadAsync(db => db.PaymentAttempts.OrderBy(a => a.State).Select(a => a.State).ToListAsync()));
        // And a channel that is not there: a new payer, whose attempt nobody answers.
        var other = await TestData.ApprovedAsync(portal, name: "欧阳千尋");
        await sandbox.DisposeAsync();
        sandbox = null;
        var alone = await portal.SignedInAsync(other.UserId);
        foreach (var channel in Enum.GetValues<Channel>()) await PostAsync(alone, other, channel);
        clock.UtcNow = portal.Clock.UtcNow += TimeSpan.FromHours(1);
        await WorkAsync();

        var lines = logs.Lines.Where(l => l.Level >= LogLevel.Information).Select(l => l.Text).ToList();
        Assert.Contains(lines, l => l.Contains("unverified notice"));
        Assert.Contains(lines, l => l.Contains("failed: HttpRequestException"));
        Assert.True(carrier.Bodies.Count >= 2, "no notice was carried");
        foreach (var secret in Keys().Concat(carrier.Secrets()).Concat(await PersonAsync(registration, other)).Append("openid").Append("biz_content").Append("ciphertext"))
            Assert.DoesNotContain(lines, l => l.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    public async ValueTask DisposeAsync()
    {
        if (sandbox is not null) await sandbox.DisposeAsync();
        await portal.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task<Page> BeginAsync(Visitor visitor, RegistrationMade registration, Channel channel)
    {
        var posted = await PostAsync(visitor, registration, channel);
        Assert.True(posted.Status == HttpStatusCode.Redirect, posted.Text);
        return await visitor.FollowAsync(posted);
    }

    private static async Task<Page> PostAsync(Visitor visitor, RegistrationMade registration, Channel channel) =>
        await visitor.SubmitAsync(await visitor.GetAsync(registration.At("pay")), new Dictionary<string, string> { ["Channel"] = channel.ToString() }, "/pay");

    private Task WorkAsync() => portal.WithAsync(async place =>
    {
        await place.GetRequiredService<AttemptWatch>().LookAtDueAsync(default);
        await place.GetRequiredService<RefundSender>().SendDueAsync(default);
    });

    // A line of a key is enough to know it by; every key's own, not the words that open and close the file.
    private IEnumerable<string> Keys() => settings.Where(s => s.Key.Contains("Key", StringComparison.Ordinal) && !s.Key.EndsWith("KeyId", StringComparison.Ordinal) && s.Value is not null)
        .SelectMany(s => (File.Exists(s.Value) ? File.ReadAllText(s.Value) : s.Value!).Split('\n')).Select(line => line.Trim()).Where(line => line.Length >= 20 && !line.StartsWith("-----", StringComparison.Ordinal))
        .Select(line => line[..Math.Min(line.Length, 40)]).Where(start => !start.StartsWith("MII", StringComparison.Ordinal) || start.Length == 40);

    private Task<List<string>> PersonAsync(params RegistrationMade[] made) => portal.WithAsync(async place =>
    {
        var (db, seal) = (place.GetRequiredService<PortalContext>(), place.GetRequiredService<PersonalDataSeal>());
        var ids = made.Select(m => m.Id).ToList();
        var registrations = await db.Registrations.AsNoTracking().Where(r => ids.Contains(r.Id)).ToListAsync();
        return registrations.SelectMany(r => new[] { r.Person!.Name, seal.Open(r.Person.NumberSealed), r.Form.Mobile!, r.Form.Email!, r.Number! }).ToList();
    });

    private Task<T> ReadAsync<T>(Func<PortalContext, Task<T>> read) => portal.WithAsync(place => read(place.GetRequiredService<PortalContext>()));

    /// <summary>Carries notices into the portal and remembers them.</summary>
    private sealed class Carrier : HttpMessageHandler
    {
        private readonly List<(Uri Address, byte[] Body, List<KeyValuePair<string, string>> Headers, string Type)> carried = [];

        public HttpMessageInvoker Portal { get; set; } = null!;

        public IReadOnlyList<string> Bodies
        {
            get
            {
                lock (carried) return [.. carried.Select(c => System.Text.Encoding.UTF8.GetString(c.Body))];
            }
        }

        public async Task RepeatAsync()
        {
            List<(Uri Address, byte[] Body, List<KeyValuePair<string, string>> Headers, string Type)> all;
            lock (carried) all = [.. carried];
            foreach (var (address, body, headers, type) in all)
                foreach (var changed in new[] { body, [.. body[..^2], (byte)'x', .. body[^2..]] })
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(changed) };
                    request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
                    foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
                    using var answer = await Portal.SendAsync(request, default);
                }
        }

        /// <summary>Whole messages, and what stands in them that identifies a payer or lets one be forged: values of a form, signatures, sealed contents.</summary>
        public IEnumerable<string> Secrets()
        {
            foreach (var body in Bodies)
            {
                yield return body[..Math.Min(body.Length, 60)];
                foreach (var field in body.Split('&'))
                    if (field.Split('=') is [("buyer_id" or "buyer_logon_id" or "sign" or "fund_bill_list"), { Length: > 3 } value]) yield return Uri.UnescapeDataString(value);
                if (body.Contains("\"ciphertext\":\"", StringComparison.Ordinal)) yield return body.Split("\"ciphertext\":\"")[1][..40];
            }
            lock (carried)
            {
                foreach (var header in carried.SelectMany(c => c.Headers).Where(h => h.Key.EndsWith("Signature", StringComparison.Ordinal))) yield return header.Value;
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            var body = await request.Content!.ReadAsByteArrayAsync(ct);
            lock (carried) carried.Add((request.RequestUri!, body, [.. request.Headers.SelectMany(h => h.Value.Select(v => KeyValuePair.Create(h.Key, v)))], request.Content.Headers.ContentType!.ToString()));
            return await Portal.SendAsync(request, ct);
        }
    }
}
