using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.Rendering;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Announcements;

/// <summary>Whose news are listed.</summary>
public sealed record NewsChoice(bool Everybody, bool National, string? Institution)
{
    /// <summary>Without a wish: the country's and those of the institution one is at; all where one is at none.</summary>
    public static NewsChoice Of(string? from, string? own) => from switch
    {
        "all" => new(true, true, null),
        "national" => new(false, true, null),
        { Length: Institutions.Institution.CodeLength } code => new(false, false, code),
        _ => own is null ? new(true, true, null) : new(false, true, own),
    };
}

/// <summary>动态信息.</summary>
public sealed record NewsPage(IReadOnlyList<NewsLine> Lines, int Total, int Page, string? From, InstitutionFacts? Own, IReadOnlyList<Institution> Publishers)
{
    public int Pages => (Total + AnnouncementBoard.PageSize - 1) / AnnouncementBoard.PageSize;

    public IEnumerable<SelectListItem> Choices =>
    [
        .. Own is { } own ? new SelectListItem[] { new($"全国和{own.Name}", "", string.IsNullOrEmpty(From)) } : [],
        new("全部", "all", From == "all" || Own is null && string.IsNullOrEmpty(From)), new("全国", "national", From == "national"),
        .. Publishers.Select(i => new SelectListItem(i.Name, i.Code, From == i.Code)),
    ];
}

/// <summary>The newest of an institution beside the country's.</summary>
public sealed record NewsBlockPage(IReadOnlyList<(string Publisher, string From, IReadOnlyList<NewsLine> Lines)> Columns);

/// <summary>An announcement as its editor writes it.</summary>
public sealed class AnnouncementForm
{
    [Display(Name = "发布机构")]
    public string? Owner { get; set; }

    [Display(Name = "标题")]
    public string? Title { get; set; }

    [Display(Name = "正文")]
    public string? Body { get; set; }

    [Display(Name = "发布时间（北京时间）")]
    public string? PublishAt { get; set; }

    [Display(Name = "自动撤下时间（北京时间）")]
    public string? WithdrawAt { get; set; }

    [Display(Name = "置顶")]
    public bool IsPinned { get; set; }

    [Display(Name = "添加附件")]
    public List<IFormFile>? Files { get; set; }

    /// <summary>Attachments ticked for removal.</summary>
    public List<Guid> Remove { get; set; } = [];

    public int Version { get; set; }

    /// <summary>preview, save or publish.</summary>
    public string? Then { get; set; }

    public static AnnouncementForm Of(Announcement announcement) => new()
    {
        Owner = announcement.InstitutionCode, Title = announcement.Title, Body = announcement.Body, IsPinned = announcement.IsPinned, Version = announcement.Version,
        PublishAt = AnnouncementRules.Typed(announcement.PublishAt), WithdrawAt = AnnouncementRules.Typed(announcement.WithdrawAt),
    };
}

/// <summary>The editor; without an announcement a new one.</summary>
public sealed record AnnouncementPage(Announcement? Announcement, AnnouncementForm Form, IReadOnlyList<SelectListItem> Owners, IReadOnlyList<NewsFile> Files, NewsItem? Preview, DateTime Now)
{
    public AnnouncementStanding Standing => Announcement?.Standing(Now) ?? AnnouncementStanding.Draft;

    /// <summary>It can be read by everybody, or could be until it ran out: its time has come and stays.</summary>
    public bool IsOut => Standing is AnnouncementStanding.Public or AnnouncementStanding.Over;
}

/// <summary>What narrows the list of the desk.</summary>
public sealed record AnnouncementsPage(IReadOnlyList<AnnouncementLine> Lines, int Total, ListPart Part, AnnouncementStanding? Standing, string Query, DateTime Now)
{
    public int Pages => Part.Pages(Total);

    public bool IsNarrowed => Standing is not null || Query.Length > 0;

    public IEnumerable<SelectListItem> Standings =>
        [new("全部", "", Standing is null), .. Enum.GetValues<AnnouncementStanding>().Select(s => new SelectListItem(s.Word, s.ToString(), s == Standing))];
}

public sealed record AnnouncementLine(Announcement Announcement, string Owner, int Files);

public sealed class AnnouncementWithdrawForm
{
    [Display(Name = "撤下原因")]
    public string? Why { get; set; }

    public int Version { get; set; }
}

public sealed record AnnouncementWithdrawPage(Announcement Announcement, AnnouncementWithdrawForm Form, int Files, DateTime Now);

public sealed record AnnouncementVersionPage(Announcement Announcement, AnnouncementVersion Version, NewsItem Item);

/// <summary>The words of the desk.</summary>
public static class AnnouncementWords
{
    extension(Announcement announcement)
    {
        public StateWords Words => AnnouncementLifecycle.Table.Words(announcement.State);
    }

    extension(AnnouncementStanding standing)
    {
        public string Word => standing switch
        {
            AnnouncementStanding.Draft => "草稿",
            AnnouncementStanding.Scheduled => "待发布",
            AnnouncementStanding.Public => "已发布",
            AnnouncementStanding.Over => "已到期",
            _ => "已撤下",
        };

        public Tone ToneOf => standing switch
        {
            AnnouncementStanding.Public => Tone.Done,
            AnnouncementStanding.Scheduled => Tone.Waiting,
            _ => Tone.Quiet,
        };
    }

    extension(AnnouncementEvent on)
    {
        public string Word => on switch
        {
            AnnouncementEvent.Save => "保存草稿",
            AnnouncementEvent.Publish => "发布",
            AnnouncementEvent.Revise => "修改",
            _ => "撤下",
        };
    }
}
