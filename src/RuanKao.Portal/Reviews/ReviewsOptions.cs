using System.ComponentModel.DataAnnotations;

namespace RuanKao.Portal.Reviews;

/// <summary>Configuration section Reviews.</summary>
public sealed class ReviewsOptions
{
    public const string Section = "Reviews";

    /// <summary>For how many seconds a decision can be undone before it takes effect; 0 lets it take effect at once.</summary>
    [Range(0, 60)]
    public int UndoSeconds { get; init; } = 10;

    /// <summary>After how many minutes without activity a claim lapses.</summary>
    [Range(2, 60)]
    public int ClaimMinutes { get; init; } = 5;
}
