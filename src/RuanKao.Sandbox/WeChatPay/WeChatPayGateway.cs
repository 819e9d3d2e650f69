using System.Security.Cryptography;
using System.Text.Json.Nodes;
using RuanKao.Sandbox.Menu;

namespace RuanKao.Sandbox.WeChatPay;

/// <summary>The calls of API v3, mounted below /wechatpay.</summary>
internal sealed class WeChatPayGateway(WeChatPayDoor door, WeChatPayOrders orders, WeChatPayBills bills, SandboxClock clock, MisbehaviourRules rules, WeChatPayKeyMode mode)
{
    public void Map(IEndpointRouteBuilder app)
    {
        var v3 = app.MapGroup("/wechatpay/v3");
        v3.MapPost("/pay/transactions/native", (HttpContext http) => door.EnterAsync(http, PlaceNative, Touch.Order));
        v3.MapPost("/pay/transactions/h5", (HttpContext http) => door.EnterAsync(http, call => PlaceH5(call, http.Request), Touch.Order));
        v3.MapPost("/pay/transactions/jsapi", (HttpContext http) => door.EnterAsync(http, PlaceInApp, Touch.Order));
        v3.MapGet("/pay/transactions/out-trade-no/{number}", (HttpContext http, string number) =>
            door.EnterAsync(http, call => Told(Find(call, http.Request, number, null)), Touch.Query, _ => number));
        v3.MapGet("/pay/transactions/id/{id}", (HttpContext http, string id) =>
            door.EnterAsync(http, call => Told(Find(call, http.Request, null, id))));
        v3.MapPost("/pay/transactions/out-trade-no/{number}/close", (HttpContext http, string number) =>
            door.EnterAsync(http, call => Close(call, number), Touch.Close, _ => number));
        v3.MapPost("/refund/domestic/refunds", (HttpContext http) => door.EnterAsync(http, Refund, Touch.Refund));
        v3.MapGet("/refund/domestic/refunds/{number}", (HttpContext http, string number) =>
            door.EnterAsync(http, call => FindRefund(call, number), Touch.RefundQuery, _ => orders.OfRefund(number)));
        bills.Map(v3);
        v3.MapGet("/certificates", (HttpContext http) => door.EnterAsync(http, Certificates));
        v3.Map("/{**rest}", (HttpContext http) => door.EnterAsync(http, _ =>
            throw new WeChatPayRefusal(404, "RESOURCE_NOT_EXISTS", "接口不存在")));
    }

    private JsonObject Certificates(WeChatPayCall call)
    {
        if (mode == WeChatPayKeyMode.PublicKey)
            throw new WeChatPayRefusal(404, "RESOURCE_NOT_EXISTS", "无可用的平台证书，请使用微信支付公钥");
        var nonce = WeChatPaySigning.Nonce(12);
        return new JsonObject
        {
            ["data"] = new JsonArray(new JsonObject
            {
                ["serial_no"] = call.Merchant.CertificateSerial,
                ["effective_time"] = "2020-01-01T08:00:00+08:00",
                ["expire_time"] = "2049-01-01T08:00:00+08:00",
                ["encrypt_certificate"] = new JsonObject
                {
                    ["algorithm"] = "AEAD_AES_256_GCM",
                    ["nonce"] = nonce,
                    ["associated_data"] = "certificate",
                    ["ciphertext"] = WeChatPaySigning.Encrypt(call.Merchant.Certificate!, call.Merchant.ApiV3Key, nonce, "certificate"),
                },
            }),
        };
    }

    private JsonObject PlaceNative(WeChatPayCall call) =>
        new() { ["code_url"] = Place(call, WeChatPayOrder.Native).CodeUrl };

    private JsonObject PlaceH5(WeChatPayCall call, HttpRequest request)
    {
        call.CheckScene();
        var order = Place(call, WeChatPayOrder.H5);
        // It has a query already: the merchant appends &redirect_url=…
        return new JsonObject { ["h5_url"] = $"{request.Scheme}://{request.Host}/wechatpay/h5/{order.Code}?package={RandomNumberGenerator.GetInt32(int.MaxValue)}" };
    }

