namespace RuanKao.Portal.Web;

/// <summary>Something a candidate should see on every page of the own matters: what, in a sentence, and the route where it can be put right.</summary>
public sealed record CandidateBanner(Tone Tone, string Heading, string Words, string RouteName, string Link);

/// <summary>Lets a room put a banner over the candidate's pages.</summary>
public interface ICandidateBanners
{
    Task<CandidateBanner?> BannerAsync(Guid userId, CancellationToken ct);
}
