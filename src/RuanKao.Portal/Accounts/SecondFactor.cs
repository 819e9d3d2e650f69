using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>Whether staff need the second factor; turning it off is for a machine of one's own, and Production refuses it.</summary>
public enum SecondFactorRule { Required, Off }

/// <summary>What was shown as the second step of a sign-in.</summary>
public enum SecondStep { Authenticator, RecoveryCode }

/// <summary>The authenticator of one member of staff: the secret it shares with the phone, and what keeps a code from being guessed or used twice.</summary>
public sealed class SecondFactor
{
    public const int Tries = 5;
    public static readonly TimeSpan TriesSpan = TimeSpan.FromMinutes(15);

    public required Guid UserId { get; init; }

    /// <summary>The secret in hexadecimal, sealed.</summary>
    public required string SecretSealed { get; init; }

    public required DateTime EnrolledAt { get; init; }

    /// <summary>The step of the last code that opened; that code and every older one open nothing any more.</summary>
    public required long LastStep { get; init; }

    public DateTime? TriesSince { get; init; }

    public int TriesMade { get; init; }
}

/// <summary>Stands in for a lost phone, once; only a keyed hash is kept.</summary>
public sealed class RecoveryCode
{
    public const int Count = 10;
    public const int Length = 10;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid UserId { get; init; }

    public required string Hash { get; init; }

    public DateTime? UsedAt { get; init; }
}

public static class SecondFactorSets
{
    extension(PortalContext db)
    {
        public DbSet<SecondFactor> SecondFactors => db.Set<SecondFactor>();

        public DbSet<RecoveryCode> RecoveryCodes => db.Set<RecoveryCode>();
    }
}

public sealed class SecondFactorTables : IEntityTypeConfiguration<SecondFactor>, IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<SecondFactor> factor)
    {
        factor.ToTable("SecondFactors");
        factor.HasKey(f => f.UserId);
        factor.Property(f => f.SecretSealed).HasMaxLength(PersonalDataSeal.SealedLength);
        factor.HasOne<PortalUser>().WithOne().HasForeignKey<SecondFactor>(f => f.UserId);
    }

    public void Configure(EntityTypeBuilder<RecoveryCode> code)
    {
        code.ToTable("RecoveryCodes");
        code.Property(c => c.Hash).HasMaxLength(PersonalDataSeal.HashLength);
        code.HasIndex(c => new { c.UserId, c.Hash });
        code.HasOne<PortalUser>().WithMany().HasForeignKey(c => c.UserId);
    }
}
