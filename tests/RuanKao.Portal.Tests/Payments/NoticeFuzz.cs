using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>
/// Mutated notices of both channels over real HTTP. Most were genuine and were changed on the way: none may be taken. Some are rubbish that the channel
/// itself has signed: they may be taken and settle nothing. Nothing is ever our fault.
/// </summary>
public sealed class NoticeFuzz : IAsyncDisposable
{
    private readonly ChannelMessages messages = new();
    private readonly RSA forger = RSA.Create(2048);
    private readonly string[] numbers = new string[2];
    private PortalFactory portal = null!;
    private HttpClient client = null!;

    public static async Task<NoticeFuzz> BeginAsync()
    {
        var fuzz = new NoticeFuzz();
        fuzz.portal = await PortalFactory.StartAsync(settings: fuzz.messages.Settings());
        fuzz.portal.UseKestrel(0);
        fuzz.portal.StartServer();
        fuzz.client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = fuzz.portal.ClientOptions.BaseAddress };
        foreach (var channel in Enum.GetValues<Channel>()) fuzz.numbers[(int)channel] = await NoticeRows.AttemptAsync(fuzz.portal, await TestData.ApprovedAsync(fuzz.portal), channel);
        return fuzz;
    }

    /// <summary>Sends one; null where the answer is right.</summary>
    public async Task<string?> TryAsync(int seed)
    {
        var random = new Random(seed);
        var mutant = random.Next(2) == 0 ? await AlipayAsync(random) : WeChat(random);
        HttpStatusCode status;
        string body;
        try
        {
            using var answer = await client.SendAsync(mutant.Request);
            (status, body) = (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException cut)
        {
            // Whoever goes on sending after the refusal may find the line cut before the answer is read.
            return mutant.IsTooLarge ? null : $"seed {seed}: {mutant.What} has no answer ({cut.InnerException?.Message ?? cut.Message})";
        }
        var isTaken = status is HttpStatusCode.NoContent || body == "success";
        return (int)status >= 500 ? $"seed {seed}: {mutant.What} is answered {status}"
            : isTaken && !mutant.IsSigned ? $"seed {seed}: {mutant.What} is taken"
            : mutant.IsTooLarge && status != HttpStatusCode.RequestEntityTooLarge ? $"seed {seed}: {mutant.What} is answered {status}" : null;
    }

    /// <summary>What is in the books after all of them: no money. And the genuine notices, sent last, are still taken.</summary>
    public async Task<string?> AfterAllAsync()
    {
        var booked = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().PaymentNotices.CountAsync(n => n.Verdict == NoticeVerdict.Booked || n.Verdict == NoticeVerdict.Surplus || n.AttemptId != null));
        var open = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().PaymentAttempts.CountAsync(a => a.State == PaymentState.Created && a.ReceivedFen == null));
        if (booked > 0 || open != numbers.Length) return $"{booked} notices are stored as good, {numbers.Length - open} attempts have moved";
        using var alipay = await client.PostAsync(NoticeRows.AlipayDoor, messages.AlipayNotice(ChannelMessages.AlipayFields(numbers[0])));
        using var weChat = await client.SendAsync(messages.WeChatNotice(NoticeRows.WeChatDoor, ChannelMessages.WeChatBody(ChannelMessages.WeChatTransaction(numbers[1])), portal.Clock.UtcNow));
        return (await alipay.Content.ReadAsStringAsync(), weChat.StatusCode) is ("success", HttpStatusCode.NoContent) ? null : "the genuine notices are not taken";
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await portal.DisposeAsync();
        messages.Dispose();
        forger.Dispose();
    }

    private sealed record Mutant(string What, HttpRequestMessage Request, bool IsSigned = false, bool IsTooLarge = false);

    private async Task<Mutant> AlipayAsync(Random random)
    {
        var fields = ChannelMessages.AlipayFields(numbers[0]);
        if (random.Next(5) == 0)
        {
            NoticeMutation.Spoil(fields, random);
            return new("signed rubbish of Alipay", Form(await messages.AlipayNotice(fields).ReadAsByteArrayAsync()), IsSigned: true);
        }
        var genuine = await messages.AlipayNotice(fields).ReadAsStringAsync();
        if (random.Next(40) == 0) return Oversized(NoticeRows.AlipayDoor, Encoding.UTF8.GetBytes(genuine), random);
        for (; ; )
        {
            var (what, text) = random.Next(10) switch
            {
                0 => ("another's signature", await messages.AlipayNotice(fields, forger).ReadAsByteArrayAsync()),
                _ => NoticeMutation.Of(genuine, random),
            };
            if (!NoticeMutation.MeansTheSame(genuine, text)) return new("an Alipay notice with " + what, Form(text));
        }

        HttpRequestMessage Form(byte[] text)
        {
            var content = new ByteArrayContent(text);
            content.Headers.ContentType = new(random.Next(20) == 0 ? "text/plain" : "application/x-www-form-urlencoded");
            return new(HttpMethod.Post, NoticeRows.AlipayDoor) { Content = content };
        }
    }

    private Mutant WeChat(Random random)
    {
        var genuine = ChannelMessages.WeChatBody(ChannelMessages.WeChatTransaction(numbers[1]));
        var now = portal.Clock.UtcNow;
        HttpRequestMessage Sign(byte[] body, DateTime? at = null, RSA? key = null) => messages.WeChatNotice(NoticeRows.WeChatDoor, body, at ?? now, key: key);
        switch (random.Next(9))
        {
            case 0:
                return new("signed rubbish of WeChat Pay", Sign(NoticeMutation.WeChatRubbish(random)), IsSigned: true);
            case 1:
                return new("another's signature", Sign(genuine, key: forger));
            case 2:
                return new("another time", Sign(genuine, now.AddSeconds((random.Next(2) == 0 ? 1 : -1) * random.Next(301, 100_000))));
            case 3:
                return new("another APIv3 key", Sign(ChannelMessages.WeChatBody(ChannelMessages.WeChatTransaction(numbers[1]), key: new string('x', 32))));
            case 4 when random.Next(5) == 0:
                return Oversized(NoticeRows.WeChatDoor, genuine, random);
            case <= 6:
                var (what, body) = NoticeMutation.Of(genuine, random);
                if (body.AsSpan().SequenceEqual(genuine)) body = [.. genuine, (byte)' '];
                var changed = Sign(genuine);
                changed.Content = new ByteArrayContent(body);
                return new("a WeChat notice with " + what, changed);
            default:
                var request = Sign(genuine);
                return new("a WeChat notice with " + NoticeMutation.SpoilHeader(request, random), request);
        }
    }

    private static Mutant Oversized(string door, byte[] start, Random random)
    {
        var content = new ByteArrayContent([.. start, .. new byte[64 * 1024 + 1 + random.Next(40_000)]]);
        var request = new HttpRequestMessage(HttpMethod.Post, door) { Content = content };
        // With and without the length said before.
        if (random.Next(2) == 0) request.Headers.TransferEncodingChunked = true;
        request.Headers.ConnectionClose = true;
        return new("64 KiB and more", request, IsTooLarge: true);
    }
}

/// <summary>An attempt as it stands before the channel has answered, of a merchant account of the institution's own.</summary>
public static class NoticeRows
{
    public const string AlipayDoor = "/notify/alipay/53";
    public const string WeChatDoor = "/notify/wechatpay/53";

    public static Task<string> AttemptAsync(PortalFactory portal, RegistrationMade registration, Channel by) => portal.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        var order = new FeeOrder
        {
            Purpose = FeePurpose.Registration, SubjectId = registration.Id, PayerId = registration.UserId, InstitutionCode = "53",
            Title = "考试费", AmountFen = 10000, Deadline = portal.Clock.UtcNow.AddDays(1), CreatedAt = portal.Clock.UtcNow,
        };
        var attempt = PaymentAttempt.Begin(order, by, PaymentProduct.Qr, "53", portal.Clock.UtcNow, portal.Clock.UtcNow.AddMinutes(15));
        db.AddRange(order, attempt);
        await db.SaveChangesAsync();
        return attempt.Number;
    });
}
