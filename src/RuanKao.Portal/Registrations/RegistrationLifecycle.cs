using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Registrations;

public enum RegistrationState { Draft, Submitted, Returned, Approved, Lapsed, Paid, Cancelled, Voided, Suspended, Refunded }

public enum RegistrationEvent { Submit, Return, Approve, RequestChange, WithdrawChange, ReturnChange, ApproveChange, Settle, Lapse, Revive, Cancel, Void, Suspend, Refund }

/// <summary>The life of a registration (报名): every state, event and actor, and what each audience is told.</summary>
public static class RegistrationLifecycle
{
    /// <summary>States in which a person holds the one place of the round, nationwide.</summary>
    public static readonly IReadOnlyList<RegistrationState> Live =
        [RegistrationState.Submitted, RegistrationState.Returned, RegistrationState.Approved, RegistrationState.Paid];

    /// <summary>States that are over for good: the person may begin anew. 逾期未缴费 is not one of them, because an extension revives it.</summary>
    public static readonly IReadOnlyList<RegistrationState> Ended =
        [RegistrationState.Cancelled, RegistrationState.Voided, RegistrationState.Suspended, RegistrationState.Refunded];

    private static readonly Role[] Offices = [Role.Office, Role.InstitutionAdministrator];

    public static readonly Lifecycle<RegistrationState, RegistrationEvent> Table = new(
        "报名", RegistrationState.Draft,
        new Dictionary<RegistrationState, StateWords>
        {
            [RegistrationState.Draft] = new("草稿", "未提交", "quiet"),
            [RegistrationState.Submitted] = new("待审核", "等待审核", "waiting"),
            [RegistrationState.Returned] = new("已退回", "审核未通过", "wrong"),
            [RegistrationState.Approved] = new("审核通过，待缴费", "审核通过", "done"),
            [RegistrationState.Lapsed] = new("逾期未缴费", "逾期未缴费", "wrong"),
            [RegistrationState.Paid] = new("报名成功", "报名成功", "done"),
            [RegistrationState.Cancelled] = new("已取消", "已取消报名", "quiet"),
            [RegistrationState.Voided] = new("已作废", "报名已作废", "wrong"),
            [RegistrationState.Suspended] = new("停考", "停考", "wrong"),
            [RegistrationState.Refunded] = new("已退费", "已退费", "quiet"),
        },
        [.. Moves()]);

    private static IEnumerable<Move<RegistrationState, RegistrationEvent>> Moves()
    {
        yield return new(RegistrationState.Draft, RegistrationEvent.Submit, RegistrationState.Submitted, Role.Candidate);
        yield return new(RegistrationState.Returned, RegistrationEvent.Submit, RegistrationState.Submitted, Role.Candidate);
        // Before it is judged the form may be mended and handed in again at once (the manual's 考生须知, item 5).
        yield return new(RegistrationState.Submitted, RegistrationEvent.Submit, RegistrationState.Submitted, Role.Candidate);
        yield return new(RegistrationState.Submitted, RegistrationEvent.Approve, RegistrationState.Approved, Role.Reviewer);
        yield return new(RegistrationState.Submitted, RegistrationEvent.Return, RegistrationState.Returned, Role.Reviewer);

        // 申请变更 leaves the state alone: what was approved, and what was paid for, stays in force.
        foreach (var state in new[] { RegistrationState.Approved, RegistrationState.Paid })
        {
            yield return new(state, RegistrationEvent.RequestChange, state, Role.Candidate);
            yield return new(state, RegistrationEvent.WithdrawChange, state, Role.Candidate);
            yield return new(state, RegistrationEvent.ReturnChange, state, Role.Reviewer);
            yield return new(state, RegistrationEvent.ApproveChange, state, Role.Reviewer);
        }

        yield return new(RegistrationState.Approved, RegistrationEvent.Settle, RegistrationState.Paid, Role.System);
        yield return new(RegistrationState.Approved, RegistrationEvent.Lapse, RegistrationState.Lapsed, Role.System);
        yield return new(RegistrationState.Lapsed, RegistrationEvent.Revive, RegistrationState.Approved, Role.System, Role.Office, Role.InstitutionAdministrator);
        // Paid before the deadline, heard of after it: the channel's clock counts.
        yield return new(RegistrationState.Lapsed, RegistrationEvent.Settle, RegistrationState.Paid, Role.System);

        foreach (var state in new[] { RegistrationState.Submitted, RegistrationState.Returned, RegistrationState.Approved })
            yield return new(state, RegistrationEvent.Cancel, RegistrationState.Cancelled, Role.Candidate);
        foreach (var state in Live)
        {
            yield return new(state, RegistrationEvent.Void, RegistrationState.Voided, Offices);
            yield return new(state, RegistrationEvent.Suspend, RegistrationState.Suspended, [Role.System, .. Offices]);
        }
        yield return new(RegistrationState.Voided, RegistrationEvent.Refund, RegistrationState.Refunded, Role.System);
        yield return new(RegistrationState.Suspended, RegistrationEvent.Refund, RegistrationState.Refunded, Role.System);
    }
}
