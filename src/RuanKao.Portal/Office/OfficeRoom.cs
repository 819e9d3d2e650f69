using System.Security.Claims;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office;

/// <summary>What the room at the back brings to the house.</summary>
public static class OfficeRoom
{
    public static IServiceCollection AddOffice(this IServiceCollection services) => services
        .AddScoped<DeskService>()
        .AddScoped<IDeskMenuContributor, OfficeDeskMenu>();
}

/// <summary>The tab that leads everybody who works here back to the start.</summary>
public sealed class OfficeDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<DeskMenuItem>>([new(10, "今日工作", "desk")]);
}
