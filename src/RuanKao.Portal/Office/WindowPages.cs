using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.Rendering;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office;

/// <summary>时间窗口: every place of the posts with how it stands.</summary>
public sealed record WindowsPage(IReadOnlyList<WindowLine> Lines);

public sealed record WindowLine(RoundPlaceView View, WindowFigures Figures, DateTime Now)
{
    public (Tone Tone, string Word) Registration => WindowRow.Standing(View.Place.Registration, Now);

    public (Tone Tone, string Word) Payment => WindowRow.Standing(View.Place.Payment, Now);
}

/// <summary>One window of a place.</summary>
public sealed record WindowRow(string Title, string Times, Tone Tone, string Word, string? Remark = null)
{
    public static (Tone Tone, string Word) Standing(TimeWindow window, DateTime now) =>
        !window.IsPublished ? (Tone.Quiet, "未公布") : window.IsBefore(now) ? (Tone.Waiting, "未开始") : window.Contains(now) ? (Tone.Done, "进行中") : (Tone.Quiet, "已截止");

    public static IReadOnlyList<WindowRow> Of(RoundInstitution place, DateTime now)
    {
        return
        [
            Row("报名", place.Registration, place.IsRegistrationExtended ? place.FirstRegistrationTo : null),
            End("审核截止", place.ReviewUntil),
            Row("缴费", place.Payment, place.IsPaymentExtended ? place.FirstPaymentTo : null),
            place.ChangesUntil is null ? new("数据冻结", Beijing.DeadlineMoment(place.FreezesAt), Tone.Quiet, now < place.FreezesAt ? "未到" : "已冻结", "没有单独设定，随准考证打印或考试开始冻结")
                : End("数据冻结", place.ChangesUntil),
            Row("准考证打印", place.TicketPrinting, null),
            new("退回后修改", $"{place.MendHours} 小时", Tone.Quiet, "", "报名截止后才退回的，从退回起算，不超过审核截止"),
        ];

        WindowRow Row(string title, TimeWindow window, DateTime? first)
        {
            var (tone, word) = Standing(window, now);
            return new(title, window.ToString(), tone, word, first is { } end ? $"原定 {Beijing.DeadlineMoment(end)} 截止，已延长" : null);
        }

        WindowRow End(string title, DateTime? end) => end is not { } at ? new(title, "未公布", Tone.Quiet, "")
            : new(title, Beijing.DeadlineMoment(at), now < at ? Tone.Done : Tone.Quiet, now < at ? "未到" : "已到");
    }
}

/// <summary>How much more time, for what, and why.</summary>
public sealed class ExtendForm
{
    [Display(Name = "延长小时数")]
    public int? Hours { get; set; }

    [Display(Name = "延长什么")]
    public ExtensionKind Kind { get; set; }

    [Display(Name = "原因")]
    public string? Why { get; set; }

    /// <summary>The version of the windows that was previewed.</summary>
    public int Version { get; set; }
}

/// <summary>One place: its windows, its figures, what was done to it.</summary>
public sealed record WindowPlacePage(RoundPlaceView View, IReadOnlyList<WindowRow> Rows, WindowFigures Figures, IReadOnlyList<WindowExtension> Extensions,
    IReadOnlyList<SuspensionLine> Suspensions, IReadOnlyList<string> Faults, DateTime Now);

public sealed record SuspensionLine(DateTime At, string What, string Why, Guid? Act);

/// <summary>延长时间 with its consequences before it is done; without a preview the form alone.</summary>
public sealed record ExtendPage(RoundPlaceView View, ExtendForm Form, ExtensionPreview? Preview)
{
    public static IEnumerable<SelectListItem> Kinds =>
        [new("报名和缴费一起延长", nameof(ExtensionKind.Registration)), new("只延长审核和缴费", nameof(ExtensionKind.Payment))];
}

/// <summary>Which registration is voided, and why.</summary>
public sealed class VoidForm
{
    [Display(Name = "报名号")]
    public string? Number { get; set; }

    [Display(Name = "作废原因")]
    public string? Why { get; set; }

    public int? Version { get; set; }
}

public sealed record VoidPage(RoundPlaceView View, VoidForm Form, Registration? Found, string? Name, string? IdNumber);
