using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

public sealed class IdentityCaseTables : IEntityTypeConfiguration<IdentityCase>, IEntityTypeConfiguration<IdentityCaseStep>, IEntityTypeConfiguration<IdentityScan>
{
    public void Configure(EntityTypeBuilder<IdentityCase> file)
    {
        file.ToTable("IdentityCases");
        file.Property(c => c.IssuerCode).HasMaxLength(DocumentNumber.IssuerLength);
        file.Property(c => c.Name).HasMaxLength(PersonName.MaxLength);
        file.Property(c => c.NumberSealed).HasMaxLength(PersonalDataSeal.SealedLength);
        file.Property(c => c.NumberHash).HasMaxLength(PersonalDataSeal.HashLength);
        file.Property(c => c.InstitutionCode).HasMaxLength(Institution.CodeLength);
        file.Property(c => c.PrefectureCode).HasMaxLength(Prefecture.CodeLength);
        file.Property(c => c.Words).HasMaxLength(IdentityCase.WordsLength);
        file.Property(c => c.ReturnReason).HasMaxLength(IdentityCase.ReasonLength);
        file.Ignore(c => c.Steps);
        file.Ignore(c => c.StateWords);
        // An account has one case that is not decided, however many tabs begin one.
        file.HasIndex(c => c.UserId).IsUnique().HasDatabaseName("IX_IdentityCases_OneOpen").HasFilter("[State] <> 'Approved' AND [State] <> 'Closed'");
        file.HasIndex(c => new { c.UserId, c.CreatedAt });
        file.HasIndex(c => new { c.InstitutionCode, c.State, c.SentAt });
        file.HasIndex(c => new { c.State, c.DecidedAt });
        file.HasIndex(c => c.NumberHash);
        file.HasOne<PortalUser>().WithMany().HasForeignKey(c => c.UserId);
        file.HasOne<Institution>().WithMany().HasForeignKey(c => c.InstitutionCode);
        file.HasOne<Prefecture>().WithMany().HasForeignKey(c => c.PrefectureCode);
        file.HasMany(c => c.History).WithOne().HasForeignKey(s => s.CaseId);
    }

    public void Configure(EntityTypeBuilder<IdentityCaseStep> step)
    {
        step.ToTable("IdentityCaseSteps");
        step.Property(s => s.Why).HasMaxLength(IdentityCase.ReasonLength);
        step.HasIndex(s => new { s.CaseId, s.At });
    }

    public void Configure(EntityTypeBuilder<IdentityScan> scan)
    {
        scan.ToTable("IdentityScans");
        scan.HasIndex(s => new { s.CaseId, s.AddedAt });
        scan.HasOne<IdentityCase>().WithMany().HasForeignKey(s => s.CaseId);
    }
}
