using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Institutions;

/// <summary>The institution a visitor is at: the one in the address, else the one last entered, which a cookie remembers.</summary>
public sealed class CurrentInstitution(PortalContext db, IMemoryCache cache) : ICurrentInstitution
{
    public const string CookieName = "institution";

    // Every page asks; a changed telephone may take this long to show.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    public async Task<InstitutionFacts?> GetAsync(HttpContext http, CancellationToken ct)
    {
        var code = http.Request.RouteValues["institution"] as string ?? http.Request.Cookies[CookieName];
        return code is [>= '0' and <= '9', >= '0' and <= '9']
            ? await cache.GetOrCreateAsync((typeof(CurrentInstitution), code), entry => ReadAsync(code, entry, ct))
            : null;
    }

    /// <summary>Remembers the institution for the pages whose address names none.</summary>
    public static void Remember(HttpContext http, string code) => http.Response.Cookies.Append(CookieName, code, new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        MaxAge = TimeSpan.FromDays(365),
        IsEssential = true,
    });

    private async Task<InstitutionFacts?> ReadAsync(string code, ICacheEntry entry, CancellationToken ct)
    {
        entry.AbsoluteExpirationRelativeToNow = Kept;
        return await db.Institutions.AsNoTracking().SingleOrDefaultAsync(i => i.Code == code, ct) is { } i
            ? new(i.Code, i.Name, i.FullName, i.Operator, i.TelephoneList, i.Website)
            : null;
    }
}
