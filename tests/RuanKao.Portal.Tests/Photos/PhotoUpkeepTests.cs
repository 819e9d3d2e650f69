using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Tests.Support;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Photos;

public sealed class PhotoUpkeepTests
{
    [Fact]
    public async Task What_nobody_needs_is_erased_and_what_hangs_on_a_registration_stays()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(portal);
        var loose = await TestData.PhotoAsync(portal, await TestData.VerifiedCandidateAsync(portal, "李静"));
        await TestData.PhotoDraftAsync(portal, made.UserId);
        Task<(int, int)> EraseAsync(TimeSpan later) => portal.WithAsync(place => place.GetRequiredService<PhotoUpkeep>().EraseAsync(portal.Clock.UtcNow + later, default));

        Assert.Equal((0, 0), await EraseAsync(PhotoRules.DraftLife - TimeSpan.FromSeconds(1)));
        Assert.Equal((1, 0), await EraseAsync(PhotoRules.DraftLife));
        Assert.Equal((0, 0), await EraseAsync(PhotoRules.UnusedLife - TimeSpan.FromSeconds(1)));
        Assert.Equal((0, 1), await EraseAsync(PhotoRules.UnusedLife));

        var left = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().CandidatePhotos.Select(p => p.Id).ToListAsync());
        Assert.DoesNotContain(loose, left);
        Assert.Single(left);
    }

    [Fact]
    public async Task A_photo_that_a_waiting_change_would_bring_is_held_too()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.ApprovedAsync(portal);
        var next = await TestData.NewPhotoAsync(portal, made.UserId);
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            var registration = await db.Set<RuanKao.Portal.Registrations.Registration>().SingleAsync(r => r.Id == made.Id);
            db.Add(RuanKao.Portal.Registrations.ChangeRequest.Of(registration, registration.Answers, next, portal.Clock.UtcNow));
            await db.SaveChangesAsync();
        });
        var held = await portal.WithAsync(place => place.GetServices<IPhotoHolder>().Single().HeldAsync([next], default));
        Assert.Equal([next], held);
    }

    [Fact]
    public async Task A_photo_used_since_stays_however_long_ago_it_was_kept()
    {
        await using var portal = await PortalFactory.StartAsync();
        var user = await TestData.VerifiedCandidateAsync(portal);
        var photo = await TestData.PhotoAsync(portal, user);
        var later = portal.Clock.UtcNow + TimeSpan.FromDays(100);
        await portal.WithAsync(place => place.GetRequiredService<PhotoService>().UseAsync(user, photo, new(user, Role.Candidate, later), default));

        Assert.Equal((0, 0), await portal.WithAsync(place => place.GetRequiredService<PhotoUpkeep>().EraseAsync(later + TimeSpan.FromDays(179), default)));
    }

    [Theory]
    [InlineData(75)]
    [InlineData(55)]
    public async Task A_copy_that_a_program_saved_anew_is_known_and_another_photo_is_not(int quality)
    {
        await using var portal = await PortalFactory.StartAsync();
        var user = await TestData.VerifiedCandidateAsync(portal);
        var operation = new Operation(user, Role.Candidate, portal.Clock.UtcNow);
        await portal.WithAsync(async place =>
        {
            var (tool, recognition) = (place.GetRequiredService<PhotoTool>(), place.GetRequiredService<PhotoRecognition>());
            var outcome = await tool.ProcessAsync(user, _ => Task.FromResult(TestPhotos.Good), PhotoRecipe.Plain, null, operation, default);
            var processed = (await tool.ProcessedAsync(user, outcome.DraftId!.Value, operation.At, default))!;
            var kept = await tool.KeepAsync(user, outcome.DraftId.Value, operation, default);
            using var picture = SKBitmap.Decode(processed);

            Assert.Equal((kept!.Value, true), await recognition.FindAsync(user, processed, default));
            Assert.Equal((kept.Value, false), await recognition.FindAsync(user, TestPhotos.Jpeg(picture, quality), default));
            Assert.Null(await recognition.FindAsync(Guid.NewGuid(), TestPhotos.Jpeg(picture, quality), default));
            for (var seed = 1; seed < 12; seed++)
            {
                if (seed != 3) Assert.Null(await recognition.FindAsync(user, PhotoProcessor.Examine(RuanKao.Sandbox.People.DrawnPortrait.Jpeg(seed), PhotoSettings.Default).Processed!, default));
            }

            Assert.Null(await recognition.FindAsync(user, TestPhotos.Good, default));
        });
    }

    [Fact]
    public async Task A_copy_is_answered_with_the_photo_that_was_kept()
    {
        await using var portal = await PortalFactory.StartAsync();
        var user = await TestData.VerifiedCandidateAsync(portal);
        var visitor = await portal.SignedInAsync(user);
        await visitor.SubmitAsync(await visitor.FollowAsync(await PhotoVisits.UploadAsync(visitor, await visitor.GetAsync("/photos"), TestPhotos.Good)), [], "/photos/save");
        var kept = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().CandidatePhotos.SingleAsync());
        using var picture = SKBitmap.Decode(kept.Processed);

        var shown = await visitor.FollowAsync(await PhotoVisits.UploadAsync(visitor, await visitor.GetAsync("/photos?returnUrl=%2Fme%2Fregistrations"), TestPhotos.Jpeg(picture, 70)));

        Assert.Contains("这是处理后的照片，已为您保存", shown.Text);
        var used = await visitor.SubmitAsync(shown, [], "/photos/use");
        Assert.Equal("/me/registrations", used.Location);
        Assert.Equal(kept.Id, await portal.WithAsync(async place => (await place.GetRequiredService<PhotoService>().CurrentAsync(user, default))?.Id));
    }
}
