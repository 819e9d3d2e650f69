using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>The posts people hold: who holds which, ending one, and a new start for a lost phone. What lies outside an administrator's scope does not exist for him.</summary>
public sealed class Posts(PortalContext db, UserManager<PortalUser> users, SecondFactors factors, INotifier notifier)
{
    /// <summary>Appointments that somebody with these posts may give and take, ended ones included.</summary>
    public IQueryable<StaffAppointment> Within(IReadOnlyList<Appointment> own)
    {
        var (anywhere, inPlaces, places) = Scope(own);
        return db.StaffAppointments.IgnoreQueryFilters().Where(a => anywhere.Contains(a.Role) || (inPlaces.Contains(a.Role) && places.Contains(a.InstitutionCode!)));
    }

    public IQueryable<StaffInvitation> InvitationsWithin(IReadOnlyList<Appointment> own)
    {
        var (anywhere, inPlaces, places) = Scope(own);
        return db.StaffInvitations.Where(i => anywhere.Contains(i.Role) || (inPlaces.Contains(i.Role) && places.Contains(i.InstitutionCode!)));
    }

    public async Task<IReadOnlyList<Appointment>> HeldByAsync(Guid userId, CancellationToken ct) =>
        [.. (await db.StaffAppointments.AsNoTracking().Where(a => a.UserId == userId).ToListAsync(ct)).Select(a => a.Post)];

    /// <summary>云南省 昆明市 审核人员.</summary>
    public async Task<string> WordsAsync(Appointment post, CancellationToken ct)
    {
        var institution = post.InstitutionCode is null ? null : await db.Institutions.Where(i => i.Code == post.InstitutionCode).Select(i => i.FullName).SingleAsync(ct);
        var prefecture = post.PrefectureCode is null ? null : await db.Prefectures.Where(p => p.Code == post.PrefectureCode).Select(p => p.Name).SingleAsync(ct);
        return (institution ?? "") + (prefecture ?? "") + Doors.NameOf(post.Role);
    }

    /// <summary>Ends a post at once: the person's sessions end with it. False where it is not in scope.</summary>
    public async Task<bool> EndAsync(IReadOnlyList<Appointment> own, Guid id, Operation operation, CancellationToken ct)
    {
        var post = await Within(own).AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct);
        if (post is null) return false;
        if (post.UserId == operation.UserId) throw new RuleViolationException("Reason", "不能解除自己的岗位，请由另一位管理员解除");
        var lastStays = AppointmentRules.LastMustStay(post.Role);
        var serving = db.StaffAppointments;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Looked at and ended in one statement: two administrators who end each other at once leave one.
        if (await db.StaffAppointments.Where(a => a.Id == id && (!lastStays || serving.Any(o => o.Role == post.Role && o.UserId != post.UserId)))
                .ExecuteUpdateAsync(a => a.SetProperty(x => x.EndedAt, operation.At).SetProperty(x => x.EndedBy, operation.UserId).SetProperty(x => x.EndReason, operation.Why), ct) == 0)
            throw new RuleViolationException("Reason", post.EndedAt is null && lastStays ? $"这是最后一位{Doors.NameOf(post.Role)}，请先邀请继任者，对方开通后再解除" : "这个岗位已经解除");
        // What was offered in his name falls with him.
        await db.StaffInvitations.Where(i => i.InvitedBy == post.UserId && i.UsedAt == null && i.RevokedAt == null)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.RevokedAt, operation.At), ct);
        db.Audit(operation, "staff.appointment-ended", post.UserId);
        await notifier.NotifyAsync(post.UserId, NoticeTemplates.AppointmentEnded, new Dictionary<string, string> { ["post"] = await WordsAsync(post.Post, ct) }, ct);
        await users.UpdateSecurityStampAsync(await db.Users.SingleAsync(u => u.Id == post.UserId, ct));
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Takes a lost phone out of an account whose highest post lies in scope; false where the post is not in scope.</summary>
    public async Task<bool> ResetFactorAsync(IReadOnlyList<Appointment> own, Guid id, Operation operation, CancellationToken ct)
    {
        if (await Within(own).AsNoTracking().SingleOrDefaultAsync(a => a.Id == id && a.EndedAt == null, ct) is not { } post) return false;
        if (post.UserId == operation.UserId) throw new RuleViolationException("ResetReason", "不能重置自己的两步验证，请由另一位管理员重置");
        if (!AppointmentRules.MayTend(own, await HeldByAsync(post.UserId, ct))) throw new RuleViolationException("ResetReason", "对方还有更高的岗位，请由上级管理员重置");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await factors.ResetAsync(post.UserId, operation, ct);
        await users.UpdateSecurityStampAsync(await db.Users.SingleAsync(u => u.Id == post.UserId, ct));
        await transaction.CommitAsync(ct);
        return true;
    }

    private static (List<Role> Anywhere, List<Role> InPlaces, List<string> Places) Scope(IReadOnlyList<Appointment> own)
    {
        var given = AppointmentRules.Given(own);
        var anywhere = given.Where(r => AppointmentRules.Institutions(own, r) is null).ToList();
        var inPlaces = given.Except(anywhere).ToList();
        return (anywhere, inPlaces, inPlaces.SelectMany(r => AppointmentRules.Institutions(own, r)!).Distinct().ToList());
    }
}
