using System.Security.Claims;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Payments;

/// <summary>At which institutions a person handles money, and where as the second pair of eyes. Fees belong to an institution: a post without one opens nothing.</summary>
public sealed record MoneyScope(IReadOnlyList<string> CashierAt, IReadOnlyList<string> ApproverAt)
{
    public static MoneyScope Of(ClaimsPrincipal person) => new(At(person, Role.Cashier), At(person, Role.SecondApprover));

    public IReadOnlyList<string> Everywhere => [.. CashierAt.Union(ApproverAt)];

    public IQueryable<FeeOrder> Within(IQueryable<FeeOrder> orders) => orders.Where(o => Everywhere.Contains(o.InstitutionCode));

    private static List<string> At(ClaimsPrincipal person, Role role) =>
        [.. person.Appointments(role).Select(a => a.InstitutionCode).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
}
