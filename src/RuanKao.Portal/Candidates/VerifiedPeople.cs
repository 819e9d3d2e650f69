using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

/// <summary>Tells other rooms who a candidate is, once the authority or a reviewer has said so.</summary>
public sealed class VerifiedPeople(PortalContext db, PersonalDataSeal seal)
{
    /// <summary>The purpose under which document numbers are hashed, here and wherever one is looked up.</summary>
    public const string NumberPurpose = "document-number";

    /// <summary>The verified person behind the account with the number opened; null until 实名认证.</summary>
    public async Task<VerifiedPerson?> FindAsync(Guid userId, CancellationToken ct = default) =>
        await db.CandidateIdentities.AsNoTracking().SingleOrDefaultAsync(i => i.UserId == userId, ct) is { } identity
            ? new(identity.UserId, identity.DocumentKind, identity.Name, seal.Open(identity.NumberSealed), identity.NumberHash, identity.Sex, identity.BirthDate)
            : null;

    /// <summary>The verified person, else what the person claims in a manual check that was handed in; null without either. For forms that may be filled in meanwhile, never for what binds.</summary>
    public async Task<VerifiedPerson?> FindOrClaimedAsync(Guid userId, CancellationToken ct = default) =>
        await FindAsync(userId, ct) ?? (await HandedIn().AsNoTracking().SingleOrDefaultAsync(c => c.UserId == userId, ct) is { } claim
            ? new(claim.UserId, claim.DocumentKind, claim.Name, seal.Open(claim.NumberSealed), claim.NumberHash, claim.Sex, claim.BirthDate) { IsConfirmed = false }
            : null);

    public Task<bool> IsVerifiedAsync(Guid userId, CancellationToken ct = default) => db.CandidateIdentities.AnyAsync(i => i.UserId == userId, ct);

    /// <summary>Whether a manual check of the person was handed in and is not decided for good.</summary>
    public Task<bool> IsWaitingAsync(Guid userId, CancellationToken ct = default) => HandedIn().AnyAsync(c => c.UserId == userId, ct);

    private IQueryable<IdentityCase> HandedIn() =>
        db.IdentityCases.Where(c => c.State == IdentityCaseState.Waiting || c.State == IdentityCaseState.Returned);
}
