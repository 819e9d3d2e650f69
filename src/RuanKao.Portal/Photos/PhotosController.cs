using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Photos;

/// <summary>The photo tool: 添加照片, 处理, 保存报名照片, 使用.</summary>
[Authorize(Policy = Doors.Candidate)]
public sealed class PhotosController(PhotoTool tool, PhotoService photos, PhotoRulesService rules, ICurrentInstitution institutions, TimeProvider clock) : Controller
{
    /// <summary>The file's limit, the mask's, and room for the other fields of the form.</summary>
    private const int RequestLimit = PhotoRules.MaximumBytes + PhotoRules.MaximumMaskBytes + 64 * 1024;
    private const string Prefix = nameof(PhotoPage.Form);
    private const string FileName = "报名照片.jpg";

    [RunsWebAssembly]
    [HttpGet("/photos", Name = "photo")]
    public Task<IActionResult> Photo(string? returnUrl, string? institution, Guid? recognised, CancellationToken ct) =>
        ShowAsync(new PhotoForm { ReturnUrl = returnUrl, Institution = institution }, [], recognised, ct);

    [RunsWebAssembly]
    [HttpPost("/photos")]
    [RequestSizeLimit(RequestLimit)]
    [RequestFormLimits(MultipartBodyLengthLimit = RequestLimit)]
    public async Task<IActionResult> Photo([Bind(Prefix = Prefix)] PhotoForm form, CancellationToken ct)
    {
        if (!ModelState.IsValid) return await ShowAsync(form, [], null, ct);
        try
        {
            var outcome = await ProcessAsync(form, ct);
            var back = Local(form.ReturnUrl);
            if (outcome is { KnownId: { } known, KnownExactly: false }) return RedirectToRoute("photo", new { returnUrl = back, institution = form.Institution, recognised = known });
            if (outcome is { KnownId: { } exact })
            {
                await photos.UseAsync(User.UserId, exact, User.Does(Role.Candidate, clock), ct);
                return Used("这是您处理并保存过的报名照片，已上传。", back);
            }

            if (outcome.Accepted) return RedirectToRoute("photo", new { returnUrl = back, institution = form.Institution });
            foreach (var finding in outcome.Findings.Where(finding => finding.Verdict == PhotoVerdict.Refuse))
                ModelState.AddModelError($"{Prefix}.{nameof(PhotoForm.File)}", finding.Words);
            return await ShowAsync(form, outcome.DraftId is null ? outcome.Findings : [], null, ct);
        }
        catch (RuleViolationException e)
        {
            ModelState.Add(e, Prefix);
            return await ShowAsync(form, [], null, ct);
        }
    }

    /// <summary>上传: keeps what the page shows and takes it for registrations.</summary>
    [HttpPost("/photos/use", Name = "photo-use")]
    public async Task<IActionResult> Use([Bind(Prefix = Prefix)] PhotoChoiceForm form, CancellationToken ct)
    {
        var operation = User.Does(Role.Candidate, clock);
        var photo = form.DraftId is { } draft ? await tool.KeepAsync(User.UserId, draft, operation, ct) : form.PhotoId;
        if (photo is not { } id || !await photos.UseAsync(User.UserId, id, operation, ct)) return await GoneAsync(form, ct);
        await tool.EndAsync(User.UserId, ct);
        return Used("报名照片已上传，提交报名时一并送审。", Local(form.ReturnUrl));
    }

    /// <summary>保存报名照片: keeps what the page shows and hands over the file.</summary>
    [HttpPost("/photos/save", Name = "photo-save")]
    public async Task<IActionResult> Save([Bind(Prefix = Prefix)] PhotoChoiceForm form, CancellationToken ct)
    {
        var photo = form.DraftId is { } draft ? await tool.KeepAsync(User.UserId, draft, User.Does(Role.Candidate, clock), ct) : form.PhotoId;
        if (photo is not { } id || await photos.OwnerAsync(id, ct) != User.UserId) return await GoneAsync(form, ct);
        Response.Headers.CacheControl = "no-store";
        return File((await photos.ProcessedAsync(id, ct))!, "image/jpeg", FileName);
    }

    private async Task<PhotoOutcome> ProcessAsync(PhotoForm form, CancellationToken ct)
    {
        var operation = User.Does(Role.Candidate, clock);
        var institution = await InstitutionAsync(form.Institution, ct);
        var recipe = new PhotoRecipe(form.Frame(), form.Mask is { } mask ? await ReadAsync(mask, ct) : null, form.WantsWhite, form.Help == "automatic");
        if (recipe.Mask is { } png && !PhotoMask.IsMask(png)) throw new RuleViolationException(nameof(PhotoForm.File), "自动处理的结果没有完整送达，请重新点“自动处理”");
        if (form.File is { } file) return await tool.ProcessAsync(User.UserId, token => ReadAsync(file, token), recipe, institution, operation, ct);
        return await tool.AgainAsync(User.UserId, form.SourceId!.Value, recipe, institution, operation, ct)
            ?? throw new RuleViolationException(nameof(PhotoForm.File), "您上次添加的照片已过期或已被换掉，请重新选择照片文件");
    }

    private IActionResult Used(string words, string? back)
    {
        this.Notice(words);
        return back is null ? RedirectToRoute("photo") : LocalRedirect(back);
    }

    private async Task<IActionResult> GoneAsync(PhotoChoiceForm form, CancellationToken ct)
    {
        ModelState.Clear();
        ModelState.AddModelError("", "这张处理结果已过期或已被新的结果换掉，请核对本页现在的照片，或重新添加照片");
        Response.StatusCode = StatusCodes.Status409Conflict;
        return await ShowAsync(new PhotoForm { ReturnUrl = form.ReturnUrl }, [], null, ct);
    }

    private async Task<IActionResult> ShowAsync(PhotoForm form, IReadOnlyList<PhotoFinding> refused, Guid? recognised, CancellationToken ct)
    {
        var (me, now) = (User.UserId, clock.Now());
        var current = await photos.CurrentAsync(me, ct);
        var newest = await photos.NewestAsync(me, ct);
        var known = recognised is { } id && await photos.OwnerAsync(id, ct) == me ? await photos.FindAsync(id, ct) : null;
        return View("Photo", new PhotoPage(form, refused.Count > 0 ? null : await tool.CurrentAsync(me, now, ct), current, refused)
        {
            Settings = await rules.OfAsync(await InstitutionAsync(form.Institution, ct), ct), Back = Local(form.ReturnUrl), Recognised = known, Waiting = newest is { UsedAt: null } ? newest : null,
        });
    }

    /// <summary>The institution whose rules hold: the one the candidate came from, else the one last entered.</summary>
    private async Task<string?> InstitutionAsync(string? named, CancellationToken ct) =>
        named is [>= '0' and <= '9', >= '0' and <= '9'] ? named : (await institutions.GetAsync(HttpContext, ct))?.Code;

    private string? Local(string? address) => Url.IsLocalUrl(address) ? address : null;

    private static async Task<byte[]> ReadAsync(IFormFile file, CancellationToken ct)
    {
        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, ct);
        return bytes;
    }
}
