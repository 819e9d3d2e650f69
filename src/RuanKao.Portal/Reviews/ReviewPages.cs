using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Reviews;

/// <summary>One line of the queue.</summary>
/// <param name="HeldBy">Who has the case open now; null where nobody has.</param>
public sealed record ReviewLine(Guid Id, string Name, string Number, string Qualification, string RoundCode, string? Prefecture, RegistrationState State, DateTime SubmittedAt, DateTime? WaitsSince, bool ChangeWaits, string? HeldBy);

/// <summary>One page of lines, and whether more follow.</summary>
public sealed record ReviewLines(IReadOnlyList<ReviewLine> Lines, bool HasMore);

/// <summary>A place in a list: the line after which the next page begins. Stands in the address, so it names nobody.</summary>
public sealed record ListPlace(DateTime At, Guid Id)
{
    public override string ToString() => $"{At.Ticks:x}-{Id:N}";

    /// <summary>Null for what is no place: the list then begins at its beginning.</summary>
    public static ListPlace? Parse(string? text) => text?.Split('-') is [var at, var id] && long.TryParse(at, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ticks)
        && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks && Guid.TryParseExact(id, "N", out var guid) ? new(new(ticks, DateTimeKind.Utc), guid) : null;
}

/// <summary>The filters of the queue, kept in the address.</summary>
public sealed class QueueForm
{
    /// <summary>A state's name; none means 待审核.</summary>
    [Display(Name = "状态")]
    public string? State { get; set; }

    [Display(Name = "考试")]
    public string? Round { get; set; }

    /// <summary>报名市, by its code.</summary>
    [Display(Name = "报名市")]
    public string? Prefecture { get; set; }

    /// <summary>The last line of the page before.</summary>
    public string? After { get; set; }

    /// <summary>all for as many at once as a browser sorts (<see cref="ListPart"/>).</summary>
    public string? Rows { get; set; }

    public bool IsAll => Rows == ListPart.All;

    public RegistrationState Chosen => Enum.TryParse<RegistrationState>(State, out var state) && Enum.IsDefined(state) && state != RegistrationState.Draft ? state : RegistrationState.Submitted;
}

/// <summary>What is searched for; posted, because names and numbers do not belong in an address.</summary>
public sealed class SearchForm
{
    [Display(Name = "查找")]
    public string? Text { get; set; }

    /// <summary>The last line of the page before.</summary>
    public Guid? After { get; set; }
}

public sealed record QueuePage(QueueForm Form, SearchForm Search, ReviewLines Found, int Waiting, IReadOnlyDictionary<RegistrationState, int> Counts, IReadOnlyList<SelectListItem> Rounds, DateTime Now)
{
    public IReadOnlyList<ReviewLine> Lines => Found.Lines;

    /// <summary>How many are in the chosen list; those that wait include the changes.</summary>
    public int Total => Form.Chosen == RegistrationState.Submitted ? Waiting : Counts.GetValueOrDefault(Form.Chosen);

    public bool IsSearch => Search.Text is not null;

    /// <summary>The 报名市 to choose from; empty where there is nothing to choose.</summary>
    public IReadOnlyList<SelectListItem> Prefectures { get; init; } = [];

    /// <summary>Since when the case waits that has waited longest (UTC).</summary>
    public DateTime? Oldest { get; init; }

    public DecisionStrip Strip { get; init; } = DecisionStrip.Empty;

    /// <summary>How many wait because a colleague asked for a second look.</summary>
    public int Seconds { get; init; }

    /// <summary>The next page begins here; null on the last one.</summary>
    public string? Next => Found is { HasMore: true, Lines: [.., var last] } && !IsSearch
        ? new ListPlace(Form.Chosen == RegistrationState.Submitted ? last.WaitsSince!.Value : last.SubmittedAt, last.Id).ToString() : null;

    public IEnumerable<SelectListItem> States =>
    [
        .. Enum.GetValues<RegistrationState>().Where(s => s != RegistrationState.Draft)
            .Select(s => new SelectListItem(RegistrationLifecycle.Table.Words(s).ForStaff, s.ToString(), s == Form.Chosen)),
    ];

    /// <summary>How long something has waited, as coarse as a person would say it.</summary>
    public string Age(DateTime since) => (Now - since) switch
    {
        { TotalDays: >= 1 } t => $"{(int)t.TotalDays} 天",
        { TotalHours: >= 1 } t => $"{(int)t.TotalHours} 小时",
        var t => $"{Math.Max(0, (int)t.TotalMinutes)} 分钟",
    };
}

/// <summary>A decision on one case.</summary>
public sealed class DecisionForm
{
    /// <summary>The version that the reviewer saw.</summary>
    [Required]
    public int Version { get; set; }

    public List<string> Reasons { get; set; } = [];

    [Display(Name = "补充说明"), DataType(DataType.MultilineText)]
    public string? Words { get; set; }
}

/// <summary>Why another is to judge.</summary>
public sealed class SecondForm
{
    [Display(Name = "请人复审的原因"), DataType(DataType.MultilineText), StringLength(SecondReview.WhyLength)]
    public string? Why { get; set; }
}

/// <summary>Who asked for a second review, and why.</summary>
public sealed record SecondAsked(string Who, DateTime At, string Why, bool IsMine);

/// <summary>A decision of the last moments: it waits and can be undone, or it was dropped.</summary>
public sealed record DecisionLine(Guid RegistrationId, string Number, string Words, DecisionState State, DateTime EffectiveAt, string? Why, Guid? BatchId, int Count);

/// <summary>What stands over queue and case: decisions that can be undone, newest first, and those that came to nothing.</summary>
public sealed record DecisionStrip(IReadOnlyList<DecisionLine> Waiting, IReadOnlyList<DecisionLine> Dropped)
{
    public static readonly DecisionStrip Empty = new([], []);
}

/// <summary>How a case stands with the reviewer who looks at it.</summary>
/// <param name="Opening">The claim of this page; null where the reviewer may only look.</param>
/// <param name="Held">Another reviewer has the case.</param>
/// <param name="Pending">A decision waits for its second.</param>
public sealed record CaseDesk(Guid? Opening, ClaimHeld? Held, ReviewDecision? Pending, string? PendingBy, SecondAsked? Second, DecisionStrip Strip, IReadOnlyList<ReturnReason> Reasons, int RenewSeconds)
{
    public bool MayDecide => Opening is not null;
}

public sealed record CasePage(Registration Registration, RegistrationPaper Paper, string Round, IReadOnlyList<ReviewFact> Facts, DecisionForm Form, int Waiting, ChangePaper? Change, IReadOnlyDictionary<Guid, string> Names, bool ShowsNumber, CaseDesk Desk)
{
    public SecondForm Second { get; init; } = new();

    public bool IsWaiting => Registration.State == RegistrationState.Submitted;

    /// <summary>Who made the move and why; people who work here by their name in the house.</summary>
    public string WhoDid(RegistrationStep step) => string.Join("，", new[]
    {
        step.By switch { Role.Candidate => "考生", Role.System => "系统", var role => Doors.NameOf(role) + (step.UserId is { } id && Names.TryGetValue(id, out var name) ? " " + name : "") },
        step.Why,
    }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>The photo with every measurement and what was changed; null where there is none.</summary>
    public KeptPhoto? Photo { get; init; }

    /// <summary>How often it was handed in.</summary>
    public int HandedIn => Registration.HandedIn;
}
