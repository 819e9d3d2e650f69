using Microsoft.AspNetCore.Identity;

namespace RuanKao.Portal.Persistence;

/// <summary>An account: one person, or one member of staff. Its user name is its id: people are found by mobile number or e-mail, which may change hands.</summary>
public sealed class PortalUser : IdentityUser<Guid>
{
    public const int DisplayNameLength = 200;

    public required DateTime CreatedAt { get; init; }

    /// <summary>The name shown to its owner: the verified name, or for staff the name the office gave.</summary>
    public string? DisplayName { get; set; }

    /// <summary>When its owner deleted it; what is left is empty and stands for what points at it.</summary>
    public DateTime? ErasedAt { get; set; }
}
