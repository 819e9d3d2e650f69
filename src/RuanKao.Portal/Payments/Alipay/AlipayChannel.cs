using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Payments.Alipay;

/// <summary>Alipay (open platform, RSA2): a code by precreate, the cashier page, the phone's cashier.</summary>
public sealed class AlipayChannel(AlipayGateway gateway) : IPaymentChannel
{
    public Channel Channel => Channel.Alipay;

    public string Slug => "alipay";

    public string? AccountFor(string institutionCode) =>
        gateway.Accounts.ContainsKey(institutionCode) ? institutionCode : gateway.Accounts.ContainsKey("default") ? "default" : null;

    public bool Offers(string account, PaymentProduct product) => product switch
    {
        PaymentProduct.Qr => gateway.Accounts[account].QrProduct,
        // WeChat opens no page of Alipay.
        PaymentProduct.InWeChat => false,
        _ => true,
    };

    public async Task<ChannelOffer> CreateAsync(ChannelOrder order, CancellationToken ct)
    {
        var attempt = order.Attempt;
        var content = new Dictionary<string, string>
        {
            ["out_trade_no"] = attempt.Number,
            ["total_amount"] = Money.Yuan(attempt.AmountFen),
            ["subject"] = order.Title,
            ["time_expire"] = AlipayGateway.Moment(attempt.ExpiresAt),
        };
        if (attempt.Product != PaymentProduct.Qr)
        {
            var onPhone = attempt.Product == PaymentProduct.Phone;
            content["product_code"] = onPhone ? "QUICK_WAP_WAY" : "FAST_INSTANT_TRADE_PAY";
            if (onPhone) content["quit_url"] = order.ReturnAddress;
            return new(OfferState.Accepted, gateway.Address(attempt.MerchantAccount,
                onPhone ? "alipay.trade.wap.pay" : "alipay.trade.page.pay", content, order.NotifyAddress, order.ReturnAddress));
        }
        var answer = await gateway.CallAsync(attempt.MerchantAccount, "alipay.trade.precreate", content, ct, order.NotifyAddress);
        if (answer is { IsSuccess: true } && answer["qr_code"] is { Length: > 0 } code) return new(OfferState.Accepted, code);
        // What the gateway itself refuses (4000x, signed) never became a trade; a business failure may hide one that is known.
        return new(answer is { IsTrusted: true } && answer["code"] is "40001" or "40002" or "40006" ? OfferState.Refused : OfferState.Unknown);
    }

    public async Task<ChannelReport> QueryAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        var answer = await gateway.CallAsync(attempt.MerchantAccount, "alipay.trade.query", new() { ["out_trade_no"] = attempt.Number }, ct);
        if (answer?.SubCode == "ACQ.TRADE_NOT_EXIST") return new(ChannelState.NotFound);
        if (answer is not { IsSuccess: true } || answer["out_trade_no"] is { } number && number != attempt.Number) return ChannelReport.Unknown;
        var paidAt = AlipayGateway.Instant(answer["send_pay_date"]);
        return answer["trade_status"] switch
        {
            "WAIT_BUYER_PAY" => new(ChannelState.Unpaid),
            "TRADE_SUCCESS" or "TRADE_FINISHED" => new(ChannelState.Paid, answer["trade_no"], Money.Fen(answer["total_amount"]), paidAt),
            // Closed is ambiguous: never paid, or paid and wholly refunded by hand.
            "TRADE_CLOSED" => new(paidAt is null ? ChannelState.Closed : ChannelState.Refunded, answer["trade_no"], Money.Fen(answer["total_amount"]), paidAt),
            _ => ChannelReport.Unknown,
        };
    }

    public async Task<CloseAnswer> CloseAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        var answer = await gateway.CallAsync(attempt.MerchantAccount, "alipay.trade.close", new() { ["out_trade_no"] = attempt.Number }, ct);
        return answer switch
        {
            { IsSuccess: true } => CloseAnswer.Closed,
            { SubCode: "ACQ.TRADE_NOT_EXIST" } => CloseAnswer.NotFound,
            { SubCode: "ACQ.TRADE_STATUS_ERROR" or "ACQ.REASON_TRADE_STATUS_INVALID" } => CloseAnswer.Ended,
            _ => CloseAnswer.Unknown,
        };
    }

    public async Task<RefundReport> RefundAsync(PaymentAttempt attempt, Refund refund, CancellationToken ct)
    {
        var answer = await gateway.CallAsync(attempt.MerchantAccount, "alipay.trade.refund", new()
        {
            ["out_trade_no"] = attempt.Number,
            ["out_request_no"] = refund.Number,
            ["refund_amount"] = Money.Yuan(refund.AmountFen),
            ["refund_reason"] = refund.Reason,
        }, ct);
        // A good answer is not yet money moved: only fund_change=Y is; a repeated request says N.
        return answer is { IsSuccess: true }
            ? new(answer["fund_change"] == "Y" ? RefundAnswer.Succeeded : RefundAnswer.Processing, answer["trade_no"], AlipayGateway.Instant(answer["gmt_refund_pay"]))
            : new(answer?.SubCode is "ACQ.SELLER_BALANCE_NOT_ENOUGH" ? RefundAnswer.Short : RefundAnswer.Unknown);
    }

    public async Task<RefundReport> QueryRefundAsync(PaymentAttempt attempt, Refund refund, CancellationToken ct)
    {
        var answer = await gateway.CallAsync(attempt.MerchantAccount, "alipay.trade.fastpay.refund.query", new()
        {
            ["out_trade_no"] = attempt.Number,
            ["out_request_no"] = refund.Number,
        }, ct);
        if (answer is not { IsSuccess: true }) return new(answer?.SubCode == "ACQ.TRADE_NOT_EXIST" ? RefundAnswer.NotFound : RefundAnswer.Unknown);
        return answer["refund_status"] == "REFUND_SUCCESS" ? new(RefundAnswer.Succeeded, answer["trade_no"], AlipayGateway.Instant(answer["gmt_refund_pay"])) : new(RefundAnswer.NotFound);
    }

    public NoticeReading ReadNotice(string account, InboundMessage message) => AlipayNotice.Read(gateway, account, message.Body);

    // Exactly these seven bytes; anything else is a failure and is sent again.
    public NoticeAnswer Answer(bool taken) => new(200, "text/plain", taken ? "success" : "fail");

    public bool IsGenuineReturn(PaymentAttempt attempt, IQueryCollection query)
    {
        if (!gateway.Accounts.TryGetValue(attempt.MerchantAccount, out var merchant)) return false;
        var fields = query.Select(q => KeyValuePair.Create(q.Key, q.Value.ToString())).ToList();
        return query["out_trade_no"] == attempt.Number && query["app_id"] == merchant.AppId
            && AlipaySignature.VerifyMessage(fields, merchant.AlipayPublicKeyText);
    }
}
