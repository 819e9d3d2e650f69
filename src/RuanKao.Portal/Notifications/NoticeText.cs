using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Notifications;

/// <summary>One version of a mail's text as the administrator wrote it; the newest of its template is in force. Without words it is the return to the built-in text.</summary>
public sealed class NoticeText
{
    public const int SubjectLength = 60;
    public const int BodyLength = 2000;

    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>A key of <see cref="NoticeTemplates"/>.</summary>
    public required string Template { get; init; }

    /// <summary>1, 2, 3 … within the template; the built-in text before any is 0.</summary>
    public required int Number { get; init; }

    public required string? Subject { get; init; }

    public required string? Body { get; init; }

    public required DateTime At { get; init; }

    public required Guid? UserId { get; init; }

    public bool IsBuiltIn => Subject is null || Body is null;
}

public static class NoticeTextSets
{
    extension(PortalContext db)
    {
        public DbSet<NoticeText> NoticeTexts => db.Set<NoticeText>();
    }
}

public sealed class NoticeTextTables : IEntityTypeConfiguration<NoticeText>
{
    public void Configure(EntityTypeBuilder<NoticeText> text)
    {
        text.ToTable("NoticeTexts");
        text.Property(t => t.Template).HasMaxLength(OutboxMessage.TemplateLength);
        text.Property(t => t.Subject).HasMaxLength(NoticeText.SubjectLength);
        text.Property(t => t.Body).HasMaxLength(NoticeText.BodyLength);
        text.HasIndex(t => new { t.Template, t.Number }).IsUnique();
    }
}
