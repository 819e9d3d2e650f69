using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Photos;

/// <summary>The page where a candidate uploads a photo, and the pictures for those who may see them.</summary>
public sealed class PhotosController(PhotoService photos, IEnumerable<IPhotoAudience> audiences, TimeProvider clock) : Controller
{
    /// <summary>The file's limit and room for the other fields of the form.</summary>
    private const int RequestLimit = PhotoRules.MaximumBytes + 64 * 1024;

    [Authorize(Policy = Doors.Candidate)]
    [HttpGet("/photos", Name = "photo")]
    public Task<IActionResult> Photo(string? returnUrl, CancellationToken ct) =>
        ShowAsync(new PhotoForm { ReturnUrl = returnUrl }, [], ct);

    [Authorize(Policy = Doors.Candidate)]
    [HttpPost("/photos")]
    [RequestSizeLimit(RequestLimit)]
    [RequestFormLimits(MultipartBodyLengthLimit = RequestLimit)]
    public async Task<IActionResult> Photo([Bind(Prefix = nameof(PhotoPage.Form))] PhotoForm form, CancellationToken ct)
    {
        if (!ModelState.IsValid)
        {
            return await ShowAsync(form, [], ct);
        }

        var photo = await photos.KeepAsync(User.UserId, await ReadAsync(form.File!, ct), User.Does(Role.Candidate, clock), ct);
        if (!photo.Accepted)
        {
            foreach (var finding in photo.Findings.Where(finding => finding.Verdict == PhotoVerdict.Refuse))
            {
                ModelState.AddModelError($"{nameof(PhotoPage.Form)}.{nameof(PhotoForm.File)}", finding.Words);
            }

            return await ShowAsync(form, photo.Findings, ct);
        }

        this.Notice("照片已通过检查并保存。");
        return RedirectToRoute("photo", new { returnUrl = Local(form.ReturnUrl) });
    }

    [HttpGet("/photos/{id:guid}.jpg", Name = "photo-image")]
    public Task<IActionResult> Processed(Guid id, CancellationToken ct) => PictureAsync(id, photos.ProcessedAsync, ct);

    [HttpGet("/photos/{id:guid}/original.jpg", Name = "photo-original")]
    public Task<IActionResult> Original(Guid id, CancellationToken ct) => PictureAsync(id, photos.OriginalAsync, ct);

    private async Task<IActionResult> PictureAsync(Guid id, Func<Guid, CancellationToken, Task<byte[]?>> read, CancellationToken ct)
    {
        // Whoever may not see it learns nothing about whether it exists.
        if (!await MaySeeAsync(id, ct) || await read(id, ct) is not { } jpeg)
        {
            return NotFound();
        }

        Response.Headers.CacheControl = "no-store";
        return File(jpeg, "image/jpeg");
    }

    private async Task<bool> MaySeeAsync(Guid id, CancellationToken ct)
    {
        if (await photos.OwnerAsync(id, ct) is not { } owner)
        {
            return false;
        }

        if (owner == User.UserId)
        {
            return true;
        }

        foreach (var audience in audiences)
        {
            if (await audience.MaySeeAsync(User, id, ct))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<IActionResult> ShowAsync(PhotoForm form, IReadOnlyList<PhotoFinding> refused, CancellationToken ct)
    {
        var current = await photos.CurrentAsync(User.UserId, ct);
        return View("Photo", new PhotoPage(form, current, refused) { Back = Local(form.ReturnUrl) });
    }

    private string? Local(string? address) => Url.IsLocalUrl(address) ? address : null;

    private static async Task<byte[]> ReadAsync(IFormFile file, CancellationToken ct)
    {
        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, ct);
        return bytes;
    }
}
