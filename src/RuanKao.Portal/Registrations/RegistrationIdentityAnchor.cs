using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>A live registration of an exam that is not over holds the identity of its account: nobody takes a seat away by moving a name.</summary>
public sealed class RegistrationIdentityAnchor(PortalContext db, TimeProvider clock) : IIdentityAnchor
{
    public async Task<string?> WhyNotMoveAsync(Guid userId, CancellationToken ct)
    {
        var (today, rounds) = (Beijing.Today(clock), db.ExamRounds);
        var live = await db.Registrations.AsNoTracking()
            .Where(r => r.UserId == userId && RegistrationLifecycle.Live.Contains(r.State) && rounds.Any(x => x.Id == r.RoundId && x.ExamTo >= today))
            .OrderBy(r => r.CreatedAt).FirstOrDefaultAsync(ct);
        if (live is null) return null;
        var round = await db.ExamRounds.AsNoTracking().SingleAsync(r => r.Id == live.RoundId, ct);
        var where = await db.Institutions.Where(i => i.Code == live.InstitutionCode).Select(i => i.Name).SingleAsync(ct);
        return $"该账号有{round.Name}软考{where}考区的有效报名（报名号 {ShellWords.Grouped(live.Number ?? "")}，{live.Words.ForStaff}），现在不能移动身份。"
            + $"请先由{where}考区的考试机构联系双方核实：报名属于该账号使用者的，由其取消报名后再核验；属于申请人的，请申请人改用该账号，并退回本申请说明";
    }
}
