using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Announcements;

public enum AnnouncementState { Draft, Published, Withdrawn }

public enum AnnouncementEvent { Save, Publish, Revise, Withdraw }

/// <summary>The life of an announcement (公告). Published says that it may be read from its time on; what has come and gone by the clock is no state.</summary>
public static class AnnouncementLifecycle
{
    private static readonly Role[] Editors = [Role.Office, Role.InstitutionAdministrator, Role.NationalAdministrator];

    public static readonly Lifecycle<AnnouncementState, AnnouncementEvent> Table = new(
        "公告", AnnouncementState.Draft,
        new Dictionary<AnnouncementState, StateWords>
        {
            [AnnouncementState.Draft] = new("草稿", "未公布", "quiet"),
            [AnnouncementState.Published] = new("已发布", "公布", "done"),
            [AnnouncementState.Withdrawn] = new("已撤下", "未公布", "quiet"),
        },
        new(AnnouncementState.Draft, AnnouncementEvent.Save, AnnouncementState.Draft, Editors),
        new(AnnouncementState.Draft, AnnouncementEvent.Publish, AnnouncementState.Published, Editors),
        new(AnnouncementState.Published, AnnouncementEvent.Revise, AnnouncementState.Published, Editors),
        new(AnnouncementState.Draft, AnnouncementEvent.Withdraw, AnnouncementState.Withdrawn, Editors),
        new(AnnouncementState.Published, AnnouncementEvent.Withdraw, AnnouncementState.Withdrawn, Editors),
        // Mended and put up again, under the address that people have.
        new(AnnouncementState.Withdrawn, AnnouncementEvent.Publish, AnnouncementState.Published, Editors));
}
