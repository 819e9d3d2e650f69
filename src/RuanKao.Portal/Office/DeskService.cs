using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Office.Bills;
using RuanKao.Portal.Office.Money;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Reviews;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office;

/// <summary>Counts what waits for each post of a person.</summary>
public sealed class DeskService(PortalContext db, ReviewQueue queue, AccommodationDesk accommodations, MoneyDesk money, BillDesk bills, TimeProvider clock)
{
    public async Task<IReadOnlyList<DeskPost>> PostsAsync(Guid userId, IReadOnlyList<Appointment> appointments, CancellationToken ct)
    {
        var posts = new List<DeskPost>();
        foreach (var appointment in appointments.OrderBy(a => a.Role).ThenBy(a => a.InstitutionCode, StringComparer.Ordinal))
        {
            IReadOnlyList<DeskCard> cards = appointment.Role switch
            {
                Role.Reviewer => [await ReviewsAsync(appointment, ct), await IdentitiesAsync(appointment, ct)],
                Role.Office => [await SeatingAsync(appointment, ct), await AccommodationsAsync(appointment, ct), await WindowsAsync(appointment, ct), await PlaceAsync(appointment, ct)],
                Role.InstitutionAdministrator => [await WindowsAsync(appointment, ct), await PlaceAsync(appointment, ct)],
                Role.NationalAdministrator => [await PlansAsync(ct)],
                Role.DoorStaff => [await DoorAsync(appointment, ct)],
                Role.Cashier when appointment.InstitutionCode is { } code => [await MoneyAsync(new([code], []), userId, "笔异常款项或退款待处理", ct), await BillsAsync(code, ct)],
                Role.SecondApprover when appointment.InstitutionCode is { } code => [await MoneyAsync(new([], [code]), userId, "笔退款待复核", ct)],
                Role.SystemAdministrator => [await MessagesAsync(ct), await NoticesAsync(ct)],
                Role.Auditor => [await AuditAsync(ct)],
                _ => [],
            };
            posts.Add(new(Doors.NameOf(appointment.Role), await ScopeAsync(appointment, ct), cards));
        }

        return posts;
    }

    private async Task<DeskCard> ReviewsAsync(Appointment post, CancellationToken ct)
    {
        var scope = new ReviewScope([post]);
        return new("报名审核", "review-queue", new Dictionary<string, string>(), await queue.WaitingAsync(scope, null, ct), "份报名待审核",
            await queue.OldestAsync(scope, null, ct) is { } since ? $"最早提交于 {Beijing.Moment(since)}，已等候{Waited(clock.Now() - since)}" : null);
    }

    private async Task<DeskCard> IdentitiesAsync(Appointment post, CancellationToken ct)
    {
        var (waiting, today) = (new IdentityCaseScope([post]).Within(db.IdentityCases).Where(c => c.State == IdentityCaseState.Waiting), Beijing.Today(clock));
        var (due, overdue) = (await waiting.MinAsync(c => c.PromisedOn, ct), await waiting.CountAsync(c => c.PromisedOn < today, ct));
        return new("人工核验", "identity-queue", new Dictionary<string, string>(), await waiting.CountAsync(ct), "份实名认证待人工核验",
            due is not { } day ? null : overdue > 0 ? $"{overdue}份已超过答复期限，请先办理" : $"最早的答复期限是{Beijing.DaySentence(day)}");
    }

    private async Task<DeskCard> DoorAsync(Appointment post, CancellationToken ct)
    {
        var today = Beijing.Today(clock);
        var rounds = db.ExamRounds.Where(r => r.ExamTo >= today).Select(r => r.Id);
        var sites = db.AdmissionTickets.Where(t => rounds.Contains(t.RoundId) && (post.InstitutionCode == null || t.InstitutionCode == post.InstitutionCode)).Select(t => t.Room.SiteId).Distinct();
        return new("入场核验", "door", new Dictionary<string, string>(), await sites.CountAsync(ct), "个考点可以核验", "考试日前请先在有网络的地方打开考点，取好名单");
    }

    private async Task<DeskCard> SeatingAsync(Appointment post, CancellationToken ct)
    {
        var tickets = db.AdmissionTickets;
        var unseated = db.Registrations.Where(r => r.State == RegistrationState.Paid
            && (post.InstitutionCode == null || r.InstitutionCode == post.InstitutionCode)
            && !tickets.Any(t => t.RegistrationId == r.Id));
        var sites = await db.ExamSites.CountAsync(s => post.InstitutionCode == null || s.InstitutionCode == post.InstitutionCode, ct);
        var values = post.InstitutionCode is { } code ? new Dictionary<string, string> { ["institution"] = code } : [];
        return new("准考证编排", "admission-office", values, await unseated.CountAsync(ct), "名报名成功的考生没有座位",
            sites == 0 ? "还没有考点，请先添加考点和考场" : $"已有{sites}个考点");
    }

    private async Task<DeskCard> AccommodationsAsync(Appointment post, CancellationToken ct) =>
        new("合理便利", "accommodation-queue", new Dictionary<string, string>(), await accommodations.WaitingAsync(new([post]), ct), "份合理便利申请待处理", null);

    private async Task<DeskCard> WindowsAsync(Appointment post, CancellationToken ct)
    {
        var (now, today) = (clock.Now(), Beijing.Today(clock));
        var places = await db.RoundInstitutions.AsNoTracking().Where(p => p.State == PlaceState.Published && p.Round.ExamTo >= today && (post.InstitutionCode == null || p.InstitutionCode == post.InstitutionCode)).ToListAsync(ct);
        var next = places.SelectMany(p => new[] { (What: "报名", p.Registration.To), (What: "缴费", p.Payment.To) }).Where(end => end.To > now).OrderBy(end => end.To).FirstOrDefault();
        return new("时间窗口", "windows", new Dictionary<string, string>(), places.Count(p => p.Registration.Contains(now) || p.Payment.Contains(now)), "个轮次正在报名或缴费",
            next.To is { } end ? $"{next.What}将于 {Beijing.Deadline(end)}（北京时间）截止" : null);
    }

