using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Registrations;
using RuanKao.Sandbox.People;

namespace RuanKao.Sandbox.Demo;

/// <summary>Registrations of the demo, moved to their state by the same moves as real ones.</summary>
public sealed class DemoRegistrations(PortalContext db, TimeProvider clock)
{
    private const string ReturnReason = "照片背景有阴影，请重新上传白底证件照。";

    /// <summary>The institution's round that is open for registration now, and the one whose tickets can be printed now.</summary>
    public async Task<(RoundInstitution? Open, RoundInstitution? Ticketed)> RoundsAsync(string institution, CancellationToken ct)
    {
        var places = await db.RoundInstitutions.Include(p => p.Round).Include(p => p.Regions).Where(p => p.InstitutionCode == institution).ToListAsync(ct);
        var now = clock.Now();
        return (places.FirstOrDefault(p => p.Registration.Contains(now)), places.FirstOrDefault(p => p.TicketPrinting.Contains(now)));
    }

    /// <summary>One registration in the state asked for; nothing where the person has one in the round already.</summary>
    public async Task MakeAsync(RoundInstitution place, PortalUser user, int seed, RegistrationState state, CancellationToken ct)
    {
        if (await db.Registrations.AnyAsync(r => r.UserId == user.Id && r.RoundId == place.RoundId, ct)) return;
        var identity = await db.CandidateIdentities.SingleAsync(i => i.UserId == user.Id, ct);
        // As if handed in while registration was open, also for the round that is past that.
        var at = clock.Now() < place.Registration.To ? clock.Now() : place.Registration.To!.Value.AddHours(-2);
        var registration = new Registration
        {
            UserId = user.Id, RoundId = place.RoundId, InstitutionCode = place.InstitutionCode, CreatedAt = at,
            PhotoId = await PhotoAsync(user, seed, ct),
        };
        var region = place.Regions.OrderBy(r => r.Code).ElementAt(seed % 2 % place.Regions.Count);
        var qualification = await QualificationAsync(place, seed, ct);
        (registration.PrefectureCode, registration.ExamRegionCode, registration.QualificationCode) = (region.Code, region.Code, qualification.Code);
        FillIn(registration.Form, user, seed);

        var numbers = new RegistrationNumbers(db);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Add(registration);
        registration.Submit(
            new(identity.Name, identity.DocumentKind, identity.NumberSealed, identity.NumberHash, identity.Sex, identity.BirthDate),
            await numbers.NextAsync(place.Round, place.InstitutionCode, ct), RegistrationNumbers.NewSystemCode(), new(user.Id, Role.Candidate, at));
        if (state is RegistrationState.Returned) registration.Return(ReturnReason, new(null, Role.Reviewer, at));
        if (state is RegistrationState.Approved or RegistrationState.Paid) registration.Approve(place.Fee.AmountFen(qualification)!.Value, new(null, Role.Reviewer, at));
        if (state is RegistrationState.Paid && registration.State != RegistrationState.Paid) registration.Settle(Operation.BySystem(at, "演示数据"));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<Qualification> QualificationAsync(RoundInstitution place, int seed, CancellationToken ct)
    {
        var offered = await db.Set<RoundOffering>().Include(o => o.Qualification).Where(o => o.RoundId == place.RoundId)
            .Select(o => o.Qualification).OrderBy(q => q.Order).ToListAsync(ct);
        return offered[seed % offered.Count];
    }

    private async Task<Guid> PhotoAsync(PortalUser user, int seed, CancellationToken ct)
    {
        if (await db.CandidatePhotos.Where(p => p.UserId == user.Id).Select(p => (Guid?)p.Id).FirstOrDefaultAsync(ct) is { } kept) return kept;
        var original = DrawnPortrait.Jpeg(seed);
        var examined = PhotoProcessor.Examine(original, new PhotoSettings());
        var photo = new CandidatePhoto
        {
            UserId = user.Id, KeptAt = clock.Now(), UsedAt = clock.Now(), Original = original, Processed = examined.Processed!,
            Sha256 = PhotoTool.Hash(examined.Processed!),
            Findings = PhotoFindings.Write(examined.Findings), ConsentVersion = PhotoConsent.Version,
        };
        db.Add(photo);
        return photo.Id;
    }

    private void FillIn(RegistrationForm form, PortalUser user, int seed)
    {
        var today = Beijing.Today(clock);
        var studying = seed % 2 == 0;
        form.Title = "无";
        form.Employment = studying ? FormOptionList.Studying : FormOptionList.Employed;
        if (!studying) (form.Employer, form.WorkingSince, form.InProfessionSince) = ("昆明示例科技有限公司", today.AddYears(-4), today.AddYears(-3));
        (form.School, form.Major, form.MajorRelation) = ("示例大学", "软件工程", "Same");
        form.GraduatedOn = studying ? today.AddYears(1) : today.AddYears(-4).AddDays(-30);
        (form.Education, form.YearsOfStudy, form.Degree) = ("BachelorOrAbove", 4, "Bachelor");
        (form.Address, form.Email, form.Mobile, form.Postcode) = ("云南省昆明市示例路 1 号", "candidate@demo.example", user.PhoneNumber, "650000");
    }
}
