using System.Security.Cryptography;
using System.Text;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Candidates;

/// <summary>Confirms to the Accounts room that somebody knows the verified identity behind an account.</summary>
public sealed class IdentityProof(VerifiedPeople people) : IIdentityProof
{
    public Task<bool> IsKnownAsync(Guid userId, CancellationToken ct) => people.IsVerifiedAsync(userId, ct);

    public async Task<bool> MatchesAsync(Guid userId, string name, string number, CancellationToken ct) =>
        await people.FindAsync(userId, ct) is { } person
        // Both are compared, so that the time does not tell which one was wrong.
        && (Same(person.Name, PersonName.Normalise(name)) & Same(person.Number, Fold(number)));

    private static bool Same(string known, string typed) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(known)), SHA256.HashData(Encoding.UTF8.GetBytes(typed)));

    // As people type it: with blanks, full-width, a small x.
    private static string Fold(string typed) =>
        new([.. typed.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c)).Select(char.ToUpperInvariant)]);
}
