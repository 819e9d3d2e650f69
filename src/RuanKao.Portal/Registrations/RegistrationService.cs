using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>The verbs of a registration: find, save, hand in, settle. Cancelling is in <see cref="RegistrationDepartures"/>, judging in the Reviews room.</summary>
public sealed class RegistrationService(
    PortalContext db, RoundPlaces places, VerifiedPeople people, RegistrationNumbers numbers, PersonalDataSeal seal, INotifier notifier, BanService bans, FormOptionService formOptions)
{
    /// <summary>The fields of violations that are no answer of the paper form.</summary>
    public const string PhotoField = "Photo";
    public const string PledgedField = "Pledged";

    /// <summary>The registration with its qualification and history, for reading; null when there is none.</summary>
    public Task<Registration?> FindAsync(Guid id, CancellationToken ct = default) => Read().SingleOrDefaultAsync(r => r.Id == id, ct);

    /// <summary>The person's registration in the round at the institution, for reading: the one that is not over, else the one that ended last.</summary>
    public Task<Registration?> FindMineAsync(Guid userId, Guid roundId, string institutionCode, CancellationToken ct = default) => Read()
        .Where(r => r.UserId == userId && r.RoundId == roundId && r.InstitutionCode == institutionCode)
        .OrderBy(r => RegistrationLifecycle.Ended.Contains(r.State)).ThenByDescending(r => r.CreatedAt).FirstOrDefaultAsync(ct);

    /// <summary>The registration that holds the person's one place in the round, wherever in the country; null when there is none.</summary>
    public Task<Registration?> FindLiveAsync(Guid userId, Guid roundId, CancellationToken ct = default) => Read()
        .SingleOrDefaultAsync(r => r.UserId == userId && r.RoundId == roundId && RegistrationLifecycle.Live.Contains(r.State), ct);

    /// <summary>All of a person's registrations, the newest first.</summary>
    public async Task<IReadOnlyList<Registration>> AllOfAsync(Guid userId, CancellationToken ct = default) =>
        await Read().Where(r => r.UserId == userId).OrderByDescending(r => r.CreatedAt).ToListAsync(ct);

    /// <summary>The id of the photo that the person's next hand-in carries; null before one was used.</summary>
    public Task<Guid?> PhotoAsync(Guid userId, CancellationToken ct = default) =>
        db.CandidatePhotos.CurrentOf(userId).Select(p => (Guid?)p.Id).FirstOrDefaultAsync(ct);

    /// <summary>What there is to choose from, without what the office has suspended.</summary>
    /// <param name="kept">The form as it was handed in: retired options may stay in it.</param>
    public async Task<FormChoices> ChoicesAsync(RoundPlaceView place, CancellationToken ct = default, RegistrationForm? kept = null)
    {
        var suspended = await db.Suspensions.AsNoTracking().Where(s => s.RoundId == place.Round.Id && s.InstitutionCode == place.Institution.Code).ToListAsync(ct);
        return new(
            await db.Prefectures.AsNoTracking().Where(p => p.InstitutionCode == place.Institution.Code).OrderBy(p => p.Code).ToListAsync(ct),
            [.. place.Place.Regions.Where(r => !suspended.Any(s => s.QualificationCode is null && s.Covers(r.Code, null))).OrderBy(r => r.Code)],
            [.. (await places.OpenOfferingsAsync(place.Round.Id, ct)).Select(o => o.Qualification).Where(q => !suspended.Any(s => s.ExamRegionCode is null && s.Covers(null, q.Code)))],
            await formOptions.AllAsync(kept, ct));
    }

    /// <summary>What still stands between these answers and 提交报考信息: every rule of a complete form, and the photo.</summary>
    public async Task<IReadOnlyList<RuleViolation>> FaultsAsync(RoundPlaceView place, RegistrationAnswers typed, bool complete, Operation operation, CancellationToken ct = default, RegistrationForm? kept = null)
    {
        var (person, choices) = (await PersonAsync(operation, ct), await ChoicesAsync(place, ct, kept));
        var faults = RegistrationFormRules.Check(RegistrationFormRules.Normalise(typed, choices), choices, person.BirthDate, Beijing.Day(operation.At), complete);
        return complete && await db.PhotoFaultAsync(person.UserId, place.Institution.Code, ct) is { } words ? [.. faults, new(PhotoField, words)] : faults;
    }

    /// <summary>Says why the person may not fill in or change a form here now; nothing where that may be.</summary>
    public async Task RequireChangeAsync(RoundPlaceView place, Operation operation, CancellationToken ct = default)
    {
        var registration = await ForChangeAsync(place, operation, ct);
        RequireOpen(place, registration, operation.At);
    }

    /// <summary>
    /// Saves by itself what was typed so far: every answer that is right; of the others what was saved before stays. Begins a draft where there is none.
    /// What was handed in is not touched: a reviewer may be reading it.
    /// </summary>
    /// <param name="unread">What could not even be read, by field.</param>
    /// <returns>The registration (null where nothing was typed yet), and what was not saved.</returns>
    public async Task<(Registration? Registration, IReadOnlyList<RuleViolation> Unsaved)> AutosaveAsync(
        RoundPlaceView place, AnswersForm form, IReadOnlyList<RuleViolation> unread, Operation operation, CancellationToken ct = default)
    {
        var person = await PersonAsync(operation, ct);
        var registration = await ForChangeAsync(place, operation, ct);
        RequireOpen(place, registration, operation.At);
        if (registration?.State == RegistrationState.Submitted) throw new RuleViolationException("", "这份报名表已提交，不再自动保存。修改后请检查并重新提交");
        var choices = await ChoicesAsync(place, ct, registration?.KeptForm);
        var (answers, unsaved) = DraftAnswers.Savable(form, unread, registration?.Answers, choices, person.BirthDate, Beijing.Day(operation.At));
        if (registration is null ? answers.IsEmpty : answers.SameAs(registration.Answers)) return (registration, unsaved);
        if (registration is not null && form.Version != registration.Version) throw new SavedElsewhereException();
        // One person's typing is no news: the entry says that a draft was begun; keeping, handing in and whatever follows have their own.
        return (await KeepAsync(place, registration, answers, form.Version, isNews: registration is null, operation, ct), unsaved);
    }

    /// <summary>Keeps the answers. A draft or a returned form may have gaps; one that waits for review may not, because a reviewer may open it at any moment.</summary>
    /// <param name="version">The version the page was made from; null for a form that was not there yet.</param>
    public async Task<Registration> SaveAsync(RoundPlaceView place, RegistrationAnswers typed, int? version, Operation operation, CancellationToken ct = default)
    {
        var person = await PersonAsync(operation, ct);
        var registration = await ForChangeAsync(place, operation, ct);
        RequireOpen(place, registration, operation.At);
        if (registration is not null && version != registration.Version) throw new SavedElsewhereException();
        var choices = await ChoicesAsync(place, ct, registration?.KeptForm);
        var answers = RegistrationFormRules.Normalise(typed, choices);
        RuleViolationException.ThrowIfAny(RegistrationFormRules.Check(answers, choices, person.BirthDate, Beijing.Day(operation.At),
            complete: registration?.State == RegistrationState.Submitted));
        return await KeepAsync(place, registration, answers, version, isNews: true, operation, ct);
    }

    private async Task<Registration> KeepAsync(RoundPlaceView place, Registration? registration, RegistrationAnswers answers, int? version, bool isNews, Operation operation, CancellationToken ct)
    {
        var userId = operation.UserId!.Value;
        if (registration is null)
        {
            registration = new() { UserId = userId, RoundId = place.Round.Id, InstitutionCode = place.Institution.Code, CreatedAt = operation.At };
            db.Registrations.Add(registration);
        }
        registration.Answer(answers);
        if (isNews) db.Audit(operation, "registration.saved", registration.Id);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            var other = await FindMineAsync(userId, place.Round.Id, place.Institution.Code, ct);
            if (other is null || other.Version == version) throw;
            throw new SavedElsewhereException();
        }
        return registration;
    }

    /// <summary>提交报考信息: checks everything once more, gives the numbers, takes the person's one place of the round.</summary>
    /// <param name="version">The version that the person read and pledged.</param>
    public async Task<Registration> SubmitAsync(RoundPlaceView place, int? version, bool pledged, Operation operation, CancellationToken ct = default)
    {
        var person = await PersonAsync(operation, ct);
        if (!person.IsConfirmed) throw new RuleViolationException("", "您的人工核验还没有通过，通过后才能提交报考信息。您填写的内容已保存，核验结果会通知您，请在报名截止前回来提交");
        var desk = await DeskAsync(place, person, operation, ct);
        if (desk.Registration is not null) RequireFormOpen(desk.Registration);
        RequireOpen(place, desk.Registration, operation.At);
        var registration = desk.Registration ?? throw new RuleViolationException("", "请先填写报名表");
        if (version != registration.Version) throw ChangedSinceRead();
        if (desk.HasBan && await bans.WhyNotAsync(person.NumberHash, [Beijing.Day(operation.At), place.Round.ExamFrom, place.Round.ExamTo], ct) is { } banned) throw new RuleViolationException("", banned);
        List<RuleViolation> faults = [.. RegistrationFormRules.Check(RegistrationFormRules.Normalise(registration.Answers, desk.Choices), desk.Choices, person.BirthDate, Beijing.Day(operation.At), complete: true)];
        if (desk.PhotoId is null) faults.Add(new(PhotoField, "请上传照片"));
        if (!pledged) faults.Add(new(PledgedField, "请阅读报考承诺书并勾选同意"));
        RuleViolationException.ThrowIfAny(faults);
        if (desk.Suspended is { } why) throw new RuleViolationException("", $"您选的考试考区或报考资格本次停考，不能报名。{why}");
        if (desk.HasOther) await RequireNoOtherPlaceAsync(registration, person.NumberHash, ct);
        registration.PhotoId = desk.PhotoId;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var number = registration.Number ?? await numbers.NextAsync(place.Round, place.Institution.Code, ct);
        var systemCode = registration.SystemCode ?? RegistrationNumbers.NewSystemCode();
        registration.Submit(new(person.Name, person.DocumentKind, seal.Seal(person.Number), person.NumberHash, person.Sex, person.BirthDate), number, systemCode, operation);
        db.Audit(operation, "registration.submitted", registration.Id);
        await notifier.NotifyAsync(registration.UserId, NoticeTemplates.RegistrationSubmitted,
            new Dictionary<string, string> { ["round"] = place.Title, ["number"] = ShellWords.Grouped(number) }, ct);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw ChangedSinceRead();
        }
        catch (DbUpdateException)
        {
            await transaction.RollbackAsync(ct);
            db.ChangeTracker.Clear();
            await RequireNoOtherPlaceAsync(registration, person.NumberHash, ct);
            throw;
        }
        await transaction.CommitAsync(ct);
        return registration;
    }

    /// <summary>
    /// The fee is paid: 审核通过 (or 逾期未缴费, where the payer was in time and the news was not) becomes 报名成功. Works on the caller's context
    /// and saves nothing itself, so that the caller's save (or transaction) carries both the booking and this move. False where the registration
    /// no longer waits for money (over, settled before, suspended, or the person has another place by now): then nothing is changed and the
    /// money is the caller's to give back.
    /// </summary>
    public async Task<bool> SettleAsync(Guid registrationId, Operation operation, CancellationToken ct = default)
    {
        var registration = await db.Registrations.SingleOrDefaultAsync(r => r.Id == registrationId, ct);
        if (registration is null || !RegistrationLifecycle.Table.Allows(registration.State, RegistrationEvent.Settle, operation.Role)) return false;
        if (registration.State == RegistrationState.Lapsed && (await db.HasOtherPlaceAsync(registration, ct) || await db.IsSuspendedAsync(registration, ct))) return false;
        if (registration.ChangeWaits)
        {
            // Money that was on its way when the change was asked for: what is paid for is what was approved.
            await db.DropChangeAsync(registration.Id, operation, ct);
            registration.DropChange();
        }
        registration.Settle(operation);
        db.Audit(operation, "registration.settled", registration.Id);
        var round = await db.ExamRounds.AsNoTracking().SingleAsync(r => r.Id == registration.RoundId, ct);
        await notifier.NotifyAsync(registration.UserId, NoticeTemplates.PaymentSettled,
            new Dictionary<string, string> { ["round"] = round.Name + "软考", ["fee"] = Money.Yuan(registration.FeeFen ?? 0) }, ct);
        return true;
    }

    private IQueryable<Registration> Read() => db.Registrations.AsNoTracking().Include(r => r.Qualification).Include(r => r.History);

    private async Task<VerifiedPerson> PersonAsync(Operation operation, CancellationToken ct) =>
        await people.FindOrClaimedAsync(operation.UserId!.Value, ct) ?? throw new RuleViolationException("", "您尚未实名认证，请先前往个人中心进行实名认证");

    private static void RequireOpen(RoundPlaceView place, Registration? registration, DateTime now)
    {
        var window = place.Place.Registration;
        if (place.Place.HandInUntil(registration?.State ?? RegistrationState.Draft, registration?.DecidedAt, now) is not null) return;
        throw new RuleViolationException("", !window.IsPublished ? "本考区的报名时间尚未公布，现在不能填报"
            : window.IsBefore(now) ? $"本考区的报名从 {Beijing.Sentence(window.From!.Value)}（北京时间）开始，现在不能填报"
            : $"本考区的报名已于 {Beijing.Deadline(window.To!.Value)}（北京时间）截止，不能再填报或修改");
    }

    private async Task<Registration?> ForChangeAsync(RoundPlaceView place, Operation operation, CancellationToken ct)
    {
        var registration = await Mine(place, operation).SingleOrDefaultAsync(ct);
        if (registration is not null) RequireFormOpen(registration);
        return registration;
    }

    private IQueryable<Registration> Mine(RoundPlaceView place, Operation operation) => db.Registrations.Where(r => r.UserId == operation.UserId
        && r.RoundId == place.Round.Id && r.InstitutionCode == place.Institution.Code && !RegistrationLifecycle.Ended.Contains(r.State));

    private static void RequireFormOpen(Registration registration)
    {
        if (RegistrationLifecycle.Table.Allows(registration.State, RegistrationEvent.Submit, Role.Candidate)) return;
        throw new RuleViolationException("", $"您的报名现在是“{registration.Words.ForCandidate}”，不能再修改报名表"
            + (RegistrationLifecycle.Table.Allows(registration.State, RegistrationEvent.RequestChange, Role.Candidate) ? "，可以申请变更" : ""));
    }

    /// <summary>Everything that handing in is judged by, in one question to the database: the form itself, what it chose, the photo, the account, what stands against it.</summary>
    private async Task<SubmissionDesk> DeskAsync(RoundPlaceView place, VerifiedPerson person, Operation operation, CancellationToken ct)
    {
        var photo = db.CandidatePhotos.CurrentOf(person.UserId).Select(p => (Guid?)p.Id);
        var (registrations, prefectures, suspensions, offerings, options, onRecord, hash) = (db.Registrations, db.Prefectures, db.Suspensions, db.Set<RoundOffering>(), db.FormOptions, db.ExamBans, person.NumberHash);
        var found = await Mine(place, operation).Join(db.Users, r => r.UserId, u => u.Id, (r, account) => new
        {
            Registration = r,
            // Read along: the message that goes out with the hand-in looks for the address.
            Account = account,
            r.Qualification,
            PhotoId = photo.FirstOrDefault(),
            HasPrefectures = prefectures.Any(p => p.InstitutionCode == r.InstitutionCode),
            Prefecture = prefectures.Where(p => p.InstitutionCode == r.InstitutionCode && p.Code == r.PrefectureCode).Select(p => p.Name).FirstOrDefault(),
            IsOffered = offerings.Any(o => o.RoundId == r.RoundId && o.QualificationCode == r.QualificationCode),
            Suspended = suspensions.Where(s => s.RoundId == r.RoundId && s.InstitutionCode == r.InstitutionCode
                && (s.ExamRegionCode == null || s.ExamRegionCode == r.ExamRegionCode) && (s.QualificationCode == null || s.QualificationCode == r.QualificationCode))
                .Select(s => s.Why).FirstOrDefault(),
            // All of the lists: a few rows, and SQLite joins no list that depends on the row.
            Options = options.ToList(),
            // Whether one of them holds on these days is for the bans to say, and only then a question more.
            HasBan = onRecord.Any(b => b.NumberHash == hash && b.EndedAt == null),
            // Two questions, because each has its index.
            HasOther = registrations.Any(o => o.RoundId == r.RoundId && o.Id != r.Id && o.UserId == r.UserId && RegistrationLifecycle.Live.Contains(o.State))
                || registrations.Any(o => o.RoundId == r.RoundId && o.Id != r.Id && o.PersonHash == hash && RegistrationLifecycle.Live.Contains(o.State)),
        }).SingleOrDefaultAsync(ct);
        if (found is null) return new(null, null, null, false, false, new([], [], [], new([])));
        // Only what was chosen is looked at; where nothing of the institution's was, one stands for all of them.
        IReadOnlyList<Prefecture> known = !found.HasPrefectures ? []
            : [new() { Code = found.Prefecture is null ? "" : found.Registration.PrefectureCode!, InstitutionCode = place.Institution.Code, Name = found.Prefecture ?? "" }];
        return new(found.Registration, found.PhotoId, found.Suspended, found.HasBan, found.HasOther,
            new(known, [.. place.Place.Regions.OrderBy(r => r.Code)], found.IsOffered ? [found.Qualification!] : [],
                new(found.Options, found.Registration.KeptForm)));
    }

    private sealed record SubmissionDesk(Registration? Registration, Guid? PhotoId, string? Suspended, bool HasBan, bool HasOther, FormChoices Choices);

    private async Task RequireNoOtherPlaceAsync(Registration registration, string personHash, CancellationToken ct)
    {
        var live = await db.Registrations.AsNoTracking().OrderBy(r => r.CreatedAt).FirstOrDefaultAsync(r => r.RoundId == registration.RoundId && r.Id != registration.Id
            && (r.UserId == registration.UserId || r.PersonHash == personHash) && RegistrationLifecycle.Live.Contains(r.State), ct);
        if (live is null) return;
        var where = await db.Institutions.Where(i => i.Code == live.InstitutionCode).Select(i => i.Name).SingleAsync(ct);
        if (live.UserId != registration.UserId)
            throw new RuleViolationException("", $"您本次考试已用另一个账号在{where}考区报名（{live.Words.ForCandidate}）。每人每次考试全国只能有一个报名，请登录那个账号办理，或请考试机构核查");
        throw new RuleViolationException("", $"您本次考试已在{where}考区报名（报名号 {ShellWords.Grouped(live.Number ?? "")}，{live.Words.ForCandidate}）。每人每次考试全国只能有一个报名，要改在这里报名，请先到{where}考区取消报名");
    }

    private static RuleViolationException ChangedSinceRead() =>
        new("", "您打开本页以后，这份报名表又保存或提交过。以下是现在的内容，请重新核对，再提交");

}
