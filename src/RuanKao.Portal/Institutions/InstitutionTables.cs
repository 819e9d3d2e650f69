using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Institutions;

public static class InstitutionSets
{
    extension(PortalContext db)
    {
        public DbSet<Institution> Institutions => db.Set<Institution>();

        public DbSet<Prefecture> Prefectures => db.Set<Prefecture>();
    }
}

public sealed class InstitutionTables : IEntityTypeConfiguration<Institution>, IEntityTypeConfiguration<Prefecture>
{
    public void Configure(EntityTypeBuilder<Institution> institution)
    {
        institution.ToTable("Institutions");
        institution.HasKey(i => i.Code);
        institution.Property(i => i.Code).HasMaxLength(Institution.CodeLength);
        institution.Property(i => i.Name).HasMaxLength(Institution.NameLength);
        institution.Property(i => i.FullName).HasMaxLength(Institution.NameLength);
        institution.Property(i => i.Operator).HasMaxLength(Institution.OperatorLength);
        institution.Property(i => i.Telephones).HasMaxLength(Institution.TelephonesLength);
        institution.Property(i => i.Website).HasMaxLength(Institution.WebsiteLength);
    }

    public void Configure(EntityTypeBuilder<Prefecture> prefecture)
    {
        prefecture.ToTable("Prefectures");
        prefecture.HasKey(p => p.Code);
        prefecture.Property(p => p.Code).HasMaxLength(Prefecture.CodeLength);
        prefecture.Property(p => p.Name).HasMaxLength(Institution.NameLength);
        prefecture.Property(p => p.InstitutionCode).HasMaxLength(Institution.CodeLength);
        prefecture.HasOne<Institution>().WithMany().HasForeignKey(p => p.InstitutionCode);
    }
}
