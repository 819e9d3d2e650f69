using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Admission.Door;

public static class DoorSets
{
    extension(PortalContext db)
    {
        public DbSet<AttendanceEntry> AttendanceEntries => db.Set<AttendanceEntry>();

        public DbSet<DoorIncident> DoorIncidents => db.Set<DoorIncident>();
    }
}

public sealed class DoorTables : IEntityTypeConfiguration<AttendanceEntry>, IEntityTypeConfiguration<DoorIncident>
{
    public void Configure(EntityTypeBuilder<AttendanceEntry> entry)
    {
        entry.ToTable("AttendanceEntries");
        entry.Property(e => e.Device).HasMaxLength(AttendanceEntry.DeviceLength);
        entry.HasIndex(e => new { e.TicketId, e.Day, e.From });
        entry.HasOne<AdmissionTicket>().WithMany().HasForeignKey(e => e.TicketId);
    }

    public void Configure(EntityTypeBuilder<DoorIncident> incident)
    {
        incident.ToTable("DoorIncidents");
        incident.Property(i => i.RoomNumber).HasMaxLength(ExamRoom.NumberLength);
        incident.HasIndex(i => new { i.RoundId, i.SiteId });
        incident.HasOne<ExamRound>().WithMany().HasForeignKey(i => i.RoundId);
        incident.HasOne<ExamSite>().WithMany().HasForeignKey(i => i.SiteId);
        incident.HasOne<AdmissionTicket>().WithMany().HasForeignKey(i => i.TicketId);
    }
}
