using System.Security.Claims;

namespace RuanKao.Portal.Photos;

/// <summary>Later rooms say who besides its owner may see a photo: a reviewer of the registration it hangs on, the office that seats its candidate.</summary>
public interface IPhotoAudience
{
    Task<bool> MaySeeAsync(ClaimsPrincipal user, Guid photoId, CancellationToken ct);
}
