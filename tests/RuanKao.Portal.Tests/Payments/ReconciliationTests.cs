using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>对账: what a day's bill says against what our books say.</summary>
public class ReconciliationTests
{
    private readonly ScriptedBills bills = new();

    [Fact]
    public async Task A_day_that_agrees_leaves_nothing_open_and_a_second_time_changes_nothing()
    {
        await using var world = await ScriptedBills.WorldAsync(bills);
        var (number, day) = await PaidAsync(world);
        bills.Days[day] = [new(number, "t1", "", 10000)];
        NextMorning(world);
        Assert.Equal(1, await WorkAsync(world));
        var bill = await BillAsync(world);
        Assert.Equal((BillState.Applied, 1, 10000L, 0, 0L, null), (bill.State, bill.Payments, bill.ReceivedFen, bill.Refunds, bill.RefundedFen, bill.NextTryAt));
        Assert.Equal(64, bill.Hash!.Length);
        Assert.Empty(await DifferencesAsync(world));

        Assert.Equal(0, await WorkAsync(world));
        await AgainAsync(world);
        Assert.Empty(await DifferencesAsync(world));
        Assert.Equal(PaymentState.Paid, (await world.AttemptAsync(number)).State);
        Assert.Equal(1, await world.ReadAsync(db => db.Bills.CountAsync()));
    }

    [Fact]
    public async Task A_payment_that_only_the_bill_knows_is_booked_by_the_channels_own_word()
    {
        await using var world = await ScriptedBills.WorldAsync(bills);
        var (number, day) = (await world.StartAsync(), Beijing.Day(world.Clock.UtcNow));
        var paidAt = world.Clock.UtcNow;
        bills.Days[day] = [new(number, "t1", "", 10000)];
        world.Alipay.Query = _ => world.Paid(paidAt: paidAt);
        NextMorning(world);
        await WorkAsync(world);
        Assert.Equal((PaymentState.Paid, RegistrationState.Paid), ((await world.AttemptAsync(number)).State, await world.StateAsync()));
        Assert.Empty(await DifferencesAsync(world));
    }

    [Fact]
    public async Task What_the_channel_does_not_confirm_is_not_booked_and_stays_open_until_it_does()
    {
        await using var world = await ScriptedBills.WorldAsync(bills);
        var (number, day) = (await world.StartAsync(), Beijing.Day(world.Clock.UtcNow));
        var paidAt = world.Clock.UtcNow;
        bills.Days[day] = [new(number, "t1", "", 10000)];
        NextMorning(world);
        await WorkAsync(world);
        var open = Assert.Single(await DifferencesAsync(world));
        Assert.Equal((DifferenceKind.PaymentNotBooked, number, 10000, null, true, "53"), (open.Kind, open.Number, open.TheirsFen, open.OursFen, open.IsOpen, open.InstitutionCode));
        Assert.Equal(RegistrationState.Approved, await world.StateAsync());

        world.Alipay.Query = _ => world.Paid(paidAt: paidAt);
        await AgainAsync(world);
        var closed = Assert.Single(await DifferencesAsync(world));
        Assert.Equal((DifferenceOutcome.ByItself, "再次核对时已一致"), (closed.Outcome, closed.Note));
        Assert.Equal(RegistrationState.Paid, await world.StateAsync());
    }

    [Fact]
    public async Task Each_way_to_differ_is_noted_once_with_both_amounts()
    {
        await using var world = await ScriptedBills.WorldAsync(bills);
        var (number, day) = await PaidAsync(world);
        await world.WithRefundAsync();
        await world.SendRefundsAsync();
        var refund = await world.ReadAsync(db => db.Refunds.Select(r => r.Number).SingleAsync());
        bills.Days[day] = [new(number, "t1", "", 9900), new("P-elsewhere", "t2", "", 500), new(number, "t1", refund, 1), new(number, "t1", "R-by-hand", 300)];
        NextMorning(world);
        await WorkAsync(world);
        await AgainAsync(world);
        Assert.Equal(
        [
            (DifferenceKind.PaymentUnknown, "P-elsewhere", "", 500, null, null),
            (DifferenceKind.PaymentAmount, number, "", 9900, 10000, "53"),
            (DifferenceKind.RefundUnknown, number, "R-by-hand", 300, null, "53"),
            (DifferenceKind.RefundAmount, number, refund, 1, 10000, "53"),
        ], (await DifferencesAsync(world)).Select(d => (d.Kind, d.Number, d.RefundNumber, d.TheirsFen, d.OursFen, d.InstitutionCode)));
    }

