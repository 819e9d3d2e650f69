using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

/// <summary>Watches the end of a verified document. It takes nobody's verification away; it only has to be valid on the day of the exam.</summary>
public sealed class IdentityExpiry(PortalContext db, TimeProvider clock) : ICandidateBanners
{
    /// <summary>Renewing a card takes weeks.</summary>
    public const int DaysBefore = 60;

    public static bool IsExpired(DateOnly? validTo, DateOnly today) => validTo < today;

    public static bool IsNear(DateOnly? validTo, DateOnly today) => validTo >= today && validTo <= today.AddDays(DaysBefore);

    public async Task<bool> IsExpiredAsync(Guid userId, CancellationToken ct)
    {
        var today = Beijing.Today(clock);
        return await db.CandidateIdentities.AnyAsync(i => i.UserId == userId && i.ValidTo < today, ct);
    }

    public async Task<CandidateBanner?> BannerAsync(Guid userId, CancellationToken ct)
    {
        var (today, end) = (Beijing.Today(clock), await db.CandidateIdentities.Where(i => i.UserId == userId).Select(i => i.ValidTo).SingleOrDefaultAsync(ct));
        if (IsExpired(end, today))
            return new(Tone.Wrong, "您的证件已过有效期", $"证件已于{Beijing.DaySentence(end!.Value)}到期，考试时须带有效证件原件。换领新证后请", "identity-validity", "更新证件有效期");
        return IsNear(end, today)
            ? new(Tone.Waiting, "您的证件快到期了", $"证件将于{Beijing.DaySentence(end!.Value)}到期，考试时须带有效证件原件，请及时换领。换领新证后请", "identity-validity", "更新证件有效期")
            : null;
    }
}
