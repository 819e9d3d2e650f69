using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Announcements;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Sandbox.Demo;

/// <summary>News of the country and of 云南: a pinned one, one with a file, one that comes tomorrow, a draft.</summary>
public static class DemoAnnouncements
{
    public static async Task SeedAsync(IServiceProvider portal, CancellationToken ct = default)
    {
        await using var scope = portal.CreateAsyncScope();
        var (db, fonts, now) = (scope.ServiceProvider.GetRequiredService<PortalContext>(), scope.ServiceProvider.GetRequiredService<FontChain>(), scope.ServiceProvider.GetRequiredService<TimeProvider>().Now());
        if (await db.Announcements.AnyAsync(ct)) return;
        var (national, office) = (new Operation(null, Role.NationalAdministrator, now), new Operation(null, Role.Office, now));

        Add(null, new("请通过本网站报名，谨防假冒网站和诈骗短信",
            "报名、缴费、打印准考证和查询成绩，都在本网站办理。考试机构不会打电话索要验证码，不会要求向个人账户转账。\n\n## 这样核对\n- 网址以考试机构公布的为准\n- 考试费只通过本网站的“网上缴费”支付\n- 收到可疑短信，请先致电考试机构，电话在页面底部\n\n更多说明见[常见问题](/help)。",
            now.AddDays(-20), null, true), national);
        Add(null, new("关于使用近期证件照的提示", "审核退回最多的原因是照片。请使用近期正面免冠的白底证件照，不要翻拍、自拍，也不要把小照片放大。\n\n上传时系统会检查并给出修改办法。", now.AddDays(-9), null, false), national);
        Add(null, new("考生须知全国通用部分更新", "主要更新：实名认证可以申请人工核验；需要合理便利的考生可以在报名表提交后申请。", now.AddDays(-3), null, false), national);

        Add(InstitutionList.Yunnan, new("云南考区报名期间咨询安排", "报名期间咨询时间：工作日 9:00—12:00，13:30—17:00。\n\n各州市考点所在区域见附件，具体考点、考场和座位以准考证为准。", now.AddDays(-4), null, true), office,
            Paper(fonts, now, "云南考区考点区域（示例）", "昆明市、曲靖市、玉溪市、丽江市等州市设考点。", "具体考点、考场和座位以准考证为准。"));
        Add(InstitutionList.Yunnan, new("审核时间说明", "提交的报名信息一般在三个工作日内审核。审核结果以短信或邮件通知，也可以登录后在“报名审核”查看。", now.AddDays(-2), null, false), office);
        Add(InstitutionList.Yunnan, new("准考证打印提示", "准考证开放打印后，请用 A4 纸打印，黑白打印有效；考试当天与有效身份证件原件一起带上。", Beijing.Start(Beijing.Day(now).AddDays(1)).AddHours(9), null, false), office);
        var draft = new Announcement { InstitutionCode = InstitutionList.Yunnan, CreatedAt = now };
        draft.Move(AnnouncementEvent.Save, new("考试当天交通提示（草稿）", "待各考点确认后发布。", null, null, false), office);
        db.Add(draft);
        await db.SaveChangesAsync(ct);

        void Add(string? institution, AnnouncementText text, Operation operation, byte[]? pdf = null)
        {
            var announcement = new Announcement { InstitutionCode = institution, CreatedAt = text.PublishAt!.Value };
            announcement.Move(AnnouncementEvent.Publish, text, operation with { At = text.PublishAt.Value < now ? text.PublishAt.Value : now });
            if (pdf is not null) announcement.Files.Add(new() { AnnouncementId = announcement.Id, Name = "考点区域", Format = AnnouncementFileFormat.Pdf, Content = pdf, Bytes = pdf.Length, AddedAt = now, AddedBy = null });
            db.Add(announcement);
        }
    }

    private static byte[] Paper(FontChain fonts, DateTime now, string title, params string[] lines)
    {
        var document = new PdfDocument(fonts, new(title, now));
        var page = document.AddPage();
        page.Text(title, PdfPage.Width / 2, 80, new(18, Bold: true), TextAlign.Centre);
        foreach (var (line, at) in lines.Select((line, at) => (line, at))) page.Text(line, 72, 130 + at * 24, new(12));
        return document.Finish().Bytes;
    }
}
