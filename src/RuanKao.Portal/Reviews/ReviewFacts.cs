using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Reviews;

public enum Verdict { Passed, Doubtful, Wrong }

/// <summary>Something the machine checked before the reviewer looked; a doubt is a hint to weigh, not a reason to return.</summary>
public sealed record ReviewFact(Verdict Verdict, string Title, string Words);

/// <summary>Gathers what the machine knows of a case.</summary>
public sealed class ReviewFacts(PortalContext db, PhotoService photos, NameGlyphs glyphs, BanService bans, TimeProvider clock)
{
    public const int WorkingAge = 16;

    /// <summary>Of the registration, or of what it would become by the change that waits.</summary>
    public async Task<IReadOnlyList<ReviewFact>> OfAsync(Registration registration, ChangeRequest? change, CancellationToken ct)
    {
        var (facts, person, form) = (new List<ReviewFact>(), registration.Person!, change?.Form ?? registration.Form);
        var identity = await db.CandidateIdentities.AsNoTracking().SingleOrDefaultAsync(i => i.UserId == registration.UserId, ct);
        facts.Add(identity is null ? new(Verdict.Wrong, "实名认证", "没有认证记录")
            : identity.NumberHash == person.NumberHash && identity.Name == person.Name
                ? new(Verdict.Passed, "实名认证", $"一致，{Beijing.Date(identity.VerifiedAt)} {(identity.VerifiedBy == CandidateIdentity.Manually ? "经人工核验" : "由认证机构核验")}")
                : new(Verdict.Doubtful, "实名认证", "提交后认证信息有变化，请考生重新提交"));

        if (glyphs.Missing(person.Name) is { Count: > 0 } missing)
            facts.Add(new(Verdict.Doubtful, "姓名生僻字", $"准考证字体里没有{string.Join("、", missing)}，会印成方框；请告诉系统管理员安装字体"));
        if (await bans.WhyNotAsync(person.NumberHash, [Beijing.Today(clock)], ct) is not null) facts.Add(new(Verdict.Wrong, "禁考", "此人现在禁考，请核实"));
        else facts.Add(new(Verdict.Passed, "禁考", "没有禁考记录"));

        var others = db.Registrations.Where(r => r.RoundId == registration.RoundId && r.Id != registration.Id && r.PersonHash == person.NumberHash);
        var live = await others.CountAsync(r => RegistrationLifecycle.Live.Contains(r.State), ct);
        facts.Add(live == 0 ? new(Verdict.Passed, "全国重复报名", "无") : new(Verdict.Wrong, "全国重复报名", $"另有 {live} 个有效报名"));
        if (await others.CountAsync(r => r.State == RegistrationState.Cancelled, ct) is > 0 and var cancelled) facts.Add(new(Verdict.Passed, "取消记录", $"本次考试取消过 {cancelled} 次"));

        if (await others.CountAsync(r => r.State == RegistrationState.Voided, ct) is > 0 and var voided) facts.Add(new(Verdict.Doubtful, "作废记录", $"本次考试有 {voided} 个报名被作废，请先查明原因"));

        var photo = (change?.PhotoId ?? registration.PhotoId) is { } id ? await photos.FindAsync(id, ct) : null;
        if (photo is null) facts.Add(new(Verdict.Wrong, "照片", "没有照片"));
        else
        {
            facts.Add(new(Verdict.Passed, "照片", $"自动检查 {photo.Findings.Count} 项，{photo.Findings.Count(f => f.Verdict == PhotoVerdict.Pass)} 项符合"));
            facts.AddRange(photo.Findings.Where(f => f.Verdict != PhotoVerdict.Pass).Select(f => new ReviewFact(Verdict.Doubtful, "照片" + f.Name, f.Words)));
        }

        if (form.WorkingSince is { } began && began < person.BirthDate.AddYears(WorkingAge))
            facts.Add(new(Verdict.Doubtful, "参加工作时间", $"当时不满 {WorkingAge} 岁，请核对是否填错"));
        return facts;
    }
}
