using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office.Receipts;

/// <summary>财政票据: what is still to be issued, and the import of what was.</summary>
[Authorize(Policy = Doors.Cashier)]
[Route("/desk/money/receipts")]
public sealed class ReceiptsController(ReceiptImport import, ReceiptDesk desk, TimeProvider clock) : Controller
{
    private const int RequestLimit = ReceiptImport.LargestFile + 64 * 1024;

    private MoneyScope Scope => MoneyScope.Of(User);

    private Operation Operation => User.Does(Role.Cashier, clock);

    [HttpGet("", Name = "receipts")]
    public Task<IActionResult> Receipts(CancellationToken ct) => ShownAsync(new(), null, ct);

    [HttpGet("missing.csv", Name = "receipts-missing")]
    public async Task<IActionResult> Missing(CancellationToken ct) =>
        File(WorkSheet.Csv(await desk.ListAsync(Scope, Operation, ct)), WorkSheet.CsvType, $"未开票据 {Beijing.Today(clock):yyyy-MM-dd}.csv");

    [HttpPost("")]
    [RequestSizeLimit(RequestLimit)]
    [RequestFormLimits(MultipartBodyLengthLimit = RequestLimit)]
    public async Task<IActionResult> Read([Bind(Prefix = nameof(ReceiptsPage.Form))] ReceiptImportForm form, CancellationToken ct)
    {
        var file = new byte[form.File?.Length ?? 0];
        if (form.File is not null)
        {
            await using var stream = form.File.OpenReadStream();
            await stream.ReadExactlyAsync(file, ct);
        }
        try
        {
            return await ShownAsync(form, await import.ReadAsync(file, Scope, Operation, ct), ct);
        }
        catch (RuleViolationException fault)
        {
            return await RefusedAsync(fault, ct);
        }
    }

    [HttpPost("confirm", Name = "receipts-confirm")]
    public async Task<IActionResult> Confirm(string? token, CancellationToken ct)
    {
        try
        {
            var done = await import.EnterAsync(token, Scope, Operation, ct);
            this.Notice($"已登记 {done.Count(ReceiptEffect.New)} 张新票据，更换 {done.Count(ReceiptEffect.Replaces)} 张");
            return RedirectToRoute("receipts");
        }
        catch (RuleViolationException fault)
        {
            return await RefusedAsync(fault, ct);
        }
    }

    private Task<IActionResult> RefusedAsync(RuleViolationException fault, CancellationToken ct)
    {
        ModelState.Clear();
        ModelState.Add(fault, nameof(ReceiptsPage.Form));
        return ShownAsync(new(), null, ct);
    }

    private async Task<IActionResult> ShownAsync(ReceiptImportForm form, ReceiptFile? file, CancellationToken ct) =>
        View("Receipts", new ReceiptsPage(await desk.CountAsync(Scope, ct), form, file));
}
