using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations.Figures;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office.Figures;

/// <summary>报名统计: on a page, as CSV and as a workbook.</summary>
[Authorize(Policy = Doors.Figures)]
[Route("/desk/figures")]
public sealed class FiguresController(FigureDesk desk, ReviewerDays days, TimeProvider clock) : Controller
{
    [HttpGet("", Name = "figures")]
    public async Task<IActionResult> Figures(string? institution, string? round, CancellationToken ct)
    {
        if (await desk.ChooseAsync(User.FigurePosts(), institution, round, ct) is not { } choice) return NotFound();
        var (figures, tables) = choice.Round is null ? (null, []) : await desk.ReadAsync(choice, ct);
        return View(new FiguresPage(choice, figures, tables, clock.Now()));
    }

    [HttpGet("{table}.csv", Name = "figures-csv")]
    public async Task<IActionResult> Csv(string table, string? institution, string? round, CancellationToken ct)
    {
        if (await desk.ChooseAsync(User.FigurePosts(), institution, round, ct) is not { Round: not null } choice) return NotFound();
        return (await desk.ReadAsync(choice, ct)).Tables.FirstOrDefault(t => t.Key == table) is { } found
            ? File(WorkSheet.Csv(found.Cells), WorkSheet.CsvType, $"{NameOf(choice)} {found.Title}.csv") : NotFound();
    }

    [HttpGet("all.xlsx", Name = "figures-xlsx")]
    public async Task<IActionResult> Xlsx(string? institution, string? round, CancellationToken ct) =>
        await desk.ChooseAsync(User.FigurePosts(), institution, round, ct) is { Round: not null } choice
            ? File(WorkSheet.Xlsx((await desk.ReadAsync(choice, ct)).Tables.Select(t => (t.Title, t.Cells))), WorkSheet.XlsxType, $"{NameOf(choice)}.xlsx") : NotFound();

    [HttpGet("reviewers", Name = "figures-reviewers")]
    public async Task<IActionResult> Reviewers(string? institution, DateOnly? day, CancellationToken ct) =>
        await WorkAsync(institution, day, ct) is { } page ? View("FigureReviewers", page) : NotFound();

    [HttpGet("reviewers.csv", Name = "figures-reviewers-csv")]
    public async Task<IActionResult> ReviewersCsv(string? institution, DateOnly? day, CancellationToken ct) =>
        await WorkAsync(institution, day, ct) is { } page ? File(WorkSheet.Csv(page.Table.Cells), WorkSheet.CsvType, $"{NameOf(page)}.csv") : NotFound();

    [HttpGet("reviewers.xlsx", Name = "figures-reviewers-xlsx")]
    public async Task<IActionResult> ReviewersXlsx(string? institution, DateOnly? day, CancellationToken ct) =>
        await WorkAsync(institution, day, ct) is { } page ? File(WorkSheet.Xlsx(page.Table.Title, page.Table.Cells), WorkSheet.XlsxType, $"{NameOf(page)}.xlsx") : NotFound();

    // Reviewers work for an institution: the country is none.
    private async Task<ReviewersPage?> WorkAsync(string? institution, DateOnly? day, CancellationToken ct)
    {
        if (await desk.InstitutionAsync(User.FigurePosts(), institution, ct) is not { } choice) return null;
        var today = Beijing.Today(clock);
        var shown = day is { } asked && asked < today ? asked : today;
        return new(choice, shown, today, await days.OfAsync(choice.Institution, shown, ct));
    }

    private static string NameOf(ReviewersPage page) => $"审核工作量 {page.Choice.Place} {FigureMarks.Key(page.Day)}";

    private string NameOf(FigureChoice choice) => $"报名统计 {choice.Round!.Name} {choice.Place} {FigureDay(clock)}";

    private static string FigureDay(TimeProvider clock) => Beijing.Date(clock.Now());
}
