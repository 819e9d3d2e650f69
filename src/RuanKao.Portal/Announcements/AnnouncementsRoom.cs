using System.Security.Claims;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Announcements;

/// <summary>What the room of announcements brings to the house.</summary>
public static class AnnouncementsRoom
{
    public static IServiceCollection AddAnnouncements(this IServiceCollection services) => services
        .AddScoped<AnnouncementService>()
        .AddScoped<AnnouncementBoard>()
        .AddScoped<IDeskMenuContributor, AnnouncementsDeskMenu>();
}

/// <summary>The tab 公告 of those who write them.</summary>
public sealed class AnnouncementsDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<DeskMenuItem>>(AnnouncementScope.Of(person) is { IsNational: true } or { Institutions.Count: > 0 } ? [new(46, "公告", "announcements")] : []);
}
