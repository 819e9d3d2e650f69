namespace RuanKao.Portal.Photos;

/// <summary>Lets a later room say which photos hang on something of theirs.</summary>
public interface IPhotoHolder
{
    /// <summary>Which of these hang on anything of this room, so that upkeep leaves them.</summary>
    Task<IReadOnlyCollection<Guid>> HeldAsync(IReadOnlyCollection<Guid> photoIds, CancellationToken ct);

    /// <summary>Which photos of a person the room's records must go on carrying after the person has left.</summary>
    Task<IReadOnlyCollection<Guid>> RecordsAsync(Guid userId, CancellationToken ct);

    /// <summary>Lets go of the person's other photos.</summary>
    Task ReleaseAsync(Guid userId, CancellationToken ct);
}
