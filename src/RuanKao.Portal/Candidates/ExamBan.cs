using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

/// <summary>禁考: a person who may not register for or sit the exam, from when until when, and on what basis (人力资源社会保障部令第31号). It holds nationwide, whoever entered it.</summary>
public sealed class ExamBan : IVersioned
{
    public const int BasisLength = 500;
    public const int ReasonLength = 500;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required string Name { get; init; }

    public required DocumentKind DocumentKind { get; init; }

    /// <summary>The document number, sealed by <see cref="PersonalDataSeal"/>.</summary>
    public required string NumberSealed { get; init; }

    /// <summary>Keyed hash of the number: by it the person is recognised, whatever account is used.</summary>
    public required string NumberHash { get; init; }

    /// <summary>The first day of the ban, in Beijing.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day of the ban; null is for good.</summary>
    public required DateOnly? Until { get; init; }

    /// <summary>The decision and the rule it rests on, as the person reads it.</summary>
    public required string Basis { get; init; }

    /// <summary>The institution that entered it; null is the national administration.</summary>
    public required string? InstitutionCode { get; init; }

    public required DateTime EnteredAt { get; init; }

    public required Guid EnteredBy { get; init; }

    public DateTime? EndedAt { get; private set; }

    public Guid? EndedBy { get; private set; }

    public string? EndReason { get; private set; }

    public int Version { get; private set; }

    public void End(string reason, Operation operation)
    {
        if (EndedAt is not null) throw new ImpossibleMoveException("A ban is ended once.");
        (EndedAt, EndedBy, EndReason) = (operation.At, operation.UserId, reason);
    }

    public BanState StateOn(DateOnly day) => EndedAt is not null ? BanState.Ended : day < From ? BanState.Coming : Until < day ? BanState.Over : BanState.InForce;

    public string Span => $"{From:yyyy-MM-dd} 至 {(Until is { } until ? until.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : "长期")}";
}

public enum BanState { InForce, Coming, Over, Ended }

public static class BanWords
{
    public static string Word(this BanState state) => state switch { BanState.InForce => "生效中", BanState.Coming => "未开始", BanState.Over => "已期满", _ => "已解除" };

    public static Web.Tone ToneOf(this BanState state) => state switch { BanState.InForce => Web.Tone.Wrong, BanState.Coming => Web.Tone.Waiting, _ => Web.Tone.Quiet };
}

public static class BanSets
{
    extension(PortalContext db)
    {
        public DbSet<ExamBan> ExamBans => db.Set<ExamBan>();
    }
}

public sealed class BanTables : IEntityTypeConfiguration<ExamBan>
{
    public void Configure(EntityTypeBuilder<ExamBan> ban)
    {
        ban.ToTable("ExamBans");
        ban.Property(b => b.Name).HasMaxLength(PersonName.MaxLength);
        ban.Property(b => b.NumberSealed).HasMaxLength(PersonalDataSeal.SealedLength);
        ban.Property(b => b.NumberHash).HasMaxLength(PersonalDataSeal.HashLength);
        ban.Property(b => b.Basis).HasMaxLength(ExamBan.BasisLength);
        ban.Property(b => b.InstitutionCode).HasMaxLength(Institution.CodeLength);
        ban.Property(b => b.EndReason).HasMaxLength(ExamBan.ReasonLength);
        ban.Ignore(b => b.Span);
        ban.HasIndex(b => b.NumberHash);
        ban.HasIndex(b => new { b.InstitutionCode, b.EnteredAt });
        ban.HasOne<Institution>().WithMany().HasForeignKey(b => b.InstitutionCode);
        ban.HasOne<PortalUser>().WithMany().HasForeignKey(b => b.EnteredBy);
        ban.HasOne<PortalUser>().WithMany().HasForeignKey(b => b.EndedBy);
    }
}
