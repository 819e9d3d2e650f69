using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Reviews;

public static class ReviewSets
{
    extension(PortalContext db)
    {
        public DbSet<ReviewClaim> ReviewClaims => db.Set<ReviewClaim>();

        public DbSet<ReviewDecision> ReviewDecisions => db.Set<ReviewDecision>();

        public DbSet<ReviewBatch> ReviewBatches => db.Set<ReviewBatch>();

        public DbSet<SecondReview> SecondReviews => db.Set<SecondReview>();

        public DbSet<ReturnReason> ReturnReasons => db.Set<ReturnReason>();
    }
}

public sealed class ReviewTables : IEntityTypeConfiguration<ReviewClaim>, IEntityTypeConfiguration<ReviewDecision>, IEntityTypeConfiguration<ReviewBatch>,
    IEntityTypeConfiguration<SecondReview>, IEntityTypeConfiguration<ReturnReason>
{
    /// <summary>At most one decision waits for a registration.</summary>
    public const string OneDecisionWaits = "IX_ReviewDecisions_OneWaits";

    public void Configure(EntityTypeBuilder<ReviewClaim> claim)
    {
        claim.ToTable("ReviewClaims");
        claim.HasKey(c => c.RegistrationId);
        claim.HasOne<Registration>().WithMany().HasForeignKey(c => c.RegistrationId);
        claim.HasOne<PortalUser>().WithMany().HasForeignKey(c => c.ReviewerId);
    }

    public void Configure(EntityTypeBuilder<ReviewDecision> decision)
    {
        decision.ToTable("ReviewDecisions");
        decision.Property(d => d.Reason).HasMaxLength(Registration.ReasonLength);
        decision.Property(d => d.DroppedWhy).HasMaxLength(ReviewDecision.WhyLength);
        decision.HasOne<Registration>().WithMany().HasForeignKey(d => d.RegistrationId);
        decision.HasOne<PortalUser>().WithMany().HasForeignKey(d => d.ReviewerId);
        decision.HasIndex(d => d.RegistrationId).IsUnique().HasDatabaseName(OneDecisionWaits).HasFilter("[State] = 'Pending'");
        decision.HasIndex(d => new { d.State, d.EffectiveAt });
        decision.HasIndex(d => new { d.ReviewerId, d.DecidedAt });
        decision.HasIndex(d => d.BatchId);
    }

    public void Configure(EntityTypeBuilder<ReviewBatch> batch)
    {
        batch.ToTable("ReviewBatches");
        batch.Property(b => b.Dropped).HasMaxLength(ReviewBatch.DroppedLength);
        batch.HasOne<PortalUser>().WithMany().HasForeignKey(b => b.ReviewerId);
    }

    public void Configure(EntityTypeBuilder<SecondReview> second)
    {
        second.ToTable("SecondReviews");
        second.HasKey(s => s.RegistrationId);
        second.Property(s => s.Why).HasMaxLength(SecondReview.WhyLength);
        second.HasOne<Registration>().WithMany().HasForeignKey(s => s.RegistrationId);
        second.HasOne<PortalUser>().WithMany().HasForeignKey(s => s.AskedBy);
    }

    public void Configure(EntityTypeBuilder<ReturnReason> reason)
    {
        reason.ToTable("ReturnReasons");
        reason.HasKey(r => r.Code);
        reason.Property(r => r.Code).HasMaxLength(ReturnReason.CodeLength);
        reason.Property(r => r.InstitutionCode).HasMaxLength(Institution.CodeLength);
        reason.Property(r => r.Words).HasMaxLength(ReturnReason.WordsLength);
        reason.HasOne<Institution>().WithMany().HasForeignKey(r => r.InstitutionCode);
    }
}
