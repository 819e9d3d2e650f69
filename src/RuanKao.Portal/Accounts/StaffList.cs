using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>The list of an administrator's people: in office, ended, invited.</summary>
public sealed class StaffList(PortalContext db, Posts posts, PersonalDataSeal seal, TimeProvider clock)
{
    public async Task<StaffListPage> PageAsync(IReadOnlyList<Appointment> own, StaffFilterForm form, ListPart part, CancellationToken ct)
    {
        var institutions = await db.Institutions.AsNoTracking().OrderBy(i => i.Order).ToDictionaryAsync(i => i.Code, i => i.Name, ct);
        var prefectures = await db.Prefectures.AsNoTracking().ToDictionaryAsync(p => p.Code, p => p.Name, ct);
        string Scope(string? institution, string? prefecture) =>
            institution is null ? "全国" : institutions[institution] + (prefecture is null ? "" : " · " + prefectures[prefecture]);

        var (lines, total) = form.State == StaffState.Invited ? await InvitedAsync(own, form, part, Scope, ct) : await PostsAsync(own, form, part, Scope, ct);
        var given = AppointmentRules.Given(own);
        var wide = given.Any(r => AppointmentRules.NeedsInstitution(r) && AppointmentRules.Institutions(own, r) is null);
        return new(form, lines, part with { Page = Math.Max(1, part.Page) }, total, given, wide ? [.. institutions.Select(i => new SelectListItem(i.Value, i.Key))] : []);
    }

    private async Task<(IReadOnlyList<StaffLine>, int)> PostsAsync(IReadOnlyList<Appointment> own, StaffFilterForm form, ListPart part, Func<string?, string?, string> scope, CancellationToken ct)
    {
        var factors = db.SecondFactors;
        var ended = form.State == StaffState.Ended;
        var wanted = posts.Within(own).AsNoTracking().Where(a => a.EndedAt != null == ended
            && (form.Role == null || a.Role == form.Role) && (form.Institution == null || a.InstitutionCode == form.Institution));
        var rows = await wanted.OrderBy(a => a.InstitutionCode).ThenBy(a => a.Role).ThenBy(a => a.Id).Skip(part.Skipped).Take(part.Size)
            .Join(db.Users, a => a.UserId, u => u.Id, (a, u) => new { Post = a, User = u, HasPhone = factors.Any(f => f.UserId == u.Id) }).ToListAsync(ct);
        return ([.. rows.Select(r => new StaffLine(r.Post.Id, r.User.DisplayName ?? "—", r.Post.Role, scope(r.Post.InstitutionCode, r.Post.PrefectureCode),
            TwoFactorController.AccountOf(r.User), r.Post.AppointedAt, r.Post.EndedAt, r.HasPhone))], await wanted.CountAsync(ct));
    }

    private async Task<(IReadOnlyList<StaffLine>, int)> InvitedAsync(IReadOnlyList<Appointment> own, StaffFilterForm form, ListPart part, Func<string?, string?, string> scope, CancellationToken ct)
    {
        var now = clock.Now();
        var wanted = posts.InvitationsWithin(own).AsNoTracking().Where(i => i.UsedAt == null && i.RevokedAt == null && i.ExpiresAt > now
            && (form.Role == null || i.Role == form.Role) && (form.Institution == null || i.InstitutionCode == form.Institution));
        var rows = await wanted.OrderBy(i => i.ExpiresAt).ThenBy(i => i.Id).Skip(part.Skipped).Take(part.Size).ToListAsync(ct);
        return ([.. rows.Select(i => new StaffLine(i.Id, i.Name, i.Role, scope(i.InstitutionCode, i.PrefectureCode),
            ContactAddress.Parse(seal.Open(i.AddressSealed), out _)!.Masked, i.CreatedAt, i.ExpiresAt, false))], await wanted.CountAsync(ct));
    }
}
