using System.Net;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Tests.Office;

public class MoneyDeskTests
{
    private static readonly Dictionary<string, string?> EverythingNeedsTwo = new() { ["Payments:SecondPersonAboveFen"] = "0" };

    [Fact]
    public async Task A_cashier_gives_an_incident_back_at_once_and_exactly_what_came()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var attempt = await IncidentAsync(world);
        Refund? sent = null;
        PaymentAttempt? of = null;
        world.Alipay.Refund = refund =>
        {
            (sent, of) = (refund, refund.Attempt);
            return new(RefundAnswer.Succeeded, "r1");
        };
        var cashier = await StaffAsync(world, Role.Cashier);
        var list = await cashier.GetAsync("/desk/money");
        Assert.Contains("异常款项（1）", list.Text);
        Assert.Equal("1", list.Html.QuerySelector(".tab-count")?.TextContent);
        var story = await cashier.GetAsync(Link(list, "核对"));
        Assert.Contains("应收 100.00 元，实收 99.00 元", story.Text);
        Assert.Contains("张伟明", story.Text);
        var form = await cashier.GetAsync(Link(story, "退回这笔款项"));
        Assert.Equal("退回 99.00 元", form.Heading);
        Assert.Contains("请写明退款原因", (await cashier.SubmitAsync(form, [], "/refund")).ErrorOf("Form.Reason"));
        Assert.Contains("最多80个字", (await cashier.SubmitAsync(form, [new("Form.Reason", new string('长', 81))], "/refund")).ErrorOf("Form.Reason"));
        var done = await cashier.FollowAsync(await cashier.SubmitAsync(form, [new("Form.Reason", "金额不符，请重新缴费")], "/refund"));
        Assert.Contains("已办理退款", done.Text);
        await StaffActionsTests.LandedAsync(world.Factory, "refund.requested", Role.Cashier);

