using System.Security.Claims;

namespace RuanKao.Portal.Web;

/// <summary>A tab of the staff pages; the count, if any, says how much waits behind it.</summary>
public sealed record DeskMenuItem(int Order, string Title, string RouteName, int? Count = null);

/// <summary>Each room adds the tabs that this person's post opens, and no others.</summary>
public interface IDeskMenuContributor
{
    Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct);
}
