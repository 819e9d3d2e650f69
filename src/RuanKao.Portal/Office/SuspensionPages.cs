using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.Rendering;
using RuanKao.Portal.Announcements;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Office;

/// <summary>What is suspended, why, and what everybody will read of it.</summary>
public sealed class SuspendForm
{
    /// <summary>Stands for the whole institution among the regions.</summary>
    public const string Whole = "all";

    [Display(Name = "停考的考试考区")]
    public List<string> Regions { get; set; } = [];

    [Display(Name = "报考资格")]
    public string? QualificationCode { get; set; }

    [Display(Name = "原因")]
    public string? Why { get; set; }

    [Display(Name = "公告标题")]
    public string? Title { get; set; }

    [Display(Name = "公告正文")]
    public string? Body { get; set; }

    /// <summary>The act that the button does; made with the preview.</summary>
    public Guid? Act { get; set; }

    /// <summary>How many live registrations were shown; null before they were.</summary>
    public int? Shown { get; set; }

    /// <summary>The scope they were shown for.</summary>
    public string? ShownFor { get; set; }

    public SuspensionScope Scope => new(Regions.Contains(Whole) ? [] : [.. Regions.Distinct().Order(StringComparer.Ordinal)], string.IsNullOrWhiteSpace(QualificationCode) ? null : QualificationCode);

    public AnnouncementForm Announcement => new() { Title = Title, Body = Body };
}

public sealed record SuspendPage(RoundPlaceView View, SuspendForm Form, FormChoices Choices, SuspensionPreview? Preview)
{
    public IEnumerable<SelectListItem> Regions => [new("全部考区", SuspendForm.Whole, Form.Regions.Contains(SuspendForm.Whole)), .. View.Place.Regions.OrderBy(r => r.Code).Select(r => new SelectListItem(r.Name, r.Code, Form.Regions.Contains(r.Code)))];

    public IEnumerable<SelectListItem> Qualifications => [new("全部资格", ""), .. Choices.Qualifications.OrderByDescending(q => q.Level).ThenBy(q => q.Order).Select(q => new SelectListItem($"{q.Name}（{q.Level.Word}）", q.Code))];
}

/// <summary>How an act of 停考 goes on.</summary>
public sealed record SuspensionPage(RoundPlaceView View, Suspension First, string Where, SuspensionProgress Progress, bool IsAnnounced);

/// <summary>The words of 停考.</summary>
public static class SuspensionWords
{
    /// <summary>全部考区 · 软件设计师.</summary>
    public static string Where(RoundInstitution place, IEnumerable<string?> regions, string? qualification)
    {
        var codes = regions.ToList();
        return (codes.Contains(null) ? "全部考区" : string.Join("、", codes.Select(code => place.Regions.FirstOrDefault(r => r.Code == code)?.Name ?? code))) + " · " + (qualification ?? "全部资格");
    }

    /// <summary>The announcement as the office begins with it.</summary>
    public static (string Title, string Body) Announcement(RoundPlaceView view, IReadOnlyList<string> regions, string? qualification, string why)
    {
        var where = regions.Count == 0 ? "全部考区" : string.Join("、", view.Place.Regions.Where(r => regions.Contains(r.Code)).OrderBy(r => r.Code).Select(r => r.Name));
        var what = qualification is null ? "" : $"“{qualification}”考试";
        var title = $"关于{view.Institution.Name}{(regions.Count is 0 or > 3 ? "" : where)}{view.Round.Name}软考停考的公告";
        return (title.Length <= RuanKao.Portal.Announcements.Announcement.TitleLength ? title : $"关于{view.Institution.Name}{view.Round.Name}软考停考的公告",
            $"{view.Institution.Name}{where}的{view.Round.Name}软考{what}停止举行。\n\n原因：{why}\n\n## 已报名的考生\n- 报名已经终止，系统会以短信或邮件通知本人\n- 已缴纳的考试费全额按原支付方式退回，不需要申请，到账时间以支付平台为准\n- 退费情况可以登录后在“我的报考”查看\n\n咨询电话见页面底部。");
    }
}
