using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Benchmarks;

/// <summary>One registration to be written: what is drawn for it, and from that the value of every column. A new column is one line.</summary>
public sealed class ReviewRow
{
    public static readonly IReadOnlyList<(string Column, Func<ReviewRow, object?> Value)> Columns =
    [
        ("Id", r => r.Id),
        ("UserId", r => r.UserId),
        ("RoundId", r => r.RoundId),
        ("InstitutionCode", r => r.Institution),
        ("PrefectureCode", r => r.Prefecture),
        ("ExamRegionCode", r => r.Prefecture ?? r.Institution + "01"),
        ("QualificationCode", r => r.Qualification),
        ("State", r => r.State.ToString()),
        ("Number", r => r.Number),
        ("SystemCode", r => r.SystemCode),
        ("PersonHash", r => r.Hash),
        ("CreatedAt", r => r.SubmittedAt.AddHours(-2)),
        ("SubmittedAt", r => r.SubmittedAt),
        ("DecidedAt", r => r.State == RegistrationState.Submitted ? null : r.SubmittedAt.AddHours(20)),
        ("PaidAt", r => r.State == RegistrationState.Paid ? r.SubmittedAt.AddHours(30) : null),
        ("ReturnReason", r => r.State == RegistrationState.Returned ? "请写明学校全称" : null),
        ("FeeFen", r => r.State is RegistrationState.Approved or RegistrationState.Paid ? 10000 : null),
        ("ChangeWaits", r => r.ChangeWaits),
        ("WaitsSince", r => r.State == RegistrationState.Submitted ? r.SubmittedAt : r.ChangeWaits ? r.Steps.Last().At : null),
        ("NameKey", r => PersonName.Key(r.Name)),
        ("RefundDueFen", _ => null),
        ("Moves", r => r.Events.Count),
        ("Version", r => r.Events.Count),
        ("PhotoId", _ => null),
        ("Person_Name", r => r.Name),
        ("Person_DocumentKind", _ => nameof(DocumentKind.ResidentIdCard)),
        ("Person_NumberSealed", r => r.Sealed),
        ("Person_NumberHash", r => r.Hash),
        ("Person_Sex", r => r.Ordinal % 2 == 0 ? nameof(Sex.Female) : nameof(Sex.Male)),
        ("Person_BirthDate", r => BirthDate(r.Ordinal)),
        ("Form_Title", _ => "无"),
        ("Form_Employment", _ => FormOptionList.Studying),
        ("Form_School", r => r.Ordinal % 3 == 0 ? "云南大学" : "昆明理工大学"),
        ("Form_MajorRelation", _ => "Same"),
        ("Form_Major", _ => "软件工程"),
        ("Form_GraduatedOn", _ => new DateOnly(2032, 6, 30)),
        ("Form_Education", _ => "BachelorOrAbove"),
        ("Form_YearsOfStudy", _ => 4m),
        ("Form_Degree", _ => "Bachelor"),
        ("Form_Address", r => $"翠湖北路{r.Ordinal % 900 + 1}号"),
        ("Form_Email", r => $"c{r.Ordinal}@example.com"),
        ("Form_Mobile", r => $"139{r.Ordinal:D8}"),
    ];

    public static readonly IReadOnlyList<(string Column, Func<ReviewStep, object?> Value)> StepColumns =
    [
        ("Id", s => s.Id),
        ("RegistrationId", s => s.Row.Id),
        ("Order", s => s.Order),
        ("At", s => s.At),
        ("On", s => s.On.ToString()),
        ("To", s => s.To.ToString()),
        ("By", s => s.By.ToString()),
        ("UserId", s => s.By == Role.Candidate ? s.Row.UserId : null),
        ("Why", _ => null),
    ];

    /// <summary>Counts through the whole round; every value that has to differ comes from it.</summary>
    public required int Ordinal { get; init; }

    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public required Guid RoundId { get; init; }

    public required string Institution { get; init; }

    public required string? Prefecture { get; init; }

    public required string Qualification { get; init; }

    public required RegistrationState State { get; init; }

    public required bool ChangeWaits { get; init; }

    public required string Name { get; init; }

    public required string Number { get; init; }

    public required string SystemCode { get; init; }

    public required string Hash { get; init; }

    public required string Sealed { get; init; }

    public required DateTime SubmittedAt { get; init; }

    public IReadOnlyList<RegistrationEvent> Events => State switch
    {
        RegistrationState.Submitted => [RegistrationEvent.Submit],
        RegistrationState.Returned => [RegistrationEvent.Submit, RegistrationEvent.Return],
        RegistrationState.Approved when ChangeWaits => [RegistrationEvent.Submit, RegistrationEvent.Approve, RegistrationEvent.RequestChange],
        RegistrationState.Approved => [RegistrationEvent.Submit, RegistrationEvent.Approve],
        RegistrationState.Cancelled => [RegistrationEvent.Submit, RegistrationEvent.Cancel],
        _ => [RegistrationEvent.Submit, RegistrationEvent.Approve, RegistrationEvent.Settle],
    };

    public IEnumerable<ReviewStep> Steps => Events.Select((on, at) => new ReviewStep(this, at + 1, on));

    /// <summary>The document number of the n-th person, with a county code that nobody has.</summary>
    public static string DocumentNumber(int ordinal)
    {
        var first = $"530199{BirthDate(ordinal):yyyyMMdd}{ordinal / Days:D3}";
        return first + ResidentIdNumber.CheckCharacter(first);
    }

    private const int Days = 12_000;

    private static DateOnly BirthDate(int ordinal) => new DateOnly(1975, 1, 1).AddDays(ordinal % Days);
}

/// <summary>One step of a written registration's history.</summary>
public sealed record ReviewStep(ReviewRow Row, int Order, RegistrationEvent On)
{
    public Guid Id { get; } = Guid.NewGuid();

    public DateTime At => Row.SubmittedAt.AddHours((Order - 1) * 10);

    public RegistrationState To => On switch
    {
        RegistrationEvent.Submit => RegistrationState.Submitted,
        RegistrationEvent.Return => RegistrationState.Returned,
        RegistrationEvent.Settle => RegistrationState.Paid,
        RegistrationEvent.Cancel => RegistrationState.Cancelled,
        _ => RegistrationState.Approved,
    };

    public Role By => On switch
    {
        RegistrationEvent.Return or RegistrationEvent.Approve => Role.Reviewer,
        RegistrationEvent.Settle => Role.System,
        _ => Role.Candidate,
    };
}