    [Fact]
    public async Task A_bill_that_differs_otherwise_the_second_time_is_another_difference_of_the_same_number()
    {
        await using var world = await ScriptedBills.WorldAsync(bills);
        var (number, day) = await PaidAsync(world);
        bills.Days[day] = [];
        NextMorning(world);
        await WorkAsync(world);
        bills.Days[day] = [new(number, "t1", "", 9900)];
        await AgainAsync(world);
        Assert.Equal([(DifferenceKind.PaymentAmount, DifferenceOutcome.Open), (DifferenceKind.PaymentMissing, DifferenceOutcome.ByItself)],
            (await DifferencesAsync(world)).OrderBy(d => d.Outcome != DifferenceOutcome.Open).Select(d => (d.Kind, d.Outcome)));
    }

    [Fact]
    public async Task What_we_booked_and_the_bill_lacks_is_missed_until_a_neighbouring_day_has_it()
    {
        await using var world = await ScriptedBills.WorldAsync(bills);
        var (number, day) = await PaidAsync(world);
        await world.WithRefundAsync();
        await world.SendRefundsAsync();
        var refund = await world.ReadAsync(db => db.Refunds.Select(r => r.Number).SingleAsync());
        bills.Days[day] = [];
        NextMorning(world);
        await WorkAsync(world);
        Assert.Equal([(DifferenceKind.PaymentMissing, ""), (DifferenceKind.RefundMissing, refund)], (await DifferencesAsync(world)).Select(d => (d.Kind, d.RefundNumber)));

        bills.Days[day.AddDays(1)] = [new(number, "t1", "", 10000)];
        world.Clock.UtcNow += TimeSpan.FromDays(1);
        await WorkAsync(world);
        Assert.Equal([(DifferenceOutcome.ByItself, $"在 {day.AddDays(1):yyyy-MM-dd} 的账单里"), (DifferenceOutcome.Open, null)], (await DifferencesAsync(world)).Select(d => (d.Outcome, d.Note)));

        // And the other way round: done again, the first day knows from the second that nothing is missing.
        await AgainAsync(world, day);
        Assert.Equal([DifferenceOutcome.ByItself, DifferenceOutcome.Open], (await DifferencesAsync(world)).Select(d => d.Outcome));
    }

    [Fact]
    public async Task A_refund_of_which_only_the_bill_knows_the_end_is_booked_when_the_channel_confirms_it()
    {
        await using var world = await ScriptedBills.WorldAsync(bills);
        var (number, day) = await PaidAsync(world);
        await world.WithRefundAsync();
        world.Alipay.Refund = _ => new(RefundAnswer.Processing);
        await world.SendRefundsAsync();
        var refund = await world.ReadAsync(db => db.Refunds.Select(r => r.Number).SingleAsync());
        bills.Days[day] = [new(number, "t1", "", 10000), new(number, "t1", refund, 10000)];
        NextMorning(world);
        await WorkAsync(world);
        Assert.Equal(DifferenceKind.RefundNotBooked, Assert.Single(await DifferencesAsync(world)).Kind);
        world.Alipay.QueryRefund = _ => new(RefundAnswer.Succeeded, "r1", world.Clock.UtcNow.AddHours(-20));
        await AgainAsync(world);
        Assert.Equal(DifferenceOutcome.ByItself, Assert.Single(await DifferencesAsync(world)).Outcome);
        Assert.Equal(RefundState.Succeeded, await world.ReadAsync(db => db.Refunds.Select(r => r.State).SingleAsync()));
        Assert.DoesNotContain(world.Alipay.Asked.Skip(world.Alipay.Asked.FindIndex(a => a.StartsWith("refund-query"))), asked => asked.StartsWith("refund "));
    }

    [Fact]
    public async Task A_bill_is_asked_for_from_ten_in_the_morning_and_again_until_it_is_there()
    {
        await using var world = await ScriptedBills.WorldAsync(bills);
        var (number, day) = await PaidAsync(world);
        world.Clock.UtcNow = Beijing.At(day.AddDays(1), new(9, 59));
        Assert.Equal(0, await WorkAsync(world));
        world.Clock.UtcNow = Beijing.At(day.AddDays(1), new(10, 0));
        Assert.Equal(1, await WorkAsync(world));
        var waiting = await BillAsync(world);
        Assert.Equal((BillState.Waiting, 1, world.Clock.UtcNow.AddMinutes(5)), (waiting.State, waiting.Tries, waiting.NextTryAt));
        Assert.Contains("还没有生成", waiting.Fault);
        Assert.Equal(0, await WorkAsync(world));
        bills.Days[day] = [new(number, "t1", "", 10000)];
        world.Clock.UtcNow += TimeSpan.FromMinutes(5);
        Assert.Equal(1, await WorkAsync(world));
        var done = await BillAsync(world);
        Assert.Equal((BillState.Applied, null), (done.State, done.Fault));
        Assert.Equal([day, day], bills.Asked);
    }

