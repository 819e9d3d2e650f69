using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace RuanKao.Portal.Accounts;

/// <summary>Where a request comes from as far as throttles care: the network, or in its place a browser in which the account's owner has signed in before.</summary>
public sealed record Origin(string Network, string? Device = null)
{
    public bool IsKnown => Device is not null;

    public string Text => Device is null ? Network : "device " + Device;
}

/// <summary>
/// Remembers in a sealed cookie which accounts have signed in on this browser. Strangers have no such cookie, so what they use up
/// of tries and codes, even from the same school's network, is never the owner's.
/// </summary>
public sealed class KnownDevices(IDataProtectionProvider protection, IHttpContextAccessor http)
{
    public const string Cookie = "portal-known";

    /// <summary>A family or a dormitory shares a browser; the oldest account makes room.</summary>
    public const int Accounts = 5;

    private readonly IDataProtector protector = protection.CreateProtector("RuanKao.Portal.KnownDevice");

    public Origin OriginOf(string network, Guid? userId) =>
        Read() is { } known && userId is { } id && known.Users.Contains(id) ? new(network, known.Device) : new(network);

    /// <summary>After a sign-in.</summary>
    public void Remember(Guid userId)
    {
        if (http.HttpContext is not { } context) return;
        var known = Read() ?? new(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)), []);
        var users = known.Users.Where(id => id != userId).TakeLast(Accounts - 1).Append(userId).ToArray();
        context.Response.Cookies.Append(Cookie, protector.Protect(JsonSerializer.Serialize(known with { Users = users })), new()
        {
            HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromDays(400), IsEssential = true,
        });
    }

    private Known? Read()
    {
        if (http.HttpContext?.Request.Cookies[Cookie] is not { Length: > 0 } cookie) return null;
        try { return JsonSerializer.Deserialize<Known>(protector.Unprotect(cookie)); }
        catch (CryptographicException) { return null; }
    }

    private sealed record Known(string Device, Guid[] Users);
}
