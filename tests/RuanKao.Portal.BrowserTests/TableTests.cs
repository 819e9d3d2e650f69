using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Portal.BrowserTests;

/// <summary>Every table of the desk: sorted by its headings, filtered by a word, taken along as a file; a list in pages is first shown whole.</summary>
public class TableTests(DemoHouse house)
{
    [Fact]
    public async Task At_a_desk_a_table_sorts_both_ways_filters_and_is_taken_along()
    {
        await using var person = await house.PersonAsync();
        await person.SignInAsync(DemoPeople.SystemAdministrator);
        await person.GoAsync("/desk/notices");
        var before = await ColumnAsync(person, 0);
        await Head(person, "邮件标题").ClickAsync();
        var up = await ColumnAsync(person, 0);
        Assert.Equal(before.Order(StringComparer.Ordinal), up.Order(StringComparer.Ordinal));
        Assert.NotEqual(before, up);
        await Assertions.Expect(person.Page.Locator("th[aria-sort=ascending]")).ToContainTextAsync("邮件标题");
        // By keyboard as well.
        await Head(person, "邮件标题").PressAsync("Enter");
        Assert.Equal(up.Reverse(), await ColumnAsync(person, 0));
        await person.LooksGoodAsync("table-sorted");

        await person.Page.GetByLabel("本表内查找").FillAsync(up[0][..4]);
        var shown = await ColumnAsync(person, 0);
        Assert.InRange(shown.Count, 1, before.Count - 1);
        await person.SeesAsync($"显示 {shown.Count} / {before.Count} 行");
        var file = await person.Page.RunAndWaitForDownloadAsync(() => person.PressAsync("导出本表"));
        Assert.Equal("通知文字.csv", file.SuggestedFilename);
        var lines = (await File.ReadAllTextAsync((await file.PathAsync())!, Encoding.UTF8)).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["邮件标题,类别,文字,短信模板编号", .. shown], lines.Select((line, at) => at == 0 ? line : line.Split(',')[0]));
    }

    [Fact]
    public async Task On_a_phone_the_order_is_chosen_from_a_list()
    {
        await using var person = await house.PersonAsync(phone: true);
        await person.SignInAsync(DemoPeople.SystemAdministrator);
        await person.GoAsync("/desk/notices");
        var before = await ColumnAsync(person, 0);
        await person.Page.GetByLabel("排序").SelectOptionAsync(new SelectOptionValue { Label = "类别（倒序）" });
        Assert.NotEqual(before, await ColumnAsync(person, 0));
        await person.LooksGoodAsync("table-sorted-phone");
        await person.Page.GetByLabel("排序").SelectOptionAsync(new SelectOptionValue { Label = "按原来的顺序" });
        Assert.Equal(before, await ColumnAsync(person, 0));
    }

    [Fact]
    public async Task A_list_in_pages_is_sorted_once_all_of_it_is_there()
    {
        await using var person = await house.PersonAsync();
        await person.ArchiveAsync(async db =>
        {
            for (var n = await db.AuditEntries.CountAsync(); n < 60; n++) db.Audit(Operation.BySystem(house.Clock.GetUtcNow().UtcDateTime), "audit.verified", "chain");
            return await db.SaveChangesAsync();
        });
        await person.SignInAsync(DemoPeople.Auditor);
        await person.GoAsync("/desk/audit");
        await Assertions.Expect(person.Page.Locator("th .sort")).ToHaveCountAsync(0);
        await person.FollowAsync("全部列出，可以排序和导出");
        await Head(person, "编号").ClickAsync();
        var numbers = (await ColumnAsync(person, 0)).Select(int.Parse).ToList();
        Assert.True(numbers.Count >= 60);
        Assert.Equal(numbers.Order(), numbers);
        await person.LooksGoodAsync("table-whole");
        await person.FollowAsync("分页列出");
        await person.SeesAsync("第 1 页");
    }

    private static ILocator Head(Person person, string name) => person.Page.Locator("th .sort", new() { HasText = name });

    private static async Task<IReadOnlyList<string>> ColumnAsync(Person person, int at) => await person.Page.EvaluateAsync<string[]>(
        "at => [...document.querySelector('.frame-desk table.table').tBodies[0].rows].filter(row => !row.hidden).map(row => row.cells[at].textContent.trim().replace(/\\s+/g, ' '))", at);
}
