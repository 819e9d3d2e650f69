using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>What a person asks for: kinds by their code, words, files to add; and the text of the consent where it was ticked.</summary>
public sealed record AccommodationWish(IReadOnlyCollection<string> Kinds, string? Words, IReadOnlyList<byte[]> Files, string? ConsentVersion);

/// <summary>A file without its content.</summary>
public sealed record KeptProof(Guid Id, ProofFormat Format, DateTime AddedAt);

/// <summary>The candidate's half of 合理便利申请: ask, mend, take back. Nothing here touches the registration. Deciding is the office's.</summary>
public sealed class AccommodationService(PortalContext db, PersonalDataSeal seal, IOptions<AccommodationOptions> options)
{
    /// <summary>The fields of violations, as the form names them.</summary>
    public const string KindsField = "Kinds";
    public const string WordsField = "Words";
    public const string FilesField = "Files";
    public const string AgreedField = "Agreed";

    public int WorkingDays => options.Value.WorkingDays;

    /// <summary>The registration's request with everything but the files, for reading; null when there is none.</summary>
    public Task<AccommodationRequest?> FindAsync(Guid registrationId, CancellationToken ct = default) => Read().SingleOrDefaultAsync(a => a.RegistrationId == registrationId, ct);

    /// <summary>The requests of these registrations, by registration.</summary>
    public async Task<IReadOnlyDictionary<Guid, AccommodationRequest>> OfAsync(IReadOnlyCollection<Guid> registrationIds, CancellationToken ct = default) =>
        registrationIds.Count == 0 ? new Dictionary<Guid, AccommodationRequest>()
            : await Read().Where(a => registrationIds.Contains(a.RegistrationId)).ToDictionaryAsync(a => a.RegistrationId, ct);

