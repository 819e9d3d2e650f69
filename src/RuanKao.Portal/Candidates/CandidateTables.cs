using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

public static class CandidateSets
{
    extension(PortalContext db)
    {
        public DbSet<CandidateIdentity> CandidateIdentities => db.Set<CandidateIdentity>();

        public DbSet<IdentityAttempt> IdentityAttempts => db.Set<IdentityAttempt>();

        public DbSet<IdentityCase> IdentityCases => db.Set<IdentityCase>();

        public DbSet<IdentityScan> IdentityScans => db.Set<IdentityScan>();
    }
}

public sealed class CandidateTables : IEntityTypeConfiguration<CandidateIdentity>, IEntityTypeConfiguration<IdentityAttempt>
{
    public const int ProviderLength = 40;

    public void Configure(EntityTypeBuilder<CandidateIdentity> identity)
    {
        identity.ToTable("CandidateIdentities");
        identity.HasKey(i => i.UserId);
        identity.Property(i => i.IssuerCode).HasMaxLength(DocumentNumber.IssuerLength);
        identity.Property(i => i.Name).HasMaxLength(PersonName.MaxLength);
        identity.Property(i => i.NumberSealed).HasMaxLength(PersonalDataSeal.SealedLength);
        identity.Property(i => i.NumberHash).HasMaxLength(PersonalDataSeal.HashLength);
        identity.Property(i => i.VerifiedBy).HasMaxLength(ProviderLength);
        identity.HasIndex(i => i.NumberHash).IsUnique();
        identity.HasOne<PortalUser>().WithOne().HasForeignKey<CandidateIdentity>(i => i.UserId);
    }

    public void Configure(EntityTypeBuilder<IdentityAttempt> attempt)
    {
        attempt.ToTable("IdentityAttempts");
        attempt.Property(a => a.NumberHash).HasMaxLength(PersonalDataSeal.HashLength);
        attempt.Property(a => a.NetworkHash).HasMaxLength(PersonalDataSeal.HashLength);
        attempt.HasIndex(a => new { a.NetworkHash, a.At });
        attempt.HasIndex(a => new { a.UserId, a.At });
        attempt.HasIndex(a => new { a.NumberHash, a.At });
        attempt.HasOne<PortalUser>().WithMany().HasForeignKey(a => a.UserId);
    }
}
