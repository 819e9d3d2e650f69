using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations;

public class ChangePageTests
{
    [Fact]
    public async Task The_form_is_prefilled_shows_before_and_after_and_hands_in_what_was_shown()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.ApprovedAsync(factory);
        var visitor = await factory.SignedInAsync(made.UserId);
        var form = await visitor.GetAsync(made.At("change"));
        Assert.Equal("云南大学", form.ValueOf("Form.School"));
        Assert.Contains("申请变更后，审核完才能缴费", form.Text);
        var check = await visitor.SubmitAsync(form, Typed(form, ("Form.School", "丽江师范学院"), ("then", "check")));
        Assert.Equal("核对变更", check.Heading);
        var row = check.Html.QuerySelectorAll("table tr").Single(r => r.TextContent.Contains("所在学校"));
        Assert.Contains("云南大学", row.TextContent);
        Assert.Contains("丽江师范学院", row.TextContent);
        Assert.Equal(2, check.Html.QuerySelectorAll("table tr").Length);

        // Back to the boxes with everything typed.
        var again = await visitor.SubmitAsync(check, [new("then", "edit")], "/change");
        Assert.Equal("丽江师范学院", again.ValueOf("Form.School"));
        var sent = await visitor.SubmitAsync(check, [new("then", "send")], "/change");
        var shown = await visitor.FollowAsync(sent);
        Assert.Contains("等待审核", shown.Heading);
        Assert.Contains("丽江师范学院", shown.Text);
        // Pressed twice, or sent from the other tab: the one that waits is shown.
        Assert.Equal(made.At("change"), (await visitor.SubmitAsync(check, [new("then", "send")], "/change")).Location);