        await world.SendRefundsAsync();
        Assert.Equal((9900, 9900), (sent!.AmountFen, of!.TakenFen));
        Assert.Equal(RegistrationState.Approved, await world.StateAsync());
        var after = await cashier.GetAsync(done.Path);
        Assert.Contains("已原路退回", after.Text);
        Assert.Contains("退款成功", after.Text);
        Assert.Contains("异常款项（0）", (await cashier.GetAsync("/desk/money")).Text);
        Assert.Contains("支付宝 99.00 元", (await (await world.Factory.SignedInAsync(world.Registration.UserId)).GetAsync(world.Registration.At("pay"))).Text);
        Assert.Equal(RefundState.Succeeded, Assert.Single((await world.AttemptAsync(attempt.Number)).Refunds).State);
    }

    [Fact]
    public async Task Above_the_limit_another_person_agrees_before_anything_is_sent()
    {
        await using var world = await PaymentWorld.BeginAsync(EverythingNeedsTwo);
        await VoidedAsync(world);
        var cashier = await StaffAsync(world, Role.Cashier);
        var form = await cashier.GetAsync(await RefundPathAsync(world));
        Assert.Contains("超过 0.00 元的退款须由另一位财务复核人员同意", form.Text);
        Assert.Contains("等待另一位财务复核人员同意", (await cashier.FollowAsync(await cashier.SubmitAsync(form, [new("Form.Reason", "报名作废")], "/refund"))).Text);
        await StaffActionsTests.LandedAsync(world.Factory, "refund.proposed", Role.Cashier);
        Assert.Equal(0, await world.SendRefundsAsync());

        var approver = await StaffAsync(world, Role.SecondApprover);
        Assert.Contains("1笔退款待复核", (await approver.GetAsync("/desk")).Text.Replace(" ", ""));
        var list = await approver.GetAsync("/desk/money");
        var decision = await approver.GetAsync(Link(list, "复核"));
        Assert.Contains("报名作废", decision.Text);
        var story = await approver.FollowAsync(await approver.SubmitAsync(decision, [], "/approve"));
        Assert.Contains("财务复核", story.Text);
        await StaffActionsTests.LandedAsync(world.Factory, "refund.approved", Role.SecondApprover);
        Assert.Equal(1, await world.SendRefundsAsync());
        Assert.Equal(RegistrationState.Refunded, await world.StateAsync());
        var again = await approver.PostAsync(decision.Path + "/approve", [await TokenAsync(approver), new("Form.Seen", await SeenAsync(world))]);
        Assert.Contains("不需要复核", again.Html.QuerySelector(".error-summary")?.TextContent);
    }

    [Fact]
    public async Task What_is_declined_goes_nowhere_and_may_be_proposed_anew()
    {
        await using var world = await PaymentWorld.BeginAsync(EverythingNeedsTwo);
        await VoidedAsync(world);
        var (cashier, approver) = (await StaffAsync(world, Role.Cashier), await StaffAsync(world, Role.SecondApprover));
        await ProposeAsync(world, cashier);
        var decision = await approver.GetAsync(await DecisionPathAsync(world));
        Assert.Contains("请写明不同意的原因", (await approver.SubmitAsync(decision, [], "/decline")).ErrorOf("Form.Reason"));
        var story = await approver.FollowAsync(await approver.SubmitAsync(decision, [new("Form.Reason", "还没有核对身份")], "/decline"));
        Assert.Contains("不同意：还没有核对身份", story.Text);
        await StaffActionsTests.LandedAsync(world.Factory, "refund.declined", Role.SecondApprover);
        Assert.Equal((0, RegistrationState.Voided), (await world.SendRefundsAsync(), await world.StateAsync()));
        Assert.Contains("现在不能复核", (await approver.GetAsync(decision.Path)).Text);
        await ProposeAsync(world, cashier);
        Assert.Equal([RefundState.Declined, RefundState.Proposed], (await world.ReadAsync(db => db.Refunds.OrderBy(r => r.DecidedAt == null).Select(r => r.State).ToListAsync())));
    }

    [Fact]
    public async Task Nobody_agrees_to_the_own_proposal()
    {
        await using var world = await PaymentWorld.BeginAsync(EverythingNeedsTwo);
        await VoidedAsync(world);
        var id = await TestData.StaffAsync(world.Factory, Role.Cashier, "53");
        await world.ReadAsync(async db =>
        {
            db.StaffAppointments.Add(new() { UserId = id, Role = Role.SecondApprover, InstitutionCode = "53" });
            return await db.SaveChangesAsync();
        });
        var both = await world.Factory.SignedInAsync(id);
        await ProposeAsync(world, both);
        var page = await both.GetAsync(await DecisionPathAsync(world));
        Assert.Contains("须由另一位财务复核人员决定", page.Text);
        Assert.Contains("0笔退款待复核", (await both.GetAsync("/desk")).Text.Replace(" ", ""));
        foreach (var verb in new[] { "/approve", "/decline" })
        {
            var sent = await both.PostAsync(page.Path + verb, [await TokenAsync(both), new("Form.Seen", await SeenAsync(world)), new("Form.Reason", "理由")]);
            Assert.Contains("须由另一位财务复核人员决定", sent.Html.QuerySelector(".error-summary")?.TextContent);
        }
        Assert.Equal(RefundState.Proposed, await world.ReadAsync(db => db.Refunds.Select(r => r.State).SingleAsync()));
    }

    [Fact]
    public async Task What_a_living_registration_has_paid_stays()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await world.BookAsync(await world.StartAsync());
        var cashier = await StaffAsync(world, Role.Cashier);
        var page = await cashier.GetAsync(await RefundPathAsync(world));
        Assert.Contains("考试费不能退。作废或停考以后才能退费", page.Text);
        Assert.Empty(page.Html.QuerySelectorAll("input[name='Form.Reason']"));
        var sent = await cashier.PostAsync(page.Path, [await TokenAsync(cashier), new("Form.Seen", await SeenAsync(world)), new("Form.Reason", "理由")]);
        Assert.Contains("考试费不能退", sent.Html.QuerySelector(".error-summary")?.TextContent);
        Assert.Equal(0, await world.ReadAsync(db => db.Refunds.CountAsync()));
        Assert.Contains("考试费不能退", (await cashier.GetAsync(await OrderPathAsync(world))).Text);
    }

    [Theory]
    [InlineData(RegistrationState.Voided)]
    [InlineData(RegistrationState.Suspended)]
    public async Task What_the_office_ended_is_given_back_and_the_candidate_is_told(RegistrationState state)
    {
        await using var world = await PaymentWorld.BeginAsync();
        await world.BookAsync(await world.StartAsync());
        await world.EndAsync(state);
        await ProposeAsync(world, await StaffAsync(world, Role.Cashier));
        Assert.Equal(0, await world.RequestByRuleAsync());
        await world.SendRefundsAsync();
        Assert.Equal(RegistrationState.Refunded, await world.StateAsync());
        Assert.Equal(1, await world.ReadAsync(db => db.Set<Portal.Notifications.OutboxMessage>().CountAsync(m => m.Template == "registration-refunded")));
    }

    [Fact]
    public async Task Whoever_decides_on_an_old_sight_is_shown_the_new_one()
    {
        await using var world = await PaymentWorld.BeginAsync(EverythingNeedsTwo);
        await VoidedAsync(world);
        var (one, two) = (await StaffAsync(world, Role.Cashier), await StaffAsync(world, Role.Cashier));
        var old = await two.GetAsync(await RefundPathAsync(world));
        await ProposeAsync(world, one);
        var late = await two.SubmitAsync(old, [new("Form.Reason", "也来退")], "/refund");
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("已被他人更新", late.Text);
        Assert.Contains("这一笔已有退款（待复核）", late.Text);

        var (first, second) = (await StaffAsync(world, Role.SecondApprover), await StaffAsync(world, Role.SecondApprover));
        var decision = await first.GetAsync(await DecisionPathAsync(world));
        await second.SubmitAsync(await second.GetAsync(decision.Path), [new("Form.Reason", "不符合")], "/decline");
        Assert.Equal(HttpStatusCode.Conflict, (await first.SubmitAsync(decision, [], "/approve")).Status);
        Assert.Equal(RefundState.Declined, await world.ReadAsync(db => db.Refunds.Select(r => r.State).SingleAsync()));
    }

    [Fact]
    public async Task Two_cashiers_at_once_give_back_once()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await VoidedAsync(world);
        var path = await RefundPathAsync(world);
        var forms = new List<(Visitor Cashier, Page Form)>();
        for (var n = 0; n < 4; n++)
        {
            var cashier = await StaffAsync(world, Role.Cashier);
            forms.Add((cashier, await cashier.GetAsync(path)));
        }
        var answers = await Task.WhenAll(forms.Select(f => Task.Run(() => f.Cashier.SubmitAsync(f.Form, [new("Form.Reason", "报名作废")], "/refund"))));
        Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.Redirect));
        Assert.Equal(3, answers.Count(a => a.Status == HttpStatusCode.Conflict));
        Assert.Equal(1, await world.ReadAsync(db => db.Refunds.CountAsync()));
    }

    [Fact]
    public async Task Orders_are_found_by_each_of_their_numbers_and_only_at_the_own_institution()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await VoidedAsync(world);
        var (cashier, stranger) = (await StaffAsync(world, Role.Cashier), await StaffAsync(world, Role.Cashier, "11"));
        await ProposeAsync(world, cashier);
        var order = await OrderPathAsync(world);
        var attempt = await world.ReadAsync(db => db.PaymentAttempts.AsNoTracking().Include(a => a.Refunds).SingleAsync());
        var desk = await cashier.GetAsync("/desk/money");
        foreach (var text in new[] { attempt.Number, attempt.Number.ToLowerInvariant(), attempt.TransactionId!, attempt.Refunds.Single().Number, ShellWords.Grouped(world.Registration.Number!) })
        {
            Assert.Equal(order, (await cashier.SubmitAsync(desk, [new("Search.Text", text)], "/search")).Location);
            var none = await stranger.SubmitAsync(await stranger.GetAsync("/desk/money"), [new("Search.Text", text)], "/search");
            Assert.Contains("没有找到", none.Text);
        }
        foreach (var text in new[] { "P2031", new string('1', 4000) }) Assert.Contains("没有找到", (await cashier.SubmitAsync(desk, [new("Search.Text", text)], "/search")).Text);
        Assert.Equal("/desk/money", (await cashier.SubmitAsync(desk, [new("Search.Text", " ")], "/search")).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(order)).Status);
    }

    [Theory]
    [InlineData(Role.Cashier, "11")]
    [InlineData(Role.Cashier, null)]
    [InlineData(Role.SecondApprover, "11")]
    [InlineData(Role.SecondApprover, null)]
    public async Task Another_institutions_money_is_not_there_and_a_national_post_opens_nothing(Role role, string? institution)
    {
        await using var world = await PaymentWorld.BeginAsync(EverythingNeedsTwo);
        await VoidedAsync(world);
        await ProposeAsync(world, await StaffAsync(world, Role.Cashier));
        var (refund, decision, seen) = (await RefundPathAsync(world), await DecisionPathAsync(world), await SeenAsync(world));
        var stranger = await StaffAsync(world, role, institution);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(role == Role.Cashier ? refund : decision)).Status);
        string[] paths = role == Role.Cashier ? [refund] : [decision + "/approve", decision + "/decline"];
        foreach (var path in paths)
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync(path, [await TokenAsync(stranger), new("Form.Seen", seen), new("Form.Reason", "理由")])).Status);
        Assert.Equal(RefundState.Proposed, await world.ReadAsync(db => db.Refunds.Select(r => r.State).SingleAsync()));
        Assert.Contains("待复核的退款（0）", (await stranger.GetAsync("/desk/money")).Text);
    }

    [Fact]
    public async Task The_story_tells_everything_in_order()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        world.Clock.UtcNow += TimeSpan.FromMinutes(1);
        await world.BookAsync(number);
        world.Clock.UtcNow += TimeSpan.FromMinutes(1);
        await world.EndAsync(RegistrationState.Voided);
        world.Clock.UtcNow += TimeSpan.FromMinutes(1);
        var cashier = await StaffAsync(world, Role.Cashier);
        await ProposeAsync(world, cashier);
        world.Clock.UtcNow += TimeSpan.FromMinutes(1);
        await world.SendRefundsAsync();
        var story = await cashier.GetAsync(await OrderPathAsync(world));
        var told = story.Html.QuerySelector(".timeline")!.TextContent;
        string[] order = ["发起支付", "付款人付款 100.00 元", "作废报名", "办理退款", "退款成功"];
        Assert.Equal(order, order.OrderBy(word => told.IndexOf(word, StringComparison.Ordinal)));
        Assert.All(order, word => Assert.Contains(word, told, StringComparison.Ordinal));
        Assert.Contains(number, story.Text);
    }

    private static async Task<PaymentAttempt> IncidentAsync(PaymentWorld world)
    {
        var number = await world.StartAsync();
        Assert.Equal(Booking.WrongAmount, await world.BookAsync(number, fen: 9900));
        return await world.AttemptAsync(number);
    }

    private static async Task VoidedAsync(PaymentWorld world)
    {
        await world.BookAsync(await world.StartAsync());
        await world.EndAsync(RegistrationState.Voided);
    }

    private static async Task ProposeAsync(PaymentWorld world, Visitor cashier)
    {
        var sent = await cashier.SubmitAsync(await cashier.GetAsync(await RefundPathAsync(world)), [new("Form.Reason", "报名作废")], "/refund");
        Assert.True(sent.Status == HttpStatusCode.Redirect, sent.Text);
    }

    private static async Task<Visitor> StaffAsync(PaymentWorld world, Role role, string? institution = "53") =>
        await world.Factory.SignedInAsync(await TestData.StaffAsync(world.Factory, role, institution));

    private static async Task<string> RefundPathAsync(PaymentWorld world) => $"/desk/money/attempts/{await world.ReadAsync(db => db.PaymentAttempts.Select(a => a.Id).SingleAsync())}/refund";

    private static async Task<string> DecisionPathAsync(PaymentWorld world) => $"/desk/money/refunds/{await world.ReadAsync(db => db.Refunds.Where(r => r.State == RefundState.Proposed).Select(r => r.Id).SingleAsync())}";

    private static async Task<string> OrderPathAsync(PaymentWorld world) => $"/desk/money/orders/{await world.ReadAsync(db => db.FeeOrders.Select(o => o.Id).SingleAsync())}";

    private static Task<string> SeenAsync(PaymentWorld world) => world.ReadAsync(async db => (await new OrderFiles(db).FindAsync(db.FeeOrders, default))!.Seen);

    private static async Task<KeyValuePair<string, string>> TokenAsync(Visitor visitor) => new("__RequestVerificationToken", (await visitor.GetAsync("/desk/money")).ValueOf("__RequestVerificationToken")!);

    private static string Link(Page page, string words) => page.Html.QuerySelectorAll("main a").First(a => a.TextContent.Trim().StartsWith(words, StringComparison.Ordinal)).GetAttribute("href")!;
}
