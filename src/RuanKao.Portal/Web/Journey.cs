namespace RuanKao.Portal.Web;

/// <summary>One candidate in one round at one institution: where a page of the path stands.</summary>
public sealed record RoundPlace(Guid UserId, string RoundCode, string InstitutionCode);

public enum JourneyStepState { Done, Current, Waiting, Problem, Later }

/// <summary>One of the five steps of the track: 实名认证 10, 填写报名表 20, 审核 30, 缴费 40, 准考证 50.</summary>
public sealed record JourneyStep(int Order, string Title, JourneyStepState State, string When);

/// <summary>A line of the candidate's menu; <paramref name="NotYet"/> says why or from when, null means open.</summary>
public sealed record JourneyMenuItem(int Order, string Title, string RouteName, string? NotYet);

/// <summary>The whole way of one candidate in one round, put together by the rooms it leads through.</summary>
public sealed class Journey
{
    private readonly List<JourneyStep> steps = [];
    private readonly List<JourneyMenuItem> menu = [];

    /// <summary>For example 2026年上半年软考.</summary>
    public string? RoundName { get; set; }

    /// <summary>For example 云南 · 昆明考区.</summary>
    public string? RegionName { get; set; }

    public IReadOnlyList<JourneyStep> Steps => [.. steps.OrderBy(step => step.Order)];

    public IReadOnlyList<JourneyMenuItem> Menu => [.. menu.OrderBy(item => item.Order)];

    public void Add(JourneyStep step) => steps.Add(step);

    public void Add(JourneyMenuItem item) => menu.Add(item);
}

/// <summary>Each room of the candidate's path adds its steps and menu lines.</summary>
public interface IJourneyContributor
{
    Task ContributeAsync(RoundPlace place, Journey journey, CancellationToken ct);
}
