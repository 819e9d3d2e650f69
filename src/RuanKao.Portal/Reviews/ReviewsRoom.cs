using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Reviews;

public static class ReviewsRoom
{
    public static IServiceCollection AddReviews(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<ReviewQueue>();
        services.AddScoped<ReviewLineReading>();
        services.AddScoped<ReviewService>();
        services.AddScoped<ReviewFacts>();
        services.AddOptions<ReviewsOptions>().Bind(configuration.GetSection(ReviewsOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<ReviewClaims>();
        services.AddScoped<ReviewDesk>();
        services.AddScoped<ReviewEffects>();
        services.AddScoped<ReviewBatches>();
        services.AddScoped<ReturnReasonService>();
        services.AddScoped<IDeadlineWork, ReviewDecisionWork>();
        services.AddScoped<IExpiringRows, ReviewDecisionRows>();
        services.AddSingleton<IReferenceData, ReturnReasonReference>();
        services.AddScoped<IDeskMenuContributor, ReturnReasonDeskMenu>();
        services.AddScoped<IDeskMenuContributor, ReviewDeskMenu>();
        services.AddScoped<IPhotoAudience, ReviewPhotoAudience>();
        return services;
    }
}

/// <summary>The tab 报名审核 with the number of cases that wait.</summary>
public sealed class ReviewDeskMenu(ReviewQueue queue) : IDeskMenuContributor
{
    public async Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        person.Holds(Role.Reviewer) ? [new(10, "报名审核", "review-queue", await queue.WaitingAsync(ReviewScope.Of(person), null, ct))] : [];
}

/// <summary>A reviewer sees the photos of the registrations in scope.</summary>
public sealed class ReviewPhotoAudience(PortalContext db) : IPhotoAudience
{
    public async Task<bool> MaySeeAsync(ClaimsPrincipal user, Guid photoId, CancellationToken ct) =>
        user.Holds(Role.Reviewer) && await OfAsync(photoId, ct) is var found && found.Any(ReviewScope.Of(user).Covers);

    // From the photo to its registrations, a few at most, and not the other way round.
    private async Task<IReadOnlyList<Registration>> OfAsync(Guid photoId, CancellationToken ct) =>
    [
        .. await db.Registrations.AsNoTracking().Where(r => r.PhotoId == photoId).ToListAsync(ct),
        .. await db.ChangeRequests.Where(c => c.PhotoId == photoId && c.State == ChangeState.Waiting).Join(db.Registrations.AsNoTracking(), c => c.RegistrationId, r => r.Id, (_, r) => r).ToListAsync(ct),
    ];
}
