using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Tests.Registrations.Figures;
using RuanKao.Portal.Tests.Reviews;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Office;

public class ReviewerDayTests
{
    [Fact]
    public async Task A_day_shows_what_each_reviewer_of_the_institution_decided_undid_and_handed_on()
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var (li, _) = await ReviewerAsync(factory, "李审");
        var (wang, wangId) = await ReviewerAsync(factory, "王审");
        await ReviewerAsync(factory, "闲审");
        foreach (var seconds in new[] { 30, 50, 900 })
        {
            await li.DecideAsync(await TestData.SubmittedAsync(factory), seconds == 50 ? "return" : "approve", "请写全称");
            await Desk.WorkAsync(factory);
            factory.Clock.UtcNow = factory.Clock.UtcNow.AddSeconds(seconds - 10);
        }
        var undone = await TestData.SubmittedAsync(factory);
        await wang.DecideAsync(undone, "approve");
        await wang.SubmitAsync(await wang.OpenAsync(undone), [], "/undo");
        await wang.SubmitAsync(await wang.OpenAsync(undone), [new("Second.Why", "看不清学历")], "/second");
        // Who has left has worked all the same.
        await Counting.DbAsync(factory, db => db.StaffAppointments.Where(a => a.UserId == wangId).ExecuteUpdateAsync(row => row.SetProperty(a => a.EndedAt, factory.Clock.UtcNow)));

        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        var page = await office.GetAsync("/desk/figures/reviewers");

        Assert.Equal(
        [
            "李审 2 1 0 0 3 0 0 40", "王审 0 0 0 0 0 1 1 —", "闲审 0 0 0 0 0 0 0 —", "合计 2 1 0 0 3 1 1 —",
        ], page.Html.QuerySelectorAll("table tbody tr").Select(row => string.Join(' ', row.Children.Select(cell => cell.TextContent.Trim()))));
        Assert.NotNull(page.Html.QuerySelector("svg.chart"));
        Assert.Contains("这一天没有生效的审核决定", (await office.GetAsync("/desk/figures/reviewers?day=2031-03-19")).Text);
        Assert.DoesNotContain("后一天", page.Text);
        foreach (var form in new[] { "", ".csv", ".xlsx" }) Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync($"/desk/figures/reviewers{form}?institution=11")).Status);

        var elsewhere = await (await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "11"))).GetAsync("/desk/figures/reviewers");
        Assert.DoesNotContain("李审", elsewhere.Text);
    }

    [Fact]
    public async Task What_a_reviewer_did_for_another_institution_counts_there()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (reviewer, id) = await ReviewerAsync(factory, "两处审");
        await Counting.DbAsync(factory, db =>
        {
            db.StaffAppointments.Add(new() { UserId = id, Role = Role.Reviewer, InstitutionCode = "11" });
            return db.SaveChangesAsync();
        });
        reviewer = await factory.SignedInAsync(id);
        await reviewer.DecideAsync(await TestData.SubmittedAsync(factory), "approve");
        foreach (var _ in new[] { 1, 2 }) await reviewer.DecideAsync(await TestData.SubmittedAsync(factory, institution: "11", prefecture: null), "approve");
        var administrator = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.NationalAdministrator));
        Assert.Equal(["两处审", "1"], await FirstAsync("53"));
        Assert.Equal(["两处审", "2"], await FirstAsync("11"));

        async Task<IEnumerable<string>> FirstAsync(string institution) =>
            (await administrator.GetAsync($"/desk/figures/reviewers?institution={institution}")).Html.QuerySelector("table tbody tr")!.Children.Take(2).Select(cell => cell.TextContent);
    }

    [Fact]
    public async Task A_reviewer_who_is_called_like_a_formula_is_a_text_in_every_file()
    {
        const string name = "=cmd|' /C calc'!A0";
        await using var factory = await PortalFactory.StartAsync();
        var (reviewer, _) = await ReviewerAsync(factory, name);
        await reviewer.DecideAsync(await TestData.SubmittedAsync(factory), "approve");
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        var csv = Encoding.UTF8.GetString((await office.GetAsync("/desk/figures/reviewers.csv")).Bytes.AsSpan(3));
        Assert.Equal(["'" + name, "1"], CsvText.Read(csv)[1].Cells.Take(2));
        using var file = new MemoryStream((await office.GetAsync("/desk/figures/reviewers.xlsx")).Bytes);
        Assert.Equal(name, file.Query(useHeaderRow: true).Cast<IDictionary<string, object>>().First()["审核人员"]);
        Assert.Empty(FiguresPageTests.Formulas(file));
    }

    private static async Task<(Visitor Visitor, Guid Id)> ReviewerAsync(PortalFactory factory, string name)
    {
        var id = await TestData.StaffAsync(factory, Role.Reviewer, "53");
        await Counting.DbAsync(factory, db => db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(row => row.SetProperty(u => u.DisplayName, name)));
        return (await factory.SignedInAsync(id), id);
    }
}
