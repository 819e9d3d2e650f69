namespace RuanKao.Portal.Registrations.Figures;

/// <summary>Which numbers a move changes, and by how much.</summary>
public static class FigureCells
{
    public static IEnumerable<(FigureCell Cell, int Change)> Of(FigureMove move) => Of(move, FigureTally.Country).Concat(Of(move, move.InstitutionCode));

    public static IEnumerable<(FigureCell Cell, int Change)> Of(FigureMove move, string scope)
    {
        foreach (var (spot, change) in new[] { (move.From, -1), (move.To, 1) })
        {
            if (spot is null) continue;
            foreach (var (dimension, key, mark) in Stock(spot, scope, move.InstitutionCode)) yield return (new(move.RoundId, scope, dimension, key, mark), change);
        }
        if (move is not { On: { } on, Day: { } day }) yield break;
        foreach (var mark in Flow(on, move.From is null, move.From?.Waits ?? false, move.To?.Waits ?? false))
            yield return (new(move.RoundId, scope, FigureDimension.Day, FigureMarks.Key(day), mark), 1);
    }

    /// <summary>Where something that stands at the spot counts now.</summary>
    public static IEnumerable<(FigureDimension Dimension, string Key, string Mark)> Stock(FigureSpot spot, string scope, string institution)
    {
        var place = scope == FigureTally.Country ? (FigureDimension.Institution, Key: institution) : (FigureDimension.Prefecture, Key: spot.Prefecture ?? "");
        foreach (var (dimension, key) in new[] { place, (FigureDimension.Qualification, spot.Qualification ?? "") })
        {
            yield return (dimension, key, spot.State.ToString());
            if (spot.ChangeWaits) yield return (dimension, key, FigureMarks.ChangeWaits);
        }
        if (spot.Since is { } since) yield return (FigureDimension.WaitingSince, FigureMarks.Key(since), FigureMarks.Waiting);
    }

    /// <summary>What an event is counted as on its day.</summary>
    public static IEnumerable<string> Flow(RegistrationEvent on, bool isFirst, bool waited, bool waits)
    {
        yield return on.ToString();
        if (isFirst) yield return FigureMarks.First;
        if (waited != waits) yield return waits ? FigureMarks.Arrived : FigureMarks.Left;
    }
}
