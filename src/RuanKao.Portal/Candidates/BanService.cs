using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

/// <summary>Whose bans a member of staff sees and enters: an office those of its institution, the national administration all.</summary>
public sealed record BanScope(bool IsNational, IReadOnlyList<string> Institutions)
{
    public static BanScope Of(ClaimsPrincipal staff)
    {
        var offices = staff.Appointments(Role.Office);
        return new(staff.Holds(Role.NationalAdministrator) || offices.Any(a => a.InstitutionCode is null), [.. offices.Select(a => a.InstitutionCode).OfType<string>()]);
    }

    /// <summary>Where an entry of this person belongs.</summary>
    public string? InstitutionCode => IsNational ? null : Institutions[0];

    public Role Role => IsNational ? Role.NationalAdministrator : Role.Office;

    public IQueryable<ExamBan> Within(IQueryable<ExamBan> bans)
    {
        var (all, mine) = (IsNational, Institutions);
        return bans.Where(b => all || mine.Contains(b.InstitutionCode!));
    }
}

/// <summary>A ban as typed or imported.</summary>
public sealed record BanEntry(string? Name, DocumentKind Kind, string? Issuer, string? Number, DateOnly? From, DateOnly? Until, bool IsPermanent, string? Basis);

/// <summary>Keeps the bans (禁考) and says who is under one.</summary>
public sealed class BanService(PortalContext db, PersonalDataSeal seal)
{

    /// <summary>The ban that holds on any of these days, in the words its person reads; null where there is none.</summary>
    public async Task<string?> WhyNotAsync(string numberHash, IReadOnlyCollection<DateOnly> days, CancellationToken ct = default)
    {
        var bans = await db.ExamBans.AsNoTracking().Where(b => b.NumberHash == numberHash && b.EndedAt == null).OrderByDescending(b => b.From).ToListAsync(ct);
        if (bans.FirstOrDefault(b => days.Any(day => b.StateOn(day) == BanState.InForce)) is not { } ban) return null;
        var by = ban.InstitutionCode is null ? "全国考务管理机构" : await db.Institutions.Where(i => i.Code == ban.InstitutionCode).Select(i => i.Operator).SingleAsync(ct);
        var span = ban.Until is { } until ? $"{Beijing.DaySentence(ban.From)}至{Beijing.DaySentence(until)}" : $"自{Beijing.DaySentence(ban.From)}起长期";
        return $"您{span}不能报名参加考试。依据：{ban.Basis}。记录机构：{by}。有异议的，请向该机构提出；报名表草稿会为您保留";
    }

    public async Task<(IReadOnlyList<ExamBan> Bans, int Total)> ListAsync(BanScope scope, BanState? state, DateOnly today, ListPart part, CancellationToken ct)
    {
        var found = scope.Within(db.ExamBans.AsNoTracking());
        found = state switch
        {
            BanState.InForce => found.Where(b => b.EndedAt == null && b.From <= today && (b.Until == null || b.Until >= today)),
            BanState.Coming => found.Where(b => b.EndedAt == null && b.From > today),
            BanState.Over => found.Where(b => b.EndedAt == null && b.Until < today),
            BanState.Ended => found.Where(b => b.EndedAt != null),
            _ => found,
        };
        return (await found.OrderByDescending(b => b.EnteredAt).ThenBy(b => b.Id).Skip(part.Skipped).Take(part.Size).ToListAsync(ct), await found.CountAsync(ct));
    }

    /// <summary>By the whole number of any kind of document, else by the beginning of the name.</summary>
    public async Task<IReadOnlyList<ExamBan>> SearchAsync(BanScope scope, string typed, DateOnly today, CancellationToken ct)
    {
        var (hashes, name) = (DocumentNumber.LookupTexts(typed, today).Select(text => seal.Hash(VerifiedPeople.NumberPurpose, text)).ToList(), PersonName.Normalise(typed));
        if (hashes.Count == 0 && name.Length is 0 or > PersonName.MaxLength) return [];
        return await scope.Within(db.ExamBans.AsNoTracking()).Where(b => hashes.Contains(b.NumberHash) || (name != "" && b.Name.StartsWith(name)))
            .OrderByDescending(b => b.EnteredAt).ThenBy(b => b.Id).Take(ListPart.Usual).ToListAsync(ct);
    }

