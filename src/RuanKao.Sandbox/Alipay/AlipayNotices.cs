using System.Text.Json;
using RuanKao.Sandbox.Menu;
using RuanKao.Sandbox.Notices;

namespace RuanKao.Sandbox.Alipay;

/// <summary>What Alipay tells a merchant: the signed form to notify_url and the signed query of return_url.</summary>
internal sealed class AlipayNotices(SandboxKeys keys, SandboxClock clock, NoticeDelivery delivery, MisbehaviourRules rules) : INoticeWriter
{
    public const string Channel = "alipay";

    public void Announce(AlipayTrade trade, AlipayRefund? refund = null)
    {
        if (trade.NotifyUrl is null)
            return;
        var (owner, id) = (keys.Alipay.Single(m => m.AppId == trade.AppId), Guid.NewGuid().ToString("N"));
        var merchant = rules.Take(Misbehaviour.OtherAccount, trade.OutTradeNo, Touch.Notice) ? keys.Alipay.First(m => m != owner) : owner;
        var fields = Fields(trade, refund, merchant, id);
        if (rules.Take(Misbehaviour.WrongAmount, trade.OutTradeNo, Touch.Notice))
            fields["total_amount"] = Yuan.Text(trade.TotalFen + 1);
        if (rules.Take(Misbehaviour.WrongMerchant, trade.OutTradeNo, Touch.Notice))
            (fields["app_id"], fields["seller_id"]) = (AlipayStranger.AppId, AlipayStranger.SellerId);
        delivery.Send(new Notice
        {
            Id = id,
            Channel = Channel,
            Account = merchant.Account,
            OutTradeNo = trade.OutTradeNo,
            Url = Notice.AddressFor(trade.NotifyUrl, owner.Account, merchant.Account),
            Content = JsonSerializer.Serialize(fields),
        });
    }

    public HttpRequestMessage Write(Notice notice)
    {
        var merchant = keys.Alipay.Single(m => m.Account == notice.Account);
        var fields = JsonSerializer.Deserialize<Dictionary<string, string>>(notice.Content)!;
        var isOld = rules.Take(Misbehaviour.OldTimestamp, notice.OutTradeNo, Touch.Notice);
        fields["notify_time"] = SandboxClock.Text(isOld ? clock.Now.AddMinutes(-10) : clock.Now);
        var isForged = rules.Take(Misbehaviour.BadSignature, notice.OutTradeNo, Touch.Notice);
        fields["sign"] = AlipaySigning.Sign(AlipaySigning.NoticeText(fields), isForged ? merchant.AppPrivateKey : merchant.AlipayPrivateKey);
        return new HttpRequestMessage(HttpMethod.Post, notice.Url) { Content = new FormUrlEncodedContent(fields) };
    }

    public async Task<bool> AcceptedAsync(HttpResponseMessage answer, CancellationToken ct) =>
        (int)answer.StatusCode == 200 && await answer.Content.ReadAsStringAsync(ct) == "success";

    /// <summary>The address to which the payer's browser returns; it names no state of the trade.</summary>
    public string ReturnAddress(AlipayTrade trade)
    {
        var merchant = keys.Alipay.Single(m => m.AppId == trade.AppId);
        var fields = new Dictionary<string, string>
        {
            ["charset"] = "utf-8",
            ["out_trade_no"] = trade.OutTradeNo,
            ["method"] = trade.Product == AlipayTrade.WapProduct ? "alipay.trade.wap.pay.return" : "alipay.trade.page.pay.return",
            ["total_amount"] = Yuan.Text(trade.TotalFen),
            ["trade_no"] = trade.TradeNo!,
            ["auth_app_id"] = trade.AppId,
            ["app_id"] = trade.AppId,
            ["version"] = "1.0",
            ["sign_type"] = "RSA2",
            ["seller_id"] = merchant.SellerId,
            ["timestamp"] = SandboxClock.Text(clock.Now),
        };
        fields["sign"] = AlipaySigning.Sign(AlipaySigning.NoticeText(fields), merchant.AlipayPrivateKey);
        var query = string.Join('&', fields.Select(f => $"{f.Key}={Uri.EscapeDataString(f.Value)}"));
        return trade.ReturnUrl + (trade.ReturnUrl!.Contains('?') ? '&' : '?') + query;
    }

    private Dictionary<string, string> Fields(AlipayTrade trade, AlipayRefund? refund, AlipayMerchant merchant, string id)
    {
        var total = Yuan.Text(trade.TotalFen);
        var fields = new Dictionary<string, string>
        {
            ["notify_time"] = SandboxClock.Text(clock.Now),
            ["notify_type"] = "trade_status_sync",
            ["notify_id"] = id,
            ["app_id"] = merchant.AppId,
            ["auth_app_id"] = merchant.AppId,
            ["charset"] = "utf-8",
            ["version"] = "1.0",
            ["sign_type"] = "RSA2",
            ["trade_no"] = trade.TradeNo!,
            ["out_trade_no"] = trade.OutTradeNo,
            ["buyer_id"] = AlipayBuyer.Id,
            ["buyer_logon_id"] = AlipayBuyer.LogonId,
            ["seller_id"] = merchant.SellerId,
            ["trade_status"] = trade.Status!,
            ["total_amount"] = total,
            ["subject"] = trade.Subject,
            ["gmt_create"] = SandboxClock.Text(trade.CreatedAt!.Value),
        };
        if (trade.PaidAt is { } paid)
        {
            fields["receipt_amount"] = total;
            fields["invoice_amount"] = total;
            fields["buyer_pay_amount"] = total;
            fields["point_amount"] = "0.00";
            fields["gmt_payment"] = SandboxClock.Text(paid);
            fields["fund_bill_list"] = $$"""[{"amount":"{{total}}","fundChannel":"ALIPAYACCOUNT"}]""";
        }

        if (refund is not null)
        {
            fields["out_biz_no"] = refund.OutRequestNo;
            fields["refund_fee"] = Yuan.Text(trade.RefundedFen);
            fields["gmt_refund"] = refund.At.ToString("yyyy-MM-dd HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture);
        }

        if (trade.ClosedAt is { } closed)
            fields["gmt_close"] = SandboxClock.Text(closed);
        if (trade.PassbackParams is { Length: > 0 } passback)
            fields["passback_params"] = passback;
        return fields;
    }
}
