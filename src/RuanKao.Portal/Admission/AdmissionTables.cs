using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Admission.Seats;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Admission;

public static class AdmissionSets
{
    extension(PortalContext db)
    {
        public DbSet<ExamSite> ExamSites => db.Set<ExamSite>();

        public DbSet<ExamRoom> ExamRooms => db.Set<ExamRoom>();

        public DbSet<AdmissionTicket> AdmissionTickets => db.Set<AdmissionTicket>();

        public DbSet<TicketKey> TicketKeys => db.Set<TicketKey>();

        public DbSet<TicketPrint> TicketPrints => db.Set<TicketPrint>();

        public DbSet<TicketPrintFile> TicketPrintFiles => db.Set<TicketPrintFile>();
    }
}

public sealed class AdmissionTables : IEntityTypeConfiguration<ExamSite>, IEntityTypeConfiguration<ExamRoom>, IEntityTypeConfiguration<AdmissionTicket>
{
    private const int WhyLength = 120;

    public void Configure(EntityTypeBuilder<ExamSite> site)
    {
        site.ToTable("ExamSites");
        site.Property(s => s.Code).HasMaxLength(ExamSite.CodeLength);
        site.Property(s => s.InstitutionCode).HasMaxLength(Institution.CodeLength);
        site.Property(s => s.RegionCode).HasMaxLength(Prefecture.CodeLength);
        site.Property(s => s.Name).HasMaxLength(ExamSite.NameLength);
        site.Property(s => s.Address).HasMaxLength(ExamSite.AddressLength);
        site.Property(s => s.Directions).HasMaxLength(ExamSite.DirectionsLength);
        site.HasIndex(s => s.Code).IsUnique();
        site.HasIndex(s => new { s.InstitutionCode, s.Name }).IsUnique();
        site.HasOne<Institution>().WithMany().HasForeignKey(s => s.InstitutionCode);
        site.HasMany(s => s.Rooms).WithOne(r => r.Site).HasForeignKey(r => r.SiteId);
    }

    public void Configure(EntityTypeBuilder<ExamRoom> room)
    {
        room.ToTable("ExamRooms");
        room.Property(r => r.Number).HasMaxLength(ExamRoom.NumberLength);
        room.Property(r => r.Place).HasMaxLength(ExamRoom.PlaceLength);
        room.Property(r => r.ClosedSeats).HasMaxLength(ExamRoom.ClosedLength);
        room.HasIndex(r => new { r.SiteId, r.Number }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<AdmissionTicket> ticket)
    {
        ticket.ToTable("AdmissionTickets");
        ticket.Property(t => t.InstitutionCode).HasMaxLength(Institution.CodeLength);
        ticket.Property(t => t.Number).HasMaxLength(TicketNumber.Length);
        ticket.Property(t => t.SeatWhy).HasMaxLength(WhyLength);
        ticket.HasOne<SeatRun>().WithMany().HasForeignKey(t => t.SeatRunId);
        ticket.HasIndex(t => t.RegistrationId).IsUnique();
        ticket.HasIndex(t => new { t.RoundId, t.Number }).IsUnique();
        ticket.HasIndex(t => new { t.RoundId, t.RoomId, t.Batch, t.Seat }).IsUnique();
        ticket.HasIndex(t => new { t.RoundId, t.InstitutionCode });
        ticket.HasOne<Registration>().WithOne().HasForeignKey<AdmissionTicket>(t => t.RegistrationId);
        ticket.HasOne<ExamRound>().WithMany().HasForeignKey(t => t.RoundId);
        ticket.HasOne<Institution>().WithMany().HasForeignKey(t => t.InstitutionCode);
        ticket.HasOne(t => t.Room).WithMany().HasForeignKey(t => t.RoomId);
    }
}
