using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Benchmarks;

/// <summary>
/// Callbacks a second (real HTTP, verified, kept), against the least that a durable answer can cost: one RSA verification and one insert that survives a power
/// cut, on the same disk, in blocks that take turns. Beside it the booking that follows (the order and the registration settled, the message to the candidate
/// written), by the portal's own worker, until the last one of the block.
/// </summary>
public static class CallbacksBench
{
    private const int Blocks = 6;
    private const int InBlock = 200;
    private const int Senders = 4;
    private const int Warm = 400;

    public static async Task RunAsync()
    {
        // A disk, not memory: what is durable costs its time there.
        var folder = Directory.CreateDirectory(Repository.File("data", "bench-" + Guid.NewGuid().ToString("N")));
        try
        {
            using var messages = new ChannelMessages();
            var file = Path.Combine(folder.FullName, "portal.db");
            File.Copy(await TestDatabase.CopyAsync(), file);
            await using var portal = new PortalFactory(file, messages.Settings()) { BooksAtOnce = false, Configure = services => services.AddHostedService<NoticeBookingWorker>() };
            portal.UseKestrel(0);
            portal.StartServer();
            using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = portal.ClientOptions.BaseAddress };
            await SendAsync(client, await NoticesAsync(portal, messages, Warm));
            await BookedAsync(portal, Warm);
            await using var bare = await BareAsync(folder.FullName);
            var (whole, booking, least) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
            for (var block = 0; block < Blocks; block++)
            {
                var notices = await NoticesAsync(portal, messages, InBlock);
                var begun = Stopwatch.GetTimestamp();
                whole += await SendAsync(client, notices);
                await BookedAsync(portal, Warm + (block + 1) * InBlock);
                booking += Stopwatch.GetElapsedTime(begun);
                least += Least(bare, messages);
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"callbacks-per-second {Blocks * InBlock / whole.TotalSeconds:0} (bare {Blocks * InBlock / least.TotalSeconds:0}, booked to the end {Blocks * InBlock / booking.TotalSeconds:0}; {Blocks * InBlock} callbacks, {Senders} senders)"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"callbacks-vs-bare {least / whole:0.00} (limit ≥ 0.5)"));
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task BookedAsync(PortalFactory portal, int count)
    {
        for (var asked = 0; await portal.WithAsync(place => place.GetRequiredService<PortalContext>().PaymentAttempts.CountAsync(a => a.State == PaymentState.Paid)) != count; asked++)
        {
            if (asked == 3000) throw new InvalidOperationException($"{count} were not settled in a minute.");
            await Task.Delay(20);
        }
    }

    // Signed before the clock runs.
    private static async Task<List<HttpRequestMessage>> NoticesAsync(PortalFactory portal, ChannelMessages messages, int count)
    {
        var notices = new List<HttpRequestMessage>();
        for (var i = 0; i < count; i++)
        {
            var channel = i % 2 == 0 ? Channel.Alipay : Channel.WeChatPay;
            var number = await NoticeRows.AttemptAsync(portal, await TestData.ApprovedAsync(portal), channel);
            var id = Guid.NewGuid().ToString("N");
            notices.Add(channel == Channel.Alipay
                ? new(HttpMethod.Post, NoticeRows.AlipayDoor) { Content = messages.AlipayNotice(ChannelMessages.AlipayFields(number, noticeId: id)) }
                : messages.WeChatNotice(NoticeRows.WeChatDoor, ChannelMessages.WeChatBody(ChannelMessages.WeChatTransaction(number), id), portal.Clock.UtcNow));
        }
        return notices;
    }

    private static async Task<TimeSpan> SendAsync(HttpClient client, List<HttpRequestMessage> notices)
    {
        var next = -1;
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            int at;
            while ((at = Interlocked.Increment(ref next)) < notices.Count)
            {
                using var answer = await client.SendAsync(notices[at]);
                if (answer.StatusCode != HttpStatusCode.NoContent && await answer.Content.ReadAsStringAsync() != "success") throw new InvalidOperationException($"A notice is answered {answer.StatusCode}.");
            }
        })));
        return Stopwatch.GetElapsedTime(begun);
    }

    private static async Task<SqliteConnection> BareAsync(string folder)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "bare.db")}");
        await connection.OpenAsync();
        Run(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE Notices (Id INTEGER PRIMARY KEY, Body TEXT NOT NULL)");
        return connection;
    }

    // One writer: SQLite lets no more in, and nobody waits for another.
    private static TimeSpan Least(SqliteConnection connection, ChannelMessages messages)
    {
        var body = new string('x', 1200);
        var text = Encoding.UTF8.GetBytes(body);
        var signature = messages.Alipay.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO Notices (Body) VALUES ($body)";
        insert.Parameters.AddWithValue("$body", body);
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < InBlock; i++)
        {
            if (!messages.Alipay.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)) throw new InvalidOperationException("The signature does not hold.");
            insert.ExecuteNonQuery();
        }
        return Stopwatch.GetElapsedTime(begun);
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
