using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Announcements;

/// <summary>What an announcement says, and when.</summary>
/// <param name="PublishAt">From this instant it may be read; null in a draft is at once on publishing.</param>
/// <param name="WithdrawAt">From this instant no more; null is for good.</param>
public sealed record AnnouncementText(string Title, string Body, DateTime? PublishAt, DateTime? WithdrawAt, bool IsPinned);

/// <summary>How an announcement stands by the clock.</summary>
public enum AnnouncementStanding { Draft, Scheduled, Public, Over, Withdrawn }

/// <summary>公告: news of the country or of one institution, which everybody may read once its time has come.</summary>
public sealed class Announcement : IVersioned
{
    public const int TitleLength = 80;
    public const int BodyLength = 10_000;
    public const int WhyLength = 200;
    public const int MostFiles = 5;

    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Null: of the whole country.</summary>
    public required string? InstitutionCode { get; init; }

    public required DateTime CreatedAt { get; init; }

    public AnnouncementState State { get; private set; } = AnnouncementState.Draft;

    public string Title { get; private set; } = "";

    /// <summary>As typed; <see cref="NewsMarkup"/> reads it.</summary>
    public string Body { get; private set; } = "";

    public DateTime? PublishAt { get; private set; }

    public DateTime? WithdrawAt { get; private set; }

    public bool IsPinned { get; private set; }

    /// <summary>The number of the newest version.</summary>
    public int Revision { get; private set; }

    public List<AnnouncementVersion> Versions { get; init; } = [];

    public List<AnnouncementFile> Files { get; init; } = [];

    public int Version { get; private set; }

    public AnnouncementText Text => new(Title, Body, PublishAt, WithdrawAt, IsPinned);

    public AnnouncementStanding Standing(DateTime now) => State switch
    {
        AnnouncementState.Draft => AnnouncementStanding.Draft,
        AnnouncementState.Withdrawn => AnnouncementStanding.Withdrawn,
        _ when now < PublishAt => AnnouncementStanding.Scheduled,
        _ when WithdrawAt <= now => AnnouncementStanding.Over,
        _ => AnnouncementStanding.Public,
    };

    public bool Allows(AnnouncementEvent on, Role by) => AnnouncementLifecycle.Table.Allows(State, on, by);

    /// <summary>Moves, and keeps what it said then as a version.</summary>
    public void Move(AnnouncementEvent on, AnnouncementText text, Operation operation)
    {
        State = AnnouncementLifecycle.Table.After(State, on, operation.Role);
        (Title, Body, PublishAt, WithdrawAt, IsPinned) = text;
        Versions.Add(new()
        {
            AnnouncementId = Id, Number = ++Revision, At = operation.At, UserId = operation.UserId, By = operation.Role, On = on, Why = operation.Why,
            Title = Title, Body = Body, PublishAt = PublishAt, WithdrawAt = WithdrawAt, IsPinned = IsPinned,
        });
    }
}

/// <summary>An announcement as it was left at one time, and by whom.</summary>
public sealed class AnnouncementVersion
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid AnnouncementId { get; init; }

    public required int Number { get; init; }

    public required DateTime At { get; init; }

    public required Guid? UserId { get; init; }

    public required Role By { get; init; }

    public required AnnouncementEvent On { get; init; }

    public required string? Why { get; init; }

    public required string Title { get; init; }

    public required string Body { get; init; }

    public required DateTime? PublishAt { get; init; }

    public required DateTime? WithdrawAt { get; init; }

    public required bool IsPinned { get; init; }
}

/// <summary>A file that hangs on an announcement, as it was uploaded.</summary>
public sealed class AnnouncementFile
{
    public const int NameLength = 100;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid AnnouncementId { get; init; }

    /// <summary>Without ending; the format gives it.</summary>
    public required string Name { get; init; }

    public required AnnouncementFileFormat Format { get; init; }

    public required byte[] Content { get; init; }

    public required int Bytes { get; init; }

    public required DateTime AddedAt { get; init; }

    public required Guid? AddedBy { get; init; }
}

public enum AnnouncementFileFormat { Pdf, Xlsx, Docx }
