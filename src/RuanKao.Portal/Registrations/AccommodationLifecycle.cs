using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Registrations;

public enum AccommodationState { Waiting, Granted, PartlyGranted, Refused, Withdrawn }

public enum AccommodationEvent { Ask, Grant, GrantPart, Refuse, Withdraw }

/// <summary>The life of a request for accommodations (合理便利申请). What was decided may be decided anew until tickets are printed; the office's service holds that time.</summary>
public static class AccommodationLifecycle
{
    /// <summary>States in which something was promised that seat and ticket carry.</summary>
    public static readonly IReadOnlyList<AccommodationState> InForce = [AccommodationState.Granted, AccommodationState.PartlyGranted];

    public static readonly Lifecycle<AccommodationState, AccommodationEvent> Table = new(
        "合理便利申请", AccommodationState.Waiting,
        new Dictionary<AccommodationState, StateWords>
        {
            [AccommodationState.Waiting] = new("待处理", "待处理", "waiting"),
            [AccommodationState.Granted] = new("已同意", "已同意", "done"),
            [AccommodationState.PartlyGranted] = new("部分同意", "部分同意", "done"),
            [AccommodationState.Refused] = new("未同意", "未同意", "wrong"),
            [AccommodationState.Withdrawn] = new("考生已撤回", "已撤回", "quiet"),
        },
        [.. Moves()]);

    private static IEnumerable<Move<AccommodationState, AccommodationEvent>> Moves()
    {
        // While it waits it may be mended; after a refusal, or taken back, it may be asked again.
        foreach (var state in new[] { AccommodationState.Waiting, AccommodationState.Refused, AccommodationState.Withdrawn })
            yield return new(state, AccommodationEvent.Ask, AccommodationState.Waiting, Role.Candidate);
        foreach (var state in Enum.GetValues<AccommodationState>().Where(s => s != AccommodationState.Withdrawn))
        {
            yield return new(state, AccommodationEvent.Grant, AccommodationState.Granted, Role.Office);
            yield return new(state, AccommodationEvent.GrantPart, AccommodationState.PartlyGranted, Role.Office);
            yield return new(state, AccommodationEvent.Refuse, AccommodationState.Refused, Role.Office);
            // A consent can be taken back at any time, so that nothing bars this move.
            yield return new(state, AccommodationEvent.Withdraw, AccommodationState.Withdrawn, Role.Candidate);
        }
    }
}
