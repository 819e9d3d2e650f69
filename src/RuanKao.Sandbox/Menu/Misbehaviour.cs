namespace RuanKao.Sandbox.Menu;

/// <summary>A way in which a channel goes wrong about one trade.</summary>
public enum Misbehaviour
{
    NoticeLate, NoticeTwice, NoticeOutOfOrder, NoticesAtOnce, NoticeNever,
    WrongAmount, WrongMerchant, OtherAccount, BadSignature, OldTimestamp, Replay, SignatureProbe, KeyRotation,
    PaidAfterClose, CloseRefused, RefundAbnormal, RefundShort,
    ServerError, Hang, UnsignedError, HalfAnswer,
    BillLineMissing,
}

/// <summary>Where a channel speaks: in the answers to a merchant's calls, in notices, in the bill.</summary>
[Flags]
public enum Touch
{
    Order = 1, Query = 2, Close = 4, Refund = 8, RefundQuery = 16, Notice = 32, Bill = 64,
    Calls = Order | Query | Close | Refund | RefundQuery,
}

/// <summary>Which channels can go wrong so.</summary>
[Flags]
public enum Channels { Alipay = 1, WeChatPay = 2, Both = 3 }

/// <summary>One line of the menu.</summary>
public sealed record MenuItem(Misbehaviour What, string Code, string Name, string Effect, Touch Touches, Channels Channels = Channels.Both)
{
    public static IReadOnlyList<MenuItem> All { get; } =
    [
        new(Misbehaviour.NoticeLate, "notice-late", "通知迟到", "通知隔一段时间才发出", Touch.Notice),
        new(Misbehaviour.NoticeTwice, "notice-twice", "通知重复", "通知被接受后重新签名再发一次", Touch.Notice),
        new(Misbehaviour.NoticeOutOfOrder, "notice-out-of-order", "通知乱序", "扣住这条通知，等同一笔交易后面的通知（退款）先到；一直没有后面的就按迟到发出", Touch.Notice),
        new(Misbehaviour.NoticesAtOnce, "notices-at-once", "同时两条通知", "同一条通知在同一时刻发出两份", Touch.Notice),
        new(Misbehaviour.NoticeNever, "notice-never", "通知丢失", "通知从不发出", Touch.Notice),
        new(Misbehaviour.WrongAmount, "wrong-amount", "金额不符", "签名正确，但金额比订单多一分", Touch.Notice | Touch.Query),
        new(Misbehaviour.WrongMerchant, "wrong-merchant", "应用或商户不符", "签名正确，但写的是别人的应用号和商户号", Touch.Notice | Touch.Query),
        new(Misbehaviour.OtherAccount, "other-account", "别家机构的账户", "以另一个商户账户的名义和密钥，把这笔交易的通知寄到那个账户的地址", Touch.Notice),
        new(Misbehaviour.BadSignature, "bad-signature", "签名错误", "用错误的密钥签名", Touch.Notice),
        new(Misbehaviour.OldTimestamp, "old-timestamp", "时间过旧", "通知的时间是十分钟以前", Touch.Notice),
        new(Misbehaviour.Replay, "replay", "重放", "通知被接受后，一字不差地再来一次", Touch.Notice),
        new(Misbehaviour.SignatureProbe, "signature-probe", "签名探测", "签名以 WECHATPAY/SIGNTEST/ 开头，应当被拒绝", Touch.Notice, Channels.WeChatPay),
        new(Misbehaviour.KeyRotation, "key-rotation", "换钥途中", "通知改用另一种密钥签名（平台证书、微信支付公钥二者中的另一种）", Touch.Notice, Channels.WeChatPay),
        new(Misbehaviour.PaidAfterClose, "paid-after-close", "关单后仍被支付", "答复已关闭，其实还能付款", Touch.Close),
        new(Misbehaviour.CloseRefused, "close-refused", "关单被拒", "没有付款，却答复已支付、不能关闭", Touch.Close),
        new(Misbehaviour.RefundAbnormal, "refund-abnormal", "退款异常", "支付宝：答复卖家余额不足，没有退款；微信支付：退款停在 ABNORMAL", Touch.Refund),
        new(Misbehaviour.RefundShort, "refund-short", "余额不足", "答复商户账户余额不足，没有退款", Touch.Refund, Channels.WeChatPay),
        new(Misbehaviour.ServerError, "server-error", "服务器错误", "答复 500，什么也没有做", Touch.Calls),
        new(Misbehaviour.Hang, "hang", "没有答复", "照办，但一直不答复", Touch.Calls),
        new(Misbehaviour.UnsignedError, "unsigned-error", "无签名的错误", "什么也没有做，答复没有签名的“交易不存在”", Touch.Calls),
        new(Misbehaviour.HalfAnswer, "half-answer", "答复中断", "照办，但答复只发一半就断开", Touch.Calls),
        new(Misbehaviour.BillLineMissing, "bill-line-missing", "账单缺行", "账单里没有这一行", Touch.Bill),
    ];

    public static MenuItem Of(Misbehaviour what) => All.Single(i => i.What == what);
}
