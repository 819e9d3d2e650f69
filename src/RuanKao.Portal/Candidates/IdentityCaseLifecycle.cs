using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Candidates;

public enum IdentityCaseState { Draft, Waiting, Returned, Approved, Closed }

public enum IdentityCaseEvent { Send, Return, Approve, Close }

/// <summary>The life of a manual identity check (人工核验): every state, event and actor, and what each audience is told.</summary>
public static class IdentityCaseLifecycle
{
    public static readonly Lifecycle<IdentityCaseState, IdentityCaseEvent> Table = new(
        "人工核验", IdentityCaseState.Draft,
        new Dictionary<IdentityCaseState, StateWords>
        {
            [IdentityCaseState.Draft] = new("未提交", "未提交", "quiet"),
            [IdentityCaseState.Waiting] = new("待核验", "等待核验", "waiting"),
            [IdentityCaseState.Returned] = new("已退回", "核验未通过", "wrong"),
            [IdentityCaseState.Approved] = new("核验通过", "核验通过", "done"),
            [IdentityCaseState.Closed] = new("已撤回", "已撤回", "quiet"),
        },
        new(IdentityCaseState.Draft, IdentityCaseEvent.Send, IdentityCaseState.Waiting, Role.Candidate),
        new(IdentityCaseState.Returned, IdentityCaseEvent.Send, IdentityCaseState.Waiting, Role.Candidate),
        new(IdentityCaseState.Waiting, IdentityCaseEvent.Approve, IdentityCaseState.Approved, Role.Reviewer),
        new(IdentityCaseState.Waiting, IdentityCaseEvent.Return, IdentityCaseState.Returned, Role.Reviewer),
        // By the system where the authority confirmed the person meanwhile, or nobody came back for long.
        new(IdentityCaseState.Draft, IdentityCaseEvent.Close, IdentityCaseState.Closed, Role.Candidate, Role.System),
        new(IdentityCaseState.Waiting, IdentityCaseEvent.Close, IdentityCaseState.Closed, Role.Candidate, Role.System),
        new(IdentityCaseState.Returned, IdentityCaseEvent.Close, IdentityCaseState.Closed, Role.Candidate, Role.System));
}
