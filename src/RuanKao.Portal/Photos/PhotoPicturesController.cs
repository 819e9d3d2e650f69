using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Photos;

/// <summary>The pictures, for those who may see them; nobody else learns whether they exist, and no browser keeps them.</summary>
public sealed class PhotoPicturesController(PhotoTool tool, PhotoService photos, IEnumerable<IPhotoAudience> audiences, TimeProvider clock) : Controller
{
    [HttpGet("/photos/{id:guid}.jpg", Name = "photo-image")]
    public async Task<IActionResult> Processed(Guid id, CancellationToken ct) => Picture(await MaySeeAsync(id, ct) ? await photos.ProcessedAsync(id, ct) : null);

    [HttpGet("/photos/{id:guid}/original.jpg", Name = "photo-original")]
    public async Task<IActionResult> Original(Guid id, CancellationToken ct) => Picture(await MaySeeAsync(id, ct) ? await photos.OriginalAsync(id, ct) : null);

    /// <summary>The result of the run that is going on: its owner's alone.</summary>
    [Authorize(Policy = Doors.Candidate)]
    [HttpGet("/photos/drafts/{id:guid}.jpg", Name = "photo-draft-image")]
    public async Task<IActionResult> Draft(Guid id, CancellationToken ct) => Picture(await tool.ProcessedAsync(User.UserId, id, clock.Now(), ct));

    [Authorize(Policy = Doors.Candidate)]
    [HttpGet("/photos/drafts/{id:guid}/original.jpg", Name = "photo-draft-original")]
    public async Task<IActionResult> DraftOriginal(Guid id, CancellationToken ct) => Picture(await tool.OriginalAsync(User.UserId, id, clock.Now(), ct));

    private IActionResult Picture(byte[]? jpeg)
    {
        if (jpeg is null) return NotFound();
        Response.Headers.CacheControl = "no-store";
        return File(jpeg, "image/jpeg");
    }

    private async Task<bool> MaySeeAsync(Guid id, CancellationToken ct)
    {
        if (await photos.OwnerAsync(id, ct) is not { } owner) return false;
        if (owner == User.UserId) return true;
        foreach (var audience in audiences)
        {
            if (await audience.MaySeeAsync(User, id, ct)) return true;
        }

        return false;
    }
}
