using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Office.Receipts;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Office;

/// <summary>财政电子票据: entered from the finance department's file, shown to the payer.</summary>
public class ReceiptImportTests
{
    private const string Header = "订单号,票据代码,票据号码,校验码,开票日期,金额,下载链接";
    private const string Link = "https://pj.example.gov.cn/d/a1";

    [Fact]
    public async Task A_file_is_looked_at_first_and_the_payer_finds_the_receipt()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await PaidAsync(world);
        var candidate = await world.Factory.SignedInAsync(world.Registration.UserId);
        Assert.Contains("票据尚未开具", (await candidate.GetAsync(world.Registration.At("pay"))).Text);
        var cashier = await CashierAsync(world);
        Assert.Contains("还没有票据1笔", (await cashier.GetAsync("/desk/money/receipts")).Text.Replace(" ", ""));

        var seen = await ReadAsync(cashier, Line(world, number, "0000000001"));
        Assert.Contains("新登记 1 张，更换 0 张，没有变化 0 张", seen.Text);
        Assert.Equal(0, await CountAsync(world));
        var done = await cashier.FollowAsync(await cashier.SubmitAsync(seen, [], "/confirm"));
        Assert.Contains("已登记 1 张新票据，更换 0 张", done.Text);
        Assert.Contains("还没有票据0笔", done.Text.Replace(" ", ""));
        await StaffActionsTests.LandedAsync(world.Factory, "receipt.imported", Role.Cashier);
        await StaffActionsTests.LandedAsync(world.Factory, "receipt.entered", Role.Cashier);

