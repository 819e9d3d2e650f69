using System.Globalization;
using System.Text.Json.Nodes;

namespace RuanKao.Portal.Payments.WeChatPay;

/// <summary>WeChat Pay API v3: Native code on a desk, H5 in a phone's browser, JSAPI inside WeChat.</summary>
public sealed class WeChatPayChannel(WeChatPayGateway gateway) : IPaymentChannel
{
    private const string Transactions = "/v3/pay/transactions";
    private const string RefundPath = "/v3/refund/domestic/refunds";

    public Channel Channel => Channel.WeChatPay;

    public string Slug => "wechatpay";

    public string? AccountFor(string institutionCode) =>
        gateway.Accounts.ContainsKey(institutionCode) ? institutionCode : gateway.Accounts.ContainsKey("default") ? "default" : null;

    public bool Offers(string account, PaymentProduct product) => product switch
    {
        PaymentProduct.Qr => true,
        PaymentProduct.Phone => gateway.Accounts[account].H5,
        PaymentProduct.InWeChat => gateway.Accounts[account].TakesInWeChat,
        _ => false,
    };

    public async Task<ChannelOffer> CreateAsync(ChannelOrder order, CancellationToken ct)
    {
        var attempt = order.Attempt;
        var merchant = gateway.Accounts[attempt.MerchantAccount];
        var (path, field) = attempt.Product switch { PaymentProduct.Phone => ("h5", "h5_url"), PaymentProduct.InWeChat => ("jsapi", "prepay_id"), _ => ("native", "code_url") };
        var content = new JsonObject
        {
            ["appid"] = merchant.AppId,
            ["mchid"] = merchant.MchId,
            ["description"] = order.Title,
            ["out_trade_no"] = attempt.Number,
            ["time_expire"] = WeChatPayGateway.Moment(attempt.ExpiresAt),
            ["notify_url"] = order.NotifyAddress,
            ["amount"] = new JsonObject { ["total"] = attempt.AmountFen, ["currency"] = "CNY" },
        };
        if (attempt.Product == PaymentProduct.InWeChat) content["payer"] = new JsonObject { ["openid"] = order.Payer.OpenId };
        if (attempt.Product == PaymentProduct.Phone) content["scene_info"] = new JsonObject { ["payer_client_ip"] = order.Payer.Address, ["h5_info"] = new JsonObject { ["type"] = "Wap" } };
        var answer = await gateway.CallAsync(attempt.MerchantAccount, HttpMethod.Post, $"{Transactions}/{path}", content, ct);
        if (answer is { IsSuccess: true } && answer.Text(field) is { Length: > 0 } link)
            return new(OfferState.Accepted, attempt.Product == PaymentProduct.Phone ? $"{link}&redirect_url={Uri.EscapeDataString(order.ReturnAddress)}" : link);
        // ORDERPAID and its like may hide an attempt that the channel knows; only a fault in the request itself is a refusal.
        return new(answer is { IsSuccess: false, Code: "PARAM_ERROR" or "NO_AUTH" or "APPID_MCHID_NOT_MATCH" } ? OfferState.Refused : OfferState.Unknown);
    }

