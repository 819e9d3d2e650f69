namespace RuanKao.Portal.Foundation;

/// <summary>One thing that a person can put right: the form field it belongs to ("" for the whole form) and what to do, in Chinese.</summary>
public sealed record RuleViolation(string Field, string Message);

/// <summary>Input breaks a rule that the person can put right; pages show every violation at its field and keep what was typed.</summary>
public class RuleViolationException(IReadOnlyList<RuleViolation> violations)
    : Exception(string.Join("; ", violations.Select(v => v.Message)))
{
    public RuleViolationException(string field, string message) : this([new RuleViolation(field, message)]) { }

    public IReadOnlyList<RuleViolation> Violations { get; } = violations;

    /// <summary>Throws when anything was collected.</summary>
    public static void ThrowIfAny(IReadOnlyList<RuleViolation> violations)
    {
        if (violations.Count > 0) throw new RuleViolationException(violations);
    }
}
