using System.Globalization;

namespace RuanKao.Portal.Registrations.Figures;

/// <summary>What a tally is broken down by. Day counts what happened on it; the others count what is so now.</summary>
public enum FigureDimension { Day, Institution, Prefecture, Qualification, WaitingSince }

/// <summary>The place of one number among the figures.</summary>
/// <param name="Scope">The institution's code, or <see cref="FigureTally.Country"/>.</param>
/// <param name="Key">The day, the code of the institution, prefecture or qualification; empty where a form has none.</param>
/// <param name="Mark">The name of a state or event, or one of <see cref="FigureMarks"/>.</param>
public sealed record FigureCell(Guid RoundId, string Scope, FigureDimension Dimension, string Key, string Mark);

/// <summary>One number of the figures, as far as it is folded.</summary>
public sealed class FigureTally
{
    /// <summary>The scope that is the whole country.</summary>
    public const string Country = "";

    public required Guid RoundId { get; init; }

    public required string Scope { get; init; }

    public required FigureDimension Dimension { get; init; }

    public required string Key { get; init; }

    public required string Mark { get; init; }

    public required int Count { get; init; }

    public FigureCell Cell => new(RoundId, Scope, Dimension, Key, Mark);

    public static FigureTally Of(FigureCell cell, int count) =>
        new() { RoundId = cell.RoundId, Scope = cell.Scope, Dimension = cell.Dimension, Key = cell.Key, Mark = cell.Mark, Count = count };
}

/// <summary>Marks that are neither a state nor an event.</summary>
public static class FigureMarks
{
    /// <summary>A change of it waits, now.</summary>
    public const string ChangeWaits = nameof(ChangeWaits);

    /// <summary>It waits for a reviewer, itself or a change of it, now.</summary>
    public const string Waiting = nameof(Waiting);

    /// <summary>Handed in for the first time, on that day.</summary>
    public const string First = nameof(First);

    /// <summary>Began to wait, on that day.</summary>
    public const string Arrived = nameof(Arrived);

    /// <summary>Waited no longer, on that day: judged, withdrawn, cancelled, ended.</summary>
    public const string Left = nameof(Left);

    public static string Key(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
