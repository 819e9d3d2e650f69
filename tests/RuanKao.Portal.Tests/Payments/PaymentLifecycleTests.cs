using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Tests.Support;
using static RuanKao.Portal.Payments.PaymentEvent;
using static RuanKao.Portal.Payments.PaymentState;

namespace RuanKao.Portal.Tests.Payments;

public class PaymentLifecycleTests
{
    /// <summary>The whole table once more, by hand: what is not here must be impossible.</summary>
    private static readonly Dictionary<(PaymentState, PaymentEvent), PaymentState> Possible = new()
    {
        [(Created, Accept)] = Pending,
        [(Created, Doubt)] = Unknown,
        [(Created, Refuse)] = Refused,
        [(Created, AskClose)] = Closing,
        [(Created, ConfirmClose)] = Closed,
        [(Created, Settle)] = Paid,
        [(Created, Exceed)] = Surplus,
        [(Created, Dispute)] = Incident,
        [(Pending, AskClose)] = Closing,
        [(Pending, ConfirmClose)] = Closed,
        [(Pending, Settle)] = Paid,
        [(Pending, Exceed)] = Surplus,
        [(Pending, Dispute)] = Incident,
        [(Unknown, Accept)] = Pending,
        [(Unknown, AskClose)] = Closing,
        [(Unknown, ConfirmClose)] = Closed,
        [(Unknown, Settle)] = Paid,
        [(Unknown, Exceed)] = Surplus,
        [(Unknown, Dispute)] = Incident,
        [(Closing, ConfirmClose)] = Closed,
        [(Closing, Settle)] = Paid,
        [(Closing, Exceed)] = Surplus,
        [(Closing, Dispute)] = Incident,
        [(Closed, Settle)] = Paid,
        [(Closed, Exceed)] = Surplus,
        [(Closed, Dispute)] = Incident,
        [(Refused, Settle)] = Paid,
        [(Refused, Exceed)] = Surplus,
        [(Refused, Dispute)] = Incident,
    };

    private static readonly Dictionary<(RefundState, RefundEvent), RefundState> PossibleOfRefunds = new()
    {
        [(RefundState.Proposed, RefundEvent.Request)] = RefundState.Requested,
        [(RefundState.Proposed, RefundEvent.Approve)] = RefundState.Requested,
        [(RefundState.Proposed, RefundEvent.Decline)] = RefundState.Declined,
        [(RefundState.Requested, RefundEvent.Accept)] = RefundState.Processing,
        [(RefundState.Requested, RefundEvent.Succeed)] = RefundState.Succeeded,
        [(RefundState.Requested, RefundEvent.Fail)] = RefundState.Abnormal,
        [(RefundState.Processing, RefundEvent.Succeed)] = RefundState.Succeeded,
        [(RefundState.Processing, RefundEvent.Fail)] = RefundState.Abnormal,
        [(RefundState.Requested, RefundEvent.Stall)] = RefundState.Stuck,
        [(RefundState.Stuck, RefundEvent.Accept)] = RefundState.Processing,
        [(RefundState.Stuck, RefundEvent.Succeed)] = RefundState.Succeeded,
        [(RefundState.Stuck, RefundEvent.Fail)] = RefundState.Abnormal,
        [(RefundState.Abnormal, RefundEvent.Succeed)] = RefundState.Succeeded,
        [(RefundState.OfflineProposed, RefundEvent.Succeed)] = RefundState.Succeeded,
        [(RefundState.Stuck, RefundEvent.Retry)] = RefundState.Requested,
        [(RefundState.Abnormal, RefundEvent.Retry)] = RefundState.Requested,
        [(RefundState.Stuck, RefundEvent.ProposeOffline)] = RefundState.OfflineProposed,
        [(RefundState.Abnormal, RefundEvent.ProposeOffline)] = RefundState.OfflineProposed,
        [(RefundState.Stuck, RefundEvent.GiveOffline)] = RefundState.Offline,
        [(RefundState.Abnormal, RefundEvent.GiveOffline)] = RefundState.Offline,
        [(RefundState.OfflineProposed, RefundEvent.ApproveOffline)] = RefundState.Offline,
        [(RefundState.OfflineProposed, RefundEvent.DeclineOffline)] = RefundState.Stuck,
        [(RefundState.Proposed, RefundEvent.FindReturned)] = RefundState.Elsewhere,
    };

