using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>What the database itself refuses, and what a settings file cannot move.</summary>
public class PaymentRulesTests
{
    [Fact]
    public async Task Our_number_is_given_once_in_a_channel()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await world.AddAsync(world.NewAttempt(Channel.Alipay, "P1"));
        await world.AddAsync(world.NewAttempt(Channel.WeChatPay, "P1"));
        await Assert.ThrowsAsync<DbUpdateException>(() => world.AddAsync(world.NewAttempt(Channel.Alipay, "P1")));
    }

    [Fact]
    public async Task Their_number_is_booked_once_in_a_channel()
    {
        await using var world = await PaymentWorld.BeginAsync();
        foreach (var (channel, number) in new[] { (Channel.Alipay, "P1"), (Channel.WeChatPay, "P2"), (Channel.Alipay, "P3"), (Channel.Alipay, "P4") }) await world.AddAsync(world.NewAttempt(channel, number));
        Assert.Equal(1, await NameAsync(world, "P1"));
        Assert.Equal(1, await NameAsync(world, "P2"));
        await Assert.ThrowsAnyAsync<DbException>(() => NameAsync(world, "P3"));
    }

    [Fact]
    public async Task A_refund_number_is_given_once_in_a_channel()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var (one, other) = (world.NewAttempt(Channel.Alipay, "P1"), world.NewAttempt(Channel.WeChatPay, "P2"));
        await world.AddAsync(one);
        await world.AddAsync(other);
        await world.AddAsync(NewRefund(one.Attempt));
        await world.AddAsync(NewRefund(other.Attempt));
        await Assert.ThrowsAsync<DbUpdateException>(() => world.AddAsync(NewRefund(one.Attempt)));
    }

    [Fact]
    public async Task A_notice_id_is_taken_once_among_the_verified_and_means_nothing_among_the_others()
    {
        await using var world = await PaymentWorld.BeginAsync();
        foreach (var (channel, verdict) in new[]
        {
            (Channel.Alipay, NoticeVerdict.Unverified), (Channel.Alipay, NoticeVerdict.Unverified), (Channel.Alipay, NoticeVerdict.Booked),
            (Channel.Alipay, NoticeVerdict.Unverified), (Channel.WeChatPay, NoticeVerdict.Booked),
        }) await world.AddAsync(NewNotice(channel, verdict));
        foreach (var verdict in Enum.GetValues<NoticeVerdict>().Where(v => v != NoticeVerdict.Unverified))
            await Assert.ThrowsAsync<DbUpdateException>(() => world.AddAsync(NewNotice(Channel.Alipay, verdict)));
    }

    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task The_merchant_account_is_frozen_on_the_attempt_and_stands_in_its_notify_address(Channel by)
    {
        await using var world = await PaymentWorld.BeginAsync();
        List<string> notify = [], accounts = [];
        var create = world.Of(by).Create;
        world.Of(by).Create = order =>
        {
            notify.Add(order.NotifyAddress);
            return create(order);
        };
        world.Of(by).Query = attempt =>
        {
            accounts.Add(attempt.MerchantAccount);
            return new(ChannelState.Unpaid);
        };
        var number = await world.StartAsync(by);
        // The institution gets an account of its own while the payer looks at the code.
        world.Of(by).Account = "53";
        world.Clock.UtcNow = world.Clock.UtcNow.AddSeconds(5);
        await world.LookAsync();
        Assert.Equal(["default"], accounts);
        Assert.Equal(Booking.WrongMerchant, await world.BookAsync(number, by, account: "53"));
        var fresh = await world.StartAsync(by);
        Assert.NotEqual(number, fresh);
        Assert.Equal([$"https://localhost/notify/{world.Of(by).Slug}/default", $"https://localhost/notify/{world.Of(by).Slug}/53"], notify);
        Assert.Equal(Booking.Settled, await world.BookAsync(number, by, account: "default"));
    }

    private static Task<int> NameAsync(PaymentWorld world, string number) => world.ReadAsync(db =>
        db.PaymentAttempts.Where(a => a.Number == number).ExecuteUpdateAsync(row => row.SetProperty(a => a.TransactionId, "T1")));

    private static Refund NewRefund(PaymentAttempt attempt) => new()
    {
        AttemptId = attempt.Id, Channel = attempt.Channel, Number = "R1", AmountFen = 1, Reason = "x", CreatedAt = attempt.CreatedAt,
    };

    private static PaymentNotice NewNotice(Channel channel, NoticeVerdict verdict) => new()
    {
        Channel = channel, MerchantAccount = "default", NoticeId = "n1", Verdict = verdict, ReceivedAt = new(2031, 3, 20, 0, 0, 0, DateTimeKind.Utc), Headers = "", Body = "",
    };
}

internal static class PaymentRows
{
    /// <summary>An attempt of an order of its own.</summary>
    public static (FeeOrder Order, PaymentAttempt Attempt) NewAttempt(this PaymentWorld world, Channel channel, string number)
    {
        var now = world.Clock.UtcNow;
        var order = new FeeOrder
        {
            Purpose = FeePurpose.Registration, SubjectId = Guid.NewGuid(), PayerId = world.Registration.UserId, InstitutionCode = "53",
            Title = "考试费", AmountFen = 10000, Deadline = now.AddDays(1), CreatedAt = now,
        };
        return (order, new()
        {
            OrderId = order.Id, Channel = channel, Product = PaymentProduct.Qr, MerchantAccount = "default", Number = number,
            AmountFen = 10000, CreatedAt = now, ExpiresAt = now.AddMinutes(15),
        });
    }

    public static Task AddAsync(this PaymentWorld world, (FeeOrder Order, PaymentAttempt Attempt) made) => AddAsync(world, made.Order, made.Attempt);

    public static Task AddAsync(this PaymentWorld world, params object[] rows) => world.Factory.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        db.AddRange(rows);
        await db.SaveChangesAsync();
    });
}
