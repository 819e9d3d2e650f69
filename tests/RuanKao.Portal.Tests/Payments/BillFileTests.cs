using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Payments.Alipay;
using RuanKao.Portal.Payments.WeChatPay;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>Files of bills: read by the names of their columns, and not believed where anything does not add up.</summary>
public class BillFileTests
{
    private const string AlipayHead = "支付宝交易号,商户订单号,业务类型,商品名称,订单金额（元）,退款批次号/请求号,新的一栏";
    private const string WeChatHead = "交易时间,微信订单号,商户订单号,交易状态,商户退款单号,订单金额,申请退款金额,新的一栏";
    private const string WeChatTotal = "总交易单数,订单总金额,申请退款总金额";

    private static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding("GBK")!;

    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task Through_the_channels_own_protocol_a_day_is_fetched_and_agrees(Channel channel)
    {
        await using var world = await SandboxWorld.BeginAsync();
        var (_, page) = await world.BeginPaymentAsync(channel);
        world.Pay(channel, page.Path[^32..]);
        await world.Sandbox.NoticesAtRestAsync(TestContext.Current.CancellationToken);
        world.MoveClock(TimeSpan.FromHours(26));
        Assert.Equal(1, await world.Portal.WithAsync(place => place.GetRequiredService<BillClerk>().WorkAsync(default)));
        var bill = await world.ReadAsync(db => db.Bills.AsNoTracking().SingleAsync());
        Assert.Equal((channel, BillState.Applied, 1, 10000L, 0L, null), (bill.Channel, bill.State, bill.Payments, bill.ReceivedFen, bill.RefundedFen, bill.Fault));
        Assert.NotNull(bill.File);
        Assert.Equal(0, await world.ReadAsync(db => db.BillDifferences.CountAsync()));
        // The day after had no business; a channel says so in its own way, and that is a bill too.
        world.MoveClock(TimeSpan.FromDays(1));
        Assert.Equal(1, await world.Portal.WithAsync(place => place.GetRequiredService<BillClerk>().WorkAsync(default)));
        Assert.Equal((BillState.Applied, 0, null), await world.ReadAsync(db => db.Bills.OrderByDescending(b => b.Day).Select(b => ValueTuple.Create(b.State, b.Payments, b.File)).FirstAsync()));
    }

    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task A_lost_notice_and_a_closed_browser_are_found_by_the_bill(Channel channel)
    {
        await using var world = await SandboxWorld.BeginAsync(losesNotices: true);
        var (_, page) = await world.BeginPaymentAsync(channel);
        world.Pay(channel, page.Path[^32..]);
        world.MoveClock(TimeSpan.FromHours(26));
        await world.Portal.WithAsync(place => place.GetRequiredService<BillClerk>().WorkAsync(default));
        Assert.Equal(PaymentState.Paid, await world.ReadAsync(db => db.PaymentAttempts.Select(a => a.State).SingleAsync()));
        Assert.Equal(0, await world.ReadAsync(db => db.BillDifferences.CountAsync()));
        Assert.Equal("缴费成功，报名成功", (await (await world.Portal.SignedInAsync(world.Registration.UserId)).GetAsync(world.Registration.At("pay"))).Heading);
    }

    [Fact]
    public void Alipays_file_is_read_by_the_names_of_its_columns()
    {
        var reading = AlipayBills.Read(Zip("#支付宝业务明细查询", AlipayHead, "2031\t,P1\t,交易,考试费,100.00,,x", "2031\t,P1\t,退款,考试费,-100.00,R1\t,x", "#交易合计：1笔，共100.00元", "#退款合计：1笔，共-100.00元"));
        Assert.Equal((BillAnswer.Read, null), (reading.Answer, reading.Fault));
        Assert.Equal([new BillLine("P1", "2031", "", 10000), new BillLine("P1", "2031", "R1", 10000)], reading.Lines);
    }

