using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Exams;

public enum RoundState { Draft, Published, Closed }

public enum RoundEvent { Publish, Correct, Close }

/// <summary>The life of a round's national plan: drafted unseen, published, corrected with a reason, closed after the exam.</summary>
public static class RoundLifecycle
{
    public static readonly Lifecycle<RoundState, RoundEvent> Table = new(
        "考试计划", RoundState.Draft,
        new Dictionary<RoundState, StateWords>
        {
            [RoundState.Draft] = new("草稿", "未公布", "quiet"),
            [RoundState.Published] = new("已发布", "已公布", "done"),
            [RoundState.Closed] = new("已关闭", "已结束", "quiet"),
        },
        new(RoundState.Draft, RoundEvent.Publish, RoundState.Published, Role.NationalAdministrator),
        new(RoundState.Published, RoundEvent.Correct, RoundState.Published, Role.NationalAdministrator),
        new(RoundState.Published, RoundEvent.Close, RoundState.Closed, Role.NationalAdministrator));
}

public enum PlaceState { Draft, Published }

public enum PlaceEvent { Publish, Correct }

/// <summary>The life of an institution's part of a round: drafted unseen, published, corrected with a reason.</summary>
public static class PlaceLifecycle
{
    public static readonly Lifecycle<PlaceState, PlaceEvent> Table = new(
        "机构安排", PlaceState.Draft,
        new Dictionary<PlaceState, StateWords>
        {
            [PlaceState.Draft] = new("草稿", "未公布", "quiet"),
            [PlaceState.Published] = new("已发布", "已公布", "done"),
        },
        new(PlaceState.Draft, PlaceEvent.Publish, PlaceState.Published, Role.Office, Role.InstitutionAdministrator),
        new(PlaceState.Published, PlaceEvent.Correct, PlaceState.Published, Role.Office, Role.InstitutionAdministrator));
}

/// <summary>The parts of a plan that are edited, and checked after a copy, each by itself.</summary>
[Flags]
public enum PlanPart { None = 0, Days = 1, Offerings = 2, Windows = 4, Fee = 8, Regions = 16, Texts = 32 }

public static class PlanParts
{
    public const PlanPart OfRound = PlanPart.Days | PlanPart.Offerings;
    public const PlanPart OfPlace = PlanPart.Windows | PlanPart.Fee | PlanPart.Regions | PlanPart.Texts;

    public static string Word(this PlanPart part) => part switch
    {
        PlanPart.Days => "考试时间和说明", PlanPart.Offerings => "开考资格和场次", PlanPart.Windows => "时间", PlanPart.Fee => "考试费", PlanPart.Regions => "考试考区", _ => "须知、承诺书和政策",
    };

    /// <summary>The single parts of a sum.</summary>
    public static IEnumerable<PlanPart> Each(this PlanPart parts) => Enum.GetValues<PlanPart>().Where(part => part != PlanPart.None && parts.HasFlag(part));
}
