using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>What a person agreed to, which text it was and when (个人信息保护法 art. 29: a consent of its own for sensitive data).</summary>
public sealed class Consent
{
    public const int SubjectLength = 40;
    public const int VersionLength = 20;

    /// <summary>The account itself: address and password, 个人信息保护说明.</summary>
    public const string Account = "account";

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid UserId { get; init; }

    public required string Subject { get; init; }

    /// <summary>The date of the text that stood beside the tick box.</summary>
    public required string TextVersion { get; init; }

    public required DateTime At { get; init; }

    public DateTime? WithdrawnAt { get; init; }
}

public sealed class ConsentTables : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> consent)
    {
        consent.ToTable("Consents");
        consent.Property(c => c.Subject).HasMaxLength(Consent.SubjectLength);
        consent.Property(c => c.TextVersion).HasMaxLength(Consent.VersionLength);
        consent.HasIndex(c => new { c.UserId, c.Subject });
        consent.HasOne<PortalUser>().WithMany().HasForeignKey(c => c.UserId);
    }
}
