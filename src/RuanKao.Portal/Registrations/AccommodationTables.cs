using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

public static class AccommodationSets
{
    extension(PortalContext db)
    {
        public DbSet<AccommodationRequest> AccommodationRequests => db.Set<AccommodationRequest>();

        public DbSet<AccommodationKind> AccommodationKinds => db.Set<AccommodationKind>();

        public DbSet<AccommodationProof> AccommodationProofs => db.Set<AccommodationProof>();
    }
}

public sealed class AccommodationTables : IEntityTypeConfiguration<AccommodationRequest>, IEntityTypeConfiguration<AccommodationItem>,
    IEntityTypeConfiguration<AccommodationStep>, IEntityTypeConfiguration<AccommodationProof>, IEntityTypeConfiguration<AccommodationKind>
{
    /// <summary>The index that lets a registration have one request, however many tabs begin one.</summary>
    public const string OneRequest = "IX_AccommodationRequests_OneRequest";

    public void Configure(EntityTypeBuilder<AccommodationRequest> request)
    {
        request.ToTable("AccommodationRequests");
        request.Property(r => r.ConsentVersion).HasMaxLength(AccommodationRequest.ConsentVersionLength);
        request.Ignore(r => r.Steps);
        request.Ignore(r => r.Words);
        request.Ignore(r => r.Measures);
        request.HasIndex(r => r.RegistrationId).IsUnique().HasDatabaseName(OneRequest);
        request.HasIndex(r => new { r.State, r.AskedAt });
        request.HasOne<Registration>().WithOne().HasForeignKey<AccommodationRequest>(r => r.RegistrationId);
        request.HasMany(r => r.Items).WithOne().HasForeignKey(i => i.RequestId);
        request.HasMany(r => r.History).WithOne().HasForeignKey(s => s.RequestId);
    }

    public void Configure(EntityTypeBuilder<AccommodationItem> item)
    {
        item.ToTable("AccommodationItems");
        item.Property(i => i.KindCode).HasMaxLength(AccommodationKind.CodeLength);
        item.Property(i => i.Measure).HasMaxLength(AccommodationItem.MeasureLength);
        item.Ignore(i => i.Printed);
        item.HasIndex(i => new { i.RequestId, i.KindCode }).IsUnique();
        item.HasOne(i => i.Kind).WithMany().HasForeignKey(i => i.KindCode);
    }

    public void Configure(EntityTypeBuilder<AccommodationStep> step)
    {
        step.ToTable("AccommodationSteps");
        step.HasIndex(s => new { s.RequestId, s.Order });
    }

    public void Configure(EntityTypeBuilder<AccommodationProof> proof)
    {
        proof.ToTable("AccommodationProofs");
        proof.HasIndex(p => new { p.RequestId, p.AddedAt });
        proof.HasOne<AccommodationRequest>().WithMany().HasForeignKey(p => p.RequestId);
    }

    public void Configure(EntityTypeBuilder<AccommodationKind> kind)
    {
        kind.ToTable("AccommodationKinds");
        kind.HasKey(k => k.Code);
        kind.Property(k => k.Code).HasMaxLength(AccommodationKind.CodeLength);
        kind.Property(k => k.Words).HasMaxLength(AccommodationKind.WordsLength);
        kind.Property(k => k.Measure).HasMaxLength(AccommodationItem.MeasureLength);
    }
}
