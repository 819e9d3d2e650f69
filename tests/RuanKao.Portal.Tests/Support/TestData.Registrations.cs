using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Registrations;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Support;

/// <summary>A registration a test starts from, and whose it is.</summary>
public sealed record RegistrationMade(Guid Id, Guid UserId, Guid RoundId, string RoundCode, string InstitutionCode, string QualificationCode, string? Number)
{
    /// <summary>The address of one of its pages: At("pay").</summary>
    public string At(string page = "") => $"/exams/{RoundCode}/{InstitutionCode}" + (page.Length == 0 ? "" : "/" + page);
}

public static partial class TestData
{
    private static readonly Lazy<byte[]> Portrait = new(DrawPortrait);

    /// <summary>A complete form that was not handed in. Without a round: the one at this institution whose registration is open now, made if there is none.</summary>
    public static Task<RegistrationMade> DraftAsync(PortalFactory factory, Guid? userId = null, Guid? roundId = null, string institution = "53",
        string? prefecture = "5301", string qualification = "SOFTWARE_DESIGNER", string name = "张伟明") =>
        RegisterAsync(factory, RegistrationState.Draft, userId, roundId, institution, prefecture, qualification, name, 0);

    /// <summary>待审核.</summary>
    public static Task<RegistrationMade> SubmittedAsync(PortalFactory factory, Guid? userId = null, Guid? roundId = null, string institution = "53",
        string? prefecture = "5301", string qualification = "SOFTWARE_DESIGNER", string name = "张伟明") =>
        RegisterAsync(factory, RegistrationState.Submitted, userId, roundId, institution, prefecture, qualification, name, 0);

    /// <summary>审核通过，待缴费.</summary>
    public static Task<RegistrationMade> ApprovedAsync(PortalFactory factory, Guid? userId = null, Guid? roundId = null, string institution = "53",
        string? prefecture = "5301", string qualification = "SOFTWARE_DESIGNER", string name = "张伟明", int feeFen = 10000) =>
        RegisterAsync(factory, RegistrationState.Approved, userId, roundId, institution, prefecture, qualification, name, feeFen);

    /// <summary>报名成功.</summary>
    public static Task<RegistrationMade> PaidAsync(PortalFactory factory, Guid? userId = null, Guid? roundId = null, string institution = "53",
        string? prefecture = "5301", string qualification = "SOFTWARE_DESIGNER", string name = "张伟明", int feeFen = 10000) =>
        RegisterAsync(factory, RegistrationState.Paid, userId, roundId, institution, prefecture, qualification, name, feeFen);

    /// <summary>The round at the institution whose registration is open now, made if there is none.</summary>
    public static async Task<RoundPlaceView> RegistrationOpenAsync(PortalFactory factory, string institution = "53", string qualification = "SOFTWARE_DESIGNER")
    {
        var open = await factory.WithAsync(async services => (await services.GetRequiredService<RoundPlaces>().AtAsync(institution)).FirstOrDefault(p => p.Place.Registration.Contains(factory.Clock.UtcNow)));
        return open ?? await OpenRoundAsync(factory, institution, [.. new[] { "SOFTWARE_DESIGNER", "SYSTEM_ARCHITECT", "PROGRAMMER", qualification }.Distinct()]);
    }

