using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>What is not begun, not booked and not believed.</summary>
public class PaymentRefusalTests
{
    [Fact]
    public async Task A_channel_that_does_not_offer_the_product_is_refused_in_words()
    {
        await using var world = await PaymentWorld.BeginAsync();
        world.Alipay.Products = [PaymentProduct.Qr];
        Assert.Contains("现在不能用支付宝，请选择另一种支付方式", (await Assert.ThrowsAsync<RuleViolationException>(() => world.StartAsync(product: PaymentProduct.Phone))).Message);
        Assert.Equal(0, await world.ReadAsync(db => db.PaymentAttempts.CountAsync()));
    }

    [Fact]
    public async Task Another_product_of_the_same_channel_is_another_attempt_and_the_first_is_closed_before()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var (one, two) = (await world.StartAsync(), await world.StartAsync(product: PaymentProduct.Phone));
        Assert.NotEqual(one, two);
        Assert.Equal((PaymentState.Closed, PaymentState.Pending), ((await world.AttemptAsync(one)).State, (await world.AttemptAsync(two)).State));
    }

    [Theory]
    [InlineData("FeeFen", "考试费刚有变化")]
    [InlineData("State", "审核通过后才能缴费")]
    public async Task What_changes_between_the_look_and_the_row_begins_no_payment(string column, string words)
    {
        var quicker = new Interloper();
        await using var world = await PaymentWorld.BeginAsync(services => services.ConfigureDbContext<SqlitePortalContext>(options => options.AddInterceptors(quicker)));
        quicker.BeforeTransaction(() => world.ReadAsync(db => column == "FeeFen"
            ? db.Registrations.ExecuteUpdateAsync(row => row.SetProperty(r => r.FeeFen, 9000))
            : db.Registrations.ExecuteUpdateAsync(row => row.SetProperty(r => r.State, RegistrationState.Cancelled))));
        Assert.Contains(words, (await Assert.ThrowsAsync<RuleViolationException>(() => world.StartAsync())).Message);
        Assert.Equal(0, await world.ReadAsync(db => db.PaymentAttempts.CountAsync()));
        Assert.Empty(world.Alipay.Asked);
    }

    [Fact]
    public async Task Only_an_incident_without_a_refund_is_booked_as_given_back_by_the_channel()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        await world.BookAsync(number);
        world.Alipay.Query = _ => new(ChannelState.Refunded, "t1", 10000, world.Clock.UtcNow);
        Assert.Contains("不是待处理的异常款项", (await Assert.ThrowsAsync<RuleViolationException>(() => FindReturnedAsync(world))).Message);
        Assert.Equal(0, await world.ReadAsync(db => db.Refunds.CountAsync()));

        await world.ReadAsync(db => db.PaymentAttempts.ExecuteUpdateAsync(row => row.SetProperty(a => a.State, PaymentState.Incident)));
        Assert.True(await FindReturnedAsync(world));
        Assert.Contains("不是待处理的异常款项", (await Assert.ThrowsAsync<RuleViolationException>(() => FindReturnedAsync(world))).Message);
        Assert.Equal(1, await world.ReadAsync(db => db.Refunds.CountAsync()));
    }

    [Fact]
    public async Task A_browser_that_comes_back_from_Alipay_is_believed_only_with_their_signature_on_the_own_number_and_application()
    {
        using var messages = new ChannelMessages();
        await using var portal = await PortalFactory.StartAsync(settings: messages.Settings());
        var number = PaymentAttempt.NewNumber('P', portal.Clock.UtcNow);
        var attempt = new PaymentAttempt
        {
            OrderId = Guid.NewGuid(), Channel = Channel.Alipay, Product = PaymentProduct.Page, MerchantAccount = "53", Number = number, AmountFen = 10000, CreatedAt = portal.Clock.UtcNow, ExpiresAt = portal.Clock.UtcNow.AddMinutes(15),
        };
        var channel = portal.Services.GetServices<IPaymentChannel>().Single(c => c.Channel == Channel.Alipay);
        using var stranger = System.Security.Cryptography.RSA.Create(2048);
        Assert.True(await ReturnsAsync(ChannelMessages.AlipayFields(number)));
        Assert.False(await ReturnsAsync(ChannelMessages.AlipayFields(number), stranger));
        Assert.False(await ReturnsAsync(ChannelMessages.AlipayFields(number[..^1] + (number[^1] == '0' ? '1' : '0'))));
        Assert.False(await ReturnsAsync(ChannelMessages.AlipayFields(number, own: "")));

        async Task<bool> ReturnsAsync(Dictionary<string, string> fields, System.Security.Cryptography.RSA? key = null)
        {
            var http = new DefaultHttpContext { Request = { QueryString = new("?" + await messages.AlipayNotice(fields, key).ReadAsStringAsync()) } };
            return channel.IsGenuineReturn(attempt, http.Request.Query);
        }
    }

    private static Task<bool> FindReturnedAsync(PaymentWorld world) => world.Factory.WithAsync(async place =>
    {
        var attempt = await place.GetRequiredService<PortalContext>().PaymentAttempts.Select(a => a.Id).SingleAsync();
        var file = await place.GetRequiredService<OrderFiles>().FindAsync(place.GetRequiredService<PortalContext>().FeeOrders, default);
        return await place.GetRequiredService<RefundRepairs>().FindReturnedAsync(new(["53"], []), attempt, file!.Seen, new(null, Role.Cashier, world.Clock.UtcNow), default);
    });
}
