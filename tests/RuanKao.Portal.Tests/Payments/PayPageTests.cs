using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Payments;

public class PayPageTests
{
    private static readonly KeyValuePair<string, string>[] ByAlipay = [new("Channel", "Alipay")];

    [Fact]
    public async Task The_fee_is_said_before_anything_is_paid()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var visitor = await world.Factory.SignedInAsync(world.Registration.UserId);
        var page = await visitor.GetAsync(world.Registration.At("pay"));
        Assert.Equal("网上缴费", page.Heading);
        foreach (var word in new[] { "100.00 元", "考试名称", "中级", "软件设计师", "报考科目", "缴费时间", "云南", "收费依据", "未公布", "支付后不能再更改", "支付宝", "微信支付" })
            Assert.Contains(word, page.Text);
        Assert.Matches(@"张伟明 530\*+\d{3}[\dX]", page.Text);
    }

    [Fact]
    public async Task A_visitor_signs_in_first_and_staff_are_refused()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var visitor = await world.Factory.Visitor().GetAsync(world.Registration.At("pay"));
        Assert.Equal(HttpStatusCode.Redirect, visitor.Status);
        var staff = await world.Factory.SignedInAsync(await TestData.StaffAsync(world.Factory, Role.Reviewer, "53"));
        Assert.Equal(HttpStatusCode.Forbidden, (await staff.GetAsync(world.Registration.At("pay"))).Status);
    }

    [Fact]
    public async Task Somebody_without_a_registration_there_finds_nothing()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var other = await world.Factory.SignedInAsync(await TestData.VerifiedCandidateAsync(world.Factory));
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(world.Registration.At("pay"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/exams/1999-1/53/pay")).Status);
    }

    [Fact]
    public async Task Another_persons_payment_is_not_to_be_found()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        var other = await TestData.ApprovedAsync(world.Factory);
        var visitor = await world.Factory.SignedInAsync(other.UserId);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(other.At($"pay/{number}"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(other.At($"pay/{number}/state"))).Status);
        var own = await visitor.GetAsync(other.At("pay"));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.PostAsync(other.At($"pay/{number}/check"), Token(own))).Status);
        Assert.DoesNotContain(world.Alipay.Asked, a => a.StartsWith("query", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Before_approval_the_page_says_what_is_waited_for()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var submitted = await TestData.SubmittedAsync(world.Factory);
        var visitor = await world.Factory.SignedInAsync(submitted.UserId);
        var page = await visitor.GetAsync(submitted.At("pay"));
        Assert.Contains("审核通过后才能缴费", page.Text);
        Assert.Null(page.Html.QuerySelector("[name=Channel]"));
        await Assert.ThrowsAsync<RuleViolationException>(() => world.Factory.WithAsync(place => place.GetRequiredService<PaymentService>().StartAsync(
            submitted.RoundCode, submitted.InstitutionCode, Channel.Alipay, PaymentProduct.Qr, "127.0.0.1", new(submitted.UserId, Role.Candidate, world.Clock.UtcNow), default)));
        Assert.Empty(world.Alipay.Asked);
    }

    [Theory]
    [InlineData(-2, "最后 2 分钟不能发起新的支付")]
    [InlineData(1, "截止")]
    public async Task Outside_the_window_nothing_can_be_begun(int minutes, string said)
    {
        await using var world = await PaymentWorld.BeginAsync();
        world.Clock.UtcNow = (await world.ReadAsync(async db => (await db.RoundInstitutions.SingleAsync()).Payment.To!.Value)).AddMinutes(minutes);
        var visitor = await world.Factory.SignedInAsync(world.Registration.UserId);
        var page = await visitor.GetAsync(world.Registration.At("pay"));
        Assert.Contains(said, page.Text);
        Assert.Null(page.Html.QuerySelector("[name=Channel]"));
    }

    [Fact]
    public async Task A_registration_that_lapsed_unpaid_is_told_when_paying_ended()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await world.ReadAsync(db => db.Registrations.Where(r => r.Id == world.Registration.Id).ExecuteUpdateAsync(row => row.SetProperty(r => r.State, RegistrationState.Lapsed)));
        world.Clock.UtcNow = (await world.ReadAsync(async db => (await db.RoundInstitutions.SingleAsync()).Payment.To!.Value)).AddMinutes(1);
        var page = await (await world.Factory.SignedInAsync(world.Registration.UserId)).GetAsync(world.Registration.At("pay"));
        Assert.Contains("缴费已于", page.Text);
        Assert.DoesNotContain("审核通过后才能缴费", page.Text);
    }

    [Fact]
    public async Task Without_a_channel_the_field_says_so()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var visitor = await world.Factory.SignedInAsync(world.Registration.UserId);
        var page = await visitor.SubmitAsync(await visitor.GetAsync(world.Registration.At("pay")), [new("Channel", "")], "/pay");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("请选择支付方式", page.ErrorOf("Channel"));
    }

    [Fact]
    public async Task A_code_a_clock_and_the_state_then_paid_and_locked()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var visitor = await world.Factory.SignedInAsync(world.Registration.UserId);
        var code = await visitor.FollowAsync(await visitor.SubmitAsync(await visitor.GetAsync(world.Registration.At("pay")), ByAlipay, "/pay"));
        Assert.StartsWith("data:image/svg+xml;base64,", code.Html.QuerySelector(".qr-panel img")?.GetAttribute("src"));
        Assert.Contains("等待支付", code.Text);
        Assert.Contains("我已付款，立即核查", code.Text);
        Assert.NotNull(code.Html.QuerySelector("[data-deadline]"));
        Assert.Contains("\"decided\":false", (await visitor.GetAsync(code.Path + "/state")).Body);

        var unpaid = await visitor.FollowAsync(await visitor.SubmitAsync(code, [], "/check"));
        Assert.Contains("这一笔还没有付款", unpaid.Text);

        world.Alipay.Query = _ => world.Paid(transaction: "2031032022001");
        var back = await visitor.FollowAsync(await visitor.SubmitAsync(code, [], "/check"));
        var paid = await visitor.FollowAsync(back);
        Assert.Equal("缴费成功，报名成功", paid.Heading);
        Assert.Contains("2031032022001", paid.Text);
        Assert.Contains("\"decided\":true", (await visitor.GetAsync(code.Path + "/state")).Body);
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.PostAsync(world.Registration.At("pay"), Token(code).Concat(ByAlipay))).Status);
        Assert.Equal(1, await world.ReadAsync(db => db.PaymentAttempts.CountAsync()));
    }

    [Fact]
    public async Task A_phone_gets_buttons_and_a_way_into_the_app()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var visitor = await world.Factory.SignedInAsync(world.Registration.UserId);
        async Task<Page> OnPhone(HttpRequestMessage request)
        {
            request.Headers.Add("User-Agent", "Mozilla/5.0 (Linux; Android 14) Mobile");
            return await visitor.SendAsync(request);
        }
        var page = await OnPhone(new(HttpMethod.Get, world.Registration.At("pay")));
        Assert.Equal(["用支付宝支付 100.00 元", "用微信支付 100.00 元"], page.Html.QuerySelectorAll("button[name=Channel]").Select(b => b.TextContent.Trim()));
        var posted = await OnPhone(new(HttpMethod.Post, world.Registration.At("pay")) { Content = new FormUrlEncodedContent([.. Token(page), new("Channel", "WeChatPay")]) });
        var attempt = await OnPhone(new(HttpMethod.Get, posted.Location));
        Assert.StartsWith("https://pay.example/", attempt.Html.QuerySelector("a.button")?.GetAttribute("href"));
        Assert.Equal("origin", attempt.Html.QuerySelector("a.button")?.GetAttribute("referrerpolicy"));
        var made = await world.AttemptAsync(posted.Location![^32..]);
        Assert.Equal((PaymentProduct.Phone, world.Clock.UtcNow.AddMinutes(5)), (made.Product, made.ExpiresAt));
    }

    [Fact]
    public async Task In_WeChat_the_way_out_is_shown_instead_of_buttons_that_lead_nowhere()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync(product: PaymentProduct.Phone);
        var visitor = await world.Factory.SignedInAsync(world.Registration.UserId);
        foreach (var path in new[] { world.Registration.At("pay"), world.Registration.At($"pay/{number}") })
        {
            var page = await InWeChatAsync(visitor, path, "Mozilla/5.0 (iPhone) Mobile/15E148 MicroMessenger/8.0.49");
            Assert.Contains("在浏览器打开", page.Text);
            Assert.EndsWith(path, page.Html.QuerySelector("input[data-copy]")?.GetAttribute("value"));
            Assert.StartsWith("https://", page.Html.QuerySelector("input[data-copy]")?.GetAttribute("value"));
            Assert.Null(page.Html.QuerySelector("button[name=Channel]"));
            Assert.Null(page.Html.QuerySelector("main a.button[href*='pay.example']"));
        }
        Assert.Contains("在微信里打不开支付宝", (await InWeChatAsync(visitor, world.Registration.At("pay"), "Mozilla/5.0 (Linux; Android 14) Mobile MicroMessenger/8.0.49")).Text);
        // WeChat on a desk shows a code, which a phone can scan.
        Assert.NotNull((await InWeChatAsync(visitor, world.Registration.At("pay"), "Mozilla/5.0 (Windows NT 10.0) MicroMessenger/7.0 WindowsWechat")).Html.QuerySelector("input[name=Channel]"));

        static async Task<Page> InWeChatAsync(Visitor visitor, string path, string browser)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("User-Agent", browser);
            return await visitor.SendAsync(request);
        }
    }

    [Fact]
    public async Task The_basis_of_the_fee_is_shown_and_what_has_run_out_is_not_charged()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var today = Beijing.Today(world.Clock);
        await FeeAsync(f => f with { ApprovalDocument = "云发改收费〔2029〕1号", ValidFrom = today.AddYears(-1), ValidUntil = today });
        var visitor = await world.Factory.SignedInAsync(world.Registration.UserId);
        var page = await visitor.GetAsync(world.Registration.At("pay"));
        Assert.Contains($"收费依据：云发改收费〔2029〕1号（有效期 {today.AddYears(-1):yyyy-MM-dd} 至 {today:yyyy-MM-dd}）", page.Text);
        Assert.NotNull(page.Html.QuerySelector("[name=Channel]"));
        await FeeAsync(f => f with { ValidUntil = today.AddDays(-1) });
        var over = await visitor.SubmitAsync(page, ByAlipay, "/pay");
        Assert.Contains("不在有效期内，不能收费", over.Text);
        Assert.Null(over.Html.QuerySelector("[name=Channel]"));
        Assert.Equal(0, await world.ReadAsync(db => db.PaymentAttempts.CountAsync()));

        Task<int> FeeAsync(Func<Portal.Exams.FeeRule, Portal.Exams.FeeRule> change) => world.ReadAsync(async db =>
        {
            var place = await db.RoundInstitutions.SingleAsync();
            place.Fee = change(place.Fee);
            return await db.SaveChangesAsync();
        });
    }

    [Fact]
    public async Task Giving_up_closes_at_the_channel()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        var visitor = await world.Factory.SignedInAsync(world.Registration.UserId);
        var page = await visitor.GetAsync(world.Registration.At($"pay/{number}"));
        await visitor.SubmitAsync(page, [], "/give-up");
        Assert.Equal(PaymentState.Closed, (await world.AttemptAsync(number)).State);
        Assert.Contains("已关闭，没有收到付款", (await visitor.GetAsync(page.Path)).Text);
    }

    [Theory]
    [InlineData("?good=1", RegistrationState.Paid)]
    [InlineData("?good=0", RegistrationState.Approved)]
    public async Task A_returning_browser_proves_nothing_but_lets_us_ask(string query, RegistrationState then)
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        world.Alipay.Query = _ => world.Paid();
        var answer = await world.Factory.Visitor().GetAsync($"/pay/return/alipay/{number}{query}");
        Assert.Equal(world.Registration.At($"pay/{number}"), answer.Location);
        Assert.Equal(then, await world.StateAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await world.Factory.Visitor().GetAsync($"/pay/return/wechatpay/{number}")).Status);
    }

    [Fact]
    public async Task A_free_registration_shows_that_nothing_is_owed()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var free = await TestData.ApprovedAsync(world.Factory, feeFen: 0);
        var page = await (await world.Factory.SignedInAsync(free.UserId)).GetAsync(free.At("pay"));
        Assert.Equal("不收费，报名成功", page.Heading);
    }

    private static IEnumerable<KeyValuePair<string, string>> Token(Page page) =>
        [new("__RequestVerificationToken", page.Html.QuerySelector("[name=__RequestVerificationToken]")?.GetAttribute("value") ?? "")];
}