    [Theory]
    [InlineData("交易笔数", AlipayHead, "2031,P1,交易,考试费,100.00,,x")]
    [InlineData("交易笔数", AlipayHead, "2031,P1,交易,考试费,100.00,,x", "#交易合计：2笔，", "#退款合计：0笔，")]
    [InlineData("退款笔数", AlipayHead, "2031,P1,交易,考试费,100.00,,x", "#交易合计：1笔，", "#退款合计：1笔，")]
    [InlineData("没有“业务类型”", "支付宝交易号,商户订单号,订单金额（元）,退款批次号/请求号", "#交易合计：0笔，", "#退款合计：0笔，")]
    [InlineData("栏数", AlipayHead, "2031,P1,交易", "#交易合计：1笔，", "#退款合计：0笔，")]
    [InlineData("金额", AlipayHead, "2031,P1,交易,考试费,一百,,x", "#交易合计：1笔，", "#退款合计：0笔，")]
    [InlineData("标题行", "#交易合计：0笔，", "#退款合计：0笔，")]
    public void A_file_of_Alipay_that_does_not_add_up_is_not_believed(string fault, params string[] lines)
    {
        var reading = AlipayBills.Read(Zip(lines));
        Assert.Equal(BillAnswer.Faulty, reading.Answer);
        Assert.Contains(fault, reading.Fault);
        Assert.Empty(reading.Lines);
    }

    [Fact]
    public void What_is_no_ZIP_or_holds_no_details_is_not_believed()
    {
        Assert.Equal(BillAnswer.Faulty, AlipayBills.Read("download url expired"u8.ToArray()).Answer);
        Assert.Contains("没有业务明细", AlipayBills.Read(Zip("别的.csv", [AlipayHead])).Fault);
    }

    [Fact]
    public void WeChats_file_is_read_by_the_names_of_its_columns()
    {
        var (file, hash) = Gzip("\uFEFF" + WeChatHead, "`2031,`W1,`P1,`SUCCESS,`0,`100.00,`0.00,`x,y", "`2031,`W1,`P1,`REFUND,`R1,`0.00,`100.00,`x", WeChatTotal, "`2,`100.00,`100.00");
        var reading = WeChatPayBills.Read(file, hash);
        Assert.Equal((BillAnswer.Read, null), (reading.Answer, reading.Fault));
        Assert.Equal([new BillLine("P1", "W1", "", 10000), new BillLine("P1", "W1", "R1", 10000)], reading.Lines);
    }

    [Theory]
    [InlineData("合计", WeChatHead, "`2031,`W1,`P1,`SUCCESS,`0,`100.00,`0.00,`x", WeChatTotal, "`2,`100.00,`0.00")]
    [InlineData("合计", WeChatHead, "`2031,`W1,`P1,`SUCCESS,`0,`100.00,`0.00,`x", WeChatTotal, "`1,`99.00,`0.00")]
    [InlineData("合计", WeChatHead, "`2031,`W1,`P1,`SUCCESS,`0,`100.00,`0.00,`x", WeChatTotal, "`1,`100.00,`1.00")]
    [InlineData("没有“总交易单数”", WeChatHead, "`2031,`W1,`P1,`SUCCESS,`0,`100.00,`0.00,`x", "`2031,`W1,`P1,`SUCCESS,`0,`100.00,`0.00,`x")]
    [InlineData("不完整", WeChatHead)]
    public void A_file_of_WeChat_that_does_not_add_up_is_not_believed(string fault, params string[] lines)
    {
        var (file, hash) = Gzip(lines);
        var reading = WeChatPayBills.Read(file, hash);
        Assert.Equal(BillAnswer.Faulty, reading.Answer);
        Assert.Contains(fault, reading.Fault);
    }

    [Fact]
    public void A_file_of_WeChat_other_than_the_signed_hash_is_not_believed()
    {
        var (file, _) = Gzip(WeChatHead, "`2031,`W1,`P1,`SUCCESS,`0,`100.00,`0.00,`x", WeChatTotal, "`1,`100.00,`0.00");
        Assert.Contains("校验值", WeChatPayBills.Read(file, Convert.ToHexString(new byte[20])).Fault);
        Assert.Equal(BillAnswer.Faulty, WeChatPayBills.Read("not zipped"u8.ToArray(), null).Answer);
    }

    private static byte[] Zip(params string[] lines) => Zip("2088_20310320_业务明细.csv", lines);

    private static byte[] Zip(string name, string[] lines)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true, Gbk))
        using (var entry = zip.CreateEntry(name).Open())
            entry.Write(Gbk.GetBytes(string.Join("\r\n", lines)));
        return file.ToArray();
    }

    private static (byte[] File, string Sha1) Gzip(params string[] lines)
    {
        var text = Encoding.UTF8.GetBytes(string.Join("\r\n", lines));
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionMode.Compress)) gzip.Write(text);
        return (file.ToArray(), Convert.ToHexStringLower(SHA1.HashData(text)));
    }
}
