using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Notifications;

public enum OutboxState
{
    Pending,
    Sent,
    GaveUp,

    /// <summary>Its reason was gone before it left.</summary>
    Dropped,
}

/// <summary>A message that will leave the house, written in the transaction of the change it tells of.</summary>
public sealed class OutboxMessage
{
    public const int TemplateLength = 40;
    public const int AddressLength = 600;
    public const int ValuesLength = 6000;
    public const int FaultLength = 80;

    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>The same on every attempt, so that a carrier can tell a repeat from a second message.</summary>
    public string Key { get; init; } = Guid.NewGuid().ToString("N");

    public required AddressKind Channel { get; init; }

    /// <summary>Sealed; wiped once the message has left or was given up.</summary>
    public string? AddressSealed { get; private set; }

    public required string Template { get; init; }

    /// <summary>The template's values as sealed JSON; wiped with the address.</summary>
    public string? ValuesSealed { get; private set; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>After this instant it helps nobody (a code that has run out).</summary>
    public DateTime? UsefulUntil { get; init; }

    /// <summary>What an <see cref="INoticeReason"/> looks at before it leaves; null where the reason cannot go.</summary>
    public Guid? SubjectId { get; init; }

    /// <summary>It can wait for the end of the quiet hours.</summary>
    public bool WaitsForMorning { get; init; }

    public OutboxState State { get; private set; } = OutboxState.Pending;

    public int Attempts { get; private set; }

    public DateTime NextAttemptAt { get; private set; }

    public DateTime? SentAt { get; private set; }

    /// <summary>The last answer that was not a success: a carrier's code, never its text, which may repeat the address.</summary>
    public string? Fault { get; private set; }

    /// <summary>How long to wait after the first, second … failed attempt.</summary>
    public static IReadOnlyList<TimeSpan> BackOff { get; } =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6)];

    public void Close(string addressSealed, string valuesSealed, DateTime? notBefore = null)
    {
        (AddressSealed, ValuesSealed) = (addressSealed, valuesSealed);
        NextAttemptAt = notBefore ?? CreatedAt;
    }

    /// <summary>Not now; no attempt was made.</summary>
    public void Postpone(DateTime until) => NextAttemptAt = until;

    /// <summary>It is not sent, and nothing is wrong with that.</summary>
    public void Drop(string why)
    {
        (State, Fault) = (OutboxState.Dropped, why);
        Wipe();
    }

    public void Leave(DateTime at)
    {
        Attempts++;
        (State, SentAt, Fault) = (OutboxState.Sent, at, null);
        Wipe();
    }

    /// <summary>Notes a failed attempt; true when it was the last one.</summary>
    public bool Fail(DateTime at, string fault, bool final)
    {
        Attempts++;
        Fault = fault.Length > FaultLength ? fault[..FaultLength] : fault;
        var next = Attempts <= BackOff.Count ? at + BackOff[Attempts - 1] : DateTime.MaxValue;
        if (final || Attempts > BackOff.Count || next >= UsefulUntil)
        {
            State = OutboxState.GaveUp;
            Wipe();
            return true;
        }
        NextAttemptAt = next;
        return false;
    }

    private void Wipe() => (AddressSealed, ValuesSealed) = (null, null);
}

public static class OutboxSets
{
    extension(PortalContext db)
    {
        public DbSet<OutboxMessage> OutboxMessages => db.Set<OutboxMessage>();
    }
}

public sealed class OutboxTables : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> message)
    {
        message.ToTable("OutboxMessages");
        message.Property(m => m.Key).HasMaxLength(32);
        message.Property(m => m.Template).HasMaxLength(OutboxMessage.TemplateLength);
        message.Property(m => m.AddressSealed).HasMaxLength(OutboxMessage.AddressLength);
        message.Property(m => m.ValuesSealed).HasMaxLength(OutboxMessage.ValuesLength);
        message.Property(m => m.Fault).HasMaxLength(OutboxMessage.FaultLength);
        message.HasIndex(m => m.Key).IsUnique();
        message.HasIndex(m => new { m.State, m.NextAttemptAt });
    }
}
