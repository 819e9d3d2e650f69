using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Announcements;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Announcements;

/// <summary>Somebody at the desk of announcements.</summary>
internal static class Newsroom
{
    public const string Desk = "/desk/news";

    public static async Task<Visitor> OfficeAsync(PortalFactory factory, string institution = "53") => await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, institution));

    public static async Task<Visitor> NationalAsync(PortalFactory factory) => await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.NationalAdministrator));

    /// <summary>Fills in the editor at the address and presses a button.</summary>
    public static async Task<Page> WriteAsync(Visitor editor, string title, string body = "正文。", string then = "publish", string? from = null, string? to = null, bool pinned = false,
        string path = Desk + "/new", Page? page = null, Guid[]? remove = null, params (string Name, byte[] Content)[] files)
    {
        page ??= await editor.GetAsync(path);
        var content = new MultipartFormDataContent
        {
            { new StringContent(page.ValueOf("__RequestVerificationToken")!), "__RequestVerificationToken" }, { new StringContent(page.ValueOf("Form.Version")!), "Form.Version" },
            { new StringContent(page.ValueOf("Form.Owner") ?? ""), "Form.Owner" }, { new StringContent(title), "Form.Title" }, { new StringContent(body), "Form.Body" },
            { new StringContent(from ?? page.ValueOf("Form.PublishAt") ?? ""), "Form.PublishAt" }, { new StringContent(to ?? page.ValueOf("Form.WithdrawAt") ?? ""), "Form.WithdrawAt" },
            { new StringContent(then), "Form.Then" },
        };
        if (pinned) content.Add(new StringContent("true"), "Form.IsPinned");
        foreach (var file in remove ?? []) content.Add(new StringContent(file.ToString()), "Form.Remove");
        foreach (var (name, bytes) in files) content.Add(new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } }, "Form.Files", name);
        return await editor.SendAsync(new(HttpMethod.Post, path) { Content = content });
    }

    public static Guid IdOf(Page redirected) => Guid.Parse(redirected.Location!.Split('/')[^1]);

    /// <summary>Published straight in the archive.</summary>
    public static Task<Guid> PublishedAsync(PortalFactory factory, string title, string? institution = null, string body = "正文。", DateTime? at = null, bool pinned = false) => factory.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        var announcement = new Announcement { InstitutionCode = institution, CreatedAt = factory.Clock.UtcNow };
        announcement.Move(AnnouncementEvent.Publish, new(title, body, at ?? factory.Clock.UtcNow, null, pinned), new(null, institution is null ? Role.NationalAdministrator : Role.Office, factory.Clock.UtcNow));
        db.Announcements.Add(announcement);
        await db.SaveChangesAsync();
        return announcement.Id;
    });

    public static Task<Announcement> ReadAsync(PortalFactory factory, Guid id) => factory.WithAsync(place =>
        place.GetRequiredService<PortalContext>().Announcements.AsNoTracking().Include(a => a.Versions).Include(a => a.Files).AsSplitQuery().SingleAsync(a => a.Id == id));

    public static byte[] Workbook(params (string Name, string Content)[] more) => Zip([("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>"), .. more]);

    public static byte[] Document(params (string Name, string Content)[] more) => Zip([("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<document/>"), .. more]);

    public static byte[] Zip(params (string Name, string Content)[] parts)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in parts)
            {
                using var part = zip.CreateEntry(name).Open();
                part.Write(Encoding.UTF8.GetBytes(content));
            }
        return stream.ToArray();
    }
}
