using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Institutions;

namespace RuanKao.Portal.Admission;

public sealed class TicketTables : IEntityTypeConfiguration<TicketKey>, IEntityTypeConfiguration<TicketPrint>, IEntityTypeConfiguration<TicketPrintFile>
{
    public void Configure(EntityTypeBuilder<TicketKey> key)
    {
        key.ToTable("TicketKeys");
        // Two instances that make a key at once cannot give it the same name.
        key.HasKey(k => k.Name);
        key.Property(k => k.Name).HasMaxLength(TicketKey.NameLength);
        key.Property(k => k.PublicKey).HasMaxLength(TicketKey.PublicKeyLength);
    }

    public void Configure(EntityTypeBuilder<TicketPrint> print)
    {
        print.ToTable("TicketPrints");
        print.Property(p => p.InstitutionCode).HasMaxLength(Institution.CodeLength);
        print.HasIndex(p => new { p.RoundId, p.InstitutionCode });
        print.HasOne<ExamRound>().WithMany().HasForeignKey(p => p.RoundId);
        print.HasOne<Institution>().WithMany().HasForeignKey(p => p.InstitutionCode);
        print.HasMany(p => p.Files).WithOne(f => f.Print).HasForeignKey(f => f.PrintId);
    }

    public void Configure(EntityTypeBuilder<TicketPrintFile> file)
    {
        file.ToTable("TicketPrintFiles");
        file.Property(f => f.Seats).HasMaxLength(32);
        file.HasIndex(f => new { f.PrintId, f.Order }).IsUnique();
        file.HasIndex(f => f.MadeAt);
        file.HasOne<ExamSite>().WithMany().HasForeignKey(f => f.SiteId);
        file.HasOne<ExamRoom>().WithMany().HasForeignKey(f => f.RoomId);
    }
}
