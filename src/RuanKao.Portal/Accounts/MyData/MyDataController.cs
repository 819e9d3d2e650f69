using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts.MyData;

/// <summary>我的数据: what is kept, a copy of it, and its end.</summary>
[ResponseCache(NoStore = true)]
public sealed class MyDataController(PersonalDataService data, FreshProof proof, SignInDesk desk, PortalContext db, TimeProvider clock) : Controller
{
    private CancellationToken Ct => HttpContext.RequestAborted;

    [HttpGet("/account/data", Name = "my-data")]
    public async Task<IActionResult> Explain() => View("MyData", new MyDataPage(
        [.. data.Sources.Where(s => s.Kinds.Count > 0).Select(s => new DataSection(s.Title, s.Kinds))], await data.ConsentsAsync(User.UserId, Ct),
        data.Sources.Select(s => s.Consent?.Subject).OfType<string>().ToHashSet(), User.IsCandidate()));

    [RequireFreshProof]
    [HttpPost("/account/data/download", Name = "my-data-download")]
    public async Task<IActionResult> Download() =>
        File(await data.ExportAsync(User.UserId, User.ActsForSelf(clock), Ct), "application/zip", $"我的数据-{Beijing.Day(clock.Now()):yyyy-MM-dd}.zip");

    [Authorize(Policy = Doors.Candidate)]
    [RequireFreshProof]
    [HttpGet("/account/data/withdraw/{subject}", Name = "my-data-withdraw")]
    public async Task<IActionResult> AskWithdraw(string subject) => await WithdrawPageAsync(subject) is { } page ? View("Withdraw", page) : NotFound();

    [Authorize(Policy = Doors.Candidate)]
    [RequireFreshProof]
    [HttpPost("/account/data/withdraw/{subject}")]
    public async Task<IActionResult> Withdraw(string subject)
    {
        if (await WithdrawPageAsync(subject) is not { } page) return NotFound();
        // The page names what stands in the way.
        if (page.Obstacles.Count > 0) return View("Withdraw", page);
        await data.WithdrawAsync(User.UserId, subject, User.ActsForSelf(clock), Ct);
        await desk.AdmitAsync((await db.Users.FindAsync([User.UserId], Ct))!);
        this.Notice($"已撤回“{page.Title}”的同意，相关信息已删除");
        return RedirectToRoute("my-data");
    }

    [Authorize(Policy = Doors.Candidate)]
    [RequireFreshProof]
    [HttpGet("/account/data/delete", Name = "my-data-delete")]
    public async Task<IActionResult> AskDelete() => View("Deletion", await DeletionAsync(new()));

    [Authorize(Policy = Doors.Candidate)]
    [RequireFreshProof]
    [HttpPost("/account/data/delete")]
    public async Task<IActionResult> Delete([Bind(Prefix = nameof(DeletionPage.Form))] DeletionForm form)
    {
        var page = await DeletionAsync(form);
        if (ModelState.IsValid && form.Typed!.Trim().Trim('“', '”', '"') != DeletionForm.Words)
            ModelState.AddModelError("Form.Typed", $"请输入“{DeletionForm.Words}”四个字，表示您确定要注销");
        if (page.Obstacles.Count > 0 || !ModelState.IsValid) return View("Deletion", page);
        await data.EraseAsync(User.UserId, User.ActsForSelf(clock), Ct);
        proof.Take(HttpContext);
        await desk.FarewellAsync();
        return RedirectToRoute("account-erased");
    }

    [AllowAnonymous]
    [HttpGet("/account/erased", Name = "account-erased")]
    public IActionResult Erased() => View("Erased");

    private async Task<DeletionPage> DeletionAsync(DeletionForm form) => new(await data.ObstaclesAsync(User.UserId, Ct), await data.KeptAsync(User.UserId, Ct), form);

    private async Task<WithdrawPage?> WithdrawPageAsync(string subject) => data.Sources.FirstOrDefault(s => s.Consent?.Subject == subject)?.Consent is { } consent
        ? new(subject, consent.Title, consent.What, await data.ObstaclesAsync(User.UserId, Ct)) : null;
}
