using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office.Plans;

/// <summary>What stands beside the plan of an institution: its policy file in versions, and how it is reached.</summary>
[Authorize(Policy = Doors.Windows)]
[Route("/desk/plans/{round}/{institution}")]
public sealed class PlaceFilesController(PlaceDesk desk, PlacePlans plans, PortalContext db, TimeProvider clock) : Controller
{
    private const string Prefix = "Form";
    private const int RequestLimit = PolicyFile.MostBytes + 64 * 1024;

    [HttpGet("policy-files", Name = "plan-policy-files")]
    public async Task<IActionResult> Files(string round, string institution, CancellationToken ct) =>
        await FindAsync(round, institution, ct) is { } view ? await FilesAsync(view, new(), ct) : NotFound();

    [HttpPost("policy-files"), RequestSizeLimit(RequestLimit), RequestFormLimits(MultipartBodyLengthLimit = RequestLimit)]
    public async Task<IActionResult> Files(string round, string institution, [Bind(Prefix = Prefix)] PolicyFileForm form, CancellationToken ct)
    {
        if (await FindAsync(round, institution, ct) is not { } view) return NotFound();
        var number = 0;
        if (await this.RefusedAsync(db, Prefix, "政策文件", async () => { number = await plans.AddFileAsync(view.Place.Id, form.Name, await BytesAsync(form.File, ct), User.DoesWindows(institution, clock, null), ct); return true; },
            () => FilesAsync(view, form, ct)) is { } refused) return refused;
        this.Notice($"第 {number} 版已上传" + (view.Place.State == PlaceState.Published ? "，考生现在下载到的就是这一版" : ""));
        return RedirectToRoute("plan-policy-files", new { round, institution });
    }

    [HttpGet("contacts", Name = "plan-contacts")]
    public async Task<IActionResult> Contacts(string round, string institution, CancellationToken ct) => await FindAsync(round, institution, ct) is { } view
        ? View("PlanContacts", new ContactsPage(view, Seen(view, new() { Telephones = view.Institution.Telephones, Website = view.Institution.Website }))) : NotFound();

    [HttpPost("contacts")]
    public async Task<IActionResult> Contacts(string round, string institution, [Bind(Prefix = Prefix)] ContactsForm form, CancellationToken ct)
    {
        if (await FindAsync(round, institution, ct) is null) return NotFound();
        if (await this.RefusedAsync(db, Prefix, "联系方式", async () => { await plans.ContactsAsync(institution, form, User.DoesWindows(institution, clock, null), ct); return true; }, async () =>
        {
            var view = (await FindAsync(round, institution, ct))!;
            ModelState.Remove($"{Prefix}.{nameof(form.SeenTelephones)}");
            ModelState.Remove($"{Prefix}.{nameof(form.SeenWebsite)}");
            return View("PlanContacts", new ContactsPage(view, Seen(view, form)));
        }) is { } refused) return refused;
        this.Notice("联系方式已保存，一分钟内在所有页面上更新");
        return RedirectToRoute("plan-place", new { round, institution });
    }

    private static ContactsForm Seen(RoundPlaceView view, ContactsForm form)
    {
        (form.SeenTelephones, form.SeenWebsite) = (view.Institution.Telephones, view.Institution.Website);
        return form;
    }

    private async Task<IActionResult> FilesAsync(RoundPlaceView view, PolicyFileForm form, CancellationToken ct) =>
        View("PlanPolicyFiles", new PolicyFilesPage(view, form, await desk.FilesAsync(view.Place.Id, ct)));

    private static async Task<byte[]?> BytesAsync(IFormFile? file, CancellationToken ct)
    {
        if (file is null) return null;
        using var memory = new MemoryStream();
        await file.CopyToAsync(memory, ct);
        return memory.ToArray();
    }

    private Task<RoundPlaceView?> FindAsync(string round, string institution, CancellationToken ct) => desk.FindAsync(round, institution, PlanPosts.Of(User) with { IsNational = false }, ct);
}