    public Task<ExamBan?> FindAsync(BanScope scope, Guid id, CancellationToken ct) => scope.Within(db.ExamBans).SingleOrDefaultAsync(b => b.Id == id, ct);

    /// <summary>What is wrong with an entry, at its fields; also where the same ban is on record already.</summary>
    public async Task<(ExamBan? Ban, IReadOnlyList<RuleViolation> Faults)> JudgeAsync(BanEntry entry, BanScope scope, Operation operation, CancellationToken ct)
    {
        var (faults, name, basis) = (new List<RuleViolation>(), PersonName.Normalise(entry.Name), entry.Basis?.Trim().TrimEnd('。') ?? "");
        if (PersonName.Fault(name) is { } nameFault) faults.Add(new("Name", nameFault));
        var number = DocumentNumber.Parse(entry.Kind, entry.Issuer, entry.Number, Beijing.Day(operation.At), out var numberFault);
        if (numberFault is not null) faults.Add(numberFault);
        if (entry.From is null) faults.Add(new("From", "请填写开始日期"));
        if (entry.IsPermanent && entry.Until is not null) faults.Add(new("Until", "长期的不要再填写截止日期"));
        else if (!entry.IsPermanent && entry.Until is null) faults.Add(new("Until", "请填写截止日期；没有期限的请选长期"));
        else if (entry.Until < entry.From) faults.Add(new("Until", "截止日期不能早于开始日期"));
        if (basis.Length == 0) faults.Add(new("Basis", "请填写依据：处理决定的文号和所依据的规定，考生会看到"));
        else if (basis.Length > ExamBan.BasisLength) faults.Add(new("Basis", $"依据最多{ExamBan.BasisLength}个字，现在有{basis.Length}个"));
        if (faults.Count > 0) return (null, faults);
        var ban = new ExamBan
        {
            Name = name, DocumentKind = entry.Kind, NumberSealed = seal.Seal(number!.Text), NumberHash = seal.Hash(VerifiedPeople.NumberPurpose, number.LookupText),
            From = entry.From!.Value, Until = entry.Until, Basis = basis, InstitutionCode = scope.InstitutionCode, EnteredAt = operation.At, EnteredBy = operation.UserId!.Value,
        };
        var isKnown = await db.ExamBans.AnyAsync(b => b.NumberHash == ban.NumberHash && b.EndedAt == null && b.From == ban.From && b.Until == ban.Until && b.Basis == ban.Basis, ct);
        return isKnown ? (null, [new("Number", "此人相同起止日期和依据的记录已经存在")]) : (ban, []);
    }

    public async Task<ExamBan> EnterAsync(BanEntry entry, BanScope scope, Operation operation, CancellationToken ct)
    {
        var (ban, faults) = await JudgeAsync(entry, scope, operation, ct);
        RuleViolationException.ThrowIfAny(faults);
        Add(ban!, operation);
        await db.SaveChangesAsync(ct);
        return ban!;
    }

    /// <summary>Adds a judged ban to the save at hand.</summary>
    public void Add(ExamBan ban, Operation operation)
    {
        db.ExamBans.Add(ban);
        db.Audit(operation, "ban.entered", ban.Id);
    }

    /// <summary>解除. False where the scope holds no such ban.</summary>
    public async Task<bool> EndAsync(BanScope scope, Guid id, int version, string? reason, Operation operation, CancellationToken ct)
    {
        if (await FindAsync(scope, id, ct) is not { } ban) return false;
        if (ban.Version != version || ban.EndedAt is not null) throw new DbUpdateConcurrencyException("The ban was changed after it was opened.");
        var why = reason?.Trim() ?? "";
        if (why.Length == 0) throw new RuleViolationException("Reason", "请写明解除的原因和依据");
        if (why.Length > ExamBan.ReasonLength) throw new RuleViolationException("Reason", $"解除原因最多{ExamBan.ReasonLength}个字，现在有{why.Length}个");
        ban.End(why, operation);
        db.Audit(operation, "ban.ended", ban.Id);
        await db.SaveChangesAsync(ct);
        return true;
    }
}
