using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Exams;

public static class ExamSets
{
    extension(PortalContext db)
    {
        public DbSet<Qualification> Qualifications => db.Set<Qualification>();

        public DbSet<ExamRound> ExamRounds => db.Set<ExamRound>();

        public DbSet<RoundInstitution> RoundInstitutions => db.Set<RoundInstitution>();

        public DbSet<WindowExtension> WindowExtensions => db.Set<WindowExtension>();

        public DbSet<PlanCorrection> PlanCorrections => db.Set<PlanCorrection>();

        public DbSet<PolicyFile> PolicyFiles => db.Set<PolicyFile>();
    }
}

public sealed class ExamTables : IEntityTypeConfiguration<Qualification>, IEntityTypeConfiguration<ExamRound>,
    IEntityTypeConfiguration<RoundOffering>, IEntityTypeConfiguration<ExamSitting>,
    IEntityTypeConfiguration<RoundInstitution>, IEntityTypeConfiguration<ExamRegion>, IEntityTypeConfiguration<WindowExtension>,
    IEntityTypeConfiguration<PlanCorrection>, IEntityTypeConfiguration<PolicyFile>
{
    public void Configure(EntityTypeBuilder<Qualification> qualification)
    {
        qualification.ToTable("Qualifications");
        qualification.HasKey(q => q.Code);
        qualification.Property(q => q.Code).HasMaxLength(Qualification.CodeLength);
        qualification.Property(q => q.Name).HasMaxLength(Qualification.NameLength);
        qualification.Property(q => q.Category).HasMaxLength(Qualification.NameLength);
        qualification.Property(q => q.Papers).HasMaxLength(Qualification.PapersLength);
    }

    public void Configure(EntityTypeBuilder<ExamRound> round)
    {
        round.ToTable("ExamRounds");
        round.Property(r => r.Code).HasMaxLength(ExamRound.CodeLength);
        round.Property(r => r.PlanRemark).HasMaxLength(ExamRound.RemarkLength);
        // What stood before there were drafts is published; the sentinels let a draft be stored as one.
        round.Property(r => r.State).HasDefaultValue(RoundState.Published).HasSentinel((RoundState)(-1));
        round.Property(r => r.ToCheck).HasDefaultValue(PlanPart.None);
        round.Property(r => r.CopiedFrom).HasMaxLength(ExamRound.CodeLength);
        round.HasIndex(r => r.Code).IsUnique();
        round.HasMany(r => r.Offerings).WithOne().HasForeignKey(o => o.RoundId);
    }

    public void Configure(EntityTypeBuilder<RoundOffering> offering)
    {
        offering.ToTable("RoundOfferings");
        offering.HasKey(o => new { o.RoundId, o.QualificationCode });
        offering.Property(o => o.QualificationCode).HasMaxLength(Qualification.CodeLength);
        offering.HasOne(o => o.Qualification).WithMany().HasForeignKey(o => o.QualificationCode);
        offering.HasMany(o => o.Sittings).WithOne().HasForeignKey(s => new { s.RoundId, s.QualificationCode });
    }

    public void Configure(EntityTypeBuilder<ExamSitting> sitting)
    {
        sitting.ToTable("ExamSittings");
        sitting.Property(s => s.QualificationCode).HasMaxLength(Qualification.CodeLength);
        sitting.Property(s => s.Papers).HasMaxLength(Qualification.PapersLength);
    }

    public void Configure(EntityTypeBuilder<RoundInstitution> place)
    {
        place.ToTable("RoundInstitutions");
        place.Property(p => p.InstitutionCode).HasMaxLength(Institution.CodeLength);
        place.HasIndex(p => new { p.RoundId, p.InstitutionCode }).IsUnique();
        place.HasOne(p => p.Round).WithMany().HasForeignKey(p => p.RoundId);
        place.HasOne<Institution>().WithMany().HasForeignKey(p => p.InstitutionCode);
        place.HasMany(p => p.Regions).WithOne().HasForeignKey(r => r.RoundInstitutionId);
        // The sentinel lets 0 hours be stored; rows from before the column get the usual day.
        place.Property(p => p.MendHours).HasDefaultValue(24).HasSentinel(-1);
        place.Property(p => p.State).HasDefaultValue(PlaceState.Published).HasSentinel((PlaceState)(-1));
        place.Property(p => p.ToCheck).HasDefaultValue(PlanPart.None);
        place.Property(p => p.CopiedFrom).HasMaxLength(ExamRound.CodeLength);
        place.ComplexProperty(p => p.Registration);
        place.ComplexProperty(p => p.Payment);
        place.ComplexProperty(p => p.TicketPrinting);
        place.ComplexProperty(p => p.Fee, fee =>
        {
            fee.Property(f => f.Exceptions).HasMaxLength(FeeRule.ExceptionsLength);
            fee.Property(f => f.ApprovalDocument).HasMaxLength(FeeRule.ApprovalDocumentLength);
        });
    }

    public void Configure(EntityTypeBuilder<ExamRegion> region)
    {
        region.ToTable("ExamRegions");
        region.HasKey(r => new { r.RoundInstitutionId, r.Code });
        region.Property(r => r.Code).HasMaxLength(Prefecture.CodeLength);
        region.Property(r => r.Name).HasMaxLength(Institution.NameLength);
    }

    public void Configure(EntityTypeBuilder<WindowExtension> extension)
    {
        extension.ToTable("WindowExtensions");
        extension.Property(e => e.Why).HasMaxLength(WindowExtension.WhyLength);
        extension.HasOne<RoundInstitution>().WithMany().HasForeignKey(e => e.RoundInstitutionId);
        extension.HasIndex(e => new { e.RoundInstitutionId, e.At });
    }

    public void Configure(EntityTypeBuilder<PlanCorrection> correction)
    {
        correction.ToTable("PlanCorrections");
        correction.Property(c => c.InstitutionCode).HasMaxLength(Institution.CodeLength);
        correction.Property(c => c.Why).HasMaxLength(PlanCorrection.WhyLength);
        correction.Property(c => c.Moved).HasMaxLength(PlanCorrection.MovedLength);
        correction.HasOne<ExamRound>().WithMany().HasForeignKey(c => c.RoundId);
        correction.HasIndex(c => new { c.RoundId, c.InstitutionCode, c.At });
    }

    public void Configure(EntityTypeBuilder<PolicyFile> file)
    {
        file.ToTable("PolicyFiles");
        file.Property(f => f.Name).HasMaxLength(PolicyFile.NameLength);
        file.HasOne<RoundInstitution>().WithMany().HasForeignKey(f => f.RoundInstitutionId);
        file.HasIndex(f => new { f.RoundInstitutionId, f.Number }).IsUnique();
    }
}
