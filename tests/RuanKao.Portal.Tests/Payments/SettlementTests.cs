using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Tests.Payments;

public class SettlementTests
{
    [Fact]
    public async Task A_payment_settles_the_order_and_the_registration_together()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        Assert.Equal(Booking.Settled, await world.BookAsync(number));
        var attempt = await world.AttemptAsync(number);
        Assert.Equal((PaymentState.Paid, "t1", 10000, FeeOrderState.Settled), (attempt.State, attempt.TransactionId, attempt.ReceivedFen, attempt.Order.State));
        Assert.Null(attempt.NextAskAt);
        Assert.Equal(RegistrationState.Paid, await world.StateAsync());
        Assert.Equal(1, await world.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.Template == NoticeTemplates.PaymentSettled)));
        Assert.Equal(1, await world.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "payment.settled" && e.Subject == attempt.Id.ToString())));
    }

    [Fact]
    public async Task The_same_news_twice_changes_nothing()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        await world.BookAsync(number);
        Assert.Equal(Booking.NothingNew, await world.BookAsync(number));
        Assert.Empty((await world.AttemptAsync(number)).Refunds);
        Assert.Equal(1, await world.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.Template == NoticeTemplates.PaymentSettled)));
    }

    [Fact]
    public async Task Eight_at_once_settle_once()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        var bookings = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => world.BookAsync(number))));
        Assert.Equal(1, bookings.Count(b => b == Booking.Settled));
        Assert.Equal(7, bookings.Count(b => b == Booking.NothingNew));
        Assert.Equal(1, await world.ReadAsync(db => db.RegistrationSteps.CountAsync(s => s.To == RegistrationState.Paid)));
    }

    [Fact]
    public async Task A_wrong_amount_settles_nothing_and_waits_for_a_person()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        Assert.Equal(Booking.WrongAmount, await world.BookAsync(number, fen: 1));
        var attempt = await world.AttemptAsync(number);
        Assert.Equal((PaymentState.Incident, 1, FeeOrderState.Open), (attempt.State, attempt.ReceivedFen, attempt.Order.State));
        Assert.Equal(RegistrationState.Approved, await world.StateAsync());
        Assert.Empty(attempt.Refunds);
        Assert.Equal(1, await world.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "payment.wrong-amount")));
    }

    [Theory]
    [InlineData("53", true)]
    [InlineData("default", false)]
    public async Task Money_for_another_merchant_settles_nothing_and_the_real_payment_still_does(string account, bool ours)
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        Assert.Equal(Booking.WrongMerchant, await world.BookAsync(number, account: account, ours: ours));
        Assert.Equal(PaymentState.Pending, (await world.AttemptAsync(number)).State);
        Assert.Equal(Booking.Settled, await world.BookAsync(number));
    }

    [Fact]
    public async Task A_closing_that_comes_after_the_payment_does_not_undo_it()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        await world.BookAsync(number);
        var booking = await world.Factory.Services.GetRequiredService<Settlement>().BookAsync(Channel.Alipay, "default", number, new(ChannelState.Closed));
        Assert.Equal(Booking.NothingNew, booking);
        Assert.Equal(PaymentState.Paid, (await world.AttemptAsync(number)).State);
    }

    [Fact]
    public async Task Paid_before_the_deadline_by_the_channels_clock_settles_however_late_we_hear()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        var paidAt = world.Clock.UtcNow;
        world.Clock.UtcNow = paidAt.AddDays(30);
        Assert.Equal(Booking.Settled, await world.BookAsync(number, paidAt: paidAt));
        Assert.Equal(paidAt, await world.ReadAsync(db => db.Registrations.Where(r => r.Id == world.Registration.Id).Select(r => r.PaidAt).SingleAsync()));
    }

    [Fact]
    public async Task Paid_after_the_deadline_by_the_channels_clock_goes_back()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        var deadline = (await world.AttemptAsync(number)).Order.Deadline;
        Assert.Equal(Booking.Surplus, await world.BookAsync(number, paidAt: deadline));
        Assert.Equal(RegistrationState.Approved, await world.StateAsync());
        Assert.Single((await world.AttemptAsync(number)).Refunds);
    }

    [Fact]
    public async Task One_transaction_of_the_channel_cannot_pay_two_attempts()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var one = await world.StartAsync();
        await world.BookAsync(one, transaction: "same");
        var other = await Support.TestData.ApprovedAsync(world.Factory);
        var two = await world.Factory.WithAsync(place => place.GetRequiredService<PaymentService>().StartAsync(other.RoundCode, other.InstitutionCode,
            Channel.Alipay, PaymentProduct.Qr, "127.0.0.1", new(other.UserId, Role.Candidate, world.Clock.UtcNow), default));
        Assert.Equal(Booking.WrongAmount, await world.BookAsync(two!, transaction: "same"));
        Assert.Equal(PaymentState.Incident, (await world.AttemptAsync(two!)).State);
    }

    [Fact]
    public void Every_state_has_words_and_money_is_never_forgotten()
    {
        var afterMoney = new[] { PaymentState.Paid, PaymentState.Surplus, PaymentState.Incident };
        Assert.DoesNotContain(PaymentLifecycle.Table.Moves, m => afterMoney.Contains(m.From));
        Assert.Equal(Enum.GetValues<PaymentState>().Except(afterMoney).Order(), PaymentLifecycle.From(PaymentEvent.Settle).Order());
        Assert.Equal(PaymentLifecycle.Undecided, Enum.GetValues<PaymentState>().Where(s => PaymentLifecycle.From(PaymentEvent.ConfirmClose).Contains(s)));
    }
}
