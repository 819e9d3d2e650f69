using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Exams;

/// <summary>One round of the exam (轮次), such as 2026年下半年: which qualifications are open, and when each is sat. Nobody outside the desk sees a draft.</summary>
public sealed class ExamRound : IVersioned
{
    private RoundState state;

    public const int CodeLength = 8;
    public const int RemarkLength = 1000;

    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Year and half as in addresses: 2026-2.</summary>
    public required string Code { get; init; }

    public required int Year { get; init; }

    /// <summary>1 上半年, 2 下半年.</summary>
    public required int Half { get; init; }

    public required DateOnly ExamFrom { get; set; }

    public required DateOnly ExamTo { get; set; }

    /// <summary>2026年下半年.</summary>
    public string Name => $"{Year}年{(Half == 1 ? "上半年" : "下半年")}";

    /// <summary>What the plan page says besides: what is not published yet, or was never found for an old round.</summary>
    public string PlanRemark { get; set; } = "";

    public List<RoundOffering> Offerings { get; init; } = [];

    public RoundState State { get => state; init => state = value; }

    /// <summary>The round this one was copied from.</summary>
    public string? CopiedFrom { get; init; }

    /// <summary>What was copied and nobody has looked at yet.</summary>
    public PlanPart ToCheck { get; set; }

    public int Version { get; private set; }

    public void Move(RoundEvent on, Role by) => state = RoundLifecycle.Table.After(state, on, by);

    public static string CodeOf(int year, int half) => $"{year}-{half}";
}

/// <summary>A qualification that is open in a round, with its sittings.</summary>
public sealed class RoundOffering
{
    public required Guid RoundId { get; init; }

    public required string QualificationCode { get; init; }

    public Qualification Qualification { get; private set; } = null!;

    public List<ExamSitting> Sittings { get; init; } = [];
}

/// <summary>One sitting: a day and time (Beijing) at which one or more papers of a qualification are sat together. Layouts change from year to year, so they are data.</summary>
public sealed class ExamSitting
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RoundId { get; init; }

    public required string QualificationCode { get; init; }

    /// <summary>Batch (批次), from 1.</summary>
    public int Batch { get; set; } = 1;

    public required DateOnly Day { get; set; }

    /// <summary>On which of the exam days it is sat is not published; Day then holds the round's first.</summary>
    public bool DayUnpublished { get; set; }

    public required TimeOnly From { get; set; }

    public required TimeOnly To { get; set; }

    /// <summary>One paper a line.</summary>
    public required string Papers { get; set; }

    public IReadOnlyList<string> PaperList => Papers.Split('\n');
}

/// <summary>How one institution holds one round: its windows, fee rule, exam regions and texts.</summary>
public sealed class RoundInstitution : IVersioned
{
    private PlaceState state;

    public const int TextLength = 8000;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RoundId { get; init; }

    public ExamRound Round { get; init; } = null!;

    public required string InstitutionCode { get; init; }

    public TimeWindow Registration { get; set; } = TimeWindow.Unpublished;

    public TimeWindow Payment { get; set; } = TimeWindow.Unpublished;

    public TimeWindow TicketPrinting { get; set; } = TimeWindow.Unpublished;

    /// <summary>Reviewers judge until then (UTC); before payment ends, so that nobody lapses through our delay.</summary>
    public DateTime? ReviewUntil { get; set; }

    /// <summary>How many hours a form returned late may be mended after registration has closed.</summary>
    public int MendHours { get; set; } = 24;

    /// <summary>数据冻结 (UTC): from then on no answer changes any more; null while the institution has not set it.</summary>
    public DateTime? ChangesUntil { get; set; }

    /// <summary>The ends as first published, kept by the first extension: pages say from when to when it was extended.</summary>
    public DateTime? FirstRegistrationTo { get; private set; }

    public DateTime? FirstPaymentTo { get; private set; }

    /// <summary>The payment deadline of which reviewers were warned.</summary>
    public DateTime? WarnedOf { get; private set; }

    public int Version { get; private set; }

    /// <summary>When answers stop changing: the freeze that was set, else when tickets are printed, else the exam's first day.</summary>
    public DateTime FreezesAt => ChangesUntil ?? TicketPrinting.From ?? Beijing.Start(Round.ExamFrom);

    /// <summary>Registration runs longer than first published.</summary>
    public bool IsRegistrationExtended => FirstRegistrationTo < Registration.To;

    public bool IsPaymentExtended => FirstPaymentTo < Payment.To;

    /// <summary>Moves ends forward; what was published first is kept.</summary>
    public void Extend(ExtendedEnds ends)
    {
        FirstRegistrationTo ??= Registration.To;
        FirstPaymentTo ??= Payment.To;
        Registration = Registration with { To = ends.RegistrationTo };
        Payment = Payment with { To = ends.PaymentTo };
        ReviewUntil = ends.ReviewUntil;
        ChangesUntil = ends.ChangesUntil;
    }

    public FeeRule Fee { get; set; } = new(FeeKind.Unpublished);

    /// <summary>考生须知: paragraphs, one a line.</summary>
    public string Notice { get; set; } = "";

    /// <summary>政策文件: paragraphs, one a line.</summary>
    public string Policy { get; set; } = "";

    /// <summary>报考承诺书: paragraphs, one a line.</summary>
    public string Pledge { get; set; } = "";

    public List<ExamRegion> Regions { get; init; } = [];

    public PlaceState State { get => state; init => state = value; }

    /// <summary>The round whose plan of this institution was copied.</summary>
    public string? CopiedFrom { get; init; }

    /// <summary>What was copied and nobody has looked at yet.</summary>
    public PlanPart ToCheck { get; set; }

    public void Move(PlaceEvent on, Role by) => state = PlaceLifecycle.Table.After(state, on, by);
}

/// <summary>考试考区: a place of this institution where the round is sat; it may differ from where a person registers.</summary>
public sealed class ExamRegion
{
    public required Guid RoundInstitutionId { get; init; }

    /// <summary>The prefecture's code, or the institution's where it has no prefectures.</summary>
    public required string Code { get; init; }

    public required string Name { get; init; }
}
