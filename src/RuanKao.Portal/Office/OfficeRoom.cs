using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Office.Bills;
using RuanKao.Portal.Office.Figures;
using RuanKao.Portal.Office.Money;
using RuanKao.Portal.Office.Plans;
using RuanKao.Portal.Office.Receipts;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office;

/// <summary>What the room at the back brings to the house.</summary>
public static class OfficeRoom
{
    public static IServiceCollection AddOffice(this IServiceCollection services) => services
        .AddScoped<DeskService>()
        .AddScoped<WindowDesk>()
        .AddScoped<PlanDesk>()
        .AddScoped<PlanCorrections>()
        .AddScoped<IDeadlineWork, MovedExams>()
        .AddScoped<INoticeReason, MovedExamReasons>()
        .AddScoped<RoundPlans>()
        .AddScoped<PlaceDesk>()
        .AddScoped<PlacePlans>()
        .AddScoped<IDeskMenuContributor, PlanDeskMenu>()
        .AddScoped<SuspensionActs>()
        .AddScoped<IDeadlineWork, ReviewWarnings>()
        .AddScoped<AccommodationDesk>()
        .AddScoped<IDeskMenuContributor, AccommodationDeskMenu>()
        .AddScoped<IDeskMenuContributor, WindowDeskMenu>()
        .AddScoped<BillDesk>()
        .AddScoped<ReceiptImport>()
        .AddScoped<ReceiptDesk>()
        .AddScoped<FigureDesk>()
        .AddScoped<ReviewerDays>()
        .AddScoped<IDeskMenuContributor, FigureDeskMenu>()
        .AddScoped<MoneyDesk>()
        .AddScoped<MoneyStories>()
        .AddScoped<IDeskMenuContributor, MoneyDeskMenu>()
        .AddScoped<IAppointmentGuard, CandidatesStayCandidates>()
        .AddScoped<IDeskMenuContributor, OfficeDeskMenu>();
}

/// <summary>Whoever has a registration may not work here: staff of the exam may not sit it (实施办法 art. 10).</summary>
public sealed class CandidatesStayCandidates(PortalContext db) : IAppointmentGuard
{
    public async Task<string?> WhyNotAsync(Guid userId, CancellationToken ct) => await db.Registrations.AnyAsync(r => r.UserId == userId, ct)
        ? "这个账号有报名记录。工作人员不能报名考试，请让管理员用另一个邮箱或手机号邀请您" : null;
}

/// <summary>The tab that leads everybody who works here back to the start.</summary>
public sealed class OfficeDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<DeskMenuItem>>([new(10, "今日工作", "desk")]);
}

/// <summary>时间窗口 for those who may move them.</summary>
public sealed class WindowDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<DeskMenuItem>>(WindowDoors.PostsOf(person).Count > 0 ? [new(30, "时间窗口", "windows")] : []);
}
