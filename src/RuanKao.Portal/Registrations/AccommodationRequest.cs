using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>合理便利申请: what a candidate needs to sit the exam, with the consent of its own that health data asks for. At most one a registration; it hangs beside it and never holds it up.</summary>
public sealed class AccommodationRequest : IVersioned
{
    public const int WordsElements = 500;
    public const int WordsLength = 4000;
    public const int ConsentVersionLength = 20;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RegistrationId { get; init; }

    public AccommodationState State { get; private set; } = AccommodationState.Waiting;

    public List<AccommodationItem> Items { get; init; } = [];

    /// <summary>The person's own words, sealed: they tell of health.</summary>
    public string? WordsSealed { get; private set; }

    /// <summary>What the office answers, sealed.</summary>
    public string? ReplySealed { get; private set; }

    /// <summary>Which text was agreed to, and when.</summary>
    public string ConsentVersion { get; private set; } = "";

    public DateTime ConsentAt { get; private set; }

    public DateTime? ConsentWithdrawnAt { get; private set; }

    public DateTime AskedAt { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    /// <summary>How many moves it has made; numbers the steps, and raises the version also where only items or files changed.</summary>
    public int Moves { get; private set; }

    public List<AccommodationStep> History { get; init; } = [];

    public int Version { get; private set; }

    public IReadOnlyList<AccommodationStep> Steps => [.. History.OrderBy(s => s.Order)];

    public StateWords Words => AccommodationLifecycle.Table.Words(State);

    public bool IsInForce => AccommodationLifecycle.InForce.Contains(State);

    /// <summary>What was granted, as ticket and seat list print it.</summary>
    public IReadOnlyList<string> Measures => IsInForce ? [.. Items.Where(i => i.IsGranted == true).OrderBy(i => i.Order).Select(i => i.Printed)] : [];

    /// <summary>Asks, mends what waits, or asks again.</summary>
    /// <param name="consentVersion">The text agreed to just now; null where an earlier consent still holds.</param>
    public void Ask(IEnumerable<string> kindCodes, string? wordsSealed, string? consentVersion, Operation operation)
    {
        var anew = History.Count == 0 || State != AccommodationState.Waiting;
        Go(AccommodationEvent.Ask, operation, null);
        if (anew) (AskedAt, DecidedAt, ReplySealed) = (operation.At, null, null);
        if (consentVersion is not null) (ConsentVersion, ConsentAt, ConsentWithdrawnAt) = (consentVersion, operation.At, null);
        WordsSealed = wordsSealed;
        Items.Clear();
        Items.AddRange(kindCodes.Select((code, at) => new AccommodationItem { RequestId = Id, KindCode = code, Order = at + 1 }));
    }

    /// <summary>Files were added or taken away.</summary>
    public void Touch() => Moves++;

    /// <summary>Every item has its answer; what is granted decides what the whole is called.</summary>
    public void Decide(IReadOnlyDictionary<Guid, Measure?> answers, string? replySealed, string? whySealed, Operation operation)
    {
        var granted = Items.Count(i => answers[i.Id] is not null);
        Go(granted == 0 ? AccommodationEvent.Refuse : granted == Items.Count ? AccommodationEvent.Grant : AccommodationEvent.GrantPart, operation, whySealed);
        foreach (var item in Items) item.Answer(answers[item.Id]);
        (ReplySealed, DecidedAt) = (replySealed, operation.At);
    }

    /// <summary>Taken back with its consent: nothing that tells of health stays. The caller deletes the files.</summary>
    public void Withdraw(Operation operation)
    {
        Go(AccommodationEvent.Withdraw, operation, null);
        ConsentWithdrawnAt = operation.At;
        (WordsSealed, ReplySealed) = (null, null);
        foreach (var step in History) step.WhySealed = null;
        Items.Clear();
    }

    private void Go(AccommodationEvent on, Operation operation, string? whySealed)
    {
        State = AccommodationLifecycle.Table.After(State, on, operation.Role);
        History.Add(new() { RequestId = Id, Order = ++Moves, At = operation.At, On = on, By = operation.Role, UserId = operation.UserId, WhySealed = whySealed });
    }
}

/// <summary>What is done for the person: in neutral words, with minutes where it is time.</summary>
public sealed record Measure(string Words, int? Minutes);

/// <summary>One kind that was asked for, and its answer.</summary>
public sealed class AccommodationItem
{
    public const int MeasureElements = 40;
    public const int MeasureLength = 200;
    public const int MostMinutes = 240;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RequestId { get; init; }

    public required string KindCode { get; init; }

    public AccommodationKind Kind { get; private set; } = null!;

    /// <summary>The place on the page: as the kinds stood in their list.</summary>
    public required int Order { get; init; }

    /// <summary>Null until it is decided.</summary>
    public bool? IsGranted { get; private set; }

    public string? Measure { get; private set; }

    public int? Minutes { get; private set; }

    /// <summary>延长考试时间 30 分钟.</summary>
    public string Printed => Minutes is { } minutes ? $"{Measure} {minutes} 分钟" : Measure ?? "";

    internal void Answer(Measure? measure) => (IsGranted, Measure, Minutes) = (measure is not null, measure?.Words, measure?.Minutes);
}

/// <summary>One move in the life of a request, written in the transaction of the move.</summary>
public sealed class AccommodationStep
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RequestId { get; init; }

    public required int Order { get; init; }

    public required DateTime At { get; init; }

    public required AccommodationEvent On { get; init; }

    public required Role By { get; init; }

    public required Guid? UserId { get; init; }

    /// <summary>Why it was decided otherwise than before, sealed; for the office.</summary>
    public string? WhySealed { get; set; }
}

public enum ProofFormat { Jpeg, Pdf }

/// <summary>A document that shows the need: a picture drawn anew, or a PDF as it came.</summary>
public sealed class AccommodationProof
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RequestId { get; init; }

    public required DateTime AddedAt { get; init; }

    public required ProofFormat Format { get; init; }

    public required byte[] FileSealed { get; set; }
}
