using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

/// <summary>The first step of the track: 实名认证.</summary>
public sealed class IdentityJourney(PortalContext db, VerifiedPeople people) : IJourneyContributor
{
    public async Task ContributeAsync(RoundPlace place, Journey journey, CancellationToken ct)
    {
        var at = await db.CandidateIdentities.Where(i => i.UserId == place.UserId).Select(i => (DateTime?)i.VerifiedAt).SingleOrDefaultAsync(ct);
        journey.Add(at is { } verified ? new JourneyStep(10, "实名认证", JourneyStepState.Done, Beijing.Date(verified))
            : await people.IsWaitingAsync(place.UserId, ct) ? new JourneyStep(10, "实名认证", JourneyStepState.Waiting, "人工核验中")
            : new JourneyStep(10, "实名认证", JourneyStepState.Current, "现在完成"));
    }
}

/// <summary>Whoever signs in without being verified is led to the real-name page, as the manual has it; who waits for a reviewer is not. An expired document is told here once more.</summary>
public sealed class IdentityGuide(VerifiedPeople people, IdentityExpiry expiry) : ISignInGuide
{
    public async Task<SignInTurn?> TurnAsync(Guid userId, CancellationToken ct)
    {
        if (await people.IsVerifiedAsync(userId, ct))
            return await expiry.IsExpiredAsync(userId, ct) ? new("identity-validity", "您的证件已过有效期，换领新证后请更新；还没有换证的可以先继续") : null;
        return await people.IsWaitingAsync(userId, ct) ? null : new("identity", RequireVerifiedIdentityAttribute.Notice);
    }
}
