using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Office.Plans;

/// <summary>What an institution does to its part of a round: joins, edits, publishes and corrects it.</summary>
public sealed class PlacePlans(PortalContext db, PlanCorrections corrections, PaymentDeadlines deadlines)
{
    /// <summary>参加: a draft after the pattern of the institution's last round, else an empty one.</summary>
    public async Task JoinAsync(ExamRound round, string institution, Operation operation, CancellationToken ct)
    {
        if (round.State != RoundState.Published) throw new RuleViolationException("", "这个轮次没有发布或已经关闭，不能参加");
        var from = await db.RoundInstitutions.AsNoTracking().Include(p => p.Round).Include(p => p.Regions)
            .Where(p => p.InstitutionCode == institution && p.RoundId != round.Id && p.State == PlaceState.Published && p.Round.ExamFrom < round.ExamFrom)
            .OrderByDescending(p => p.Round.ExamFrom).FirstOrDefaultAsync(ct);
        var place = PlanCopies.Draft(from, round, institution);
        db.Add(place);
        db.Audit(operation, "plan.joined", place.Id);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e is not DbUpdateConcurrencyException)
        {
            throw new RuleViolationException("", "本机构已经参加这个轮次");
        }
    }

    public Task<CorrectionPreview?> WindowsAsync(Guid placeId, WindowsForm typed, Operation operation, CancellationToken ct)
    {
        var read = typed.Read();
        return ChangeAsync(placeId, PlanPart.Windows, typed, (place, round) =>
        {
            if (place.State == PlaceState.Published)
                RuleViolationException.ThrowIfAny([.. Moved(place, read, operation.At)]);
            (place.Registration, place.ReviewUntil, place.Payment, place.ChangesUntil, place.TicketPrinting, place.MendHours) =
                (read.Registration, read.ReviewUntil, read.Payment, read.ChangesUntil, read.TicketPrinting, read.MendHours);
        }, operation, ct);
    }

    public async Task<CorrectionPreview?> FeesAsync(Guid placeId, FeesForm typed, Operation operation, CancellationToken ct)
    {
        var fee = typed.Read(await db.Qualifications.AsNoTracking().ToListAsync(ct));
        return await ChangeAsync(placeId, PlanPart.Fee, typed, (place, _) => place.Fee = fee, operation, ct);
    }

    public async Task<CorrectionPreview?> RegionsAsync(Guid placeId, RegionsForm typed, IReadOnlyList<RegionOption> options, Operation operation, CancellationToken ct)
    {
        var chosen = options.Where(o => typed.Codes.Contains(o.Code)).ToList();
        var taken = await TakenRegionsAsync(placeId, [.. options.Select(o => o.Code).Except(chosen.Select(o => o.Code))], ct);
        RuleViolationException.ThrowIfAny([.. taken.Select(t => new RuleViolation(nameof(typed.Codes), $"{options.First(o => o.Code == t.Key).Name}已有 {t.Value:N0} 个报名，不能取消"))]);
        return await ChangeAsync(placeId, PlanPart.Regions, typed, (place, _) =>
        {
            foreach (var gone in place.Regions.Where(r => chosen.All(o => o.Code != r.Code)).ToList())
            {
                db.Remove(gone);
                place.Regions.Remove(gone);
            }
            foreach (var added in chosen.Where(o => place.Regions.All(r => r.Code != o.Code)).ToList())
                db.Add(new ExamRegion { RoundInstitutionId = place.Id, Code = added.Code, Name = added.Name });
        }, operation, ct);
    }

    public Task<CorrectionPreview?> TextsAsync(Guid placeId, TextsForm typed, Operation operation, CancellationToken ct)
    {
        var (notice, pledge, policy) = typed.Read();
        return ChangeAsync(placeId, PlanPart.Texts, typed, (place, _) => (place.Notice, place.Pledge, place.Policy) = (notice, pledge, policy), operation, ct);
    }

    /// <summary>发布: refused while anything is missing.</summary>
    public async Task PublishAsync(Guid placeId, int version, Operation operation, CancellationToken ct)
    {
        var place = await CurrentAsync(placeId, version, ct);
        if (place.State == PlaceState.Published) throw new RuleViolationException("", "本机构的安排已经发布");
        if (place.Round.State != RoundState.Published) throw new RuleViolationException("", "这个轮次没有发布或已经关闭");
        var files = await db.PolicyFiles.CountAsync(f => f.RoundInstitutionId == placeId, ct);
        RuleViolationException.ThrowIfAny([.. PlanChecks.Of(place, place.Round, files).Select(fault => new RuleViolation("", fault.Message))]);
        place.Move(PlaceEvent.Publish, operation.Role);
        db.Audit(operation, "plan.place-published", place.Id);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>A new version of the policy file; candidates get the newest. Its number.</summary>
    public async Task<int> AddFileAsync(Guid placeId, string? name, byte[]? file, Operation operation, CancellationToken ct)
    {
        List<RuleViolation> faults = [];
        var title = name?.Trim() ?? "";
        if (title.Length == 0) faults.Add(new("Name", "请填写文件名称，考生会看到"));
        else if (title.Length > PolicyFile.NameLength || title.Any(char.IsControl)) faults.Add(new("Name", $"名称最多{PolicyFile.NameLength}个字，一行写完"));
        if (file is null or { Length: 0 }) faults.Add(new("File", "请选择 PDF 文件"));
        else if (file.Length > PolicyFile.MostBytes) faults.Add(new("File", $"文件不能超过 {PolicyFile.MostBytes / 1024 / 1024} MB，这个有 {file.Length / 1024.0 / 1024:0.0} MB"));
        else if (!UploadedPdf.IsOne(file)) faults.Add(new("File", "只能上传 PDF 文件"));
        else if (UploadedPdf.FaultOf(file) is { } fault) faults.Add(new("File", fault));
        RuleViolationException.ThrowIfAny(faults);
        if (await db.RoundInstitutions.AnyAsync(p => p.Id == placeId && p.Round.State == RoundState.Closed, ct)) throw new RuleViolationException("", "这个轮次已经关闭，不能再更改");
        var number = (await db.PolicyFiles.Where(f => f.RoundInstitutionId == placeId).MaxAsync(f => (int?)f.Number, ct) ?? 0) + 1;
        db.Add(new PolicyFile { RoundInstitutionId = placeId, Number = number, At = operation.At, UserId = operation.UserId, Name = title, Size = file!.Length, File = file });
        db.Audit(operation, "plan.policy-added", placeId);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e is not DbUpdateConcurrencyException)
        {
            throw new RuleViolationException("", "他人刚上传了另一版，请核对后再上传");
        }
        return number;
    }

    /// <summary>咨询电话 and 网站 of the institution, in force at once and for every round.</summary>
    public async Task ContactsAsync(string institution, ContactsForm typed, Operation operation, CancellationToken ct)
    {
        var (telephones, website) = typed.Read();
        var found = await db.Institutions.SingleAsync(i => i.Code == institution, ct);
        if (found.Telephones != (typed.SeenTelephones ?? "").ReplaceLineEndings("\n") || (found.Website ?? "") != (typed.SeenWebsite ?? ""))
            throw new DbUpdateConcurrencyException("The contacts were changed after the page was opened.");
        (found.Telephones, found.Website) = (telephones, website);
        db.Audit(operation, "plan.contacts-changed", institution);
        await db.SaveChangesAsync(ct);
    }

    private async Task<CorrectionPreview?> ChangeAsync(Guid placeId, PlanPart part, PlanForm typed, Action<RoundInstitution, ExamRound> change, Operation operation, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Held before it is read: a lapse that is being written now is either done when we look, or finds the new end.
        await db.RoundInstitutions.Where(p => p.Id == placeId).ExecuteUpdateAsync(row => row.SetProperty(p => p.MendHours, p => p.MendHours), ct);
        var place = await CurrentAsync(placeId, typed.Version, ct);
        if (place.Round.State == RoundState.Closed) throw new RuleViolationException("", "这个轮次已经关闭，不能再更改");
        var names = await db.Qualifications.OrderBy(q => q.Order).ToDictionaryAsync(q => q.Code, q => q.Name, ct);
        var files = await db.PolicyFiles.CountAsync(f => f.RoundInstitutionId == placeId, ct);
        var (before, known, paidUntil) = (PlanWords.Lines(place, names), PlanChecks.Of(place, place.Round, files), place.Payment.To);
        change(place, place.Round);
        db.ChangeTracker.DetectChanges();
        var isPublished = place.State == PlaceState.Published;
        if (isPublished)
        {
            RuleViolationException.ThrowIfAny([.. PlanChecks.Of(place, place.Round, files).Except(known).Select(fault => new RuleViolation("", fault.Message))]);
            var within = db.Registrations.Where(r => r.RoundId == place.RoundId && r.InstitutionCode == place.InstitutionCode);
            if (await corrections.WeighAsync(place.RoundId, place.InstitutionCode, PlanWords.Differences(before, PlanWords.Lines(place, names)), within, [], typed, operation, ct) is { } preview)
            {
                db.ChangeTracker.Clear();
                return preview;
            }
            place.Move(PlaceEvent.Correct, operation.Role);
            db.Audit(operation with { Why = typed.Why!.Trim() }, "plan.place-corrected", place.Id);
        }
        else
        {
            place.ToCheck &= ~part;
            db.Audit(operation, "plan.place-changed", place.Id);
        }
        // Regions are rows of their own: whoever looked at the place before must notice all the same.
        db.Entry(place).Property(p => p.MendHours).IsModified = true;
        await db.SaveChangesAsync(ct);
        if (isPublished && place.Payment.To is { } until && until != paidUntil) await MoveDeadlinesAsync(place, until, ct);
        await transaction.CommitAsync(ct);
        if (isPublished && place.Payment.To > paidUntil) await deadlines.ReviveAsync(place.Id, operation, ct);
        return null;
    }

    // What is owed already is owed until the new end.
    private Task<int> MoveDeadlinesAsync(RoundInstitution place, DateTime until, CancellationToken ct)
    {
        var registrations = db.Registrations;
        return db.FeeOrders.Where(o => o.Purpose == FeePurpose.Registration && o.State == FeeOrderState.Open
            && registrations.Any(r => r.Id == o.SubjectId && r.RoundId == place.RoundId && r.InstitutionCode == place.InstitutionCode))
            .ExecuteUpdateAsync(row => row.SetProperty(o => o.Deadline, until), ct);
    }

    // What people were promised does not end in the past.
    private static IEnumerable<RuleViolation> Moved(RoundInstitution place, WindowsRead read, DateTime now)
    {
        if (read.Registration.To != place.Registration.To && read.Registration.To <= now) yield return new(nameof(WindowsForm.RegistrationTo), "新的报名截止时间已经过去");
        if (read.Payment.To != place.Payment.To && read.Payment.To <= now) yield return new(nameof(WindowsForm.PaymentTo), "新的缴费截止时间已经过去");
        if (read.ReviewUntil != place.ReviewUntil && read.ReviewUntil <= now) yield return new(nameof(WindowsForm.ReviewUntil), "新的审核截止时间已经过去");
        if (read.ChangesUntil != place.ChangesUntil && read.ChangesUntil <= now) yield return new(nameof(WindowsForm.ChangesUntil), "新的数据冻结时间已经过去");
        if (read.TicketPrinting.To != place.TicketPrinting.To && read.TicketPrinting.To <= now) yield return new(nameof(WindowsForm.TicketsTo), "新的准考证打印截止时间已经过去");
    }

    private async Task<Dictionary<string, int>> TakenRegionsAsync(Guid placeId, List<string> codes, CancellationToken ct)
    {
        var places = db.RoundInstitutions;
        return await db.Registrations.Where(r => r.State != RegistrationState.Draft && codes.Contains(r.ExamRegionCode!) && places.Any(p => p.Id == placeId && p.RoundId == r.RoundId && p.InstitutionCode == r.InstitutionCode))
            .GroupBy(r => r.ExamRegionCode!).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
    }

    private async Task<RoundInstitution> CurrentAsync(Guid id, int version, CancellationToken ct)
    {
        var place = await db.RoundInstitutions.Include(p => p.Regions).Include(p => p.Round).ThenInclude(r => r.Offerings).ThenInclude(o => o.Qualification).AsSplitQuery().OrderBy(p => p.Id).FirstAsync(p => p.Id == id, ct);
        return place.Version == version ? place : throw new DbUpdateConcurrencyException("The plan was changed after the page was opened.");
    }
}
