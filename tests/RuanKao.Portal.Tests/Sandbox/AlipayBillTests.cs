using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox.Menu;
using Xunit;

namespace RuanKao.Portal.Tests.Sandbox;

public sealed class AlipayBillTests : IAsyncLifetime
{
    private readonly FakeClock clock = new(new DateTime(2031, 3, 20, 2, 0, 0, DateTimeKind.Utc));
    private readonly RunningSandbox sandbox;

    public AlipayBillTests() => sandbox = new RunningSandbox { Clock = clock };

    public ValueTask InitializeAsync() => sandbox.InitializeAsync();

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();

    [Fact]
    public async Task The_bill_of_a_day_in_Beijing_has_its_payments_and_refunds()
    {
        await PaidAsync("A1", "100.00");
        // The last seconds of a day in Beijing, and the first of the next.
        clock.UtcNow = new DateTime(2031, 3, 20, 15, 59, 58, DateTimeKind.Utc);
        await PaidAsync("A2", "50.50");
        clock.UtcNow = clock.UtcNow.AddSeconds(1);
        await CallAsync("alipay.trade.refund", new { out_trade_no = "A1", refund_amount = "30.00", out_request_no = "R1", refund_reason = "退考" });
        clock.UtcNow = clock.UtcNow.AddSeconds(1);
        await PaidAsync("A3", "1.00");

        var files = await FetchAsync((await AskAsync("2031-03-20")).GetProperty("bill_download_url").GetString()!);
        Assert.Equal([$"{sandbox.Alipay("SellerId")}_20310320_业务明细.csv", $"{sandbox.Alipay("SellerId")}_20310320_业务明细(汇总).csv"], files.Keys);
        var rows = Rows(files.First().Value);
        Assert.Equal([("A1", "交易", "100.00", ""), ("A2", "交易", "50.50", ""), ("A1", "退款", "-30.00", "R1")],
            rows.Select(r => (r["商户订单号"], r["业务类型"], r["商家实收（元）"], r["退款批次号/请求号"])));
        Assert.Equal("2031-03-20 23:59:59", rows[2]["完成时间"]);
        Assert.Equal(sandbox.Host.Alipay.ByOutTradeNo("A1")!.TradeNo, rows[0]["支付宝交易号"]);
        var sum = Assert.Single(Rows(files.Last().Value));
        Assert.Equal(("2", "1", "120.50"), (sum["交易订单总笔数"], sum["退款订单总笔数"], sum["实收净额（元）"]));
    }

    [Fact]
    public async Task The_address_lives_thirty_seconds()
    {
        await PaidAsync("A1", "100.00");
        clock.UtcNow = clock.UtcNow.AddDays(1);
        var address = (await AskAsync("2031-03-20")).GetProperty("bill_download_url").GetString()!;
        clock.UtcNow = clock.UtcNow.AddSeconds(30);
        using var answer = await sandbox.Browser.GetAsync(address, Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_day_without_business_has_an_empty_file_and_a_day_that_is_not_over_none()
    {
        var empty = await AskAsync("2031-03-19");
        Assert.Equal("EMPTY_DATA_WITH_BILL_FILE", empty.GetProperty("bill_file_code").GetString());
        Assert.Empty(Rows((await FetchAsync(empty.GetProperty("bill_download_url").GetString()!)).First().Value));
        Assert.Equal("isp.bill_not_exist", (await AskAsync("2031-03-20")).GetProperty("sub_code").GetString());
        Assert.Equal("ACQ.INVALID_PARAMETER", (await AskAsync("2031-03")).GetProperty("sub_code").GetString());
    }

    [Fact]
    public async Task A_line_is_missing_where_the_menu_says_so()
    {
        await PaidAsync("A1", "100.00");
        await PaidAsync("A2", "50.50");
        sandbox.Host.Misbehaviours.Add(Misbehaviour.BillLineMissing, "A1");
        clock.UtcNow = clock.UtcNow.AddDays(1);
        async Task<int> LinesAsync() => Rows((await FetchAsync((await AskAsync("2031-03-20")).GetProperty("bill_download_url").GetString()!)).First().Value).Count;
        Assert.Equal((1, 2), (await LinesAsync(), await LinesAsync()));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<JsonElement> AskAsync(string day) => CallAsync("alipay.data.dataservice.bill.downloadurl.query", new { bill_type = "trade", bill_date = day });

    private Task<JsonElement> CallAsync(string method, object biz) => new AlipayMerchantClient(sandbox).CallAsync(method, biz);

    private async Task PaidAsync(string number, string yuan)
    {
        await CallAsync("alipay.trade.precreate", new { out_trade_no = number, total_amount = yuan, subject = "软考,考试费" });
        Assert.True(sandbox.Host.Alipay.Pay(sandbox.Host.Alipay.ByOutTradeNo(number)!));
    }

    private async Task<Dictionary<string, string>> FetchAsync(string address)
    {
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding("GBK")!;
        using var zip = new ZipArchive(new MemoryStream(await sandbox.Browser.GetByteArrayAsync(address, Token)), ZipArchiveMode.Read, false, gbk);
        return zip.Entries.ToDictionary(e => e.FullName, e => new StreamReader(e.Open(), gbk).ReadToEnd());
    }

    private static List<Dictionary<string, string>> Rows(string csv)
    {
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith('#')).Select(l => l.Split(',')).ToList();
        return [.. lines.Skip(1).Select(l => lines[0].Zip(l).ToDictionary(c => c.First, c => c.Second.Trim()))];
    }
}
