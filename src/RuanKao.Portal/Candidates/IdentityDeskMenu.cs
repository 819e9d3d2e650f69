using System.Security.Claims;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

/// <summary>The tab 人工核验 with the number of cases that wait.</summary>
public sealed class IdentityDeskMenu(IdentityCaseDesk desk) : IDeskMenuContributor
{
    public async Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        person.Holds(Role.Reviewer) ? [new(12, "人工核验", "identity-queue", await desk.WaitingAsync(IdentityCaseScope.Of(person), ct))] : [];
}
