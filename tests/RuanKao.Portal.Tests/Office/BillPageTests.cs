using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Office;

/// <summary>对账 and 月报 as the cashiers of an institution see them.</summary>
public class BillPageTests
{
    private readonly ScriptedBills bills = new();

    [Fact]
    public async Task A_cashier_reads_what_differs_and_notes_what_it_was()
    {
        await using var world = await WorldAsync(new BillLine("P-elsewhere", "t2", "", 500));
        var cashier = await CashierAsync(world);
        var list = await cashier.GetAsync("/desk/money/bills");
        Assert.Contains("2 条差异待核实", list.Text);
        var bill = await cashier.GetAsync(list.Html.QuerySelector("td.acts a")!.GetAttribute("href")!);
        Assert.Contains("账单有收款，本系统没有这个订单号", bill.Text);
        Assert.Contains("P-elsewhere", bill.Text);

        var empty = await cashier.SubmitAsync(bill, [new("Form.Note", " ")], "/differences");
        Assert.Contains("请写明核实的结果", empty.Text);
        var tooLong = await cashier.SubmitAsync(bill, [new("Form.Note", new string('长', 201))], "/differences");
        Assert.Contains("说明最多200个字，现在有201个", tooLong.Text);
        Assert.Contains(new string('长', 201), tooLong.Html.QuerySelectorAll("[name='Form.Note']").Select(note => note.GetAttribute("value") ?? note.TextContent));
        var done = await cashier.FollowAsync(await cashier.SubmitAsync(bill, [new("Form.Note", "窗口收的报考费，与本系统无关")], "/differences"));
        Assert.Contains("已记下核实结果", done.Text);
        Assert.Contains("窗口收的报考费，与本系统无关", done.Text);
        await StaffActionsTests.LandedAsync(world.Factory, "bill.difference-closed", Role.Cashier);

        // Two at once: the second is told and nothing is overwritten.
        var late = await cashier.SubmitAsync(bill, [new("Form.Note", "另一种说法")], "/differences");
        Assert.Contains("刚才已有结果", late.Text);
        Assert.Equal(1, await world.ReadAsync(db => db.BillDifferences.CountAsync(d => d.Note == "窗口收的报考费，与本系统无关")));
    }

    [Fact]
    public async Task Done_again_the_bill_is_fetched_and_compared_once_more()
    {
        await using var world = await WorldAsync();
        var number = await world.ReadAsync(db => db.PaymentAttempts.Select(a => a.Number).SingleAsync());
        var cashier = await CashierAsync(world);
        var bill = await FirstBillAsync(cashier);
        Assert.Contains("本系统已入账，账单没有收款", bill.Text);
        bills.Days[bills.Days.Keys.Single()] = [new(number, "t1", "", 10000)];
        var again = await cashier.FollowAsync(await cashier.SubmitAsync(bill, [], "/again"));
        Assert.Contains("已重新取得账单并核对", again.Text);
        Assert.Contains("再次核对时已一致", again.Text);
        await StaffActionsTests.LandedAsync(world.Factory, "bill.applied", Role.Cashier);
        bills.Days.Clear();
        Assert.Contains("没有核对：支付平台还没有生成账单", (await cashier.FollowAsync(await cashier.SubmitAsync(bill, [], "/again"))).Text);
    }

    [Fact]
    public async Task What_is_open_is_counted_where_the_cashier_begins()
    {
        await using var world = await WorldAsync(new BillLine("P-elsewhere", "t2", "", 500));
        var cashier = await CashierAsync(world);
        Assert.Contains("2条账单差异待核实", (await cashier.GetAsync("/desk")).Text.Replace(" ", ""));
        var money = await cashier.GetAsync("/desk/money");
        Assert.Contains("对账（2 条差异待核实）", money.Text);
        Assert.Equal("2", money.Html.QuerySelector(".tab-count")?.TextContent);
        await cashier.SubmitAsync(await FirstBillAsync(cashier), [new("Form.Note", "窗口收的报考费")], "/differences");
        Assert.Contains("1条账单差异待核实", (await cashier.GetAsync("/desk")).Text.Replace(" ", ""));
        // The payment that only our books have is 53's; nobody's stands with everybody on the shared account.
        var approver = await world.Factory.SignedInAsync(await TestData.StaffAsync(world.Factory, Role.SecondApprover, "53"));
        Assert.DoesNotContain("差异待核实", (await approver.GetAsync("/desk/money")).Text);
    }

    [Fact]
    public async Task The_second_approver_looks_and_does_not_act()
    {
        await using var world = await WorldAsync(new BillLine("P-elsewhere", "t2", "", 500));
        var approver = await world.Factory.SignedInAsync(await TestData.StaffAsync(world.Factory, Role.SecondApprover, "53"));
        var bill = await FirstBillAsync(approver);
        Assert.Empty(bill.Html.QuerySelectorAll("form[action*='/desk/money/bills']"));
    }

