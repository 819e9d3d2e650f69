using System.Security.Claims;

namespace RuanKao.Portal.Accounts;

/// <summary>A line of 账号与安全: what is asked, how it stands (masked where it is personal), and where it is changed.</summary>
public sealed record AccountLine(int Order, string Question, string Answer, string? ChangeRouteName, string? ChangeWord);

/// <summary>Lets each matter of an account bring its lines to 账号与安全.</summary>
public interface IAccountLine
{
    Task<IReadOnlyList<AccountLine>> LinesAsync(ClaimsPrincipal person, CancellationToken ct);
}
