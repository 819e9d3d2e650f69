using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Payments.WeChatPay;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox;
using RuanKao.Sandbox.Menu;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>Accounts that have platform certificates, alone or beside the public key.</summary>
public class WeChatPayCertificateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_merchant_with_certificates_alone_is_paid_and_fetches_them_once()
    {
        var counter = new Counter();
        await using var world = await BeginAsync(WeChatPayKeyMode.Certificate, counter);
        var (visitor, page) = await world.BeginPaymentAsync(Channel.WeChatPay);
        world.Pay(Channel.WeChatPay, page.Path[^32..]);
        await world.Sandbox.NoticesAtRestAsync(Token);
        await world.AssertPaidAsync(visitor, NoticeVerdict.Booked);
        Assert.Equal(1, counter.Certificates);
    }

    [Fact]
    public async Task While_a_merchant_changes_over_a_notice_signed_by_either_kind_is_taken()
    {
        await using var world = await BeginAsync(WeChatPayKeyMode.Both, new());
        var (visitor, page) = await world.BeginPaymentAsync(Channel.WeChatPay);
        world.Sandbox.Misbehaviours.Add(Misbehaviour.KeyRotation, page.Path[^32..], repeats: true);
        world.Pay(Channel.WeChatPay, page.Path[^32..]);
        await world.Sandbox.NoticesAtRestAsync(Token);
        await world.AssertPaidAsync(visitor, null);
        Assert.Equal(NoticeVerdict.Booked, (await world.ReadAsync(db => db.PaymentNotices.SingleAsync(n => n.NoticeId != null))).Verdict);
    }

    [Fact]
    public async Task Certificates_are_fetched_again_after_twelve_hours_and_not_for_every_unknown_serial()
    {
        var counter = new Counter();
        await using var world = await BeginAsync(WeChatPayKeyMode.Certificate, counter);
        await world.BeginPaymentAsync(Channel.WeChatPay);
        Assert.Equal(1, counter.Certificates);
        var certificates = world.Portal.Services.GetRequiredService<WeChatPayCertificates>();
        for (var i = 0; i < 20; i++) await certificates.RefreshIfNeededAsync("default", $"UNKNOWN{i}");
        Assert.Equal(1, counter.Certificates);
        world.MoveClock(WeChatPayCertificates.Pause);
        for (var i = 0; i < 20; i++) await certificates.RefreshIfNeededAsync("default", $"UNKNOWN{i}");
        Assert.Equal(2, counter.Certificates);
        world.MoveClock(WeChatPayCertificates.Freshness);
        await certificates.RefreshIfNeededAsync("default", null);
        await certificates.RefreshIfNeededAsync("default", null);
        Assert.Equal(3, counter.Certificates);
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public async Task A_list_counts_only_if_our_key_opens_it_and_one_of_its_certificates_signed_it(bool wrongKey, bool wrongSigner, bool isTaken)
    {
        var clock = new FakeClock(new DateTime(2031, 3, 20, 2, 0, 0, DateTimeKind.Utc));
        using var platform = RSA.Create(2048);
        using var stranger = RSA.Create(2048);
        var request = new CertificateRequest("CN=Tenpay", platform, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        // A serial whose first byte is zero: the platform leaves it out.
        using var certificate = request.Create(new X500DistinguishedName("CN=Root"), X509SignatureGenerator.CreateForRSA(platform, RSASignaturePadding.Pkcs1),
            new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2031, 4, 1, 0, 0, 0, TimeSpan.Zero), [0x00, 0xAB, 0x0C]);
        var body = List(certificate.ExportCertificatePem(), wrongKey ? new string('x', 32) : ApiV3Key);
        var certificates = new WeChatPayCertificates(new Canned(() => Answer(body, wrongSigner ? stranger : platform, "AB0C", clock)),
            Options.Create(new WeChatPayOptions { Accounts = { ["default"] = new() { MchId = "1", AppId = "wx", ApiV3Key = ApiV3Key, MerchantSerialNumber = "1", PrivateKey = stranger.ExportPkcs8PrivateKeyPem(), PlatformCertificates = true } } }),
            clock, NullLogger<WeChatPayCertificates>.Instance);

        await certificates.RefreshIfNeededAsync("default", "AB0C");
        Assert.Equal(isTaken ? ["AB0C"] : [], certificates.KeysOf("default").Keys);
        clock.UtcNow = new DateTime(2031, 4, 1, 0, 0, 0, DateTimeKind.Utc);
        Assert.Empty(certificates.KeysOf("default"));
    }

    private const string ApiV3Key = "0123456789abcdef0123456789abcdef";

    private static Task<SandboxWorld> BeginAsync(WeChatPayKeyMode mode, Counter counter) => SandboxWorld.BeginAsync(
        sandbox: options => options with { WeChatPayKeys = mode, NoticePauses = [TimeSpan.Zero, .. Enumerable.Repeat(TimeSpan.FromMilliseconds(200), 20)] },
        portal: services => services.AddHttpClient(WeChatPayGateway.Client).AddHttpMessageHandler(() => new Counting(counter)));

    private static byte[] List(string pem, string key)
    {
        var (plain, nonce) = (Encoding.UTF8.GetBytes(pem), "abcdefghijkl");
        var (cipher, tag) = (new byte[plain.Length], new byte[16]);
        using var aes = new AesGcm(Encoding.UTF8.GetBytes(key), 16);
        aes.Encrypt(Encoding.UTF8.GetBytes(nonce), plain, cipher, tag, "certificate"u8);
        return JsonSerializer.SerializeToUtf8Bytes(new { data = new[] { new { serial_no = "AB0C",
            encrypt_certificate = new { algorithm = "AEAD_AES_256_GCM", nonce, associated_data = "certificate", ciphertext = Convert.ToBase64String([.. cipher, .. tag]) } } } });
    }

    private static HttpResponseMessage Answer(byte[] body, RSA signer, string serial, FakeClock clock)
    {
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString();
        byte[] message = [.. Encoding.UTF8.GetBytes($"{timestamp}\nn\n"), .. body, (byte)'\n'];
        var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) };
        var signature = Convert.ToBase64String(signer.SignData(message, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        foreach (var (name, value) in new[] { ("Timestamp", timestamp), ("Nonce", "n"), ("Signature", signature), ("Serial", serial) })
            answer.Headers.TryAddWithoutValidation("Wechatpay-" + name, value);
        return answer;
    }

    private sealed class Counter
    {
        private int certificates;

        public int Certificates => certificates;

        public void Note(Uri address)
        {
            if (address.AbsolutePath.EndsWith("/certificates", StringComparison.Ordinal)) Interlocked.Increment(ref certificates);
        }
    }

    private sealed class Counting(Counter counter) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            counter.Note(request.RequestUri!);
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Canned(Func<HttpResponseMessage> answer) : HttpMessageHandler, IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer());
    }
}
