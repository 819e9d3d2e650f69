namespace RuanKao.Portal.Exams;

/// <summary>考生须知.</summary>
public sealed record NoticePage(RoundPlaceView View, IReadOnlyList<string> Notice, IReadOnlyList<string> Pledge, DateTime Now);

/// <summary>考试计划: what is open, when it is sat and what it costs here.</summary>
public sealed record PlanPage(RoundPlaceView View, IReadOnlyList<RoundOffering> Offerings)
{
    /// <summary>Of a round that was read with its offerings.</summary>
    public static PlanPage Of(RoundPlaceView view) => new(view, [.. view.Round.Offerings.OrderBy(o => o.Qualification.Order).Select(Ordered)]);

    private static RoundOffering Ordered(RoundOffering offering)
    {
        offering.Sittings.Sort((a, b) => (a.Batch, a.Day, a.From).CompareTo((b.Batch, b.Day, b.From)));
        return offering;
    }

    public IEnumerable<IGrouping<Level, RoundOffering>> ByLevel => Offerings.GroupBy(o => o.Qualification.Level).OrderByDescending(g => g.Key);
}

/// <summary>政策文件.</summary>
public sealed record PolicyPage(RoundPlaceView View, IReadOnlyList<string> Policy, PolicyFileLine? File);

/// <summary>The rounds of one institution: those whose exam is still to come, and those of the past.</summary>
public sealed record RoundsPage(Web.InstitutionFacts? Institution, IReadOnlyList<RoundPlaceView> Current, IReadOnlyList<RoundPlaceView> Past, DateTime Now);