        var paid = await candidate.GetAsync(world.Registration.At("pay"));
        Assert.DoesNotContain("票据尚未开具", paid.Text);
        foreach (var word in new[] { "53060125", "0000000001", "a1b2c3", Beijing.Date(world.Clock.UtcNow) }) Assert.Contains(word, paid.Text);
        var link = paid.Html.QuerySelector("#receipt a")!;
        Assert.Equal((Link, "noopener noreferrer", "no-referrer"), (link.GetAttribute("href"), link.GetAttribute("rel"), link.GetAttribute("referrerpolicy")));
        Assert.Contains("缴费和财政票据", (await candidate.GetAsync("/me/registrations")).Text);
        Assert.Contains("登记财政票据", (await cashier.GetAsync($"/desk/money/orders/{await world.ReadAsync(db => db.FeeOrders.Select(o => o.Id).SingleAsync())}")).Text);
    }

    [Fact]
    public async Task A_spreadsheet_is_read_like_a_text_file()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await PaidAsync(world);
        using var sheet = new MemoryStream();
        sheet.SaveAs(new[] { new Dictionary<string, object> { ["备注"] = "多出的列", ["订单号"] = number, ["票据代码"] = "53060125", ["票据号码"] = "0000000001", ["开票日期"] = Beijing.WallClock(world.Clock.UtcNow).Date, ["金额"] = 100, ["下载链接"] = Link } });
        var cashier = await CashierAsync(world);
        var seen = await ReadAsync(cashier, sheet.ToArray());
        Assert.Contains("新登记 1 张", seen.Text);
        await cashier.SubmitAsync(seen, [], "/confirm");
        var receipt = await world.ReadAsync(db => db.FiscalReceipts.AsNoTracking().SingleAsync());
        Assert.Equal(("0000000001", "", 10000, Beijing.Day(world.Clock.UtcNow), "53"), (receipt.Number, receipt.CheckCode, receipt.AmountFen, receipt.IssuedOn, receipt.InstitutionCode));
        Assert.Equal(await world.ReadAsync(db => db.FeeOrders.Select(o => o.Id).SingleAsync()), receipt.OrderId);
    }

    [Fact]
    public async Task A_replacement_shows_what_it_changes_and_keeps_what_was()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await PaidAsync(world);
        var cashier = await CashierAsync(world);
        await EnterAsync(cashier, Line(world, number, "0000000001"));
        Assert.Contains("新登记 0 张，更换 0 张，没有变化 1 张", (await ReadAsync(cashier, Line(world, number, "0000000001"))).Text);

        var seen = await ReadAsync(cashier, Line(world, number, "0000000002"));
        Assert.Contains("更换 1 张", seen.Text);
        Assert.Contains("票据号码：0000000001 → 0000000002", seen.Text);
        Assert.DoesNotContain("校验码：", seen.Text);
        await cashier.SubmitAsync(seen, [], "/confirm");
        await StaffActionsTests.LandedAsync(world.Factory, "receipt.replaced", Role.Cashier);
        Assert.Equal(["0000000001 True", "0000000002 False"], await world.ReadAsync(async db => (await db.FiscalReceipts.OrderBy(r => r.Number).ToListAsync()).Select(r => $"{r.Number} {r.ReplacedAt is not null}")));
        Assert.Contains("0000000002", (await (await world.Factory.SignedInAsync(world.Registration.UserId)).GetAsync(world.Registration.At("pay"))).Text);
    }

    [Theory]
    [InlineData("P20310101000000ABCDEFGHJKLMNPQRS,53060125,1,,{today},100.00,https://a.cn/1", "没有订单号 P20310101000000ABCDEFGHJKLMNPQRS")]
    [InlineData(",53060125,1,,{today},100.00,https://a.cn/1", "没有填写订单号")]
    [InlineData("{number},53060125,1,,{today},99.00,https://a.cn/1", "实收 100.00 元，票据上是 99.00 元")]
    [InlineData("{number},53060125,1,,{today},一百元,https://a.cn/1", "金额“一百元”不是金额")]
    [InlineData("{number},53060125,1,,{today},100.00,http://a.cn/1", "下载链接应以 https:// 开头")]
    [InlineData("{number},53060125,1,,{today},100.00,javascript:alert(1)", "下载链接应以 https:// 开头")]
    [InlineData("{number},53060125,1,,{today},100.00,", "没有填写下载链接")]
    [InlineData("{number},53060125,1.2E+09,,{today},100.00,https://a.cn/1", "票据号码被表格软件改成了科学计数法")]
    [InlineData("{number},,1,,{today},100.00,https://a.cn/1", "没有填写票据代码")]
    [InlineData("{number},{21 figures},1,,{today},100.00,https://a.cn/1", "票据代码最多20个字符，这一行有21个")]
    [InlineData("{number},53060125,00-1,,{today},100.00,https://a.cn/1", "票据号码“00-1”只能有数字和字母")]
    [InlineData("{number},53060125,1,第一,{today},100.00,https://a.cn/1", "校验码“第一”只能有数字和字母")]
    [InlineData("{number},53060125,1,,{today},100.00,{a long link}", "下载链接最多500个字符，这一行有501个")]
    [InlineData("{number},53060125,1,,昨天,100.00,https://a.cn/1", "开票日期“昨天”不是日期")]
    [InlineData("{number},53060125,1,,2090-01-01,100.00,https://a.cn/1", "还没有到")]
    [InlineData("{number},53060125,1,,2020-01-01,100.00,https://a.cn/1", "早于缴费日期")]
    [InlineData("{number},53060125,1,,{today},100.00,https://a.cn/1\n{number},53060125,2,,{today},100.00,https://a.cn/2", "与第2行是同一个订单")]
    public async Task A_row_is_refused_in_words_and_nothing_is_entered(string rows, string said)
    {
        await using var world = await PaymentWorld.BeginAsync();
        var (number, other) = (await PaidAsync(world), await AnotherAsync(world));
        var cashier = await CashierAsync(world);
        rows = rows.Replace("{number}", number).Replace("{today}", Beijing.Date(world.Clock.UtcNow)).Replace("{21 figures}", new('1', 21)).Replace("{a long link}", "https://a.cn/" + new string('a', 488));
        var page = await ReadAsync(cashier, rows, Line(world, other, "0000000009"));
        Assert.Contains("1 行有误，一张也没有登记", page.Text);
        Assert.Contains(said, page.Text);
        Assert.Null(page.ValueOf("token"));
        Assert.Equal(0, await CountAsync(world));
    }

    [Fact]
    public async Task What_is_not_paid_or_of_another_institution_gets_none()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        Assert.Contains("这一笔没有缴费（等待支付）", (await ReadAsync(await CashierAsync(world), Line(world, number, "1"))).Text);
        await world.BookAsync(number);
        Assert.Contains("您的机构没有订单号", (await ReadAsync(await CashierAsync(world, "11"), Line(world, number, "1"))).Text);
        await world.EndAsync(RegistrationState.Voided);
        await world.WithRefundAsync();
        await world.SendRefundsAsync();
        Assert.Contains("这一笔已退款", (await ReadAsync(await CashierAsync(world), Line(world, number, "1"))).Text);
        Assert.Equal(0, await CountAsync(world));
    }

    [Fact]
    public async Task A_number_stands_once_at_an_institution_but_two_may_change_places()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var (one, two) = (await PaidAsync(world), await AnotherAsync(world));
        var cashier = await CashierAsync(world);
        Assert.Contains("票据号码与第2行重复", (await ReadAsync(cashier, Line(world, one, "1"), Line(world, two, "1"))).Text);
        await EnterAsync(cashier, Line(world, one, "1"));
        Assert.Contains("票据号码已登记在另一个订单上", (await ReadAsync(cashier, Line(world, two, "1"))).Text);
        await EnterAsync(cashier, Line(world, two, "2"));
        var swapped = await ReadAsync(cashier, Line(world, one, "2"), Line(world, two, "1"));
        Assert.Contains("更换 2 张", swapped.Text);
        await cashier.SubmitAsync(swapped, [], "/confirm");
        Assert.Equal("2", await world.ReadAsync(db => db.FiscalReceipts.Where(r => r.ReplacedAt == null && db.Set<PaymentAttempt>().Any(a => a.Number == one && a.OrderId == r.OrderId)).Select(r => r.Number).SingleAsync()));

        await Assert.ThrowsAsync<DbUpdateException>(() => world.ReadAsync(async db =>
        {
            var stands = await db.FiscalReceipts.AsNoTracking().FirstAsync(r => r.ReplacedAt == null && r.Number == "1");
            var order = await db.FeeOrders.Where(o => o.Id != stands.OrderId).Select(o => o.Id).SingleAsync();
            (await db.FiscalReceipts.SingleAsync(r => r.OrderId == order && r.ReplacedAt == null)).Replace(world.Clock.UtcNow);
            await db.SaveChangesAsync();
            db.Add(new FiscalReceipt { OrderId = order, InstitutionCode = "53", Code = stands.Code, Number = "1", CheckCode = "", IssuedOn = stands.IssuedOn, AmountFen = 1, Link = Link, ImportedAt = world.Clock.UtcNow, ImportedBy = stands.ImportedBy });
            return await db.SaveChangesAsync();
        }));
    }

    [Fact]
    public async Task Two_who_enter_the_same_file_enter_it_once()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await PaidAsync(world);
        var cashiers = await Task.WhenAll(CashierAsync(world), CashierAsync(world), CashierAsync(world));
        var seen = await Task.WhenAll(cashiers.Select((c, n) => ReadAsync(c, Line(world, number, "000000000" + n))));
        await Task.WhenAll(cashiers.Zip(seen).Select(pair => Task.Run(() => pair.First.SubmitAsync(pair.Second, [], "/confirm"))));
        Assert.Equal(1, await world.ReadAsync(db => db.FiscalReceipts.CountAsync(r => r.ReplacedAt == null)));
    }

    [Fact]
    public async Task What_has_changed_since_the_look_enters_nothing_and_what_stands_there_already_is_left_alone()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var (one, two) = (await PaidAsync(world), await AnotherAsync(world));
        var (cashier, other) = (await CashierAsync(world), await CashierAsync(world));
        var seen = await ReadAsync(cashier, Line(world, one, "1"));
        // The number went to another order meanwhile.
        await EnterAsync(other, Line(world, two, "1"));
        Assert.Contains("核对以后，记录有了变化，请重新上传文件核对", (await cashier.SubmitAsync(seen, [], "/confirm")).ErrorOf("Form.File"));
        Assert.Equal(1, await CountAsync(world));
        seen = await ReadAsync(cashier, Line(world, one, "2"), Line(world, two, "1"));
        Assert.Contains("新登记 1 张，更换 0 张，没有变化 1 张", seen.Text);
        Assert.Contains("已登记 1 张新票据，更换 0 张", (await cashier.FollowAsync(await cashier.SubmitAsync(seen, [], "/confirm"))).Text);
        Assert.Equal(2, await CountAsync(world));
    }

    [Fact]
    public async Task What_was_looked_at_is_good_for_half_an_hour_and_for_whoever_looked()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await PaidAsync(world);
        var (one, other) = (await CashierAsync(world), await CashierAsync(world));
        var seen = await ReadAsync(one, Line(world, number, "1"));
        var token = await other.GetAsync("/desk/money/receipts");
        Assert.Contains("核对页面已过期", (await other.PostAsync("/desk/money/receipts/confirm", [new("__RequestVerificationToken", token.ValueOf("__RequestVerificationToken")!), new("token", seen.ValueOf("token")!)])).ErrorOf("Form.File"));
        world.Clock.UtcNow += Portal.Web.CheckedFiles.Life;
        Assert.Contains("核对页面已过期", (await one.SubmitAsync(seen, [], "/confirm")).ErrorOf("Form.File"));
        Assert.Equal(0, await CountAsync(world));
    }

    [Fact]
    public async Task What_is_no_table_says_so()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var cashier = await CashierAsync(world);
        Assert.Contains("请选择 XLSX 或 CSV 文件", (await ReadAsync(cashier, Array.Empty<byte>())).ErrorOf("Form.File"));
        Assert.Contains("文件里没有内容", (await ReadAsync(cashier, "\r"u8.ToArray())).ErrorOf("Form.File"));
        Assert.Equal("第一行的列名重复：金额", (await ReadAsync(cashier, Encoding.UTF8.GetBytes(Header + ",金额,备注,备注\nP1"))).ErrorOf("Form.File"));
        Assert.Contains("一次最多导入2000张", (await ReadAsync(cashier, [.. Enumerable.Repeat("P1", 2001)])).ErrorOf("Form.File"));
        Assert.Contains("缺少：订单号", (await ReadAsync(cashier, "a,b,c"u8.ToArray())).ErrorOf("Form.File"));
        Assert.Contains("没有票据", (await ReadAsync(cashier, Encoding.UTF8.GetBytes(Header))).ErrorOf("Form.File"));
        Assert.Contains("不能超过 1024 KB", (await ReadAsync(cashier, new byte[ReceiptImport.LargestFile + 1])).ErrorOf("Form.File"));
        foreach (var broken in new byte[][] { [.. "PK"u8, 3, 4, 1, 2, 3], Zip("hello.txt", 10), Zip("xl/worksheets/sheet1.xml", 10), Zip("xl/sharedStrings.xml", 80 * 1024 * 1024) })
            Assert.NotNull((await ReadAsync(cashier, broken)).ErrorOf("Form.File"));
    }

    [Fact]
    public async Task The_list_of_what_is_missing_comes_back_filled_in()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await PaidAsync(world);
        var cashier = await CashierAsync(world);
        var list = (await cashier.GetAsync("/desk/money/receipts/missing.csv")).Body.TrimStart('\uFEFF').Split("\r\n");
        Assert.Equal("姓名,报名号,项目,缴费日期," + Header, list[0]);
        Assert.StartsWith($"张伟明,{world.Registration.Number},", list[1]);
        Assert.EndsWith($"{number},,,,,100.00,", list[1]);
        var filled = list[1].Replace($"{number},,,,,100.00,", Line(world, number, "7"));
        Assert.Contains("新登记 1 张", (await ReadAsync(cashier, Encoding.UTF8.GetBytes(list[0] + "\n" + filled))).Text);
        await StaffActionsTests.LandedAsync(world.Factory, "receipt.missing-listed", Role.Cashier);
        Assert.DoesNotContain(number, (await (await CashierAsync(world, "11")).GetAsync("/desk/money/receipts/missing.csv")).Body);
    }

    [Fact]
    public async Task A_receipt_is_handed_out_with_the_payers_data_and_kept()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await EnterAsync(await CashierAsync(world), Line(world, await PaidAsync(world), "0000000001"));
        await world.Factory.WithAsync(async place =>
        {
            var (source, export) = (place.GetServices<IPersonalDataSource>().Single(s => s.Title == "缴费"), new PersonalDataExport());
            await source.ExportAsync(world.Registration.UserId, export, default);
            Assert.Contains("0000000001", export.Data["财政电子票据"]!.ToJsonString());
            Assert.Contains("财政票据", Assert.Single(await source.KeptAsync(world.Registration.UserId, default)).What);
        });
    }

    private static string Line(PaymentWorld world, string order, string number) => $"{order},53060125,{number},a1b2c3,{Beijing.Date(world.Clock.UtcNow)},100.00,{Link}";

    private static async Task<string> PaidAsync(PaymentWorld world)
    {
        var number = await world.StartAsync();
        Assert.Equal(Booking.Settled, await world.BookAsync(number));
        return number;
    }

    private static async Task<string> AnotherAsync(PaymentWorld world)
    {
        var other = await TestData.ApprovedAsync(world.Factory);
        var number = await world.Factory.WithAsync(place => place.GetRequiredService<PaymentService>().StartAsync(other.RoundCode, other.InstitutionCode,
            Channel.Alipay, PaymentProduct.Qr, "127.0.0.1", new(other.UserId, Role.Candidate, world.Clock.UtcNow), default));
        Assert.Equal(Booking.Settled, await world.BookAsync(number!, transaction: "other"));
        return number!;
    }

    private static async Task<Visitor> CashierAsync(PaymentWorld world, string institution = "53") =>
        await world.Factory.SignedInAsync(await TestData.StaffAsync(world.Factory, Role.Cashier, institution));

    private static Task<int> CountAsync(PaymentWorld world) => world.ReadAsync(db => db.FiscalReceipts.CountAsync());

    private static async Task EnterAsync(Visitor cashier, params string[] rows) => await cashier.SubmitAsync(await ReadAsync(cashier, rows), [], "/confirm");

    private static Task<Page> ReadAsync(Visitor cashier, params string[] rows) => ReadAsync(cashier, Encoding.UTF8.GetBytes(string.Join("\r\n", rows.Prepend(Header))));

    private static async Task<Page> ReadAsync(Visitor cashier, byte[] file)
    {
        var page = await cashier.GetAsync("/desk/money/receipts");
        var content = new MultipartFormDataContent
        {
            { new StringContent(page.ValueOf("__RequestVerificationToken")!), "__RequestVerificationToken" },
            { new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } }, "Form.File", "receipts" },
        };
        return await cashier.SendAsync(new(HttpMethod.Post, "/desk/money/receipts") { Content = content });
    }

    private static byte[] Zip(string name, int size)
    {
        using var file = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(file, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry(name).Open()) entry.Write(new byte[size]);
        return file.ToArray();
    }
}
