using System.ComponentModel.DataAnnotations;

namespace RuanKao.Portal.Candidates;

/// <summary>Configuration section ManualIdentity.</summary>
public sealed record IdentityCaseOptions
{
    public const string Section = "ManualIdentity";

    /// <summary>The working days (Monday to Friday) within which a reviewer is to decide.</summary>
    [Range(1, 30)]
    public int WorkingDays { get; init; } = 5;
}
