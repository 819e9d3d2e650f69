using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts.Government;

/// <summary>An account of a platform that opens an account here, because the account's owner confirmed it. Of the platform's subject only a keyed hash is kept.</summary>
public sealed class GovernmentLink
{
    public const int ProviderLength = 30;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid UserId { get; init; }

    /// <summary>The key under GovernmentLogin:Providers through which it was made.</summary>
    public required string Provider { get; init; }

    public required string Issuer { get; init; }

    public required string SubjectHash { get; init; }

    public required AssuranceLevel Level { get; init; }

    public required DateTime LinkedAt { get; init; }

    public DateTime? LastUsedAt { get; set; }
}

public static class GovernmentSets
{
    extension(PortalContext db)
    {
        public DbSet<GovernmentLink> GovernmentLinks => db.Set<GovernmentLink>();
    }
}

public sealed class GovernmentLinkTables : IEntityTypeConfiguration<GovernmentLink>
{
    public void Configure(EntityTypeBuilder<GovernmentLink> link)
    {
        link.ToTable("GovernmentLinks");
        link.Property(l => l.Provider).HasMaxLength(GovernmentLink.ProviderLength);
        link.Property(l => l.Issuer).HasMaxLength(GovernmentPerson.IssuerLength);
        link.Property(l => l.SubjectHash).HasMaxLength(PersonalDataSeal.HashLength);
        // One account of a platform opens one account here, and an account has one of each platform.
        link.HasIndex(l => new { l.Issuer, l.SubjectHash }).IsUnique();
        link.HasIndex(l => new { l.UserId, l.Issuer }).IsUnique();
        link.HasOne<PortalUser>().WithMany().HasForeignKey(l => l.UserId);
    }
}
