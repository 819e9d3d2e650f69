using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

/// <summary>证件类型. 军官证 is known but cannot be verified online.</summary>
public enum DocumentKind { ResidentIdCard, MilitaryOfficerCard }

/// <summary>What a person claimed and the authority said: 实名认证. One identity belongs to one account.</summary>
public sealed class CandidateIdentity : IVersioned
{
    public required Guid UserId { get; init; }

    public required DocumentKind DocumentKind { get; set; }

    public required string Name { get; set; }

    /// <summary>The document number, sealed by <see cref="PersonalDataSeal"/>.</summary>
    public required string NumberSealed { get; set; }

    /// <summary>Keyed hash of the number: unique, so that one identity cannot serve two accounts.</summary>
    public required string NumberHash { get; set; }

    public required Sex Sex { get; set; }

    public required DateOnly BirthDate { get; set; }

    /// <summary>证件生效期.</summary>
    public required DateOnly ValidFrom { get; set; }

    /// <summary>证件失效期; null is 长期.</summary>
    public DateOnly? ValidTo { get; set; }

    public required DateTime VerifiedAt { get; set; }

    /// <summary>Which authority confirmed the pair of name and number.</summary>
    public required string VerifiedBy { get; set; }

    public int Version { get; private set; }
}

/// <summary>One question to the authority: each costs money and could be used to guess, so they are counted.</summary>
public sealed class IdentityAttempt
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid UserId { get; init; }

    public required string NumberHash { get; init; }

    public required DateTime At { get; init; }

    /// <summary>Null while the answer is awaited, and for good where it never came.</summary>
    public RealNameVerdict? Verdict { get; set; }
}

/// <summary>A verified person as other rooms see one; Number is in clear, so it stays in memory.</summary>
public sealed record VerifiedPerson(Guid UserId, DocumentKind DocumentKind, string Name, string Number, string NumberHash, Sex Sex, DateOnly BirthDate);

public static class IdentityWords
{
    public static string Word(this DocumentKind kind) => kind == DocumentKind.ResidentIdCard ? "居民身份证/社保卡" : "军官证";

    public static string Word(this Sex sex) => sex == Sex.Male ? "男" : "女";
}
