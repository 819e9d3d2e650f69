using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office.Bills;

/// <summary>对账 and 月报. The second approver looks; the cashier acts.</summary>
[Authorize(Policy = Doors.Money)]
[Route("/desk/money")]
public sealed class BillsController(PortalContext db, BillDesk desk, BillClerk clerk, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(BillPage.Form);

    private IReadOnlyList<string> Seen => [.. User.Appointments().Where(a => a.Role is Role.Cashier or Role.SecondApprover).Select(a => a.InstitutionCode).OfType<string>().Distinct()];

    private IReadOnlyList<string> Kept => [.. User.Appointments().Where(a => a.Role == Role.Cashier).Select(a => a.InstitutionCode).OfType<string>().Distinct()];

    [HttpGet("bills", Name = "bills")]
    public async Task<IActionResult> Bills(CancellationToken ct) => View(await desk.ListAsync(Seen, ct));

    [HttpGet("bills/{id:guid}", Name = "bill")]
    public Task<IActionResult> Bill(Guid id, CancellationToken ct) => BillAsync(id, new(), ct);

    /// <summary>重新核对: fetched and compared once more.</summary>
    [HttpPost("bills/{id:guid}/again", Name = "bill-again"), Authorize(Policy = Doors.Cashier)]
    public async Task<IActionResult> Again(Guid id, CancellationToken ct)
    {
        if (await desk.FindAsync(id, Kept, new(), true, ct) is null) return NotFound();
        if (await clerk.FetchAsync(id, User.Does(Role.Cashier, clock), ct) is { } fault) this.Notice($"没有核对：{fault}。稍后会自动再取", Tone.Wrong);
        else this.Notice("已重新取得账单并核对");
        return RedirectToRoute("bill", new { id });
    }

    [HttpPost("bills/{id:guid}/differences", Name = "bill-difference"), Authorize(Policy = Doors.Cashier)]
    public async Task<IActionResult> Close(Guid id, [Bind(Prefix = Prefix)] CloseForm form, CancellationToken ct)
    {
        if (await this.RefusedAsync(db, Prefix, "这条差异", () => desk.CloseAsync(form.Id, Kept, User.Does(Role.Cashier, clock) with { Why = form.Note }, ct), () => BillAsync(id, form, ct)) is { } refused) return refused;
        this.Notice("已记下核实结果");
        return RedirectToRoute("bill", new { id });
    }

    [HttpGet("statement", Name = "statement")]
    public async Task<IActionResult> Statement(string? institution, string? month, CancellationToken ct) => await ReadAsync(institution, month, ct) is { } page ? View(page) : NotFound();

    [HttpGet("statement.csv", Name = "statement-csv")]
    public async Task<IActionResult> Csv(string? institution, string? month, CancellationToken ct) =>
        await ReadAsync(institution, month, ct) is { } page ? File(WorkSheet.Csv(page.Statement.Cells), WorkSheet.CsvType, $"{page.Title}.csv") : NotFound();

    [HttpGet("statement.xlsx", Name = "statement-xlsx")]
    public async Task<IActionResult> Xlsx(string? institution, string? month, CancellationToken ct) =>
        await ReadAsync(institution, month, ct) is { } page ? File(WorkSheet.Xlsx(page.Month, page.Statement.Cells), WorkSheet.XlsxType, $"{page.Title}.xlsx") : NotFound();

    private async Task<IActionResult> BillAsync(Guid id, CloseForm form, CancellationToken ct) =>
        await desk.FindAsync(id, Seen, form, Kept.Count > 0, ct) is { } page ? View("Bill", page) : NotFound();

    private async Task<StatementPage?> ReadAsync(string? institution, string? month, CancellationToken ct)
    {
        var today = Beijing.Today(clock);
        var own = await db.Institutions.AsNoTracking().Where(i => Seen.Contains(i.Code)).OrderBy(i => i.Order).ToListAsync(ct);
        if ((institution is null ? own.FirstOrDefault() : own.FirstOrDefault(i => i.Code == institution)) is not { } chosen) return null;
        var first = DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked) && asked <= today ? asked : new DateOnly(today.Year, today.Month, 1);
        return new(chosen, own, await desk.StatementAsync(chosen.Code, first, ct), today);
    }
}

/// <summary>A month of one institution.</summary>
public sealed record StatementPage(Institution Institution, IReadOnlyList<Institution> Institutions, Statement Statement, DateOnly Today)
{
    public string Month => Key(Statement.Month);

    public string Title => $"收款月报 {Institution.Name} {Month}";

    public string Before => Key(Statement.Month.AddMonths(-1));

    /// <summary>Null where the next month has not begun.</summary>
    public string? After => Statement.Month.AddMonths(1) <= Today ? Key(Statement.Month.AddMonths(1)) : null;

    public static string Key(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
