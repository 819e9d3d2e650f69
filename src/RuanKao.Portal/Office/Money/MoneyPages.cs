using System.ComponentModel.DataAnnotations;
using RuanKao.Portal.Payments;

namespace RuanKao.Portal.Office.Money;

/// <summary>Something that waits: an attempt or a refund, with the order it belongs to.</summary>
public sealed record MoneyLine(Guid OrderId, Guid Id, string? Registration, Channel Channel, int Fen, int AskedFen, DateTime Since, string Detail);

/// <summary>The three things that need a person, with how many there are of each; held up are refunds that do not go on by themselves.</summary>
public sealed record MoneyQueue(IReadOnlyList<MoneyLine> Incidents, int IncidentCount, IReadOnlyList<MoneyLine> Proposed, int ProposedCount, IReadOnlyList<MoneyLine> HeldUp, int HeldUpCount);

public sealed record FoundOrder(Guid Id, string? Registration, string Title, int Fen, FeeOrderState State)
{
    public string StateWord => MoneyWords.Word(State);
}

public sealed class MoneySearchForm
{
    public string? Text { get; set; }
}

/// <param name="Differences">How many differences of bills wait for this cashier.</param>
/// <param name="Found">Null where nothing was looked for.</param>
public sealed record MoneyPage(MoneyQueue Queue, int Differences, MoneyScope Scope, MoneySearchForm Search, IReadOnlyList<FoundOrder>? Found);

/// <summary>One thing that happened to an order.</summary>
public sealed record MoneyMoment(DateTime At, string Title, string Detail);

public sealed record MoneyStory(OrderFile File, string Round, string Institution, IReadOnlyList<MoneyMoment> Moments, IReadOnlyDictionary<Guid, string> Names, IReadOnlyList<FiscalReceipt> Receipts)
{
    public string? NameOf(Guid? person) => person is { } id && Names.TryGetValue(id, out var name) ? name : null;

    /// <summary>Who a refund comes from, as the office says it.</summary>
    public string OriginOf(Refund refund) => refund.ProposedBy is null ? "系统按规则退款" : "财务人员" + (NameOf(refund.ProposedBy) is { } name ? " " + name : "");
}

public sealed record MoneyOrderPage(MoneyStory Story, MoneyScope Scope, Guid Reader)
{
    public bool IsCashier => Scope.CashierAt.Contains(Story.File.Order.InstitutionCode);

    public bool IsApprover => Scope.ApproverAt.Contains(Story.File.Order.InstitutionCode);
}

/// <summary>What a cashier sends, with the mark of what was seen.</summary>
public sealed class RefundForm
{
    public string? Seen { get; set; }

    [Display(Name = "退款原因")]
    public string? Reason { get; set; }
}

/// <summary>What the second person sends.</summary>
public sealed class RefundDecisionForm
{
    public string? Seen { get; set; }

    [Display(Name = "不同意的原因"), DataType(DataType.MultilineText)]
    public string? Reason { get; set; }
}

/// <summary>线下已退, as a cashier enters it.</summary>
public sealed class OfflineForm
{
    public string? Seen { get; set; }

    [Display(Name = "线下退款日期")]
    public DateOnly? OfflineOn { get; set; }

    [Display(Name = "付款凭证号")]
    public string? Voucher { get; set; }
}

public sealed record OfflinePage(MoneyStory Story, PaymentAttempt Attempt, Refund Refund, OfflineForm Form, string? WhyNot, bool NeedsSecond, int LimitFen);

/// <summary>A button beside an order, with the mark of what was seen.</summary>
public sealed class SeenForm
{
    public string? Seen { get; set; }
}

public sealed record RefundPage(MoneyStory Story, PaymentAttempt Attempt, RefundForm Form, string? WhyNot, bool NeedsSecond, int LimitFen);

public sealed record RefundDecisionPage(MoneyStory Story, PaymentAttempt Attempt, Refund Refund, RefundDecisionForm Form, string? WhyNot);

/// <summary>The office's words for what has none of its own.</summary>
public static class MoneyWords
{
    public static string Word(FeeOrderState state) => state switch { FeeOrderState.Open => "未结清", FeeOrderState.Settled => "已结清", _ => "已撤销" };

    public static string Word(this NoticeVerdict verdict) => verdict switch
    {
        NoticeVerdict.Unverified => "未通过验签，不作数",
        NoticeVerdict.Waiting => "已收到，等待入账",
        NoticeVerdict.Booked => "已入账",
        NoticeVerdict.Repeated => "重复，没有新内容",
        NoticeVerdict.Surplus => "多付，自动退回",
        NoticeVerdict.WrongAmount => "金额不符",
        NoticeVerdict.WrongMerchant => "商户不符",
        NoticeVerdict.UnknownNumber => "没有这个订单号",
        _ => "已记下",
    };

    public static string Word(this PaymentProduct product) => product switch { PaymentProduct.Qr => "扫码", PaymentProduct.Page => "网页", PaymentProduct.InWeChat => "微信内", _ => "手机" };

    /// <summary>What is odd about an incident.</summary>
    public static string Incident(int askedFen, int? takenFen) => takenFen is null ? "支付平台没有告知金额"
        : takenFen == askedFen ? "金额相符，但支付平台称已退款，或流水号已用于另一笔"
        : $"应收 {Foundation.Money.Yuan(askedFen)} 元，实收 {Foundation.Money.Yuan(takenFen.Value)} 元";
}