    [Fact]
    public async Task Days_that_were_missed_are_made_up_and_none_before_the_first_payment()
    {
        await using var world = await ScriptedBills.WorldAsync(bills);
        var (_, day) = await PaidAsync(world);
        world.Clock.UtcNow = Beijing.At(day.AddDays(4), new(12, 0));
        Assert.Equal(4, await WorkAsync(world));
        Assert.Equal([day, day.AddDays(1), day.AddDays(2), day.AddDays(3)], bills.Asked);
        bills.Asked.Clear();
        world.Clock.UtcNow = Beijing.At(day.AddDays(40), new(12, 0));
        await WorkAsync(world);
        await WorkAsync(world);
        // What is older than the longest pause of the service is not asked for, save what was opened before.
        Assert.DoesNotContain(day.AddDays(20), bills.Asked);
        Assert.Contains(day.AddDays(39), bills.Asked);
    }

    [Fact]
    public async Task Two_clerks_at_once_compare_a_day_once()
    {
        await using var world = await ScriptedBills.WorldAsync(bills);
        var (number, day) = await PaidAsync(world);
        bills.Days[day] = [new("P-elsewhere", "t2", "", 500)];
        NextMorning(world);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => WorkAsync(world))));
        Assert.Equal(1, await world.ReadAsync(db => db.Bills.CountAsync()));
        Assert.Equal([DifferenceKind.PaymentUnknown, DifferenceKind.PaymentMissing], (await DifferencesAsync(world)).Select(d => d.Kind));
        Assert.Equal(number, (await DifferencesAsync(world))[1].Number);
    }

    [Fact]
    public async Task An_account_that_left_the_settings_says_so_and_is_tried_again()
    {
        await using var world = await ScriptedBills.WorldAsync(bills);
        await PaidAsync(world);
        NextMorning(world);
        await WorkAsync(world);
        bills.Accounts = [];
        await AgainAsync(world);
        Assert.Contains("设置里没有这个商户号", (await BillAsync(world)).Fault);
    }

    [Fact]
    public void A_decided_difference_is_decided_once()
    {
        var difference = new BillDifference { BillId = Guid.NewGuid(), Kind = DifferenceKind.PaymentUnknown, Number = "P1", RefundNumber = "", FoundAt = DateTime.UnixEpoch };
        difference.CloseByPerson("其他业务", Guid.NewGuid(), DateTime.UnixEpoch);
        Assert.Throws<ImpossibleMoveException>(() => difference.CloseByItself("", DateTime.UnixEpoch));
    }

    private static async Task<(string Number, DateOnly Day)> PaidAsync(PaymentWorld world)
    {
        var number = await world.StartAsync();
        await world.BookAsync(number);
        return (number, Beijing.Day(world.Clock.UtcNow));
    }

    private static void NextMorning(PaymentWorld world) => world.Clock.UtcNow = Beijing.At(Beijing.Day(world.Clock.UtcNow).AddDays(1), new(10, 30));

    private static Task<int> WorkAsync(PaymentWorld world) => world.Factory.WithAsync(place => place.GetRequiredService<BillClerk>().WorkAsync(default));

    private static async Task AgainAsync(PaymentWorld world, DateOnly? day = null)
    {
        var id = await world.ReadAsync(db => db.Bills.Where(b => day == null || b.Day == day).Select(b => b.Id).SingleAsync());
        await world.Factory.WithAsync(place => place.GetRequiredService<BillClerk>().FetchAsync(id, Operation.BySystem(world.Clock.UtcNow), default));
    }

    private static Task<Bill> BillAsync(PaymentWorld world) => world.ReadAsync(db => db.Bills.AsNoTracking().SingleAsync());

    private static async Task<List<BillDifference>> DifferencesAsync(PaymentWorld world) =>
        [.. (await world.ReadAsync(db => db.BillDifferences.AsNoTracking().ToListAsync())).OrderBy(d => d.Kind)];
}
