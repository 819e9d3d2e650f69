using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>One answer before and after.</summary>
public sealed record ChangedRow(string Question, string Before, string After);

/// <summary>A change written out: only what differs. Photos by id; null where the photo stays.</summary>
public sealed record ChangePaper(ChangeRequest Request, IReadOnlyList<ChangedRow> Rows, Guid? PhotoBefore, Guid? PhotoAfter)
{
    public bool ChangesPhoto => PhotoAfter is not null;
}

/// <summary>Writes changes out as before and after.</summary>
public sealed class ChangePapers(PortalContext db, RegistrationPapers papers)
{
    /// <summary>The change that waits for this registration, else the last one; null where there is none.</summary>
    public async Task<ChangePaper?> OfAsync(Registration registration, DateOnly today, CancellationToken ct) => await db.ChangeRequests.AsNoTracking()
        .Where(c => c.RegistrationId == registration.Id).OrderByDescending(c => c.State == ChangeState.Waiting).ThenByDescending(c => c.CreatedAt).FirstOrDefaultAsync(ct) is { } change
        ? await OfAsync(registration, change, today, ct) : null;

    public async Task<ChangePaper> OfAsync(Registration registration, ChangeRequest change, DateOnly today, CancellationToken ct)
    {
        var before = await papers.OfAsync(registration, today, ct: ct);
        var after = await papers.OfAsync(registration, change.Answers, today, ct: ct);
        var photo = change.PhotoId == registration.PhotoId ? null : change.PhotoId;
        return new(change, Differences(before, after), photo is null ? null : registration.PhotoId, photo);
    }

    public static IReadOnlyList<ChangedRow> Differences(RegistrationPaper before, RegistrationPaper after) =>
        [.. before.Groups.Zip(after.Groups).SelectMany(pair => pair.First.Rows.Zip(pair.Second.Rows))
            .Where(pair => pair.First.Answer != pair.Second.Answer)
            .Select(pair => new ChangedRow(pair.First.Question, pair.First.Answer, pair.Second.Answer))];
}
