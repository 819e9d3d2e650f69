using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

public enum GuardianRelation { Father, Mother, Other }

/// <summary>A guardian as the form names one; only a child under fourteen needs it.</summary>
public sealed record GuardianClaim(string? Name, GuardianRelation? Relation, bool Agreed);

/// <summary>The consent of a guardian to the processing of a child's data (个人信息保护法 art. 31), with the text it was given to.</summary>
public sealed class GuardianConsent
{
    /// <summary>Younger than this the child's own consent is not enough.</summary>
    public const int Age = 14;

    /// <summary>The date of the text in <see cref="Text"/>; raise it whenever the text changes.</summary>
    public const string Version = "2026-11-25";

    public const string Text = "本人是上述未满14周岁考生的监护人，同意按个人信息保护说明处理该考生的姓名、证件号码和证件照片，用于本考试的报名、考试、成绩和证书";

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid UserId { get; init; }

    public required string GuardianName { get; init; }

    public required GuardianRelation Relation { get; init; }

    public required string TextVersion { get; init; }

    public required DateTime At { get; init; }

    public static bool IsNeeded(DateOnly birthDate, DateOnly today) => birthDate > today.AddYears(-Age);

    /// <summary>What is missing for a child of this birth date; nothing for anybody older.</summary>
    public static IEnumerable<RuleViolation> Faults(GuardianClaim guardian, DateOnly birthDate, DateOnly today)
    {
        if (!IsNeeded(birthDate, today)) yield break;
        var name = PersonName.Normalise(guardian.Name);
        if (name.Length == 0) yield return new("GuardianName", $"考生未满{Age}周岁，请填写监护人姓名");
        else if (PersonName.Fault(name) is { } fault) yield return new("GuardianName", fault);
        if (guardian.Relation is null) yield return new("GuardianRelation", "请选择监护人与考生的关系");
        if (!guardian.Agreed) yield return new("GuardianAgreed", $"考生未满{Age}周岁，需要监护人单独同意");
    }

    /// <summary>Adds the consent to the save at hand, unless the same guardian gave it to this text already.</summary>
    public static async Task KeepAsync(PortalContext db, Guid userId, GuardianClaim guardian, DateOnly birthDate, DateTime at, CancellationToken ct)
    {
        if (!IsNeeded(birthDate, Beijing.Day(at))) return;
        var name = PersonName.Normalise(guardian.Name);
        if (await db.Set<GuardianConsent>().AnyAsync(g => g.UserId == userId && g.GuardianName == name && g.Relation == guardian.Relation && g.TextVersion == Version, ct)) return;
        db.Add(new GuardianConsent { UserId = userId, GuardianName = name, Relation = guardian.Relation!.Value, TextVersion = Version, At = at });
    }
}

public sealed class GuardianConsentTables : IEntityTypeConfiguration<GuardianConsent>
{
    public void Configure(EntityTypeBuilder<GuardianConsent> consent)
    {
        consent.ToTable("GuardianConsents");
        consent.Property(c => c.GuardianName).HasMaxLength(PersonName.MaxLength);
        consent.Property(c => c.TextVersion).HasMaxLength(Accounts.Consent.VersionLength);
        consent.HasIndex(c => new { c.UserId, c.At });
        consent.HasOne<PortalUser>().WithMany().HasForeignKey(c => c.UserId);
    }
}
