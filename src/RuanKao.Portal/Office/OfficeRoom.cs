using System.Security.Claims;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office;

/// <summary>What the room at the back brings to the house.</summary>
public static class OfficeRoom
{
    public static IServiceCollection AddOffice(this IServiceCollection services) => services
        .AddScoped<DeskService>()
        .AddScoped<WindowDesk>()
        .AddScoped<IDeadlineWork, ReviewWarnings>()
        .AddScoped<IDeskMenuContributor, WindowDeskMenu>()
        .AddScoped<IDeskMenuContributor, OfficeDeskMenu>();
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
