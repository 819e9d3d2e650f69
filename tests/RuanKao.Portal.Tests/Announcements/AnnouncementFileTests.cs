using System.Net;
using RuanKao.Portal.Announcements;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Announcements;

/// <summary>Attachments: judged by what they hold, handed out to be saved.</summary>
public class AnnouncementFileTests
{
    private const string Relations = "<Relationships><Relationship Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/{0}' TargetMode='External' Target='http://evil.example/x'/></Relationships>";

    public static TheoryData<string, byte[], string> Refused() => new()
    {
        { "空.pdf", [], "文件是空的" },
        { "图.pdf", [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3], "只能上传 PDF、XLSX 或 DOCX" },
        { "页.pdf", "<html><script>alert(1)</script>"u8.ToArray(), "只能上传" },
        { "断.pdf", "%PDF-1.7 nothing"u8.ToArray(), "PDF 不完整" },
        { "脚本.pdf", "%PDF-1.7 /JavaScript %%EOF"u8.ToArray(), "PDF 里有脚本" },
        { "旧.xlsx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "旧格式" },
        { "包.docx", Newsroom.Zip(("a.txt", "x")), "不是 Word 文档或 Excel" },
        { "坏.docx", [.. "PK\u0003\u0004"u8, .. new byte[40]], "不完整或已损坏" },
        { "宏.xlsx", Newsroom.Workbook(("xl/vbaProject.bin", "x")), "宏" },
        { "宏名.xlsx", Newsroom.Zip(("[Content_Types].xml", "<Types><Default ContentType='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>"), ("xl/workbook.xml", "<w/>")), "宏" },
        { "嵌.docx", Newsroom.Document(("word/embeddings/oleObject1.bin", "x")), "嵌入" },
        { "模板.docx", Newsroom.Document(("word/_rels/settings.xml.rels", string.Format(System.Globalization.CultureInfo.InvariantCulture, Relations, "attachedTemplate"))), "外部的模板" },
        { "出去.docx", Newsroom.Document(("../../x", "x")), "不完整或已损坏" },
        { "实体.docx", Newsroom.Zip(("[Content_Types].xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><Types>&b;</Types>"), ("word/document.xml", "<d/>")), "不完整或已损坏" },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task What_is_not_what_it_should_be_is_refused_and_nothing_is_published(string name, byte[] content, string why)
    {
        await using var factory = await PortalFactory.StartAsync();
        var office = await Newsroom.OfficeAsync(factory);
        var page = await Newsroom.WriteAsync(office, "有附件的通知", files: (name, content));
        Assert.Contains(why, page.ErrorOf("Form.Files"));
        Assert.DoesNotContain("有附件的通知", (await factory.Visitor().GetAsync("/news")).Text);
    }

    [Fact]
    public async Task What_is_whole_is_saved_under_its_name_by_its_content_and_never_shown_within_the_site()
    {
        await using var factory = await PortalFactory.StartAsync();
        var office = await Newsroom.OfficeAsync(factory);
        var link = ("word/_rels/document.xml.rels", string.Format(System.Globalization.CultureInfo.InvariantCulture, Relations, "hyperlink"));
        // The ending claims one thing, the content is another; the name tries for a folder and a header.
        var id = Newsroom.IdOf(await Newsroom.WriteAsync(office, "通知", files: [("..\\附件1 考点“名单”\r\nX: y.exe", TestData.Pdf()), ("收费标准.pdf", Newsroom.Workbook()), ("说明.docx", Newsroom.Document(link))]));
        var street = factory.Visitor();
        var links = (await street.GetAsync($"/news/{id}")).Html.QuerySelectorAll(".news-files a").ToDictionary(a => a.TextContent, a => a.GetAttribute("href")!);
        Assert.Contains("收费标准.xlsx", links.Keys);
        Assert.Contains("说明.docx", links.Keys);
        foreach (var (name, address) in links)
        {
            var file = await street.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, file.Status);
            var disposition = file.Response.Content.Headers.ContentDisposition!;
            Assert.Equal(("attachment", name), (disposition.DispositionType, disposition.FileNameStar));
            Assert.Equal("nosniff", Assert.Single(file.Response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal(name[(name.LastIndexOf('.') + 1)..] switch
            {
                "pdf" => "application/pdf", "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _ => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            }, file.Response.Content.Headers.ContentType!.MediaType);
            Assert.DoesNotContain("..", name);
        }
        await StaffActionsTests.LandedAsync(factory, "announcement.file-added", Role.Office);
    }

    [Fact]
    public async Task A_file_is_there_only_while_its_announcement_is_and_only_under_it()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (office, street) = (await Newsroom.OfficeAsync(factory), factory.Visitor());
        var id = Newsroom.IdOf(await Newsroom.WriteAsync(office, "草稿", then: "save", files: ("a.pdf", TestData.Pdf())));
        var other = await Newsroom.PublishedAsync(factory, "别的通知", "53");
        var file = (await Newsroom.ReadAsync(factory, id)).Files.Single().Id;
        Assert.Equal(HttpStatusCode.NotFound, (await street.GetAsync($"/news/{id}/files/{file}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await street.GetAsync($"/news/{other}/files/{file}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await office.GetAsync($"{Newsroom.Desk}/{id}/files/{file}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await Newsroom.OfficeAsync(factory, "11")).GetAsync($"{Newsroom.Desk}/{id}/files/{file}")).Status);
        await Newsroom.WriteAsync(office, "发布", path: $"{Newsroom.Desk}/{id}");
        Assert.Equal(HttpStatusCode.OK, (await street.GetAsync($"/news/{id}/files/{file}")).Status);
        await Newsroom.WriteAsync(office, "发布", then: "save", path: $"{Newsroom.Desk}/{id}", remove: [file]);
        await StaffActionsTests.LandedAsync(factory, "announcement.file-removed", Role.Office);
        Assert.Equal(HttpStatusCode.NotFound, (await street.GetAsync($"/news/{id}/files/{file}")).Status);
    }

    [Fact]
    public async Task Five_files_and_no_more_and_none_above_its_size()
    {
        await using var factory = await PortalFactory.StartAsync();
        var office = await Newsroom.OfficeAsync(factory);
        var pdf = TestData.Pdf();
        Assert.Contains("最多5个附件", (await Newsroom.WriteAsync(office, "通知", files: [.. Enumerable.Range(0, 6).Select(n => ($"{n}.pdf", pdf))])).ErrorOf("Form.Files"));
        var id = Newsroom.IdOf(await Newsroom.WriteAsync(office, "通知", files: [.. Enumerable.Range(0, 5).Select(n => ($"{n}.pdf", pdf))]));
        Assert.Contains("最多5个附件", (await Newsroom.WriteAsync(office, "通知", then: "save", path: $"{Newsroom.Desk}/{id}", files: ("6.pdf", pdf))).ErrorOf("Form.Files"));
        var large = new byte[AnnouncementRules.MostFileBytes + 1];
        pdf.CopyTo(large, 0);
        Assert.Contains("不能超过 10 MB", (await Newsroom.WriteAsync(office, "大附件", files: ("a.pdf", large))).ErrorOf("Form.Files"));
    }
}
