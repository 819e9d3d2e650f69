using System.Security.Claims;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts.Government;

/// <summary>The line 政务平台账号 of 账号与安全; absent where no platform is connected and nothing is linked, and for staff.</summary>
public sealed class GovernmentLines(GovernmentLinks links, IOptions<GovernmentLoginOptions> options) : IAccountLine
{
    public async Task<IReadOnlyList<AccountLine>> LinesAsync(ClaimsPrincipal person, CancellationToken ct)
    {
        if (!person.IsCandidate()) return [];
        var mine = await links.OfAsync(person.UserId, ct);
        if (mine.Count == 0 && options.Value.Providers.Count == 0) return [];
        return [new(40, "政务平台账号", mine.Count == 0 ? "未绑定" : "已绑定" + string.Join("、", mine.Select(l => links.TitleOf(l.Provider))),
            "account-links", mine.Count == 0 ? "绑定" : "管理")];
    }
}