    private async Task<DeskCard> PlansAsync(CancellationToken ct)
    {
        var today = Beijing.Today(clock);
        var next = await db.ExamRounds.AsNoTracking().Where(r => r.State == RoundState.Published && r.ExamTo >= today).OrderBy(r => r.ExamFrom).FirstOrDefaultAsync(ct);
        return new("考试计划", "plans", new Dictionary<string, string>(), await db.ExamRounds.CountAsync(r => r.State == RoundState.Draft, ct), "个轮次还是草稿",
            next is null ? "没有已发布、尚未考完的轮次" : $"最近的一次是{next.Name}，{next.ExamDays()}，{await db.RoundInstitutions.CountAsync(p => p.RoundId == next.Id && p.State == PlaceState.Published, ct)}个机构已发布");
    }

    /// <summary>Published rounds to come that the institution has not published for its candidates yet, or whose days have moved away from its windows.</summary>
    private async Task<DeskCard> PlaceAsync(Appointment post, CancellationToken ct)
    {
        var (today, places) = (Beijing.Today(clock), db.RoundInstitutions);
        var waiting = db.ExamRounds.Where(r => r.State == RoundState.Published && r.ExamTo >= today
            && !places.Any(p => p.RoundId == r.Id && p.InstitutionCode == post.InstitutionCode && p.State == PlaceState.Published));
        var first = await waiting.AsNoTracking().OrderBy(r => r.ExamFrom).FirstOrDefaultAsync(ct);
        var broken = (await places.AsNoTracking().Include(p => p.Round).Where(p => p.InstitutionCode == post.InstitutionCode && p.State == PlaceState.Published && p.Round.State == RoundState.Published && p.Round.ExamTo >= today)
            .OrderBy(p => p.Round.ExamFrom).ToListAsync(ct)).Select(p => (p.Round, Fault: PlanChecks.AgainstDays(p, p.Round).FirstOrDefault())).Where(p => p.Fault is not null).ToList();
        return new("考试计划", "plans", new Dictionary<string, string>(), await waiting.CountAsync(ct) + broken.Count, "个轮次等待本机构发布或更正",
            broken.Count > 0 ? $"{broken[0].Round.Name}：{broken[0].Fault}，请更正" : first is null ? null : $"{first.Name}，考试{first.ExamDays()}");
    }

    private async Task<DeskCard> MoneyAsync(MoneyScope scope, Guid userId, string words, CancellationToken ct) =>
        new("财务", "money", new Dictionary<string, string>(), await money.WaitingAsync(scope, userId, ct), words, null);

    private async Task<DeskCard> BillsAsync(string institution, CancellationToken ct) =>
        new("对账", "bills", new Dictionary<string, string>(), await bills.OpenAsync([institution], ct), "条账单差异待核实", null);

    private async Task<DeskCard> MessagesAsync(CancellationToken ct)
    {
        var (now, messages) = (clock.Now(), db.OutboxMessages);
        var late = await messages.CountAsync(m => m.State == OutboxState.Pending && m.NextAttemptAt < now.AddMinutes(-10), ct);
        return new("短信和邮件", "", new Dictionary<string, string>(), await messages.CountAsync(m => m.State == OutboxState.GaveUp && m.CreatedAt > now.AddDays(-1), ct), "条在最近24小时没有发出",
            late > 0 ? $"另有{late}条已到发送时间10分钟，还没有发送，请检查短信和邮件通道" : "没有积压");
    }

    private async Task<DeskCard> NoticesAsync(CancellationToken ct)
    {
        var before = clock.Now().AddMinutes(-5);
        return new("支付通知", "", new Dictionary<string, string>(), await db.PaymentNotices.CountAsync(n => n.Verdict == NoticeVerdict.Waiting && n.ReceivedAt < before, ct), "条收到5分钟还没有入账",
            "通知已保存，会自动重试。持续增加时请查看日志");
    }

    private async Task<DeskCard> AuditAsync(CancellationToken ct)
    {
        var last = await db.AuditEntries.Where(e => e.Action == "audit.verified").OrderByDescending(e => e.Id).Select(e => new { e.Id, e.At }).FirstOrDefaultAsync(ct);
        var since = last?.Id ?? 0;
        return new("审计日志", "audit", new Dictionary<string, string>(), await db.AuditEntries.CountAsync(e => e.Id > since, ct), "条记录在上次校验以后写入",
            last is null ? "还没有校验过" : $"上次校验于 {Beijing.Moment(last.At)}");
    }

    private async Task<string> ScopeAsync(Appointment post, CancellationToken ct)
    {
        if (post.InstitutionCode is null) return "全国";
        var institution = await db.Institutions.Where(i => i.Code == post.InstitutionCode).Select(i => i.Name).SingleAsync(ct);
        return post.PrefectureCode is null ? institution
            : institution + " · " + await db.Prefectures.Where(p => p.Code == post.PrefectureCode).Select(p => p.Name).SingleAsync(ct);
    }

    private static string Waited(TimeSpan time) =>
        time.TotalHours < 1 ? "不到1小时" : time.TotalHours < 48 ? $"{(int)time.TotalHours}小时" : $"{(int)time.TotalDays}天";
}
