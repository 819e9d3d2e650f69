using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Accounts.Government;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

/// <summary>A platform that knows its user's number must not open the account of somebody who is verified here under another number.</summary>
public sealed class GovernmentIdentityGuard(PortalContext db, PersonalDataSeal seal, TimeProvider clock) : IGovernmentLinkGuard
{
    public async Task<string?> ObjectionAsync(Guid userId, GovernmentPerson person, CancellationToken ct)
    {
        // Some platforms tell a masked number, which compares with nothing.
        if (ResidentIdNumber.Parse(person.Number, Beijing.Today(clock), out _) is not { } number) return null;
        var hash = seal.Hash(VerifiedPeople.NumberPurpose, number.Text);
        return await db.CandidateIdentities.AnyAsync(i => i.UserId == userId && i.DocumentKind == DocumentKind.ResidentIdCard && i.NumberHash != hash, ct)
            ? "平台账号的实名信息与本报名账号的不是同一个人，不能绑定。请在平台退出后，用您本人的账号登录" : null;
    }
}