    /// <summary>The arguments of getBrandWCPayRequest, signed with our key: appId, timeStamp, nonceStr and package, each line ended.</summary>
    public IReadOnlyDictionary<string, string>? BridgeOf(PaymentAttempt attempt)
    {
        if (attempt is not { Product: PaymentProduct.InWeChat, Link: { } prepayId } || !gateway.Accounts.TryGetValue(attempt.MerchantAccount, out var merchant)) return null;
        var (time, nonce, package) = (new DateTimeOffset(gateway.Now).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), WeChatPayGateway.NewNonce(), $"prepay_id={prepayId}");
        return new Dictionary<string, string>
        {
            ["appId"] = merchant.AppId, ["timeStamp"] = time, ["nonceStr"] = nonce, ["package"] = package, ["signType"] = "RSA",
            ["paySign"] = WeChatPaySignature.Sign(merchant, $"{merchant.AppId}\n{time}\n{nonce}\n{package}\n"),
        };
    }

    public async Task<ChannelReport> QueryAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        var merchant = gateway.Accounts[attempt.MerchantAccount];
        var answer = await gateway.CallAsync(attempt.MerchantAccount, HttpMethod.Get, $"{Transactions}/out-trade-no/{attempt.Number}?mchid={merchant.MchId}", null, ct);
        if (IsUnknown(attempt, answer)) return new(ChannelState.NotFound);
        return answer is { IsSuccess: true } && answer.Text("out_trade_no") == attempt.Number ? WeChatPayNotice.ReportOf(merchant, answer.Body) : ChannelReport.Unknown;
    }

    public async Task<CloseAnswer> CloseAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        var content = new JsonObject { ["mchid"] = gateway.Accounts[attempt.MerchantAccount].MchId };
        var answer = await gateway.CallAsync(attempt.MerchantAccount, HttpMethod.Post, $"{Transactions}/out-trade-no/{attempt.Number}/close", content, ct);
        return answer switch
        {
            { IsSuccess: true } => CloseAnswer.Closed,
            // An error may come unsigned, so it never closes by itself: the query that follows is signed.
            { Code: "ORDERPAID" or "ORDER_PAID" or "ORDER_CLOSED" or "ORDERCLOSED" } => CloseAnswer.Ended,
            _ when IsUnknown(attempt, answer) => CloseAnswer.NotFound,
            _ => CloseAnswer.Unknown,
        };
    }

    public async Task<RefundReport> RefundAsync(PaymentAttempt attempt, Refund refund, CancellationToken ct)
    {
        var answer = await gateway.CallAsync(attempt.MerchantAccount, HttpMethod.Post, RefundPath, new()
        {
            ["out_trade_no"] = attempt.Number,
            ["out_refund_no"] = refund.Number,
            ["reason"] = refund.Reason,
            ["amount"] = new JsonObject { ["refund"] = refund.AmountFen, ["total"] = attempt.TakenFen, ["currency"] = "CNY" },
        }, ct);
        return answer is { IsSuccess: true } ? ReportOf(answer) : new(answer?.Code is "NOT_ENOUGH" ? RefundAnswer.Short : RefundAnswer.Unknown);
    }

    public async Task<RefundReport> QueryRefundAsync(PaymentAttempt attempt, Refund refund, CancellationToken ct)
    {
        var answer = await gateway.CallAsync(attempt.MerchantAccount, HttpMethod.Get, $"{RefundPath}/{refund.Number}", null, ct);
        return answer is { IsSuccess: true } ? ReportOf(answer) : new(answer is { Status: 404 } ? RefundAnswer.NotFound : RefundAnswer.Unknown);
    }

    public NoticeReading ReadNotice(string account, InboundMessage message) => WeChatPayNotice.Read(gateway, account, message);

    // The status decides: 200 with a FAIL body would stop the retries.
    public NoticeAnswer Answer(bool taken) => taken ? new(204, "", "") : new(401, "application/json", """{"code":"FAIL","message":"not accepted"}""");

    // An H5 browser brings nothing signed along; the query that follows says everything.
    public bool IsGenuineReturn(PaymentAttempt attempt, IQueryCollection query) => true;

    // An order that WeChat Pay once took exists there: that it does not is believed only when they sign it.
    private static bool IsUnknown(PaymentAttempt attempt, WeChatPayAnswer? answer) =>
        answer is { Status: 404, Code: "ORDER_NOT_EXIST" } && (answer.IsSigned || attempt.Link is null);

    private static RefundReport ReportOf(WeChatPayAnswer answer) => new(answer.Text("status") switch
    {
        "SUCCESS" => RefundAnswer.Succeeded,
        "PROCESSING" => RefundAnswer.Processing,
        "ABNORMAL" or "CLOSED" => RefundAnswer.Abnormal,
        _ => RefundAnswer.Unknown,
    }, answer.Text("refund_id"), WeChatPayGateway.Instant(answer.Text("success_time")));
}
