using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.Rendering;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office;

/// <summary>One request on the list: who and when, nothing of what.</summary>
public sealed record AccommodationLine(Guid Id, string Name, string Number, string Round, string? Prefecture, AccommodationState State, DateTime AskedAt, DateOnly DueOn)
{
    public bool IsOverdue(DateOnly today) => State == AccommodationState.Waiting && DueOn < today;
}

/// <summary>The list of an office's requests.</summary>
public sealed record AccommodationQueuePage(IReadOnlyList<AccommodationLine> Lines, AccommodationState? State, string? Round, IReadOnlyList<ExamRound> RoundList, int Total, ListPart Part, DateOnly Today)
{
    public int Pages => Part.Pages(Total);

    public IEnumerable<SelectListItem> States =>
    [
        .. Enum.GetValues<AccommodationState>().Select(s => new SelectListItem(AccommodationLifecycle.Table.Words(s).ForStaff, s.ToString(), s == State)),
        new("全部", "all", State is null),
    ];

    public IEnumerable<SelectListItem> Rounds => [new("全部", ""), .. RoundList.Select(r => new SelectListItem(r.Name, r.Code, r.Code == Round))];
}

/// <summary>The seat that the person has already.</summary>
public sealed record AccommodationSeat(string Site, string Room, string Place, int Batch, int Seat)
{
    public override string ToString() => $"{Site} {Place} 考场 {Room}，{AdmissionWords.Batch(Batch)}，座位 {Seat}";
}

/// <summary>One request with all that the office judges it by.</summary>
public sealed record AccommodationFile(
    AccommodationRequest Request, Registration Registration, RoundPlaceView Place, string? Words, string? Reply, IReadOnlyList<KeptProof> Proofs,
    DateOnly DueOn, AccommodationSeat? Seat, IReadOnlyDictionary<Guid, string> Names)
{
    public IReadOnlyList<AccommodationItem> Items { get; } = [.. Request.Items.OrderBy(i => i.Order)];
}

/// <summary>The answer to one item as it is typed; by its id, in the order of the page.</summary>
public sealed class AccommodationItemForm
{
    public Guid ItemId { get; set; }

    [Display(Name = "同意")]
    public bool Granted { get; set; }

    [Display(Name = "怎样安排")]
    public string? Measure { get; set; }

    [Display(Name = "延长分钟数")]
    public int? Minutes { get; set; }
}

/// <summary>A decision as it is typed.</summary>
public sealed class AccommodationDecisionForm
{
    [Required]
    public int Version { get; set; }

    public List<AccommodationItemForm> Items { get; set; } = [];

    [Display(Name = "答复考生的话"), DataType(DataType.MultilineText)]
    public string? Reply { get; set; }

    [Display(Name = "更改的原因"), DataType(DataType.MultilineText)]
    public string? Why { get; set; }

    /// <summary>check shows what it means, decide does it, back returns to typing.</summary>
    public string? Then { get; set; }

    public AccommodationDecision ToDecision() => new(Version, [.. Items.Select(i => new AccommodationAnswer(i.ItemId, i.Granted, i.Measure, i.Minutes))], Reply, Why);

    /// <summary>What the page begins with: the usual measures, or what was decided before.</summary>
    public static AccommodationDecisionForm Of(AccommodationFile file) => new()
    {
        Version = file.Request.Version, Reply = file.Reply,
        Items = [.. file.Items.Select(i => new AccommodationItemForm { ItemId = i.Id, Granted = i.IsGranted == true, Measure = i.Measure ?? i.Kind.Measure, Minutes = i.Minutes })],
    };
}

public sealed record AccommodationCasePage(AccommodationFile File, AccommodationDecisionForm Form, string? WhyNot, int Waiting, DateOnly Today, IReadOnlyDictionary<Guid, string> Whys)
{
    public bool IsDecided => File.Request.DecidedAt is not null;

    public bool IsOverdue => File.Request.State == AccommodationState.Waiting && File.DueOn < Today;

    /// <summary>The person who made a move, as far as the office needs to know.</summary>
    public string WhoDid(AccommodationStep step) => step.By == Role.Candidate ? "考生" : "考务人员" + (step.UserId is { } id && File.Names.TryGetValue(id, out var name) ? " " + name : "");

    public static string WordOf(AccommodationEvent on) => on switch
    {
        AccommodationEvent.Ask => "申请或修改", AccommodationEvent.Grant => "同意", AccommodationEvent.GrantPart => "部分同意", AccommodationEvent.Refuse => "未同意", _ => "撤回",
    };
}

/// <summary>A decision before it is made: what it comes to.</summary>
public sealed record AccommodationConfirmPage(AccommodationFile File, AccommodationDecisionForm Form, IReadOnlyDictionary<Guid, Measure?> Answers)
{
    public int Granted => Answers.Values.Count(a => a is not null);

    public string Outcome => Granted == 0 ? "不同意" : Granted == Answers.Count ? "全部同意" : "部分同意";
}
