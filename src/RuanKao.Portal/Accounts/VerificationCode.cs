using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>What a code may be used for, and nothing else.</summary>
public enum CodePurpose { SignUp, SignIn, Recovery }

/// <summary>A six-digit code on its way to an address; only keyed hashes of both are kept.</summary>
public sealed class VerificationCode
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    public const int Tries = 5;
    public const int Digits = 6;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required CodePurpose Purpose { get; init; }

    public required string AddressHash { get; init; }

    public required string NetworkHash { get; init; }

    /// <summary>Null where no code was sent because there was nothing to open; the page must not tell the difference.</summary>
    public string? CodeHash { get; set; }

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
        code.Property(c => c.NetworkHash).HasMaxLength(PersonalDataSeal.HashLength);
        code.Property(c => c.CodeHash).HasMaxLength(PersonalDataSeal.HashLength);
        code.HasIndex(c => new { c.AddressHash, c.CreatedAt });
        code.HasIndex(c => new { c.NetworkHash, c.CreatedAt });
        code.HasIndex(c => c.CreatedAt);
    }
}
