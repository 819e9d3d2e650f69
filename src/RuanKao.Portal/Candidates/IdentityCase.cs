using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

/// <summary>Why a person cannot be confirmed by the authority. Nobody chooses it: it follows from the document and from what the authority said.</summary>
public enum IdentityCaseReason
{
    /// <summary>The authority knows resident identity cards only.</summary>
    OtherDocument,
    NoRecord,
    Mismatch,
    Outage,
    /// <summary>The authority confirms, but another account holds the number.</summary>
    Taken,
    /// <summary>A verified person whose name or number has changed.</summary>
    Renewal,
    /// <summary>Others have used up the questions that may be asked about the number: its holder is not shut out by that.</summary>
    UsedUp,
}

/// <summary>人工核验: a claim with scans of the document, judged by a reviewer of the 考区 that the person names.</summary>
public sealed class IdentityCase : IVersioned
{
    public const int WordsLength = 500;
    public const int ReasonLength = 1000;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid UserId { get; init; }

    public required DateTime CreatedAt { get; init; }

    public IdentityCaseReason Reason { get; private set; }

    public DocumentKind DocumentKind { get; private set; }

    /// <summary>The country that issued it, for a passport alone.</summary>
    public string? IssuerCode { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The document number, sealed by <see cref="PersonalDataSeal"/>.</summary>
    public string NumberSealed { get; private set; } = "";

    public string NumberHash { get; private set; } = "";

    public Sex Sex { get; private set; }

    public DateOnly BirthDate { get; private set; }

    public DateOnly ValidFrom { get; private set; }

    /// <summary>Null is 长期.</summary>
    public DateOnly? ValidTo { get; private set; }

    /// <summary>The 考区 in which the person means to register: its reviewers judge.</summary>
    public string InstitutionCode { get; private set; } = "";

    public string? PrefectureCode { get; private set; }

    /// <summary>What the person adds: a recent change of name, for instance.</summary>
    public string? Words { get; private set; }

    public IdentityCaseState State { get; private set; } = IdentityCaseState.Draft;

    /// <summary>When it was handed in last; null until then.</summary>
    public DateTime? SentAt { get; private set; }

    /// <summary>The day by which the person was promised an answer.</summary>
    public DateOnly? PromisedOn { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    /// <summary>Why it was last returned, as the person reads it.</summary>
    public string? ReturnReason { get; private set; }

    /// <summary>Raised by every change of claim or scans, so that a decision on something older is noticed.</summary>
    public int Revision { get; private set; }

    public List<IdentityCaseStep> History { get; init; } = [];

    public int Version { get; private set; }

    public IReadOnlyList<IdentityCaseStep> Steps => [.. History.OrderBy(s => s.At).ThenBy(s => s.On)];

    public bool IsOpen => State is IdentityCaseState.Draft or IdentityCaseState.Waiting or IdentityCaseState.Returned;

    public StateWords StateWords => IdentityCaseLifecycle.Table.Words(State);

    public bool IsOverdue(DateOnly today) => State == IdentityCaseState.Waiting && PromisedOn < today;

    /// <summary>Takes the claim over; as long as nobody has decided for good.</summary>
    public void Claim(CheckedClaim claim, IdentityCaseReason reason, string numberSealed, string numberHash, string institutionCode, string? prefectureCode, string? words)
    {
        Touch();
        (Reason, DocumentKind, IssuerCode, Name) = (reason, claim.Number.Kind, claim.Number.IssuerCode, claim.Name);
        (NumberSealed, NumberHash, Sex, BirthDate) = (numberSealed, numberHash, claim.Sex, claim.BirthDate);
        (ValidFrom, ValidTo, InstitutionCode, PrefectureCode, Words) = (claim.ValidFrom, claim.ValidTo, institutionCode, prefectureCode, words);
    }

    /// <summary>Scans were added or taken away.</summary>
    public void Touch()
    {
        if (!IsOpen) throw new ImpossibleMoveException($"A case is not changed in {State}.");
        Revision++;
    }

    public void Send(int workingDays, Operation operation)
    {
        Go(IdentityCaseEvent.Send, operation);
        (SentAt, PromisedOn, ReturnReason) = (operation.At, WorkingDays.After(Beijing.Day(operation.At), workingDays), null);
    }

    public void Approve(Operation operation)
    {
        Go(IdentityCaseEvent.Approve, operation);
        DecidedAt = operation.At;
    }

    public void Return(string reason, Operation operation)
    {
        Go(IdentityCaseEvent.Return, operation with { Why = reason });
        (ReturnReason, DecidedAt) = (reason, operation.At);
    }

    public void Close(Operation operation)
    {
        Go(IdentityCaseEvent.Close, operation);
        DecidedAt = operation.At;
    }

    private void Go(IdentityCaseEvent on, Operation operation)
    {
        State = IdentityCaseLifecycle.Table.After(State, on, operation.Role);
        History.Add(new() { CaseId = Id, At = operation.At, On = on, By = operation.Role, UserId = operation.UserId, Why = operation.Why });
    }
}

/// <summary>One move in the life of a case, written in the transaction of the move.</summary>
public sealed class IdentityCaseStep
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid CaseId { get; init; }

    public required DateTime At { get; init; }

    public required IdentityCaseEvent On { get; init; }

    public required Role By { get; init; }

    public required Guid? UserId { get; init; }

    public string? Why { get; init; }
}

/// <summary>A picture of the document that a case hangs on; erased <see cref="IdentityScanKeeping.AfterDecision"/> after the decision.</summary>
public sealed class IdentityScan
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid CaseId { get; init; }

    public required DateTime AddedAt { get; init; }

    /// <summary>A JPEG made by <see cref="Documents.ScanPicture"/>, sealed.</summary>
    public required byte[] PictureSealed { get; set; }
}
