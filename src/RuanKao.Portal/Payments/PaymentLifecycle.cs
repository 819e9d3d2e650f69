using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Payments;

public enum PaymentState { Created, Pending, Unknown, Closing, Closed, Refused, Paid, Surplus, Incident }

public enum PaymentEvent { Accept, Doubt, Refuse, AskClose, ConfirmClose, Settle, Exceed, Dispute }

/// <summary>The life of a payment attempt. Money that came is never forgotten: a success is booked from every state that is not one already.</summary>
public static class PaymentLifecycle
{
    /// <summary>The channel has not given its last word: the poller asks.</summary>
    public static readonly IReadOnlyList<PaymentState> Undecided =
        [PaymentState.Created, PaymentState.Pending, PaymentState.Unknown, PaymentState.Closing];

    /// <summary>The payer may still use it; an order has at most one of these.</summary>
    public static readonly IReadOnlyList<PaymentState> Live = [PaymentState.Created, PaymentState.Pending, PaymentState.Unknown];

    public static readonly Lifecycle<PaymentState, PaymentEvent> Table = new(
        "支付", PaymentState.Created,
        new Dictionary<PaymentState, StateWords>
        {
            [PaymentState.Created] = new("已登记，待支付平台受理", "正在准备付款", "waiting"),
            [PaymentState.Pending] = new("等待支付", "等待支付", "waiting"),
            [PaymentState.Unknown] = new("受理结果不明，核实中", "正在向支付平台核实", "waiting"),
            [PaymentState.Closing] = new("关闭中", "正在关闭，未付款请勿再付", "waiting"),
            [PaymentState.Closed] = new("已关闭", "已关闭，没有收到付款", "quiet"),
            [PaymentState.Refused] = new("支付平台未受理", "支付平台没有受理，没有扣款", "wrong"),
            [PaymentState.Paid] = new("已支付", "缴费成功", "done"),
            [PaymentState.Surplus] = new("多付，自动退款", "这一笔是多付的，将原路退回", "info"),
            [PaymentState.Incident] = new("异常，待人工处理", "已收到款项，工作人员正在核对", "wrong"),
        },
        [.. Moves()]);

    /// <summary>The states from which an event may happen, for a conditional update.</summary>
    public static IReadOnlyList<PaymentState> From(PaymentEvent on) => [.. Table.Moves.Where(m => m.On == on).Select(m => m.From)];

    public static PaymentState To(PaymentEvent on) => Table.Moves.First(m => m.On == on).To;

    private static IEnumerable<Move<PaymentState, PaymentEvent>> Moves()
    {
        yield return By(PaymentState.Created, PaymentEvent.Accept, PaymentState.Pending);
        yield return By(PaymentState.Unknown, PaymentEvent.Accept, PaymentState.Pending);
        yield return By(PaymentState.Created, PaymentEvent.Doubt, PaymentState.Unknown);
        yield return By(PaymentState.Created, PaymentEvent.Refuse, PaymentState.Refused);
        foreach (var from in Live) yield return By(from, PaymentEvent.AskClose, PaymentState.Closing);
        foreach (var from in Undecided) yield return By(from, PaymentEvent.ConfirmClose, PaymentState.Closed);
        foreach (var from in Undecided.Append(PaymentState.Closed).Append(PaymentState.Refused))
        {
            yield return By(from, PaymentEvent.Settle, PaymentState.Paid);
            yield return By(from, PaymentEvent.Exceed, PaymentState.Surplus);
            yield return By(from, PaymentEvent.Dispute, PaymentState.Incident);
        }
    }

    private static Move<PaymentState, PaymentEvent> By(PaymentState from, PaymentEvent on, PaymentState to) => new(from, on, to, Role.System);
}
