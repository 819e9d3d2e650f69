using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Tests.Support;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Photos;

public sealed class PhotoRulesTests
{
    private static readonly Dictionary<string, string> Lenient = new()
    {
        ["Form.MoreThanBytes"] = "20", ["Form.MinimumWidth"] = "295", ["Form.MinimumHeight"] = "413", ["Form.WhiteBackground"] = "false", ["Form.Replacement"] = "false",
        ["Form.Enlarged"] = "Warn", ["Form.Colour"] = "Refuse", ["Form.Sharpness"] = "Warn", ["Form.Exposure"] = "Measure", ["Form.Head"] = "Measure",
    };

    [Theory]
    [InlineData(Role.Office)]
    [InlineData(Role.InstitutionAdministrator)]
    public async Task An_institution_sets_its_own_rules_and_the_change_is_in_the_audit(Role role)
    {
        await using var portal = await PortalFactory.StartAsync();
        var user = await TestData.StaffAsync(portal, role, "53");
        var staff = await portal.SignedInAsync(user);
        var page = await staff.GetAsync("/desk/photo-settings");

        Assert.Equal("照片要求", page.Heading);
        Assert.Equal("30", page.ValueOf("Form.MoreThanBytes"));
        var answer = await staff.SubmitAsync(page, Lenient);

        Assert.Equal("/desk/photo-settings?institution=53", answer.Location);
        var set = await portal.WithAsync(place => place.GetRequiredService<PhotoRulesService>().OfAsync("53", default));
        Assert.Equal(new PhotoSettings
        {
            MoreThanBytes = 20 * 1024, WhiteBackground = false, Replacement = false, Enlarged = PhotoStrictness.Warn, Sharpness = PhotoStrictness.Warn,
            Exposure = PhotoStrictness.Measure, Head = PhotoStrictness.Measure,
        }, set);
        Assert.Equal(PhotoSettings.Default, await portal.WithAsync(place => place.GetRequiredService<PhotoRulesService>().OfAsync("11", default)));
        var trace = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.SingleAsync(entry => entry.Action == "photo-rules.set"));
        Assert.Equal((user, role, "53"), (trace.UserId, trace.Role, trace.Subject));

