using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Registrations;

public enum RegistrationState { Draft, Submitted, Returned, Approved, Paid, Cancelled }

public enum RegistrationEvent { Submit, Return, Approve, Settle, Cancel }

/// <summary>The life of a registration (报名): every state, event and actor, and what each audience is told.</summary>
public static class RegistrationLifecycle
{
    public static readonly Lifecycle<RegistrationState, RegistrationEvent> Table = new(
        "报名", RegistrationState.Draft,
        new Dictionary<RegistrationState, StateWords>
        {
            [RegistrationState.Draft] = new("草稿", "未提交", "quiet"),
            [RegistrationState.Submitted] = new("待审核", "等待审核", "waiting"),
            [RegistrationState.Returned] = new("已退回", "审核未通过", "wrong"),
            [RegistrationState.Approved] = new("审核通过，待缴费", "审核通过", "done"),
            [RegistrationState.Paid] = new("报名成功", "报名成功", "done"),
            [RegistrationState.Cancelled] = new("已取消", "已取消报名", "quiet"),
        },
        new(RegistrationState.Draft, RegistrationEvent.Submit, RegistrationState.Submitted, Role.Candidate),
        new(RegistrationState.Returned, RegistrationEvent.Submit, RegistrationState.Submitted, Role.Candidate),
        // Before it is judged the form may be mended and handed in again at once (the manual's 考生须知, item 5).
        new(RegistrationState.Submitted, RegistrationEvent.Submit, RegistrationState.Submitted, Role.Candidate),
        new(RegistrationState.Submitted, RegistrationEvent.Approve, RegistrationState.Approved, Role.Reviewer),
        new(RegistrationState.Submitted, RegistrationEvent.Return, RegistrationState.Returned, Role.Reviewer),
        new(RegistrationState.Approved, RegistrationEvent.Settle, RegistrationState.Paid, Role.System),
        new(RegistrationState.Submitted, RegistrationEvent.Cancel, RegistrationState.Cancelled, Role.Candidate),
        new(RegistrationState.Returned, RegistrationEvent.Cancel, RegistrationState.Cancelled, Role.Candidate),
        new(RegistrationState.Approved, RegistrationEvent.Cancel, RegistrationState.Cancelled, Role.Candidate));

    /// <summary>States in which a person holds the one place of the round, nationwide.</summary>
    public static readonly IReadOnlyList<RegistrationState> Live =
        [RegistrationState.Submitted, RegistrationState.Returned, RegistrationState.Approved, RegistrationState.Paid];
}