    /// <summary>A photo that passed and is used; the one there is, if there is one.</summary>
    public static Task<Guid> PhotoAsync(PortalFactory factory, Guid userId) => factory.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        return await db.CandidatePhotos.CurrentOf(userId).Select(p => (Guid?)p.Id).SingleOrDefaultAsync() ?? await KeepAsync(factory, userId, Portrait.Value);
    });

    /// <summary>Another photo that passed, used from now on.</summary>
    public static Task<Guid> NewPhotoAsync(PortalFactory factory, Guid userId) =>
        KeepAsync(factory, userId, RuanKao.Sandbox.People.DrawnPortrait.Jpeg(1000 + Interlocked.Increment(ref portraits)));

    private static int portraits;

    private static Task<Guid> KeepAsync(PortalFactory factory, Guid userId, byte[] jpeg) => factory.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        var photo = new CandidatePhoto
        {
            UserId = userId, KeptAt = factory.Clock.UtcNow, UsedAt = factory.Clock.UtcNow, Processed = jpeg, Original = jpeg,
            Sha256 = PhotoTool.Hash(jpeg), Findings = "[]", ConsentVersion = "1",
        };
        db.Add(photo);
        await db.SaveChangesAsync();
        return photo.Id;
    });

    /// <summary>A run of the photo tool that passed and waits for its owner.</summary>
    public static Task<Guid> PhotoDraftAsync(PortalFactory factory, Guid userId) => factory.WithAsync(async place =>
    {
        var outcome = await place.GetRequiredService<PhotoTool>().ProcessAsync(userId, _ => Task.FromResult(RuanKao.Sandbox.People.DrawnPortrait.Jpeg(5)), PhotoRecipe.Plain, null,
            new(userId, Role.Candidate, factory.Clock.UtcNow), default);
        return outcome.DraftId!.Value;
    });

    /// <summary>Answers that break no rule, for a round of the given regions.</summary>
    public static void FillIn(Registration registration, string? prefecture, string region, string qualification)
    {
        (registration.PrefectureCode, registration.ExamRegionCode, registration.QualificationCode) = (prefecture, region, qualification);
        var form = registration.Form;
        (form.Title, form.Employment, form.School, form.MajorRelation, form.Major) = ("无", FormOptionList.Studying, "云南大学", "Same", "软件工程");
        (form.GraduatedOn, form.Education, form.YearsOfStudy, form.Degree) = (new(2032, 6, 30), "BachelorOrAbove", 4, "Bachelor");
        (form.Address, form.Email, form.Mobile) = ("云南省昆明市翠湖北路2号", "zhang@example.com", "13900000001");
    }

    private static async Task<RegistrationMade> RegisterAsync(PortalFactory factory, RegistrationState state, Guid? userId, Guid? roundId,
        string institution, string? prefecture, string qualification, string name, int feeFen)
    {
        if (roundId is null) await RegistrationOpenAsync(factory, institution, qualification);
        var user = userId ?? await VerifiedCandidateAsync(factory, name);
        var photo = await PhotoAsync(factory, user);
        return await factory.WithAsync(async services =>
        {
            var (db, now) = (services.GetRequiredService<PortalContext>(), factory.Clock.UtcNow);
            var place = (await db.RoundInstitutions.Include(p => p.Round).Include(p => p.Regions).Where(p => p.InstitutionCode == institution).ToListAsync())
                .First(p => roundId is null ? p.Registration.Contains(now) : p.RoundId == roundId);
            // The usual prefecture is Yunnan's; elsewhere the institution's first, if it has any.
            var prefectures = await db.Prefectures.Where(p => p.InstitutionCode == institution).OrderBy(p => p.Code).Select(p => p.Code).ToListAsync();
            if (prefecture is not null && !prefectures.Contains(prefecture)) prefecture = prefectures.FirstOrDefault();
            var region = place.Regions.FirstOrDefault(r => r.Code == prefecture) ?? place.Regions[0];
            var registration = new Registration { UserId = user, RoundId = place.RoundId, InstitutionCode = institution, CreatedAt = now, PhotoId = photo };
            FillIn(registration, prefecture, region.Code, qualification);
            db.Add(registration);
            if (state != RegistrationState.Draft)
            {
                var identity = await db.CandidateIdentities.SingleAsync(i => i.UserId == user);
                var numbers = new RegistrationNumbers(db);
                await using var transaction = await db.Database.BeginTransactionAsync();
                registration.Submit(new(identity.Name, identity.DocumentKind, identity.NumberSealed, identity.NumberHash, identity.Sex, identity.BirthDate),
                    await numbers.NextAsync(place.Round, institution, default), RegistrationNumbers.NewSystemCode(), new(user, Role.Candidate, now));
                if (state is RegistrationState.Approved or RegistrationState.Paid) registration.Approve(feeFen, new(null, Role.Reviewer, now));
                if (state is RegistrationState.Paid && registration.State != RegistrationState.Paid) registration.Settle(Operation.BySystem(now));
                await db.SaveChangesAsync();
                await transaction.CommitAsync();
            }
            else await db.SaveChangesAsync();
            return new RegistrationMade(registration.Id, user, place.RoundId, place.Round.Code, institution, qualification, registration.Number);
        });
    }

    private static byte[] DrawPortrait()
    {
        using var bitmap = new SKBitmap(295, 413);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            using var skin = new SKPaint { Color = new(226, 186, 160), IsAntialias = true };
            using var cloth = new SKPaint { Color = new(45, 70, 120), IsAntialias = true };
            canvas.DrawOval(147, 190, 85, 115, skin);
            canvas.DrawOval(147, 440, 150, 110, cloth);
        }
        using var image = SKImage.FromBitmap(bitmap);
        using var jpeg = image.Encode(SKEncodedImageFormat.Jpeg, 85);
        return jpeg.ToArray();
    }
}
