namespace RuanKao.Portal.Foundation;

/// <summary>A half-open span [From, To) of UTC instants; both ends absent means that it is not published yet.</summary>
public sealed record TimeWindow(DateTime? From, DateTime? To)
{
    public static readonly TimeWindow Unpublished = new(null, null);

    public bool IsPublished => From is not null && To is not null;

    public bool Contains(DateTime now) => IsPublished && From <= now && now < To;

    public bool IsBefore(DateTime now) => IsPublished && now < From;

    public bool IsOver(DateTime now) => IsPublished && To <= now;

    /// <summary>2026-03-16 09:00 至 2026-04-10 24:00, or 时间未公布.</summary>
    public override string ToString() =>
        IsPublished ? $"{Beijing.Moment(From!.Value)} 至 {Beijing.DeadlineMoment(To!.Value)}" : "时间未公布";
}
