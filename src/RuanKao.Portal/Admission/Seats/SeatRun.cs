using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Admission.Seats;

/// <summary>Which rooms a round is held in.</summary>
public enum RoomUse { Computer, Paper, Both }

/// <summary>How an institution seats a round: the rules it wants, and in which rooms.</summary>
public sealed class SeatSettings : IVersioned
{
    public required Guid RoundInstitutionId { get; init; }

    public bool NeedsFirst { get; set; } = true;

    public bool PapersApart { get; set; } = true;

    public bool GroupsSpread { get; set; } = true;

    public RoomUse Rooms { get; set; } = RoomUse.Both;

    public int Version { get; private set; }

    public SeatRules Rules => new(NeedsFirst, PapersApart, GroupsSpread);
}

/// <summary>一次编排: what was seated by which seed under which rules, and what it came to. It is never changed.</summary>
public sealed class SeatRun
{
    public const int SeedLength = 64;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RoundId { get; init; }

    public required string InstitutionCode { get; init; }

    /// <summary>Published with the run.</summary>
    public required string Seed { get; init; }

    /// <summary>Only this batch was seated; null for all.</summary>
    public required int? Batch { get; init; }

    public required bool NeedsFirst { get; init; }

    public required bool PapersApart { get; init; }

    public required bool GroupsSpread { get; init; }

    public required RoomUse Rooms { get; init; }

    public required int Seated { get; init; }

    public required int Moved { get; init; }

    public required int Freed { get; init; }

    public required int SamePaperPairs { get; init; }

    public required int SameGroupPairs { get; init; }

    public required DateTime At { get; init; }

    public required Guid? UserId { get; init; }
}

/// <summary>How far ticket numbers have been given out behind one beginning: a number whose seat was freed is never given again.</summary>
public sealed class TicketNumberCounter
{
    public required Guid RoundId { get; init; }

    public required string Prefix { get; init; }

    public int Last { get; set; }
}

public static class SeatSets
{
    extension(PortalContext db)
    {
        public DbSet<SeatSettings> SeatSettings => db.Set<SeatSettings>();

        public DbSet<SeatRun> SeatRuns => db.Set<SeatRun>();

        public DbSet<TicketNumberCounter> TicketNumberCounters => db.Set<TicketNumberCounter>();
    }
}

public sealed class SeatTables : IEntityTypeConfiguration<SeatSettings>, IEntityTypeConfiguration<SeatRun>, IEntityTypeConfiguration<TicketNumberCounter>
{
    public void Configure(EntityTypeBuilder<SeatSettings> settings)
    {
        settings.ToTable("SeatSettings");
        settings.HasKey(s => s.RoundInstitutionId);
        settings.HasOne<RoundInstitution>().WithOne().HasForeignKey<SeatSettings>(s => s.RoundInstitutionId);
    }

    public void Configure(EntityTypeBuilder<SeatRun> run)
    {
        run.ToTable("SeatRuns");
        run.Property(r => r.InstitutionCode).HasMaxLength(Institution.CodeLength);
        run.Property(r => r.Seed).HasMaxLength(SeatRun.SeedLength);
        run.HasOne<ExamRound>().WithMany().HasForeignKey(r => r.RoundId);
        run.HasOne<Institution>().WithMany().HasForeignKey(r => r.InstitutionCode);
        run.HasIndex(r => new { r.RoundId, r.InstitutionCode, r.At });
    }

    public void Configure(EntityTypeBuilder<TicketNumberCounter> counter)
    {
        counter.ToTable("TicketNumberCounters");
        counter.HasKey(c => new { c.RoundId, c.Prefix });
        counter.Property(c => c.Prefix).HasMaxLength(TicketNumber.Length);
        counter.HasOne<ExamRound>().WithMany().HasForeignKey(c => c.RoundId);
    }
}