    private JsonObject PlaceInApp(WeChatPayCall call)
    {
        call.CheckPayer();
        return new JsonObject { ["prepay_id"] = Place(call, WeChatPayOrder.InApp).PrepayId };
    }

    private WeChatPayOrder Place(WeChatPayCall call, string type)
    {
        call.CheckMerchant();
        if (call.Needed("appid", 32) != call.Merchant.AppId)
            throw new WeChatPayRefusal(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配，请检查后再试");
        return orders.Place(new WeChatPayOrder
        {
            MchId = call.Merchant.MchId,
            AppId = call.Merchant.AppId,
            OutTradeNo = call.OutTradeNo(),
            TradeType = type,
            Description = call.Needed("description", 127),
            TotalFen = call.Fen("total"),
            NotifyUrl = call.NotifyUrl(call.Needed("notify_url", 255)),
            Attach = call.Text("attach", 128),
            PlacedAt = clock.Now,
            ExpiresAt = call.Expiry(clock.Now),
            Code = WeChatPaySigning.Nonce(16),
            CodeExpiresAt = clock.Now,
        });
    }

    private WeChatPayOrder Find(WeChatPayCall call, HttpRequest request, string? outTradeNo, string? transactionId)
    {
        if (request.Query["mchid"] != call.Merchant.MchId)
            throw WeChatPayRefusal.Parameter("参数错误：mchid 缺少或与签名的商户不一致");
        return orders.Find(call.Merchant.MchId, outTradeNo, transactionId);
    }

    private JsonObject Told(WeChatPayOrder order) => WeChatPayAnswers.Order(order,
        rules.Take(Misbehaviour.WrongAmount, order.OutTradeNo, Touch.Query), rules.Take(Misbehaviour.WrongMerchant, order.OutTradeNo, Touch.Query));

    private JsonObject? Close(WeChatPayCall call, string outTradeNo)
    {
        call.CheckMerchant();
        if (rules.Take(Misbehaviour.CloseRefused, outTradeNo, Touch.Close))
            throw new WeChatPayRefusal(400, "ORDERPAID", "该订单已支付");
        var order = orders.Find(call.Merchant.MchId, outTradeNo);
        if (!rules.Take(Misbehaviour.PaidAfterClose, outTradeNo, Touch.Close))
            orders.Close(order);
        return null;
    }

    private JsonObject Refund(WeChatPayCall call)
    {
        var (transactionId, outTradeNo) = (call.Text("transaction_id", 32), call.Text("out_trade_no", 32));
        if (transactionId is null && outTradeNo is null)
            throw WeChatPayRefusal.Parameter("参数错误：transaction_id 与 out_trade_no 须有其一");
        var wanted = new WeChatPayRefund(
            "50" + RandomNumberGenerator.GetString("0123456789", 26),
            call.Needed("out_refund_no", 64),
            call.Fen("refund"),
            call.Text("reason", 80),
            call.Text("notify_url", 256) is { } url ? call.NotifyUrl(url) : null,
            clock.Now);
        var order = FindForRefund(call, outTradeNo, transactionId);
        if (rules.Take(Misbehaviour.RefundShort, order.OutTradeNo, Touch.Refund)) throw new WeChatPayRefusal(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起");
        if (rules.Take(Misbehaviour.RefundAbnormal, order.OutTradeNo, Touch.Refund))
            wanted = wanted with { Status = WeChatPayRefund.Abnormal };
        var (refund, isNew) = orders.Refund(order, wanted, call.Fen("total"));
        return WeChatPayAnswers.Refund(order, refund, isNew);
    }

    private WeChatPayOrder FindForRefund(WeChatPayCall call, string? outTradeNo, string? transactionId)
    {
        try
        {
            return orders.Find(call.Merchant.MchId, outTradeNo, transactionId);
        }
        catch (WeChatPayRefusal)
        {
            throw new WeChatPayRefusal(404, "RESOURCE_NOT_EXISTS", "订单不存在");
        }
    }

    private JsonObject FindRefund(WeChatPayCall call, string outRefundNo)
    {
        var (order, refund) = orders.FindRefund(call.Merchant.MchId, outRefundNo);
        return WeChatPayAnswers.Refund(order, refund, justStarted: false);
    }
}
