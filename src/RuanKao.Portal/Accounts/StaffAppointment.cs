using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>A staff role given to an account, for an institution (null: the whole country) and, for reviewers, optionally one prefecture.</summary>
public sealed class StaffAppointment
{
    public const int ReasonLength = 200;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid UserId { get; init; }

    public required Role Role { get; init; }

    public string? InstitutionCode { get; init; }

    public string? PrefectureCode { get; init; }

    /// <summary>Null for those of before appointments were kept.</summary>
    public DateTime? AppointedAt { get; init; }

    /// <summary>Who invited; null for the first administrator, whom the operator's command invited.</summary>
    public Guid? AppointedBy { get; init; }

    /// <summary>An ended appointment stays for the record; no query sees it that does not ask for it.</summary>
    public DateTime? EndedAt { get; init; }

    public Guid? EndedBy { get; init; }

    public string? EndReason { get; init; }

    public Appointment Post => new(Role, InstitutionCode, PrefectureCode);
}

public static class AccountSets
{
    extension(PortalContext db)
    {
        public DbSet<StaffAppointment> StaffAppointments => db.Set<StaffAppointment>();

        public DbSet<SignInRecord> SignInRecords => db.Set<SignInRecord>();

        public DbSet<Consent> Consents => db.Set<Consent>();

        public DbSet<VerificationCode> VerificationCodes => db.Set<VerificationCode>();

        public DbSet<SignInFailure> SignInFailures => db.Set<SignInFailure>();

        public DbSet<SignInAlarm> SignInAlarms => db.Set<SignInAlarm>();

        public DbSet<CodeCount> CodeCounts => db.Set<CodeCount>();

        public DbSet<UsedCaptcha> UsedCaptchas => db.Set<UsedCaptcha>();
    }
}

public sealed class StaffAppointmentTables : IEntityTypeConfiguration<StaffAppointment>
{
    public void Configure(EntityTypeBuilder<StaffAppointment> appointment)
    {
        appointment.ToTable("StaffAppointments");
        appointment.Ignore(a => a.Post);
        appointment.HasQueryFilter(a => a.EndedAt == null);
        appointment.Property(a => a.EndReason).HasMaxLength(StaffAppointment.ReasonLength);
        appointment.Property(a => a.InstitutionCode).HasMaxLength(Institution.CodeLength);
        appointment.Property(a => a.PrefectureCode).HasMaxLength(Prefecture.CodeLength);
        appointment.HasOne<PortalUser>().WithMany().HasForeignKey(a => a.UserId);
        appointment.HasOne<Institution>().WithMany().HasForeignKey(a => a.InstitutionCode);
        appointment.HasOne<Prefecture>().WithMany().HasForeignKey(a => a.PrefectureCode);
    }
}
