using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Payments.Alipay;
using RuanKao.Portal.Payments.WeChatPay;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>The portal in memory and the sandbox on a real port, under one clock; notices are carried straight into the portal.</summary>
public sealed class SandboxWorld : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ruankao-sandbox-");
    private readonly FakeClock sandboxClock = new(new DateTime(2031, 3, 20, 2, 0, 0, DateTimeKind.Utc));
    private readonly Relay relay = new();

    private SandboxWorld(Func<SandboxOptions, SandboxOptions>? change)
    {
        var options = new SandboxOptions { DataFolder = folder.FullName, TimeProvider = sandboxClock, NoticeHandler = relay };
        Sandbox = SandboxHost.Create(change?.Invoke(options) ?? options);
    }

    public SandboxHost Sandbox { get; }

    public PortalFactory Portal { get; private set; } = null!;

    public RegistrationMade Registration { get; private set; } = null!;

    public static async Task<SandboxWorld> BeginAsync(bool losesNotices = false, Func<SandboxOptions, SandboxOptions>? sandbox = null, Action<IServiceCollection>? portal = null)
    {
        var world = new SandboxWorld(sandbox);
        await world.Sandbox.StartAsync();
        var settings = world.Sandbox.PortalSettings(new Uri("http://127.0.0.1:5080")).Where(s => s.Key.Contains("Accounts:", StringComparison.Ordinal) || s.Key == "Site:PublicAddress");
        world.Portal = await PortalFactory.StartAsync(services =>
        {
            // A busy machine is no silent channel; whoever wants one sets a shorter time.
            foreach (var client in new[] { AlipayGateway.Client, WeChatPayGateway.Client }) services.AddHttpClient(client).ConfigureHttpClient(c => c.Timeout = TimeSpan.FromMinutes(1));
            portal?.Invoke(services);
        }, new(settings));
        world.Registration = await TestData.ApprovedAsync(world.Portal);
        world.relay.Inner = losesNotices ? null : new HttpMessageInvoker(world.Portal.Server.CreateHandler());
        return world;
    }

    /// <summary>Another candidate, who pays from now on.</summary>
    public async Task NextCandidateAsync() => Registration = await TestData.ApprovedAsync(Portal);

    public void MoveClock(TimeSpan by)
    {
        Portal.Clock.UtcNow += by;
        sandboxClock.UtcNow += by;
    }

    /// <summary>Chooses the channel on the page and goes to where it leads.</summary>
    public async Task<(Visitor Visitor, Page Page)> BeginPaymentAsync(Channel channel, PaymentProduct? product = null, Visitor? visitor = null)
    {
        visitor ??= await Portal.SignedInAsync(Registration.UserId);
        var page = await visitor.GetAsync(Registration.At("pay"));
        List<KeyValuePair<string, string>> fields = [new("Channel", channel.ToString())];
        if (product is not null) fields.Add(new("Product", product.ToString()!));
        var posted = await visitor.SubmitAsync(page, fields, "/pay");
        Assert.True(posted.Status == HttpStatusCode.Redirect, posted.Text);
        return (visitor, await visitor.FollowAsync(posted));
    }

    public void Pay(Channel channel, string number)
    {
        if (channel == Channel.Alipay) Assert.True(Sandbox.Alipay.Pay(Sandbox.Alipay.ByOutTradeNo(number)!));
        else Assert.True(Sandbox.WeChatPay.Pay(Sandbox.WeChatPay.ByOutTradeNo(number)!));
    }

    public async Task AssertPaidAsync(Visitor visitor, NoticeVerdict? verdict)
    {
        Assert.Equal(RegistrationState.Paid, await ReadAsync(db => db.Registrations.Where(r => r.Id == Registration.Id).Select(r => r.State).SingleAsync()));
        Assert.Equal("缴费成功，报名成功", (await visitor.GetAsync(Registration.At("pay"))).Heading);
        var paid = await ReadAsync(db => db.PaymentAttempts.AsNoTracking().SingleAsync(a => a.State == PaymentState.Paid));
        Assert.Equal((10000, Portal.Clock.UtcNow.Date), (paid.ReceivedFen, paid.PaidAt!.Value.Date));
        if (verdict is not null) Assert.Equal(verdict, (await ReadAsync(db => db.PaymentNotices.SingleAsync())).Verdict);
    }

    public Task<T> ReadAsync<T>(Func<PortalContext, Task<T>> read) => Portal.WithAsync(place => read(place.GetRequiredService<PortalContext>()));

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        await Portal.DisposeAsync();
        folder.Delete(recursive: true);
    }

    // Without anything behind it the notice is lost, and the channel is made to believe that it arrived.
    private sealed class Relay : HttpMessageHandler
    {
        public HttpMessageInvoker? Inner { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Inner is { } portal ? portal.SendAsync(request, cancellationToken)
                : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("success") });
    }
}
