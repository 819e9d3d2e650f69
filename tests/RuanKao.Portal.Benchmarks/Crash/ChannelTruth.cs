using System.Text.Json;
using Microsoft.Data.Sqlite;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox;
using RuanKao.Sandbox.Alipay;
using RuanKao.Sandbox.Notices;
using RuanKao.Sandbox.WeChatPay;

namespace RuanKao.Portal.Benchmarks.Crash;

/// <summary>What the channels know, read from the sandbox's own books: also while it is dead.</summary>
public sealed class ChannelTruth(string folder, SandboxKeys keys)
{
    private readonly string connection = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "sandbox.db"), Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString();

    /// <summary>Where the payer pays; null while the channel does not know the number.</summary>
    public string? PaymentPath(Channel channel, string number) => channel == Channel.Alipay
        ? Read<AlipayTrade>("alipay-trade", AlipayTrade.KeyOf(keys.Alipay[0].AppId, number)).FirstOrDefault() is { } trade ? $"/alipay/cashier/{trade.Code}/pay" : null
        : Read<WeChatPayOrder>("wechatpay-order", WeChatPayOrder.KeyOf(keys.WeChatPay[0].MchId, number)).FirstOrDefault() is { } order ? $"/wechatpay/pay/{order.Code}" : null;

    /// <summary>Everything ordered from an instant on.</summary>
    public List<BankTrade> Since(DateTime begun) =>
    [
        .. Read<AlipayTrade>("alipay-trade").Where(t => t.OrderedAt.UtcDateTime >= begun).Select(t => Trade(t.OutTradeNo, t.TotalFen, t.Deadline, t.Status == AlipayTrade.Closed, t.PaidAt,
            t.Refunds.Select(r => (r.OutRequestNo, r.Fen, RefundAnswer.Succeeded)))),
        .. Read<WeChatPayOrder>("wechatpay-order").Where(o => o.PlacedAt.UtcDateTime >= begun).Select(o => Trade(o.OutTradeNo, o.TotalFen, o.ExpiresAt ?? o.CodeExpiresAt, o.State == WeChatPayOrder.Closed, o.PaidAt,
            o.Refunds.Select(r => (r.OutRefundNo, r.Fen, r.Status == WeChatPayRefund.Success ? RefundAnswer.Succeeded : RefundAnswer.Abnormal)))),
    ];

    /// <summary>Notices that will be sent again.</summary>
    public int Owed() => Read<Notice>("notice").Count(n => n is { Accepted: false, GivenUp: false });

    // The channels write whole seconds.
    private static BankTrade Trade(string number, int fen, DateTimeOffset until, bool isClosed, DateTimeOffset? paidAt, IEnumerable<(string Number, int Fen, RefundAnswer Answer)> refunds)
    {
        var trade = new BankTrade
        {
            Number = number, Fen = fen, ExpiresAt = until.UtcDateTime, IsSeen = true, IsClosed = isClosed, PaidFen = paidAt is null ? 0 : fen,
            PaidAt = paidAt is { UtcTicks: var ticks } ? new DateTime(ticks - ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc) : null,
        };
        foreach (var refund in refunds) trade.Refunds[refund.Number] = (refund.Fen, refund.Answer);
        return trade;
    }

    private List<T> Read<T>(string kind, string? id = null)
    {
        using var database = new SqliteConnection(connection);
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "SELECT Json FROM Things WHERE Kind = $kind AND ($id IS NULL OR Id = $id)";
        command.Parameters.AddWithValue("$kind", kind);
        command.Parameters.AddWithValue("$id", (object?)id ?? DBNull.Value);
        using var reader = command.ExecuteReader();
        var things = new List<T>();
        while (reader.Read()) things.Add(JsonSerializer.Deserialize<T>(reader.GetString(0))!);
        return things;
    }
}