    /// <summary>What can be chosen, in order; with what this request has chosen before, also where it was retired since.</summary>
    public async Task<IReadOnlyList<AccommodationKind>> KindsAsync(AccommodationRequest? kept = null, CancellationToken ct = default)
    {
        var chosen = kept?.Items.Select(i => i.KindCode).ToList() ?? [];
        return await db.AccommodationKinds.AsNoTracking().Where(k => k.RetiredAt == null || chosen.Contains(k.Code)).OrderBy(k => k.Order).ThenBy(k => k.Code).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<KeptProof>> ProofsAsync(Guid requestId, CancellationToken ct = default) =>
        await db.AccommodationProofs.Where(p => p.RequestId == requestId).OrderBy(p => p.AddedAt).ThenBy(p => p.Id).Select(p => new KeptProof(p.Id, p.Format, p.AddedAt)).ToListAsync(ct);

    /// <summary>When the form was handed in first; null for a draft.</summary>
    public Task<DateTime?> HandedInAtAsync(Guid registrationId, CancellationToken ct = default) =>
        db.RegistrationSteps.Where(s => s.RegistrationId == registrationId && s.On == RegistrationEvent.Submit).MinAsync(s => (DateTime?)s.At, ct);

    /// <summary>Asks, mends what waits, or asks again after a refusal.</summary>
    /// <param name="version">The version that the page showed; null where there was none.</param>
    public async Task AskAsync(RoundPlaceView place, Registration registration, AccommodationWish wish, int? version, Operation operation, CancellationToken ct = default)
    {
        if (WhyNotAsk(place.Place, registration, operation.At) is { } why) throw new RuleViolationException("", why);
        var request = await db.AccommodationRequests.Include(a => a.Items).Include(a => a.History).AsSplitQuery().SingleOrDefaultAsync(a => a.RegistrationId == registration.Id, ct);
        if (request?.Version != version) throw ChangedElsewhere();
        if (request is { IsInForce: true }) throw new RuleViolationException("", "考试机构已经同意了您的申请。还需要别的便利，请拨打考试机构的电话，由考试机构更改");
        var kept = request is null ? 0 : await db.AccommodationProofs.CountAsync(p => p.RequestId == request.Id, ct);
        var words = wish.Words?.Trim().ReplaceLineEndings("\n") is { Length: > 0 } text ? text : null;
        // The kinds in the order of their list. One that was retired since the page was opened may still be sent.
        var kinds = await db.AccommodationKinds.AsNoTracking().Where(k => wish.Kinds.Contains(k.Code)).OrderBy(k => k.Order).ThenBy(k => k.Code).ToListAsync(ct);
        var hasConsent = request is { State: not AccommodationState.Withdrawn };
        var (files, faults) = await CheckAsync(wish, kinds, words, kept, hasConsent, ct);
        RuleViolationException.ThrowIfAny(faults);

        var isNew = request is null or { State: not AccommodationState.Waiting };
        if (request is null) db.AccommodationRequests.Add(request = new() { RegistrationId = registration.Id });
        else db.RemoveRange(request.Items);
        request.Ask(kinds.Select(k => k.Code), words is null ? null : seal.Seal(words), hasConsent ? null : wish.ConsentVersion, operation);
        // The instant orders them; a shared one would leave it to chance which comes first.
        foreach (var ((file, format), at) in files.Select((file, at) => (file, at)))
            db.AccommodationProofs.Add(new() { RequestId = request.Id, AddedAt = operation.At.AddMilliseconds(at), Format = format, FileSealed = seal.SealBytes(file) });
        db.Audit(operation, isNew ? "accommodation.asked" : "accommodation.changed", request.Id);
        await SaveAsync(ct);
    }

    /// <summary>Takes one file away while the request waits. False where the person has no such file.</summary>
    public async Task<bool> RemoveProofAsync(Guid proofId, Operation operation, CancellationToken ct = default)
    {
        if (await db.AccommodationProofs.SingleOrDefaultAsync(p => p.Id == proofId, ct) is not { } proof) return false;
        var request = await db.AccommodationRequests.Include(a => a.Items).ThenInclude(i => i.Kind).SingleAsync(a => a.Id == proof.RequestId, ct);
        if (!await db.Registrations.AnyAsync(r => r.Id == request.RegistrationId && r.UserId == operation.UserId, ct)) return false;
        if (request.State != AccommodationState.Waiting) throw new RuleViolationException("", "申请已经处理，材料不能再删除；不再需要的，可以撤回申请，材料随即删除");
        if (request.Items.Any(i => i.Kind.AsksForProof) && await db.AccommodationProofs.CountAsync(p => p.RequestId == request.Id, ct) == 1)
            throw new RuleViolationException("", "您申请的便利需要证明材料，请先上传新的，再删除这一份");
        request.Touch();
        db.Remove(proof);
        db.Audit(operation, "accommodation.proof-removed", request.Id);
        await SaveAsync(ct);
        return true;
    }

    /// <summary>Takes the request back, with its consent and at any time; what tells of health goes at once. False where the person has none that stands.</summary>
    public async Task<bool> WithdrawAsync(Guid registrationId, Operation operation, CancellationToken ct = default)
    {
        if (!await db.Registrations.AnyAsync(r => r.Id == registrationId && r.UserId == operation.UserId, ct)) return false;
        var request = await db.AccommodationRequests.Include(a => a.Items).Include(a => a.History).AsSplitQuery().SingleOrDefaultAsync(a => a.RegistrationId == registrationId, ct);
        if (request is null or { State: AccommodationState.Withdrawn }) return false;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.RemoveRange(request.Items);
        request.Withdraw(operation);
        db.Audit(operation, "accommodation.withdrawn", request.Id);
        await SaveAsync(ct);
        await db.AccommodationProofs.Where(p => p.RequestId == request.Id).ExecuteDeleteAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Why nothing can be asked now, in words for the candidate; null where it can.</summary>
    public static string? WhyNotAsk(RoundInstitution place, Registration registration, DateTime now)
    {
        if (place.AskUntil(registration.State, now) is not null) return null;
        if (registration.IsEnded) return $"您的报名现在是“{registration.Words.ForCandidate}”，不能申请合理便利";
        if (registration.State == RegistrationState.Lapsed) return "您的报名因逾期未缴费已失效，现在不能申请合理便利";
        if (registration.State == RegistrationState.Draft) return "报名已截止，这份报名表没有提交，不能申请合理便利";
        return $"申请合理便利的时间已于 {Beijing.Deadline(place.FreezesAt)}（北京时间）截止。确有需要的，请拨打考试机构的电话";
    }

    private async Task<(List<(byte[] File, ProofFormat Format)> Files, List<RuleViolation> Faults)> CheckAsync(
        AccommodationWish wish, List<AccommodationKind> kinds, string? words, int kept, bool hasConsent, CancellationToken ct)
    {
        List<RuleViolation> faults = [];
        if (kinds.Count == 0) faults.Add(new(KindsField, "请至少选择一项需要的便利"));
        if (words is null && kinds.FirstOrDefault(k => k.Meaning == AccommodationMeaning.OwnWords) is { } other) faults.Add(new(WordsField, $"选择了“{other.Words}”，请在这里写明需要什么"));
        if (AccommodationWords.FaultOf(words, AccommodationRequest.WordsElements, AccommodationRequest.WordsLength) is { } fault) faults.Add(new(WordsField, fault));
        List<(byte[], ProofFormat)> files = [];
        if (kept + wish.Files.Count > AccommodationFiles.Most)
            faults.Add(new(FilesField, $"最多 {AccommodationFiles.Most} 份证明材料，" + (kept == 0 ? $"您选了 {wish.Files.Count} 份" : $"已有 {kept} 份；要换材料，请先删除不要的")));
        else
            foreach (var (upload, at) in wish.Files.Select((file, at) => (file, at)))
            {
                var (file, format, wrong) = await AccommodationFiles.ReadAsync(upload, ct);
                if (file is null) faults.Add(new(FilesField, (wish.Files.Count == 1 ? "" : $"第{at + 1}份：") + wrong));
                else files.Add((file, format));
            }
        if (kept + wish.Files.Count == 0 && kinds.FirstOrDefault(k => k.AsksForProof) is { } needs) faults.Add(new(FilesField, $"申请“{needs.Words}”需要证明材料，请上传"));
        if (!hasConsent && wish.ConsentVersion is null) faults.Add(new(AgreedField, "健康、残疾等信息需要您单独同意后才能处理，请阅读并勾选"));
        return (files, faults);
    }

    private IQueryable<AccommodationRequest> Read() => db.AccommodationRequests.AsNoTracking().Include(a => a.Items).ThenInclude(i => i.Kind).Include(a => a.History).AsSplitQuery();

    private async Task SaveAsync(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            throw ChangedElsewhere();
        }
    }

    private static RuleViolationException ChangedElsewhere() => new("", "这份申请刚在另一处提交或修改过，或者考试机构刚刚作出答复。以下是您填写的内容，请打开合理便利申请页面查看最新情况后再提交");
}

/// <summary>What words of a request, an answer or a measure must be like.</summary>
public static class AccommodationWords
{
    /// <summary>What is wrong with them, counted as a person counts; null where nothing is.</summary>
    public static string? FaultOf(string? words, int elements, int length)
    {
        if (words is null) return null;
        var count = new StringInfo(words).LengthInTextElements;
        if (count > elements) return $"最多{elements}个字，现在有{count}个";
        if (words.Length > length) return "附加符号太多，请删去一些";
        return words.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) ? "其中有不能显示的字符，请重新输入" : null;
    }
}