        var home = await visitor.GetAsync(made.At());
        Assert.Contains("变更申请等待审核", home.Heading);
        Assert.Contains("撤回变更申请", home.Text);
        Assert.Contains("先撤回变更申请", (await visitor.GetAsync(made.At("pay"))).Text);
        var back = await visitor.FollowAsync(await visitor.SubmitAsync(shown, [], "/withdraw"));
        Assert.Contains("已撤回", back.Text);
        Assert.Equal("云南大学", back.ValueOf("Form.School"));
    }

    [Fact]
    public async Task After_payment_what_is_locked_is_text_and_a_forged_value_changes_nothing()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.PaidAsync(factory);
        var visitor = await factory.SignedInAsync(made.UserId);
        var form = await visitor.GetAsync(made.At("change"));
        Assert.Null(form.ValueOf("Form.ExamRegionCode"));
        Assert.Null(form.ValueOf("Form.QualificationCode"));
        Assert.Contains("已缴费，不能更改", form.Text);
        var check = await visitor.SubmitAsync(form, Typed(form, ("Form.School", "一"), ("Form.ExamRegionCode", "5307"), ("Form.QualificationCode", "PROGRAMMER"), ("then", "check")));
        Assert.Equal(2, check.Html.QuerySelectorAll("table tr").Length);
    }

    [Fact]
    public async Task Faults_stand_at_their_fields_and_nothing_typed_is_lost()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.ApprovedAsync(factory);
        var visitor = await factory.SignedInAsync(made.UserId);
        var form = await visitor.GetAsync(made.At("change"));
        var wrong = await visitor.SubmitAsync(form, Typed(form, ("Form.School", ""), ("Form.Postcode", "12"), ("then", "check")));
        Assert.Contains("请填写所在学校", wrong.ErrorOf("Form.School"));
        Assert.Equal("12", wrong.ValueOf("Form.Postcode"));
        Assert.Contains("没有任何改动", (await visitor.SubmitAsync(form, Typed(form, ("then", "check")))).Text);
    }

    [Fact]
    public async Task Before_approval_and_after_the_freeze_the_page_says_why_not()
    {
        await using var factory = await PortalFactory.StartAsync();
        var waiting = await TestData.SubmittedAsync(factory);
        Assert.Contains("不能申请变更", (await (await factory.SignedInAsync(waiting.UserId)).GetAsync(waiting.At("change"))).Text);
        var paid = await TestData.PaidAsync(factory);
        var visitor = await factory.SignedInAsync(paid.UserId);
        var form = await visitor.GetAsync(paid.At("change"));
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddDays(69);
        visitor = await factory.SignedInAsync(paid.UserId);
        Assert.Contains("冻结，不能再申请变更", (await visitor.GetAsync(paid.At("change"))).Text);
        var stranger = await factory.SignedInAsync(await TestData.VerifiedCandidateAsync(factory));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(paid.At("change"))).Status);
    }

    [Fact]
    public async Task A_returned_change_says_why_on_the_form_and_on_the_timeline()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.PaidAsync(factory);
        var visitor = await factory.SignedInAsync(made.UserId);
        var form = await visitor.GetAsync(made.At("change"));
        await visitor.SubmitAsync(form, Typed(form, ("Form.School", "一"), ("then", "send")));
        var reviewer = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Reviewer, "53"));
        Assert.Contains("申请变更", (await reviewer.GetAsync("/desk/review")).Text);
        var review = await reviewer.GetAsync($"/desk/review/{made.Id}");
        Assert.Contains("变更前后对照", review.Text);
        await reviewer.SubmitAsync(review, [new("Form.Words", "学校名称请写全称")], "/change/return");
        await StaffActionsTests.LandedAsync(factory, "review.change-returned", Role.Reviewer);
        Assert.Contains("学校名称请写全称", (await visitor.GetAsync(made.At("change"))).Text);
        Assert.Contains("变更未通过，原信息继续有效", (await visitor.GetAsync(made.At())).Text);
    }

    [Fact]
    public async Task After_cancelling_the_form_is_prefilled_with_what_was_written_before()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var visitor = await factory.SignedInAsync(made.UserId);
        await visitor.SubmitAsync(await visitor.GetAsync(made.At("cancel")), [], "/cancel");
        var form = await visitor.GetAsync(made.At("form"));
        Assert.Equal("云南大学", form.ValueOf("Form.School"));
        Assert.Equal("", form.ValueOf("Form.Version"));
    }

    [Fact]
    public async Task My_registrations_say_what_to_do_next_and_until_when()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.ApprovedAsync(factory);
        var visitor = await factory.SignedInAsync(made.UserId);
        var place = (await factory.WithAsync(s => s.GetRequiredService<RoundPlaces>().FindAsync(made.RoundId, "53")))!.Place;
        var page = await visitor.GetAsync("/me/registrations");
        Assert.Contains($"请在 {Beijing.Deadline(place.Payment.To!.Value)}（北京时间）前缴费", page.Text);
        Assert.Contains("审核通过", page.Html.QuerySelector("main details")!.TextContent);
        Assert.NotNull(page.Html.QuerySelector($"a[href='{made.At("pay")}']"));
        factory.Clock.UtcNow = place.Payment.To!.Value;
        await factory.WithAsync(s => s.GetRequiredService<PaymentDeadlines>().LapseDueAsync(default));
        visitor = await factory.SignedInAsync(made.UserId);
        page = await visitor.GetAsync("/me/registrations");
        Assert.Contains("逾期未缴费，报名已失效", page.Text);
        Assert.Contains("延长缴费时间，您的报名会自动恢复", (await visitor.GetAsync(made.At())).Text);
        Assert.Contains("截止", (await visitor.GetAsync(made.At("pay"))).Text);
    }

    [Fact]
    public async Task A_form_returned_after_closing_says_until_when_it_can_be_mended()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var place = (await factory.WithAsync(s => s.GetRequiredService<RoundPlaces>().FindAsync(made.RoundId, "53")))!.Place;
        factory.Clock.UtcNow = place.Registration.To!.Value.AddHours(5);
        await factory.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            (await db.Registrations.SingleAsync(r => r.Id == made.Id)).Return("照片不清晰", new(null, Role.Reviewer, factory.Clock.UtcNow));
            await db.SaveChangesAsync();
        });
        var until = Beijing.Deadline(factory.Clock.UtcNow.AddHours(24));
        var visitor = await factory.SignedInAsync(made.UserId);
        Assert.Contains(until, (await visitor.GetAsync(made.At())).Text);
        Assert.Contains(until, (await visitor.GetAsync(made.At("review"))).Text);
        Assert.Contains(until, (await visitor.GetAsync(made.At("form"))).Text);
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddHours(24);
        visitor = await factory.SignedInAsync(made.UserId);
        Assert.Contains("报名已截止", (await visitor.GetAsync(made.At())).Heading);
        Assert.Contains("不能修改", (await visitor.GetAsync(made.At("form"))).Text);
    }

    // What the page would send: every box as it stands, with some typed over.
    internal static IEnumerable<KeyValuePair<string, string>> Typed(Page form, params (string Name, string Value)[] over)
    {
        var boxes = form.Html.QuerySelectorAll("main input,main select,main textarea").Where(e => e.GetAttribute("name")?.StartsWith("Form.", StringComparison.Ordinal) == true)
            .Where(e => e.GetAttribute("type") != "radio" || e.HasAttribute("checked"))
            .Select(e => KeyValuePair.Create(e.GetAttribute("name")!, form.ValueOf(e.GetAttribute("name")!) is { } value && e.GetAttribute("type") != "radio" ? value : e.GetAttribute("value") ?? ""))
            .Where(box => over.All(o => o.Name != box.Key)).DistinctBy(box => box.Key);
        return [.. boxes, .. over.Select(o => KeyValuePair.Create(o.Name, o.Value))];
    }
}
