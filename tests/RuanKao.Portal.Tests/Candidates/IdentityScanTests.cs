using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;
using SkiaSharp;
using static RuanKao.Portal.Tests.Candidates.ManualCheck;

namespace RuanKao.Portal.Tests.Candidates;

/// <summary>证件照片 of a manual check: what is taken, how it is kept, who sees it, and when it goes.</summary>
public class IdentityScanTests
{
    [Fact]
    public async Task Files_are_judged_by_what_is_in_them()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        await ClaimAsync(visitor, Claim());
        var picture = TestData.Scan(1200, 800);
        Assert.Contains("只能上传 JPG 或 PNG", (await UploadAsync(visitor, "%PDF-1.7 not a picture"u8.ToArray())).ErrorOf("Form.Files"));
        Assert.Contains("文件是空的", (await UploadAsync(visitor, Array.Empty<byte>())).Text);
        Assert.Contains("已损坏", (await UploadAsync(visitor, picture[..(picture.Length / 2)])).ErrorOf("Form.Files"));
        Assert.Contains("打不开", (await UploadAsync(visitor, [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3])).ErrorOf("Form.Files"));
        Assert.Contains("太小（200×200 像素）", (await UploadAsync(visitor, TestData.Scan(200, 200))).ErrorOf("Form.Files"));
        Assert.Contains("每张不能超过 5 MB", (await UploadAsync(visitor, new byte[IdentityCaseService.ScanBytes + 1])).ErrorOf("Form.Files"));
        Assert.Contains("第2张：只能上传", (await UploadAsync(visitor, picture, "GIF89a"u8.ToArray())).ErrorOf("Form.Files"));
        Assert.Contains("请选择证件照片", (await UploadAsync(visitor)).ErrorOf("Form.Files"));
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.AnyAsync()));
        Assert.Contains("最多3张", (await UploadAsync(visitor, picture, picture, picture, picture)).ErrorOf("Form.Files"));
        await UploadAsync(visitor, picture, picture, picture);
        Assert.Contains("已到 3 张", (await visitor.GetAsync(Manual + "/scans")).Text);
    }

    [Fact]
    public async Task What_is_kept_is_sealed_and_has_nothing_of_the_file_but_its_pixels()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        await ClaimAsync(visitor, Claim());
        var smuggled = "<script>alert(1)</script>"u8.ToArray();
        await UploadAsync(visitor, [.. TestData.Scan(3000, 2000), .. smuggled]);
        var (id, sealedBytes) = await portal.WithAsync(async place =>
        {
            var scan = await place.GetRequiredService<PortalContext>().IdentityScans.SingleAsync();
            return (scan.Id, scan.PictureSealed);
        });
        Assert.True(sealedBytes.AsSpan().StartsWith("k1."u8));
        Assert.Equal(-1, sealedBytes.AsSpan().IndexOf(new byte[] { 0xFF, 0xD8, 0xFF }));
        var shown = await visitor.GetAsync($"/identity-scans/{id}.jpg");
        Assert.Equal(("image/jpeg", true), (shown.Response.Content.Headers.ContentType!.MediaType, shown.Response.Headers.CacheControl!.NoStore));
        Assert.Equal(-1, shown.Bytes.AsSpan().IndexOf(smuggled));
        using var picture = SKBitmap.Decode(shown.Bytes);
        Assert.Equal((2400, 1600), (picture.Width, picture.Height));
    }

    [Fact]
    public async Task Scans_are_for_their_owner_and_the_reviewers_of_the_region()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal, prefecture: "5307");
        var scan = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.Select(s => s.Id).SingleAsync());
        async Task<HttpStatusCode> SeenBy(Guid who) => (await (await portal.SignedInAsync(who)).GetAsync($"/identity-scans/{scan}.jpg")).Status;
        Assert.Equal(HttpStatusCode.OK, await SeenBy(made.UserId));
        Assert.Equal(HttpStatusCode.NotFound, (await (await portal.SignedInAsync(made.UserId)).GetAsync($"/identity-scans/{Guid.NewGuid()}.jpg")).Status);
        Assert.Equal(HttpStatusCode.NotFound, await SeenBy(await TestData.VerifiedCandidateAsync(portal)));
        Assert.Equal(HttpStatusCode.OK, await SeenBy(await TestData.StaffAsync(portal, Role.Reviewer, "53")));
        Assert.Equal(HttpStatusCode.OK, await SeenBy(await TestData.StaffAsync(portal, Role.Reviewer, "53", "5307")));
        Assert.Equal(HttpStatusCode.NotFound, await SeenBy(await TestData.StaffAsync(portal, Role.Reviewer, "53", "5301")));
        Assert.Equal(HttpStatusCode.NotFound, await SeenBy(await TestData.StaffAsync(portal, Role.Reviewer, "11")));
        Assert.Equal(HttpStatusCode.NotFound, await SeenBy(await TestData.StaffAsync(portal, Role.Office, "53")));
        Assert.Equal(HttpStatusCode.Redirect, (await portal.Visitor().GetAsync($"/identity-scans/{scan}.jpg")).Status);
        Assert.Equal(2, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.CountAsync(e => e.Action == "identity-scan.opened" && e.Subject == scan.ToString())));
    }

    [Fact]
    public async Task A_draft_shows_its_scans_to_no_reviewer()
    {
        await using var portal = await PortalFactory.StartAsync();
        await TestData.CaseAsync(portal, sent: false);
        var scan = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.Select(s => s.Id).SingleAsync());
        var reviewer = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Reviewer, "53"));
        Assert.Equal(HttpStatusCode.NotFound, (await reviewer.GetAsync($"/identity-scans/{scan}.jpg")).Status);
    }

    [Fact]
    public async Task While_it_waits_the_last_scan_stays_and_a_new_one_may_take_its_place()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal);
        var visitor = await portal.SignedInAsync(made.UserId);
        var before = (await TestData.CaseOfAsync(portal, made.UserId)).Version;
        var page = await visitor.GetAsync(Manual + "/scans");
        Assert.Contains("至少要有一张证件照片", (await visitor.SubmitAsync(page, [], "/remove")).Text);
        await UploadAsync(visitor, TestData.Scan(1300, 800));
        Assert.Equal(Manual + "/scans", (await visitor.SubmitAsync(await visitor.GetAsync(Manual + "/scans"), [], "/remove")).Location);
        var file = await TestData.CaseOfAsync(portal, made.UserId);
        Assert.Equal((IdentityCaseState.Waiting, before + 2), (file.State, file.Version));
        Assert.Equal(1, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.CountAsync()));
    }

    [Fact]
    public async Task Of_a_draft_the_last_scan_goes_too()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal, sent: false);
        var visitor = await portal.SignedInAsync(made.UserId);
        Assert.Equal(Manual + "/scans", (await visitor.SubmitAsync(await visitor.GetAsync(Manual + "/scans"), [], "/remove")).Location);
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.AnyAsync()));
    }

    [Fact]
    public async Task Nobody_takes_away_the_scan_of_another()
    {
        await using var portal = await PortalFactory.StartAsync();
        await TestData.CaseAsync(portal);
        var scan = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.Select(s => s.Id).SingleAsync());
        var other = await TestData.CaseAsync(portal, number: "M00000001");
        var visitor = await portal.SignedInAsync(other.UserId);
        var page = await visitor.GetAsync(Manual + "/scans");
        var answer = await visitor.PostAsync($"{Manual}/scans/{scan}/remove", [new("__RequestVerificationToken", page.ValueOf("__RequestVerificationToken")!)]);
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal(2, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.CountAsync()));
    }

    [Fact]
    public async Task Withdrawing_takes_the_scans_away_at_once()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal);
        var visitor = await portal.SignedInAsync(made.UserId);
        var me = await visitor.FollowAsync(await visitor.SubmitAsync(await visitor.GetAsync(Manual), [], "/withdraw"));
        Assert.Contains("已撤回人工核验", me.Text);
        Assert.Equal(IdentityCaseState.Closed, (await TestData.CaseOfAsync(portal, made.UserId)).State);
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.AnyAsync()));
        Assert.Equal(Manual + "/claim", (await visitor.GetAsync(Manual)).Location);
        await TestData.CaseAsync(portal, userId: made.UserId, number: made.Number);
    }
}