    [Fact]
    public async Task Another_institution_sees_neither_sums_of_a_shared_account_nor_our_differences()
    {
        await using var world = await WorldAsync();
        var stranger = await CashierAsync(world, "11");
        var list = await stranger.GetAsync("/desk/money/bills");
        Assert.Contains("共用", list.Text);
        Assert.DoesNotContain("100.00", list.Text);
        Assert.Contains("一致", list.Text);
        var bill = await FirstBillAsync(stranger);
        Assert.DoesNotContain("账单没有收款", bill.Text);
        var ours = await FirstBillAsync(await CashierAsync(world));
        var id = ours.Html.QuerySelector("[name='Form.Id']")!.GetAttribute("value")!;
        var token = bill.Html.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync(bill.Path + "/differences", [new("Form.Id", id), new("Form.Note", "x"), new("__RequestVerificationToken", token)])).Status);
        await world.Factory.WithAsync(place => place.GetRequiredService<PortalContext>().Bills.ExecuteUpdateAsync(row => row.SetProperty(b => b.MerchantAccount, "53")));
        Assert.Contains("还没有账单", (await stranger.GetAsync("/desk/money/bills")).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(bill.Path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync(bill.Path + "/again", [new("__RequestVerificationToken", token)])).Status);
        Assert.Contains("本机构", (await (await CashierAsync(world)).GetAsync("/desk/money/bills")).Text);
    }

    [Fact]
    public async Task The_statement_of_a_month_adds_up_by_day_and_channel()
    {
        await using var world = await WorldAsync();
        await world.WithRefundAsync();
        await world.SendRefundsAsync();
        var cashier = await CashierAsync(world);
        var page = await cashier.GetAsync("/desk/money/statement?month=2031-03");
        Assert.Contains("收款（笔） 1", page.Text);
        Assert.Equal(["2031-03-20", "1", "100.00", "0", "0.00", "0", "0.00", "0", "0.00", "100.00"], Row(page, 0));
        Assert.Equal(["2031-03-21", "0", "0.00", "1", "100.00", "0", "0.00", "0", "0.00", "-100.00"], Row(page, 1));
        Assert.Equal(["合计", "1", "100.00", "1", "100.00", "0", "0.00", "0", "0.00", "0.00"], Row(page, 2));
        var csv = Encoding.UTF8.GetString((await cashier.GetAsync("/desk/money/statement.csv?month=2031-03")).Bytes).TrimStart('\uFEFF').Split("\r\n");
        Assert.Equal("2031-03-21,0,0.00,1,100.00,0,0.00,0,0.00,-100.00", csv[2]);
        using var sheet = new MemoryStream((await cashier.GetAsync("/desk/money/statement.xlsx?month=2031-03")).Bytes);
        var rows = sheet.Query(useHeaderRow: true, sheetName: "2031-03").Cast<IDictionary<string, object?>>().ToList();
        Assert.Equal([("2031-03-20", 100d), ("2031-03-21", -100d), ("合计", 0d)], rows.Select(r => ((string)r["日期"]!, Convert.ToDouble(r["净收（元）"]))));
        Assert.Contains("没有收款和退款", (await cashier.GetAsync("/desk/money/statement?month=2031-02")).Text);
        // What is no month, or has not begun, is this month.
        Assert.Contains("2031年3月", (await cashier.GetAsync("/desk/money/statement?month=2099-01")).Text);
        foreach (var form in new[] { "", ".csv", ".xlsx" }) Assert.Equal(HttpStatusCode.NotFound, (await cashier.GetAsync($"/desk/money/statement{form}?institution=11")).Status);
        Assert.Contains("没有收款和退款", (await (await CashierAsync(world, "11")).GetAsync("/desk/money/statement")).Text);
    }

    // A registration paid on 20 March 2031, and the bill of that day with the lines given, compared on the next morning.
    private async Task<PaymentWorld> WorldAsync(params BillLine[] lines)
    {
        var world = await ScriptedBills.WorldAsync(bills);
        await world.BookAsync(await world.StartAsync());
        bills.Days[Beijing.Day(world.Clock.UtcNow)] = lines;
        world.Clock.UtcNow = Beijing.At(Beijing.Day(world.Clock.UtcNow).AddDays(1), new(10, 30));
        await world.Factory.WithAsync(place => place.GetRequiredService<BillClerk>().WorkAsync(default));
        return world;
    }

    private static async Task<Visitor> CashierAsync(PaymentWorld world, string institution = "53") =>
        await world.Factory.SignedInAsync(await TestData.StaffAsync(world.Factory, Role.Cashier, institution));

    private static async Task<Page> FirstBillAsync(Visitor visitor) =>
        await visitor.GetAsync((await visitor.GetAsync("/desk/money/bills")).Html.QuerySelector("td.acts a")!.GetAttribute("href")!);

    private static IEnumerable<string> Row(Page page, int at) => page.Html.QuerySelectorAll(".table-frame tbody tr")[at].Children.Select(cell => cell.TextContent.Trim());
}