    [Fact]
    public void Every_cell_of_state_and_event_is_as_written_here() => AssertCells(PaymentLifecycle.Table, Possible, (_, by) => by == Role.System);

    [Fact]
    public void Every_cell_of_a_refund_is_as_written_here() => AssertCells(RefundLifecycle.Table, PossibleOfRefunds, (on, by) => on switch
    {
        RefundEvent.Request => by is Role.System or Role.Cashier,
        RefundEvent.Approve or RefundEvent.Decline or RefundEvent.ApproveOffline or RefundEvent.DeclineOffline => by == Role.SecondApprover,
        RefundEvent.Retry or RefundEvent.ProposeOffline or RefundEvent.GiveOffline or RefundEvent.FindReturned => by == Role.Cashier,
        _ => by == Role.System,
    });

    [Fact]
    public void States_are_stored_under_these_names()
    {
        Assert.Equal(["Created", "Pending", "Unknown", "Closing", "Closed", "Refused", "Paid", "Surplus", "Incident"], Enum.GetNames<PaymentState>());
        Assert.Equal(["Proposed", "Declined", "Requested", "Processing", "Succeeded", "Abnormal", "Stuck", "OfflineProposed", "Offline", "Elsewhere"], Enum.GetNames<RefundState>());
        Assert.Equal(["Open", "Settled", "Withdrawn"], Enum.GetNames<FeeOrderState>());
        Assert.Equal(["Alipay", "WeChatPay"], Enum.GetNames<Channel>());
        Assert.Equal(["Unverified", "Waiting", "Booked", "Repeated", "Surplus", "WrongAmount", "WrongMerchant", "UnknownNumber", "Noted"], Enum.GetNames<NoticeVerdict>());
    }

    /// <summary>Notice, return page, 立即核查 and poller come to one function: nobody else books money or ends an attempt.</summary>
    [Fact]
    public void Money_is_booked_in_one_place_which_two_call()
    {
        Assert.Equal(["Payments/Settlement.cs"], Naming("PaymentEvent.Settle", "PaymentEvent.Exceed", "PaymentEvent.Dispute", "PaymentEvent.ConfirmClose"));
        Assert.Equal(["Payments/AttemptWatch.cs", "Payments/NoticeBooking.cs"], Naming("settlement.BookAsync(", "Settlement>().BookAsync("));
        // The two doors through which a stored state moves.
        Assert.Equal(["Payments/PaymentMoves.cs"], Naming("SetProperty(a => a.State"));
    }

    private static void AssertCells<TState, TEvent>(Lifecycle<TState, TEvent> table, Dictionary<(TState, TEvent), TState> possible, Func<TEvent, Role, bool> may)
        where TState : struct, Enum where TEvent : struct, Enum
    {
        foreach (var state in Enum.GetValues<TState>())
        foreach (var on in Enum.GetValues<TEvent>())
        foreach (var by in Enum.GetValues<Role>())
            if (may(on, by) && possible.TryGetValue((state, on), out var to)) Assert.Equal(to, table.After(state, on, by));
            else Assert.Throws<ImpossibleMoveException>(() => table.After(state, on, by));
    }

    private static IEnumerable<string> Naming(params string[] words)
    {
        var root = Repository.File("src", "RuanKao.Portal");
        return Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories).Where(f => !f.EndsWith("PaymentLifecycle.cs", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal))
            .Where(f => words.Any(File.ReadAllText(f).Contains)).Select(f => Path.GetRelativePath(root, f).Replace('\\', '/')).Order(StringComparer.Ordinal);
    }
}
