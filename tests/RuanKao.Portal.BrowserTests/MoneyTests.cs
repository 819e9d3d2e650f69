using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Portal.BrowserTests;

/// <summary>Money as cashiers and payers see it: receipts, refunds that do not go on, and what WeChat's browser cannot do.</summary>
public class MoneyTests(DemoHouse house)
{
    private const string Payer = "13800000006";
    private const string Owing = "13800000005";
    // Nobody else judges or pays for this one's registration.
    private const string GivenBack = "13900000000";
    internal const string WeChat = "Mozilla/5.0 (Linux; Android 14; V2307A) AppleWebKit/537.36 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.49";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cashier_enters_a_receipt_and_the_payer_finds_it(bool phone)
    {
        var name = phone ? "phone" : "desk";
        var (number, round) = await PaidAsync(Payer);
        await using var cashier = await house.PersonAsync(phone);
        await cashier.SignInAsync(DemoPeople.Cashier);
        await cashier.GoAsync("/desk/money/receipts");
        await UploadAsync(cashier, $"{number},53060125,00{(phone ? 1 : 2)}7,a1b2c3,{Today},100.00,https://pj.example.gov.cn/a\n{number},53060125,0002,,{Today},99.00,http://pj.example.gov.cn/b");
        await cashier.SeesAsync("行有误，一张也没有登记");
        await cashier.LooksGoodAsync($"receipts-refused-{name}");
        await UploadAsync(cashier, $"{number},53060125,00{(phone ? 1 : 2)}7,a1b2c3,{Today},100.00,https://pj.example.gov.cn/a");
        await cashier.PressAsync("登记这 1 张票据");
        await cashier.SeesAsync("已登记");
        await UploadAsync(cashier, $"{number},53060125,00{(phone ? 1 : 2)}8,a1b2c3,{Today},100.00,https://pj.example.gov.cn/a");
        await cashier.SeesAsync("更换 1 张");
        await cashier.LooksGoodAsync($"receipts-replaced-{name}");

        await using var payer = await house.CandidateAsync(Payer, phone);
        await payer.GoAsync($"/exams/{round}/{DemoPeople.Institution}/pay");
        await payer.SeesAsync($"00{(phone ? 1 : 2)}7");
        await payer.LooksGoodAsync($"receipt-{name}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cashier_mends_a_refund_that_is_held_up(bool phone)
    {
        var name = phone ? "phone" : "desk";
        var order = await HeldUpAsync();
        await using var cashier = await house.PersonAsync(phone);
        await cashier.SignInAsync(DemoPeople.Cashier);
        await cashier.GoAsync("/desk");
        await cashier.SeesAsync("条账单差异待核实");
        await cashier.LooksGoodAsync($"desk-cashier-{name}");
        await cashier.GoAsync("/desk/money");
        await cashier.SeesAsync(RefundSender.ShortOfMoney);
        await cashier.LooksGoodAsync($"money-{name}");
        await cashier.GoAsync($"/desk/money/orders/{order}");
        await cashier.LooksGoodAsync($"money-order-held-up-{name}");
        await cashier.FollowAsync("线下已退");
        await cashier.LooksGoodAsync($"money-offline-{name}");
    }

    [Fact]
    public async Task In_WeChat_a_payer_is_led_to_a_browser_and_takes_the_link_along()
    {
        var round = await RoundOfAsync(Owing);
        await using var payer = await house.CandidateAsync(Owing, agent: WeChat);
        await payer.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await payer.GoAsync($"/exams/{round}/{DemoPeople.Institution}/pay");
        await payer.SeesAsync("在浏览器打开");
        await payer.PressAsync("复制链接");
        await payer.SeesAsync("已复制");
        Assert.EndsWith($"/exams/{round}/{DemoPeople.Institution}/pay", await payer.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await payer.LooksGoodAsync("pay-in-wechat");

        await using var holder = await house.CandidateAsync(Payer, agent: WeChat);
        await holder.GoAsync($"/exams/{await RoundOfAsync(Payer)}/{DemoPeople.Institution}/ticket");
        await holder.SeesAsync("微信里可能打不开 PDF");
        await holder.LooksGoodAsync("ticket-in-wechat");
    }

    private string Today => Beijing.Today(house.Clock).ToString("yyyy-MM-dd");

    private static async Task UploadAsync(Person cashier, string rows)
    {
        await cashier.GoAsync("/desk/money/receipts");
        await cashier.Page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "票据.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("订单号,票据代码,票据号码,校验码,开票日期,金额,下载链接\n" + rows) });
        await cashier.PressAsync("上传并核对");
    }

    /// <summary>A paid order of the person, with no receipt yet, and the round it belongs to.</summary>
    private async Task<(string Number, string Round)> PaidAsync(string mobile)
    {
        var round = await RoundOfAsync(mobile);
        await using var person = await house.PersonAsync();
        return await person.ArchiveAsync(async db =>
        {
            var registration = await db.Registrations.Where(r => db.Users.Any(u => u.Id == r.UserId && u.PhoneNumber == mobile)).OrderByDescending(r => r.CreatedAt).FirstAsync();
            await db.FiscalReceipts.Where(r => r.Order.SubjectId == registration.Id).ExecuteDeleteAsync();
            if (await db.PaymentAttempts.Where(a => a.Order.SubjectId == registration.Id).Select(a => a.Number).FirstOrDefaultAsync() is { } number) return (number, round);
            return ((await PayAsync(db, registration)).Number, round);
        });
    }

    /// <summary>The order of a refund for which the merchant account was too empty.</summary>
    private async Task<Guid> HeldUpAsync()
    {
        await using var person = await house.PersonAsync();
        return await person.ArchiveAsync(async db =>
        {
            if (await db.Refunds.Where(r => r.State == RefundState.Stuck).Select(r => (Guid?)r.Attempt.OrderId).FirstOrDefaultAsync() is { } known) return known;
            var registration = (await person.RegistrationOfAsync(GivenBack)).Id;
            var attempt = await PayAsync(db, await db.Registrations.SingleAsync(r => r.Id == registration));
            var refund = Refund.Of(attempt, "报名作废，退还考试费", attempt.CreatedAt);
            db.Add(refund);
            // The poller leaves it alone.
            db.Entry(refund).Property(r => r.NextTryAt).CurrentValue = null;
            db.Entry(refund).Property(r => r.State).CurrentValue = RefundState.Stuck;
            db.Entry(refund).Property(r => r.Fault).CurrentValue = RefundSender.ShortOfMoney;
            await db.SaveChangesAsync();
            return attempt.OrderId;
        });
    }

    private async Task<PaymentAttempt> PayAsync(PortalContext db, Registration registration)
    {
        var now = house.Clock.Now();
        var order = new FeeOrder
        {
            Purpose = FeePurpose.Registration, SubjectId = registration.Id, PayerId = registration.UserId, InstitutionCode = registration.InstitutionCode,
            Title = "考试费", AmountFen = 10000, Deadline = now.AddDays(1), CreatedAt = now,
        };
        var attempt = PaymentAttempt.Begin(order, Channel.WeChatPay, PaymentProduct.Qr, "default", now, now.AddMinutes(15));
        db.AddRange(order, attempt);
        db.Entry(attempt).Property(a => a.State).CurrentValue = PaymentState.Paid;
        db.Entry(attempt).Property(a => a.NextAskAt).CurrentValue = null;
        db.Entry(attempt).Property(a => a.PaidAt).CurrentValue = now;
        db.Entry(attempt).Property(a => a.ReceivedFen).CurrentValue = 10000;
        db.Entry(attempt).Property(a => a.TransactionId).CurrentValue = "T" + attempt.Number;
        await db.SaveChangesAsync();
        return attempt;
    }

    private async Task<string> RoundOfAsync(string mobile)
    {
        await using var person = await house.PersonAsync();
        return await person.ArchiveAsync(db => db.Registrations.Where(r => db.Users.Any(u => u.Id == r.UserId && u.PhoneNumber == mobile)).OrderByDescending(r => r.CreatedAt)
            .Join(db.Set<ExamRound>(), r => r.RoundId, r => r.Id, (_, round) => round.Code).FirstAsync());
    }
}
