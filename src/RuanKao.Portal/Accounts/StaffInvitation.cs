using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>A post offered to an address: a link that opens once, within <see cref="Life"/>; only a keyed hash of it is kept.</summary>
public sealed class StaffInvitation
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(72);

    /// <summary>How long after its end an offer stays; the audit log keeps that it was made.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Role Role { get; init; }

    public string? InstitutionCode { get; init; }

    public string? PrefectureCode { get; init; }

    /// <summary>The name by which the office knows the person; it becomes the account's.</summary>
    public required string Name { get; init; }

    public required string AddressSealed { get; init; }

    public required string AddressHash { get; init; }

    public required string TokenHash { get; init; }

    /// <summary>Null where the operator's command invited the first administrator.</summary>
    public required Guid? InvitedBy { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime ExpiresAt { get; init; }

    public DateTime? UsedAt { get; init; }

    public DateTime? RevokedAt { get; init; }

    public Appointment Post => new(Role, InstitutionCode, PrefectureCode);
}

public static class StaffSets
{
    extension(PortalContext db)
    {
        public DbSet<StaffInvitation> StaffInvitations => db.Set<StaffInvitation>();
    }
}

public sealed class StaffInvitationTables : IEntityTypeConfiguration<StaffInvitation>
{
    public void Configure(EntityTypeBuilder<StaffInvitation> invitation)
    {
        invitation.ToTable("StaffInvitations");
        invitation.Ignore(i => i.Post);
        invitation.Property(i => i.InstitutionCode).HasMaxLength(Institution.CodeLength);
        invitation.Property(i => i.PrefectureCode).HasMaxLength(Prefecture.CodeLength);
        invitation.Property(i => i.Name).HasMaxLength(PortalUser.DisplayNameLength);
        invitation.Property(i => i.AddressSealed).HasMaxLength(2 * PersonalDataSeal.SealedLength);
        invitation.Property(i => i.AddressHash).HasMaxLength(PersonalDataSeal.HashLength);
        invitation.Property(i => i.TokenHash).HasMaxLength(PersonalDataSeal.HashLength);
        invitation.HasIndex(i => i.TokenHash).IsUnique();
        invitation.HasIndex(i => i.AddressHash);
        invitation.HasOne<Institution>().WithMany().HasForeignKey(i => i.InstitutionCode);
        invitation.HasOne<Prefecture>().WithMany().HasForeignKey(i => i.PrefectureCode);
    }
}