        var stale = await staff.SubmitAsync(page, Lenient);
        Assert.Contains("已被他人更新", stale.Text);
        Assert.Equal(HttpStatusCode.Redirect, (await staff.SubmitAsync(await staff.GetAsync("/desk/photo-settings"), Lenient)).Status);
    }

    [Theory]
    [InlineData("Form.MoreThanBytes", "-1", "请填 0 到 1024 之间的 KB 数")]
    [InlineData("Form.MoreThanBytes", "1025", "请填 0 到 1024 之间的 KB 数")]
    [InlineData("Form.MinimumWidth", "294", "请填 295 到 2000 之间的像素数")]
    [InlineData("Form.MinimumHeight", "2001", "请填 413 到 2000 之间的像素数")]
    public async Task Rules_that_nobody_could_meet_are_refused_at_their_field(string field, string value, string words)
    {
        await using var portal = await PortalFactory.StartAsync();
        var staff = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Office, "53"));

        var answer = await staff.SubmitAsync(await staff.GetAsync("/desk/photo-settings"), new Dictionary<string, string>(Lenient) { [field] = value });

        Assert.Contains(words, answer.ErrorOf(field));
        Assert.Equal(0, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().InstitutionPhotoRules.CountAsync()));
    }

    [Fact]
    public async Task Nobody_sets_the_rules_of_another_institution()
    {
        await using var portal = await PortalFactory.StartAsync();
        foreach (var (role, institution) in new[] { (Role.Office, "11"), (Role.Reviewer, "53"), (Role.NationalAdministrator, null) })
        {
            var staff = await portal.SignedInAsync(await TestData.StaffAsync(portal, role, institution));
            Assert.Equal(HttpStatusCode.Forbidden, (await staff.GetAsync("/desk/photo-settings?institution=53")).Status);
        }
    }

    [Fact]
    public async Task A_photo_is_judged_by_the_rules_of_the_institution_the_candidate_came_from()
    {
        await using var portal = await PortalFactory.StartAsync();
        await portal.WithAsync(place => place.GetRequiredService<PhotoRulesService>()
            .SetAsync("11", PhotoSettings.Default with { WhiteBackground = false }, null, Operation.BySystem(portal.Clock.UtcNow), default));
        var user = await TestData.VerifiedCandidateAsync(portal);
        async Task<bool> AcceptedAsync(string institution) => await portal.WithAsync(async place => (await place.GetRequiredService<PhotoTool>().ProcessAsync(user,
            _ => Task.FromResult(TestPhotos.Before(SKColors.CornflowerBlue)), PhotoRecipe.Plain, institution, new(user, Role.Candidate, portal.Clock.UtcNow), default)).Accepted);

        Assert.False(await AcceptedAsync("53"));
        Assert.True(await AcceptedAsync("11"));
        await portal.WithAsync(async place =>
        {
            var (db, tool, operation) = (place.GetRequiredService<PortalContext>(), place.GetRequiredService<PhotoTool>(), new Operation(user, Role.Candidate, portal.Clock.UtcNow));
            Assert.Equal("请上传照片", await db.PhotoFaultAsync(user, "11", default));
            var draft = (await tool.CurrentAsync(user, portal.Clock.UtcNow, default))!;
            var kept = (await tool.KeepAsync(user, draft.Id, operation, default))!.Value;
            await place.GetRequiredService<PhotoService>().UseAsync(user, kept, operation, default);
            // What a lenient institution took is not carried past a stricter one.
            Assert.Null(await db.PhotoFaultAsync(user, "11", default));
            Assert.Equal("您的照片不是按本考区现在的要求检查的，请在这里重新处理一次", await db.PhotoFaultAsync(user, "53", default));
        });
    }

    [Theory]
    [InlineData(PhotoVerdict.Refuse, PhotoStrictness.Refuse, PhotoVerdict.Refuse)]
    [InlineData(PhotoVerdict.Refuse, PhotoStrictness.Warn, PhotoVerdict.Warn)]
    [InlineData(PhotoVerdict.Warn, PhotoStrictness.Warn, PhotoVerdict.Warn)]
    [InlineData(PhotoVerdict.Warn, PhotoStrictness.Measure, PhotoVerdict.Pass)]
    [InlineData(PhotoVerdict.Refuse, PhotoStrictness.Measure, PhotoVerdict.Pass)]
    public void The_strictness_lowers_a_verdict_and_never_raises_it(PhotoVerdict found, PhotoStrictness strictness, PhotoVerdict judged)
    {
        var settings = PhotoSettings.Default with { Enlarged = strictness, Colour = strictness, Sharpness = strictness, Exposure = strictness, Head = strictness };
        foreach (var check in new[] { PhotoCheck.Enlarged, PhotoCheck.Colour, PhotoCheck.Sharpness, PhotoCheck.Exposure, PhotoCheck.Head })
        {
            Assert.Equal(judged, settings.Judge(new(check, found, "words", "", "")).Verdict);
        }

        Assert.Equal(found, settings.Judge(new(PhotoCheck.Background, found, "words", "", "")).Verdict);
    }

    [Fact]
    public void Each_rule_alone_makes_a_photo_judged_without_it_fall_short()
    {
        var strict = new PhotoSettings { MoreThanBytes = 40_000, MinimumWidth = 400, MinimumHeight = 560, Replacement = false };
        Assert.True(strict.IsAtLeast(strict));
        Assert.True(strict.IsAtLeast(PhotoSettings.Default));
        foreach (var lenient in new[]
        {
            strict with { MoreThanBytes = 39_999 }, strict with { MinimumWidth = 399 }, strict with { MinimumHeight = 559 }, strict with { WhiteBackground = false }, strict with { Replacement = true },
            strict with { Enlarged = PhotoStrictness.Warn }, strict with { Colour = PhotoStrictness.Warn }, strict with { Sharpness = PhotoStrictness.Warn }, strict with { Exposure = PhotoStrictness.Warn },
        })
        {
            Assert.False(lenient.IsAtLeast(strict));
            Assert.True(strict.IsAtLeast(lenient));
        }
    }

    [Fact]
    public async Task The_hints_above_the_upload_and_on_the_form_say_what_the_institution_asks()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.DraftAsync(portal);
        await portal.WithAsync(place => place.GetRequiredService<PhotoRulesService>()
            .SetAsync("53", PhotoSettings.Default with { MoreThanBytes = 50 * 1024, MinimumWidth = 413, MinimumHeight = 579, WhiteBackground = false }, null, Operation.BySystem(portal.Clock.UtcNow), default));
        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Set<RuanKao.Portal.Registrations.Registration>().ExecuteUpdateAsync(r => r.SetProperty(x => x.PhotoId, (Guid?)null)));
        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().CandidatePhotos.ExecuteDeleteAsync());
        var candidate = await portal.SignedInAsync(made.UserId);

        var tool = await candidate.GetAsync("/photos?institution=53");
        Assert.Contains("JPG 格式，大于 50 KB，不小于 413×579 像素，不超过 10 MB", tool.Text);
        Assert.DoesNotContain("不小于 295×413", tool.Body);
        var form = (await candidate.GetAsync(made.At("form"))).Text;
        Assert.Contains("本人近期彩色证件照，JPG 格式，大于 50 KB，不小于 413×579 像素", form);
        Assert.Contains("JPG 格式，大于 30 KB，不小于 295×413 像素，不超过 10 MB", (await candidate.GetAsync("/photos?institution=11")).Text);
    }

    [Fact]
    public void An_institution_that_asks_for_no_white_ground_takes_a_photo_before_another()
    {
        var blue = TestPhotos.Before(new SKColor(60, 120, 200));
        Assert.Contains(PhotoProcessor.Examine(blue, PhotoSettings.Default).Findings, f => f is { Code: PhotoCheck.Background, Verdict: PhotoVerdict.Refuse });
        Assert.DoesNotContain(PhotoProcessor.Examine(blue, PhotoSettings.Default with { WhiteBackground = false }).Findings, f => f.Code == PhotoCheck.Background && f.Verdict != PhotoVerdict.Pass);
    }
}
