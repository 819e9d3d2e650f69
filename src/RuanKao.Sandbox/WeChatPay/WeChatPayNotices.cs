using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using RuanKao.Sandbox.Menu;
using RuanKao.Sandbox.Notices;

namespace RuanKao.Sandbox.WeChatPay;

/// <summary>What WeChat Pay tells a merchant: encrypted with the APIv3 key, signed afresh for each sending.</summary>
internal sealed class WeChatPayNotices(SandboxKeys keys, SandboxClock clock, NoticeDelivery delivery, MisbehaviourRules rules, WeChatPayKeyMode mode) : INoticeWriter
{
    public const string Channel = "wechatpay";

    public void AnnouncePayment(WeChatPayOrder order) =>
        Send(order, order.NotifyUrl, "TRANSACTION.SUCCESS", "支付成功", "transaction",
            WeChatPayAnswers.Order(order, Take(Misbehaviour.WrongAmount, order.OutTradeNo), Take(Misbehaviour.WrongMerchant, order.OutTradeNo)));

    public void AnnounceRefund(WeChatPayOrder order, WeChatPayRefund refund)
    {
        if (refund.NotifyUrl is not { } url)
            return;
        Send(order, url, $"REFUND.{refund.Status}", refund.Status == WeChatPayRefund.Success ? "退款成功" : "退款异常", "refund", new JsonObject
        {
            ["mchid"] = order.MchId,
            ["transaction_id"] = order.TransactionId,
            ["out_trade_no"] = order.OutTradeNo,
            ["refund_id"] = refund.RefundId,
            ["out_refund_no"] = refund.OutRefundNo,
            ["refund_status"] = refund.Status,
            ["success_time"] = SandboxClock.Rfc3339(refund.CreatedAt),
            ["user_received_account"] = "支付用户零钱",
            ["amount"] = new JsonObject
            {
                ["total"] = order.TotalFen,
                ["refund"] = refund.Fen,
                ["payer_total"] = order.TotalFen,
                ["payer_refund"] = refund.Fen,
            },
        });
    }

    public HttpRequestMessage Write(Notice notice)
    {
        var merchant = keys.WeChatPay.Single(m => m.Account == notice.Account);
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(notice.Content));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, notice.Url) { Content = content };
        foreach (var (name, value) in Headers(merchant, notice))
            request.Headers.Add(name, value);
        request.Headers.Add("Request-ID", $"{notice.Id}-{notice.Sendings}");
        return request;
    }

    private Dictionary<string, string> Headers(WeChatPayMerchant merchant, Notice notice)
    {
        var (key, serial) = merchant.Signer(byCertificate: (mode == WeChatPayKeyMode.Certificate) != Take(Misbehaviour.KeyRotation, notice.OutTradeNo));
        if (Take(Misbehaviour.BadSignature, notice.OutTradeNo))
            key = merchant.MerchantPrivateKey;
        var seconds = clock.UnixSeconds - (Take(Misbehaviour.OldTimestamp, notice.OutTradeNo) ? 600 : 0);
        var headers = WeChatPaySigning.Headers(key, serial, seconds, notice.Content);
        if (Take(Misbehaviour.SignatureProbe, notice.OutTradeNo))
            headers["Wechatpay-Signature"] = "WECHATPAY/SIGNTEST/" + headers["Wechatpay-Signature"];
        return headers;
    }

    private bool Take(Misbehaviour what, string trade) => rules.Take(what, trade, Touch.Notice);

    // The status alone decides: 200 with a FAIL body counts as taken.
    public Task<bool> AcceptedAsync(HttpResponseMessage answer, CancellationToken ct) =>
        Task.FromResult((int)answer.StatusCode is 200 or 204);

    private void Send(WeChatPayOrder order, string url, string eventType, string summary, string kind, JsonObject plain)
    {
        var owner = keys.WeChatPay.Single(m => m.MchId == order.MchId);
        var merchant = Take(Misbehaviour.OtherAccount, order.OutTradeNo) ? keys.WeChatPay.First(m => m != owner) : owner;
        if (merchant != owner)
            (plain["mchid"], plain["appid"]) = (merchant.MchId, merchant.AppId);
        var (id, nonce) = ($"EV-{Guid.NewGuid()}", WeChatPaySigning.Nonce(12));
        var body = new JsonObject
        {
            ["id"] = id,
            ["create_time"] = SandboxClock.Rfc3339(clock.Now),
            ["resource_type"] = "encrypt-resource",
            ["event_type"] = eventType,
            ["summary"] = summary,
            ["resource"] = new JsonObject
            {
                ["original_type"] = kind,
                ["algorithm"] = "AEAD_AES_256_GCM",
                ["ciphertext"] = WeChatPaySigning.Encrypt(plain.ToJsonString(WeChatPayAnswers.Json), merchant.ApiV3Key, nonce, kind),
                ["associated_data"] = kind,
                ["nonce"] = nonce,
            },
        };
        delivery.Send(new Notice
        {
            Id = id,
            Channel = Channel,
            Account = merchant.Account,
            OutTradeNo = order.OutTradeNo,
            Url = Notice.AddressFor(url, owner.Account, merchant.Account),
            Content = body.ToJsonString(WeChatPayAnswers.Json),
        });
    }
}
