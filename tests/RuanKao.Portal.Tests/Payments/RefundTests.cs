using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>Refunds by rule and what a refund that succeeded does to the registration.</summary>
public class RefundTests
{
    [Fact]
    public async Task A_suspension_gives_everybody_the_fee_back_by_itself_and_says_so()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await PaidAsync(world);
        await world.EndAsync(RegistrationState.Suspended);
        Assert.Equal(1, await world.RequestByRuleAsync());
        Assert.Equal(0, await world.RequestByRuleAsync());
        var refund = Assert.Single((await world.AttemptAsync(number)).Refunds);
        Assert.Equal((RefundState.Requested, 10000, "停考，原路退回", (Guid?)null), (refund.State, refund.AmountFen, refund.Reason, refund.ProposedBy));
        await world.SendRefundsAsync();
        Assert.Equal(RegistrationState.Refunded, await world.StateAsync());
        Assert.Equal(1, await MessagesAsync(world));
        Assert.Equal(RegistrationEvent.Refund, await world.ReadAsync(db => db.RegistrationSteps.OrderByDescending(s => s.Order).Select(s => s.On).FirstAsync()));
        Assert.Equal(0, await world.RequestByRuleAsync());
        var home = await (await world.Factory.SignedInAsync(world.Registration.UserId)).GetAsync(world.Registration.At());
        Assert.Contains("考试费 100.00 元已退回", home.Text);
    }

    [Fact]
    public async Task A_whole_region_is_given_back_each_once_however_many_portals_do_it()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await PaidAsync(world);
        for (var more = 0; more < 6; more++)
        {
            var other = await TestData.ApprovedAsync(world.Factory);
            var number = await world.Factory.WithAsync(place => place.GetRequiredService<PaymentService>().StartAsync(other.RoundCode, other.InstitutionCode,
                Channel.Alipay, PaymentProduct.Qr, "127.0.0.1", new(other.UserId, Role.Candidate, world.Clock.UtcNow), default));
            await world.BookAsync(number!, transaction: "more" + more);
        }
        var unpaid = await TestData.ApprovedAsync(world.Factory);
        await world.EndAsync(RegistrationState.Suspended);
        var requested = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(world.RequestByRuleAsync)));
        Assert.Equal(7, requested.Sum());
        Assert.Equal(7, await world.SendRefundsAsync());
        Assert.Equal(7, await world.ReadAsync(db => db.Refunds.CountAsync(r => r.State == RefundState.Succeeded)));
        Assert.Equal(7, await world.ReadAsync(db => db.Registrations.CountAsync(r => r.State == RegistrationState.Refunded)));
        Assert.Equal(RegistrationState.Suspended, await world.ReadAsync(db => db.Registrations.Where(r => r.Id == unpaid.Id).Select(r => r.State).SingleAsync()));
    }

    [Theory]
    [InlineData(RegistrationState.Voided)]
    [InlineData(RegistrationState.Paid)]
    public async Task Nothing_goes_back_by_rule_but_what_was_suspended(RegistrationState state)
    {
        await using var world = await PaymentWorld.BeginAsync();
        await PaidAsync(world);
        if (state == RegistrationState.Voided) await world.EndAsync(state);
        Assert.Equal(0, await world.RequestByRuleAsync());
        Assert.Equal(state, await world.StateAsync());
    }

    /// <summary>The channel has given the money back and the portal ends before the registration has moved.</summary>
    [Fact]
    public async Task A_portal_that_dies_between_the_refund_and_the_registration_comes_to_the_same_end()
    {
        var dies = true;
        await using var world = await PaymentWorld.BeginAsync(services => services.RemoveAll<IFeeOwner>()
            .AddScoped<IFeeOwner>(place => new Dying(ActivatorUtilities.CreateInstance<RegistrationFee>(place), () => dies)));
        var number = await PaidAsync(world);
        await world.EndAsync(RegistrationState.Suspended);
        await world.RequestByRuleAsync();
        await Assert.ThrowsAsync<PortalDied>(world.SendRefundsAsync);
        Assert.Equal((RefundState.Requested, RegistrationState.Suspended), (Assert.Single((await world.AttemptAsync(number)).Refunds).State, await world.StateAsync()));

        dies = false;
        world.Alipay.QueryRefund = _ => new(RefundAnswer.Succeeded, "r1", world.Clock.UtcNow);
        Assert.Equal(0, await world.SendRefundsAsync());
        world.Clock.UtcNow += TimeSpan.FromMinutes(2);
        Assert.Equal(1, await world.SendRefundsAsync());
        Assert.Equal((RefundState.Succeeded, RegistrationState.Refunded), (Assert.Single((await world.AttemptAsync(number)).Refunds).State, await world.StateAsync()));
        Assert.Equal(1, await MessagesAsync(world));
        Assert.Single(world.Alipay.Asked, asked => asked.StartsWith("refund ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refund_that_fails_leaves_the_registration_where_it_is()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await PaidAsync(world);
        await world.EndAsync(RegistrationState.Suspended);
        await world.RequestByRuleAsync();
        world.Alipay.Refund = _ => new(RefundAnswer.Abnormal);
        await world.SendRefundsAsync();
        Assert.Equal(RegistrationState.Suspended, await world.StateAsync());
        Assert.Equal(0, await MessagesAsync(world));
        Assert.Equal(0, await world.RequestByRuleAsync());
        Assert.StartsWith("支付宝没有把钱退成", await world.ReadAsync(db => db.Refunds.Select(r => r.Fault).SingleAsync()));
    }

    [Fact]
    public async Task What_the_second_person_declined_is_not_requested_again_by_rule()
    {
        await using var world = await PaymentWorld.BeginAsync(new Dictionary<string, string?> { ["Payments:SecondPersonAboveFen"] = "0" });
        var number = await PaidAsync(world);
        await world.EndAsync(RegistrationState.Suspended);
        var (cashier, approver) = (await TestData.StaffAsync(world.Factory, Role.Cashier, "53"), await TestData.StaffAsync(world.Factory, Role.SecondApprover, "53"));
        var scope = new MoneyScope(["53"], ["53"]);
        await world.Factory.WithAsync(async place =>
        {
            var refunds = place.GetRequiredService<RefundService>();
            await refunds.ProposeAsync(scope, (await world.AttemptAsync(number)).Id, await SeenAsync(), "停考退费", new(cashier, Role.Cashier, world.Clock.UtcNow));
            await refunds.DeclineAsync(scope, (await world.AttemptAsync(number)).Refunds.Single().Id, await SeenAsync(), "先核对账号", new(approver, Role.SecondApprover, world.Clock.UtcNow));
        });
        Assert.Equal(0, await world.RequestByRuleAsync());
        Assert.Equal(RefundState.Declined, Assert.Single((await world.AttemptAsync(number)).Refunds).State);
        await world.Factory.WithAsync(async place => Assert.True(await place.GetRequiredService<RefundService>().ProposeAsync(
            scope, (await world.AttemptAsync(number)).Id, await SeenAsync(), "停考退费", new(cashier, Role.Cashier, world.Clock.UtcNow))));

        Task<string> SeenAsync() => world.ReadAsync(async db => (await new OrderFiles(db).FindAsync(db.FeeOrders, default))!.Seen);
    }

    [Fact]
    public async Task The_database_takes_one_refund_of_an_attempt_besides_declined_ones()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await PaidAsync(world);
        await world.WithRefundAsync();
        await Assert.ThrowsAsync<DbUpdateException>(world.WithRefundAsync);
    }

    [Fact]
    public async Task What_is_owed_is_looked_for_without_going_through_all_attempts()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var plan = await world.ReadAsync(async db =>
        {
            await using var command = SuspensionRefunds.Due(db).CreateDbCommand();
            await db.Database.OpenConnectionAsync();
            return await QueryPlan.OfAsync(command);
        });
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.Contains("State=?", StringComparison.Ordinal));
    }

    /// <summary>Both channels' own books: what was taken goes back, and the registration follows.</summary>
    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task The_real_protocols_give_back_what_was_taken(Channel channel)
    {
        await using var world = await SandboxWorld.BeginAsync();
        var (_, page) = await world.BeginPaymentAsync(channel);
        world.Pay(channel, page.Path[^32..]);
        await world.Sandbox.NoticesAtRestAsync(TestContext.Current.CancellationToken);
        await world.Portal.WithAsync(place => place.GetRequiredService<RegistrationEndings>().SuspendAsync(world.Registration.RoundId, "53", null, null, new(null, Role.Office, world.Portal.Clock.UtcNow, "疫情")));
        await world.Portal.WithAsync(place => place.GetRequiredService<SuspensionRefunds>().RequestDueAsync(default));
        for (var round = 0; round < 3; round++)
        {
            await world.Portal.WithAsync(place => place.GetRequiredService<RefundSender>().SendDueAsync(default));
            world.MoveClock(TimeSpan.FromMinutes(11));
        }
        Assert.Equal((RefundState.Succeeded, 10000), await world.ReadAsync(async db => await db.Refunds.Select(r => ValueTuple.Create(r.State, r.AmountFen)).SingleAsync()));
        Assert.Equal(RegistrationState.Refunded, await world.ReadAsync(db => db.Registrations.Where(r => r.Id == world.Registration.Id).Select(r => r.State).SingleAsync()));
    }

    /// <summary>The channel took a yuan less than was asked for; it knows its own total.</summary>
    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task The_real_protocols_give_back_a_wrong_amount_as_it_came(Channel channel)
    {
        await using var world = await SandboxWorld.BeginAsync(losesNotices: true);
        var now = world.Portal.Clock.UtcNow;
        var attempt = await world.Portal.WithAsync(async place =>
        {
            var (db, real) = (place.GetRequiredService<PortalContext>(), place.GetRequiredService<PaymentChannels>().Of(channel));
            var order = new FeeOrder { Purpose = FeePurpose.Registration, SubjectId = world.Registration.Id, PayerId = world.Registration.UserId, InstitutionCode = "53", Title = "考试费", AmountFen = 10000, Deadline = now.AddDays(1), CreatedAt = now };
            var asked = PaymentAttempt.Begin(order, channel, PaymentProduct.Qr, real.AccountFor("53")!, now, now.AddMinutes(15));
            db.AddRange(order, asked);
            await db.SaveChangesAsync();
            var other = new PaymentAttempt { OrderId = order.Id, Channel = channel, Product = asked.Product, MerchantAccount = asked.MerchantAccount, Number = asked.Number, AmountFen = 9900, CreatedAt = now, ExpiresAt = asked.ExpiresAt };
            Assert.Equal(OfferState.Accepted, (await real.CreateAsync(new(other, order.Title, "https://localhost/notify", "https://localhost/", "127.0.0.1"), default)).State);
            return asked;
        });
        world.Pay(channel, attempt.Number);
        await world.Portal.WithAsync(place => place.GetRequiredService<AttemptWatch>().AskAsync(attempt, default));
        await world.Portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            var file = (await place.GetRequiredService<OrderFiles>().FindAsync(db.FeeOrders, default))!;
            Assert.Equal((PaymentState.Incident, 9900), (file.Attempts[0].State, file.Attempts[0].TakenFen));
            Assert.True(await place.GetRequiredService<RefundService>().ProposeAsync(new(["53"], []), attempt.Id, file.Seen, "金额不符", new(world.Registration.UserId, Role.Cashier, now)));
        });
        for (var round = 0; round < 3; round++)
        {
            await world.Portal.WithAsync(place => place.GetRequiredService<RefundSender>().SendDueAsync(default));
            world.MoveClock(TimeSpan.FromMinutes(11));
        }
        Assert.Equal((RefundState.Succeeded, 9900), await world.ReadAsync(async db => await db.Refunds.Select(r => ValueTuple.Create(r.State, r.AmountFen)).SingleAsync()));
        Assert.Equal(RegistrationState.Approved, await world.ReadAsync(db => db.Registrations.Where(r => r.Id == world.Registration.Id).Select(r => r.State).SingleAsync()));
    }

    private static async Task<string> PaidAsync(PaymentWorld world)
    {
        var number = await world.StartAsync();
        Assert.Equal(Booking.Settled, await world.BookAsync(number));
        return number;
    }

    private static Task<int> MessagesAsync(PaymentWorld world) => world.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.Template == NoticeTemplates.RegistrationRefunded));

    private sealed class Dying(RegistrationFee house, Func<bool> dies) : IFeeOwner
    {
        public FeePurpose Purpose => house.Purpose;

        public Task<bool> SettleAsync(FeeOrder order, DateTime paidAt, CancellationToken ct) => house.SettleAsync(order, paidAt, ct);

        public async Task RefundedAsync(FeeOrder order, DateTime refundedAt, CancellationToken ct)
        {
            await house.RefundedAsync(order, refundedAt, ct);
            if (dies()) throw new PortalDied();
        }
    }
}
