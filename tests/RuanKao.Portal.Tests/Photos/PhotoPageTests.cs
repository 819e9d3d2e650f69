using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;
using RuanKao.Sandbox.People;
using SkiaSharp;
using static RuanKao.Portal.Tests.Photos.PhotoVisits;

namespace RuanKao.Portal.Tests.Photos;

public sealed class PhotoPageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_visitor_is_asked_to_sign_in_and_staff_are_not_let_in()
    {
        await using var portal = await PortalFactory.StartAsync();
        var reviewer = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Reviewer, "53"));

        Assert.StartsWith("/sign-in", new Uri(new("https://localhost"), (await portal.Visitor().GetAsync("/photos")).Location).PathAndQuery);
        Assert.Equal(HttpStatusCode.Forbidden, (await reviewer.GetAsync("/photos")).Status);
    }

    [Fact]
    public async Task The_page_says_what_a_photo_must_be()
    {
        await using var portal = await PortalFactory.StartAsync();
        var page = await (await CandidateAsync(portal)).Visitor.GetAsync("/photos");

        Assert.Equal("上传考生照片", page.Heading);
        Assert.Contains("大于 30 KB", page.Text);
        Assert.Contains("295×413", page.Text);
        Assert.Contains("因照片质量影响考试、成绩及证书的，由本人负责", page.Text);
        Assert.Equal("multipart/form-data", Form(page).Enctype);
        Assert.Equal("image/jpeg", page.Html.QuerySelector("input[type=file]")!.GetAttribute("accept"));
        Assert.True(page.Response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_good_photo_is_shown_beside_its_original_before_it_is_kept_and_used()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, user) = await CandidateAsync(portal);
        var page = await visitor.GetAsync("/photos?returnUrl=%2Fme%2Fregistrations");

        var answer = await UploadAsync(visitor, page, TestPhotos.Good);
        var shown = await visitor.FollowAsync(answer);

        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Contains("处理结果 符合要求", shown.Text);
        Assert.Contains("600×840 像素", shown.Text);
        Assert.Null(await CurrentAsync(portal, user));
        var pictures = shown.Html.QuerySelectorAll("figure img").Select(img => img.GetAttribute("src")!).ToList();
        var (original, processed) = (await visitor.GetAsync(pictures[0]), await visitor.GetAsync(pictures[1]));
        Assert.Equal(TestPhotos.Good, original.Bytes);
        Assert.Equal((295, 413), (JpegInspection.Read(processed.Bytes).Width, JpegInspection.Read(processed.Bytes).Height));
        Assert.InRange(processed.Bytes.Length, 5_000, 10_240);
        Assert.Equal("image/jpeg", processed.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", processed.Response.Headers.CacheControl?.ToString());

        var used = await visitor.SubmitAsync(shown, [], "/photos/use");

        Assert.Equal("/me/registrations", used.Location);
        var kept = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().CandidatePhotos.SingleAsync(Ct));
        Assert.Equal((user, portal.Clock.UtcNow, portal.Clock.UtcNow, PhotoConsent.Version), (kept.UserId, kept.KeptAt, kept.UsedAt, kept.ConsentVersion));
        Assert.Equal(PhotoTool.Hash(kept.Processed), kept.Sha256);
        Assert.Equal(processed.Bytes, kept.Processed);
        Assert.Equal(TestPhotos.Good, kept.Original);
        Assert.Contains("\"verdict\":\"Pass\"", kept.Findings);
        Assert.Contains("白色", kept.Findings);
        Assert.Equal(kept.Id, await CurrentAsync(portal, user));
        Assert.Equal(["photo.processed", "photo.kept", "photo.used"], await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries
            .Where(entry => entry.Subject == kept.Id.ToString()).OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync(Ct)));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(pictures[0])).Status);
    }

    [Fact]
    public async Task A_saved_photo_is_handed_over_as_a_file_and_waits_to_be_used()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, user) = await CandidateAsync(portal);
        var shown = await visitor.FollowAsync(await UploadAsync(visitor, await visitor.GetAsync("/photos"), TestPhotos.Good));

        var file = await visitor.SubmitAsync(shown, [], "/photos/save");
        var again = await visitor.SubmitAsync(shown, [], "/photos/save");

        Assert.Equal(("image/jpeg", "attachment", "no-store"), (file.Response.Content.Headers.ContentType?.MediaType,
            file.Response.Content.Headers.ContentDisposition?.DispositionType, file.Response.Headers.CacheControl?.ToString()));
        Assert.Equal("报名照片.jpg", file.Response.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal(file.Bytes, again.Bytes);
        Assert.Equal(1, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().CandidatePhotos.CountAsync(Ct)));
        Assert.Null(await CurrentAsync(portal, user));

        await visitor.SubmitAsync(await visitor.GetAsync("/photos"), [], "/photos/use");

        Assert.NotNull(await CurrentAsync(portal, user));
    }

    [Fact]
    public async Task A_saved_file_from_another_device_is_recognised_and_used_at_once()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, user) = await CandidateAsync(portal);
        var first = await visitor.FollowAsync(await UploadAsync(visitor, await visitor.GetAsync("/photos"), TestPhotos.Good));
        var saved = await visitor.SubmitAsync(first, [], "/photos/save");
        var phone = await portal.SignedInAsync(user);

        var answer = await UploadAsync(phone, await phone.GetAsync("/photos?returnUrl=%2Fme%2Fregistrations"), saved.Bytes);

        Assert.Equal("/me/registrations", answer.Location);
        Assert.NotNull(await CurrentAsync(portal, user));
        var stranger = (await CandidateAsync(portal)).Visitor;
        Assert.Contains("须大于 30 KB", (await UploadAsync(stranger, await stranger.GetAsync("/photos"), saved.Bytes)).Text);
    }

    [Fact]
    public async Task The_same_photo_used_twice_is_kept_once_and_the_one_used_last_is_current()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, user) = await CandidateAsync(portal);
        async Task<Guid?> UseAsync(byte[] file)
        {
            portal.Clock.UtcNow += TimeSpan.FromMinutes(1);
            await visitor.SubmitAsync(await visitor.FollowAsync(await UploadAsync(visitor, await visitor.GetAsync("/photos"), file)), [], "/photos/use");
            return await CurrentAsync(portal, user);
        }

        var (first, second, third) = (await UseAsync(TestPhotos.Good), await UseAsync(DrawnPortrait.Jpeg(8)), await UseAsync(TestPhotos.Good));

        Assert.Equal(first, third);
        Assert.NotEqual(first, second);
        Assert.Equal(2, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().CandidatePhotos.CountAsync(Ct)));
    }

    [Fact]
    public async Task Using_twice_is_using_once_and_what_is_gone_cannot_be_used()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, user) = await CandidateAsync(portal);
        var old = await visitor.FollowAsync(await UploadAsync(visitor, await visitor.GetAsync("/photos"), DrawnPortrait.Jpeg(8)));
        var shown = await visitor.FollowAsync(await UploadAsync(visitor, await visitor.GetAsync("/photos"), TestPhotos.Good));

        var gone = await visitor.SubmitAsync(old, [], "/photos/use");
        Assert.Equal(HttpStatusCode.Conflict, gone.Status);
        Assert.Contains("已过期或已被新的结果换掉", gone.Text);
        Assert.Equal(HttpStatusCode.Conflict, (await visitor.SubmitAsync(old, [], "/photos/save")).Status);

        await visitor.SubmitAsync(shown, [], "/photos/use");
        Assert.Equal("/photos", (await visitor.SubmitAsync(shown, [], "/photos/use")).Location);
        Assert.Equal(1, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().CandidatePhotos.CountAsync(Ct)));
        var other = (await CandidateAsync(portal)).Visitor;
        var theirs = await other.GetAsync("/photos");
        var stolen = await other.PostAsync("/photos/use", [new("Form.PhotoId", (await CurrentAsync(portal, user)).ToString()!), new("__RequestVerificationToken", theirs.ValueOf("__RequestVerificationToken")!)]);
        Assert.Equal(HttpStatusCode.Conflict, stolen.Status);
    }

    [Fact]
    public async Task A_photo_that_did_not_pass_is_shown_and_can_be_cut_anew_but_not_used()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, user) = await CandidateAsync(portal);
        var refused = await UploadAsync(visitor, await visitor.GetAsync("/photos"), TestPhotos.Before(SKColors.CornflowerBlue));
        var draft = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().PhotoDrafts.SingleAsync(Ct));

        Assert.Contains("处理结果 不符合要求", refused.Text);
        Assert.Equal(2, refused.Html.QuerySelectorAll("figure img").Length);
        Assert.Null(refused.Html.QuerySelector("form[action='/photos/use']"));
        var token = refused.ValueOf("__RequestVerificationToken")!;
        Assert.Equal(HttpStatusCode.Conflict, (await visitor.PostAsync("/photos/use", [new("Form.DraftId", draft.Id.ToString()), new("__RequestVerificationToken", token)])).Status);

        var again = await visitor.PostAsync("/photos", [new("Form.SourceId", draft.SourceId.ToString()), new("__RequestVerificationToken", token),
            new("Form.CropX", "0.1"), new("Form.CropY", "0.1"), new("Form.CropWidth", "0.8"), new("Form.CropHeight", "0.8"), new("Form.Turn", "-2.5")]);

        Assert.Contains("处理时：按您选定的范围裁剪，逆时针旋转 2.5°。", again.Text);
        var next = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().PhotoDrafts.SingleAsync(Ct));
        Assert.Equal((draft.SourceId, draft.UploadedBytes), (next.SourceId, next.UploadedBytes));
        Assert.NotEqual(draft.Id, next.Id);
        Assert.Equal(new PhotoFrame(0.1, 0.1, 0.8, 0.8, -2.5), PhotoRecipe.Read(next.Recipe).Frame);

        portal.Clock.UtcNow += PhotoRules.DraftLife;
        var later = await portal.SignedInAsync(user);
        token = (await later.GetAsync("/photos")).ValueOf("__RequestVerificationToken")!;
        var late = await later.PostAsync("/photos", [new("Form.SourceId", draft.SourceId.ToString()), new("__RequestVerificationToken", token)]);
        Assert.Contains("您上次添加的照片已过期或已被换掉", late.ErrorOf("Form.File"));
        Assert.Null(await CurrentAsync(portal, user));
    }

    [Fact]
    public async Task A_foreign_return_address_is_forgotten()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = (await CandidateAsync(portal)).Visitor;
        var page = await visitor.GetAsync("/photos?returnUrl=https%3A%2F%2Fevil.example%2F");

        var shown = await visitor.FollowAsync(await UploadAsync(visitor, page, TestPhotos.Good));

        Assert.DoesNotContain("evil.example", page.Body);
        Assert.DoesNotContain("evil.example", shown.Body);
    }

    [Fact]
    public async Task A_photo_is_shown_to_its_owner_and_to_whom_a_room_admits_only()
    {
        var audience = new Audience();
        await using var portal = await PortalFactory.StartAsync(services => services.AddSingleton<IPhotoAudience>(audience));
        var (owner, user) = await CandidateAsync(portal);
        await owner.SubmitAsync(await owner.FollowAsync(await UploadAsync(owner, await owner.GetAsync("/photos"), TestPhotos.Good)), [], "/photos/use");
        var id = (await CurrentAsync(portal, user))!.Value;
        var other = (await CandidateAsync(portal)).Visitor;
        var reviewerId = await TestData.StaffAsync(portal, Role.Reviewer, "53");
        var reviewer = await portal.SignedInAsync(reviewerId);

        foreach (var path in new[] { $"/photos/{id}.jpg", $"/photos/{id}/original.jpg" })
        {
            audience.Admitted = null;
            Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync(path)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(path)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await reviewer.GetAsync(path)).Status);
            Assert.Equal(HttpStatusCode.Redirect, (await portal.Visitor().GetAsync(path)).Status);
            audience.Admitted = reviewerId;
            Assert.Equal(HttpStatusCode.OK, (await reviewer.GetAsync(path)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(path)).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/photos/{Guid.NewGuid()}.jpg")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync("/photos/me.jpg")).Status);
    }

    private sealed class Audience : IPhotoAudience
    {
        public Guid? Admitted { get; set; }

        public Task<bool> MaySeeAsync(ClaimsPrincipal user, Guid photoId, CancellationToken ct) => Task.FromResult(user.UserId == Admitted);
    }
}
