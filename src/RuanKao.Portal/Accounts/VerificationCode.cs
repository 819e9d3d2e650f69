using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>What a code may be used for, and nothing else.</summary>
public enum CodePurpose
{
    SignUp,
    SignIn,
    Recovery,

    /// <summary>To a bound address: the person at the screen is the owner.</summary>
    Proof,

    /// <summary>To an address that is to be bound.</summary>
    Binding,

    /// <summary>To a bound address, before data is handed out or erased.</summary>
    OwnData,
}

/// <summary>A six-digit code on its way to an address; only keyed hashes of both are kept.</summary>
public sealed class VerificationCode
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    public const int Tries = 5;
    public const int Digits = 6;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required CodePurpose Purpose { get; init; }

    public required string AddressHash { get; init; }

    /// <summary>Who asked for it: a network, or a browser that the account's owner has signed in on.</summary>
    public required string OriginHash { get; init; }

    public required bool IsFromKnown { get; init; }

    /// <summary>Null where no code was sent because there was nothing to open; the page must not tell the difference.</summary>
    public string? CodeHash { get; set; }

    /// <summary>Counts on from the address's code before: its unique index lets one of two requests at the same moment through.</summary>
    public required int Sequence { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required int TriesLeft { get; init; }

    public DateTime? UsedAt { get; init; }
}

public sealed class VerificationCodeTables : IEntityTypeConfiguration<VerificationCode>
{
    public void Configure(EntityTypeBuilder<VerificationCode> code)
    {
        code.ToTable("VerificationCodes");
        code.Property(c => c.AddressHash).HasMaxLength(PersonalDataSeal.HashLength);
        code.Property(c => c.OriginHash).HasMaxLength(PersonalDataSeal.HashLength);
        code.Property(c => c.CodeHash).HasMaxLength(PersonalDataSeal.HashLength);
        code.HasIndex(c => new { c.AddressHash, c.Sequence }).IsUnique();
        code.HasIndex(c => c.CreatedAt);
    }
}
