using System.Security.Claims;

namespace RuanKao.Portal.Web;

/// <summary>The journey of the page being shown, asked for once however many parts of the page draw it.</summary>
public sealed class JourneyOfRequest(IEnumerable<IJourneyContributor> contributors)
{
    private Task<Journey?>? journey;

    public Task<Journey?> GetAsync(HttpContext http) => journey ??= BuildAsync(http);

    /// <summary>The place of the request: a signed-in candidate on an address with a round and an institution.</summary>
    public static RoundPlace? PlaceOf(HttpContext http) =>
        http.User.IsCandidate()
        && Guid.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), out var user)
        && http.Request.RouteValues["round"] is string round
        && http.Request.RouteValues["institution"] is string institution
            ? new RoundPlace(user, round, institution)
            : null;

    private async Task<Journey?> BuildAsync(HttpContext http)
    {
        if (PlaceOf(http) is not { } place)
        {
            return null;
        }

        var built = new Journey();
        foreach (var contributor in contributors)
        {
            await contributor.ContributeAsync(place, built, http.RequestAborted);
        }

        return built;
    }
}
