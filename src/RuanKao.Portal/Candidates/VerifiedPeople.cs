using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

/// <summary>Tells other rooms who a candidate is, once the authority has said so.</summary>
public sealed class VerifiedPeople(PortalContext db, PersonalDataSeal seal)
{
    /// <summary>The purpose under which document numbers are hashed, here and wherever one is looked up.</summary>
    public const string NumberPurpose = "document-number";

    /// <summary>The verified person behind the account with the number opened; null until 实名认证.</summary>
    public async Task<VerifiedPerson?> FindAsync(Guid userId, CancellationToken ct = default) =>
        await db.CandidateIdentities.AsNoTracking().SingleOrDefaultAsync(i => i.UserId == userId, ct) is { } identity
            ? new(identity.UserId, identity.DocumentKind, identity.Name, seal.Open(identity.NumberSealed), identity.NumberHash, identity.Sex, identity.BirthDate)
            : null;

    public Task<bool> IsVerifiedAsync(Guid userId, CancellationToken ct = default) => db.CandidateIdentities.AnyAsync(i => i.UserId == userId, ct);
}
