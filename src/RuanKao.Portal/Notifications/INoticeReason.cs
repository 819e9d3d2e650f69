namespace RuanKao.Portal.Notifications;

public enum ReasonVerdict
{
    Holds,

    /// <summary>It cannot be told now (money may be on its way): the message waits a little.</summary>
    Unclear,

    /// <summary>The person has done what the message asks for: it is dropped.</summary>
    Gone,
}

/// <summary>A later room says whether the reason of a message still holds at the moment at which it would leave.</summary>
public interface INoticeReason
{
    /// <summary>The templates it answers for.</summary>
    IReadOnlyCollection<string> Templates { get; }

    /// <param name="subjectId">As <see cref="NoticeTerms.SubjectId"/> was given.</param>
    Task<ReasonVerdict> LookAsync(string template, Guid subjectId, CancellationToken ct);
}

/// <summary>Asks the room that knows the reason of a message; a message without a subject has a reason that does not go.</summary>
public sealed class NoticeReasons(IEnumerable<INoticeReason> reasons)
{
    public async Task<ReasonVerdict> LookAsync(OutboxMessage message, CancellationToken ct) => message.SubjectId is not { } subject ? ReasonVerdict.Holds
        : await reasons.Single(r => r.Templates.Contains(message.Template)).LookAsync(message.Template, subject, ct);
}
