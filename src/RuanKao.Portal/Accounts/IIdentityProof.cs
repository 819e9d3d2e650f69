namespace RuanKao.Portal.Accounts;

/// <summary>Lets the room that knows verified people confirm who somebody is, where the old address is lost.</summary>
public interface IIdentityProof
{
    /// <summary>Whether there is a verified identity to compare with.</summary>
    Task<bool> IsKnownAsync(Guid userId, CancellationToken ct);

    /// <summary>Whether full name and document number are those of the account's verified identity.</summary>
    Task<bool> MatchesAsync(Guid userId, string name, string number, CancellationToken ct);
}
