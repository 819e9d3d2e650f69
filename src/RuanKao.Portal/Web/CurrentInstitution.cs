namespace RuanKao.Portal.Web;

/// <summary>What every page says about an institution.</summary>
public sealed record InstitutionFacts(
    string Code, string Name, string OfficialName, string Operator, IReadOnlyList<string> Telephones, string? Website);

/// <summary>The institution a visitor is at: the address names it, else the last one entered.</summary>
public interface ICurrentInstitution
{
    Task<InstitutionFacts?> GetAsync(HttpContext http, CancellationToken ct);
}

/// <summary>Stands in where no room knows institutions: the shell then offers a choice.</summary>
internal sealed class NoCurrentInstitution : ICurrentInstitution
{
    public Task<InstitutionFacts?> GetAsync(HttpContext http, CancellationToken ct) => Task.FromResult<InstitutionFacts?>(null);
}
