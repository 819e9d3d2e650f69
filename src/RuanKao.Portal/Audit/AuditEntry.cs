using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Audit;

/// <summary>Who did what to which record, when and why; written in the transaction of the change. It holds ids, never names or numbers.</summary>
public sealed class AuditEntry
{
    public const int ActionLength = 80;
    public const int SubjectLength = 80;
    public const int WhyLength = 1000;

    public long Id { get; private set; }

    public required DateTime At { get; init; }

    public required Guid? UserId { get; init; }

    public required Role Role { get; init; }

    /// <summary>room.verb, such as registration.submitted.</summary>
    public required string Action { get; init; }

    public required string Subject { get; init; }

    public string? Why { get; init; }
}

public static class AuditTrail
{
    extension(PortalContext db)
    {
        public DbSet<AuditEntry> AuditEntries => db.Set<AuditEntry>();
    }

    /// <summary>Adds an entry to the same save as the change it tells of.</summary>
    public static void Audit(this PortalContext db, Operation operation, string action, object subject) => db.AuditEntries.Add(new()
    {
        At = operation.At,
        UserId = operation.UserId,
        Role = operation.Role,
        Action = action,
        Subject = subject.ToString()!,
        Why = operation.Why,
    });
}

public sealed class AuditTables : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("AuditEntries", table => table.HasTrigger(AuditGuard.TriggerOf("AuditEntries")));
        entry.HasIndex(e => e.At);
        entry.HasIndex(e => new { e.UserId, e.At });
        entry.Property(e => e.Action).HasMaxLength(AuditEntry.ActionLength);
        entry.Property(e => e.Subject).HasMaxLength(AuditEntry.SubjectLength);
        entry.Property(e => e.Why).HasMaxLength(AuditEntry.WhyLength);
        entry.HasIndex(e => new { e.Subject, e.At });
    }
}
