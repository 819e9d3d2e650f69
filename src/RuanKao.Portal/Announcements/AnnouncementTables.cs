using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Announcements;

public static class AnnouncementSets
{
    extension(PortalContext db)
    {
        public DbSet<Announcement> Announcements => db.Set<Announcement>();

        public DbSet<AnnouncementFile> AnnouncementFiles => db.Set<AnnouncementFile>();
    }

    /// <summary>What everybody may read at the instant.</summary>
    public static IQueryable<Announcement> PublicAt(this IQueryable<Announcement> all, DateTime now) =>
        all.Where(a => a.State == AnnouncementState.Published && a.PublishAt <= now && (a.WithdrawAt == null || a.WithdrawAt > now));
}

public sealed class AnnouncementTables : IEntityTypeConfiguration<Announcement>, IEntityTypeConfiguration<AnnouncementVersion>, IEntityTypeConfiguration<AnnouncementFile>
{
    public void Configure(EntityTypeBuilder<Announcement> announcement)
    {
        announcement.ToTable("Announcements");
        announcement.Property(a => a.InstitutionCode).HasMaxLength(Institution.CodeLength);
        announcement.Property(a => a.Title).HasMaxLength(Announcement.TitleLength);
        announcement.Property(a => a.Body).HasMaxLength(Announcement.BodyLength);
        announcement.Ignore(a => a.Text);
        announcement.HasIndex(a => new { a.InstitutionCode, a.State, a.PublishAt });
        announcement.HasOne<Institution>().WithMany().HasForeignKey(a => a.InstitutionCode);
        announcement.HasMany(a => a.Versions).WithOne().HasForeignKey(v => v.AnnouncementId);
        announcement.HasMany(a => a.Files).WithOne().HasForeignKey(f => f.AnnouncementId);
    }

    public void Configure(EntityTypeBuilder<AnnouncementVersion> version)
    {
        version.ToTable("AnnouncementVersions");
        version.Property(v => v.Title).HasMaxLength(Announcement.TitleLength);
        version.Property(v => v.Body).HasMaxLength(Announcement.BodyLength);
        version.Property(v => v.Why).HasMaxLength(Announcement.WhyLength);
        version.HasIndex(v => new { v.AnnouncementId, v.Number }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<AnnouncementFile> file)
    {
        file.ToTable("AnnouncementFiles");
        file.Property(f => f.Name).HasMaxLength(AnnouncementFile.NameLength);
    }
}
