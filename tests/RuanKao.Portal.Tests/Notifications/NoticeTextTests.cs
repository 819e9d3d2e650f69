using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Sandbox;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Notifications;

public class NoticeTextTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    private const string Key = NoticeTemplates.RegistrationReturned;
    private const string Address = "/desk/notices/" + Key;
    private const string Body = "您好，您的{round}报名表需要修改：{reason}\n\n请登录 {site} 修改。";

    [Fact]
    public async Task Every_message_stands_in_the_list_with_its_class_and_the_carriers_template()
    {
        await using var portal = await PortalFactory.StartAsync(settings: new() { ["Sms:Templates:" + Key] = "SMS_4711" });
        var page = await (await AdministratorAsync(portal)).GetAsync("/desk/notices");
        Assert.All(NoticeTemplates.Keys, key => Assert.NotNull(page.Html.QuerySelector($"a[href='/desk/notices/{key}']")));
        Assert.Contains("SMS_4711", page.Text);
        Assert.Contains("未配置", page.Text);
    }

    [Fact]
    public async Task The_page_shows_the_text_a_preview_and_how_long_an_SMS_would_be()
    {
        await using var portal = await PortalFactory.StartAsync(settings: new() { ["Sms:Templates:" + Key] = "SMS_4711" });
        var page = await (await AdministratorAsync(portal)).GetAsync(Address);
        Assert.Equal(NoticeTemplates.Find(Key).Body, page.ValueOf("Form.Body")!.ReplaceLineEndings("\n"));
        Assert.Contains("SMS_4711", page.Text);
        Assert.Contains("原因：照片不清晰，请更换", page.Text);
        Assert.Contains("还没有修改过", page.Text);
        Assert.Matches("约 [0-9]+ 个字（含签名），按 [12] 条计费", page.Text);
    }

    [Fact]
    public async Task A_new_text_is_in_force_kept_as_a_version_and_audited()
    {
        await using var portal = await PortalFactory.StartAsync();
        var administrator = await AdministratorAsync(portal);
        var saved = await SaveAsync(administrator, "请修改报名表", Body);
        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
        var page = await administrator.FollowAsync(saved);
        Assert.Equal(Body, page.ValueOf("Form.Body")!.ReplaceLineEndings("\n"));
        Assert.Contains("第 1 版：请修改报名表", page.Text);
        Assert.Equal("请修改报名表", (await InForceAsync(portal)).Subject);
        await StaffActionsTests.LandedAsync(portal, "notice-text.changed", Role.SystemAdministrator);
    }

    [Fact]
    public async Task The_built_in_text_comes_back_and_the_versions_stay()
    {
        await using var portal = await PortalFactory.StartAsync();
        var administrator = await AdministratorAsync(portal);
        var page = await administrator.FollowAsync(await SaveAsync(administrator, "请修改报名表", Body));
        page = await administrator.FollowAsync(await administrator.SubmitAsync(page, [], "/reset"));
        Assert.Equal(NoticeTemplates.Find(Key), await InForceAsync(portal));
        Assert.Contains("第 1 版：请修改报名表", page.Text);
        Assert.Contains("恢复为系统自带的文字", page.Text);
        Assert.DoesNotContain(page.Html.QuerySelectorAll("form"), f => f.GetAttribute("action")?.EndsWith("/reset") == true);
        await StaffActionsTests.LandedAsync(portal, "notice-text.reset", Role.SystemAdministrator);
    }

    [Fact]
    public async Task A_preview_shows_the_words_with_sample_values_and_changes_nothing()
    {
        await using var portal = await PortalFactory.StartAsync();
        var administrator = await AdministratorAsync(portal);
        var page = await administrator.PostAsync(Address + "/preview", [.. Form("请修改报名表", Body + "<b>"), new("__RequestVerificationToken", (await administrator.GetAsync(Address)).ValueOf("__RequestVerificationToken")!)]);
        Assert.Contains("您的2026年上半年软考报名表需要修改：照片不清晰，请更换", page.Text);
        Assert.Contains("&lt;b&gt;", page.Body);
        Assert.Equal(0, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().NoticeTexts.CountAsync()));
    }

    [Theory]
    [InlineData("请修改", "您的{round}报名：{reason}", "Form.Body", "正文里缺少{site}（网站地址）")]
    [InlineData("请修改", "您的{round}报名：{reason}。{site}，费用{fee}", "Form.Body", "没有“{fee}”这一项，可用的有：{round}（考试）、{reason}（原因）、{site}（网站地址）")]
    [InlineData("请修改", "您的{round}报名：{reason}。{site}{", "Form.Body", "正文里有不成对的大括号")]
    [InlineData("请修改{round}", Body, "Form.Subject", "标题里不能用占位符")]
    [InlineData("请修改\r\nBcc: a@b.example", Body, "Form.Subject", "标题只能有一行")]
    [InlineData(" ", Body, "Form.Subject", "请填写标题")]
    [InlineData("请修改", " ", "Form.Body", "请填写正文")]
    public async Task A_text_that_would_not_do_is_refused_with_what_is_wrong_and_keeps_what_was_typed(string subject, string body, string field, string words)
    {
        await using var portal = await PortalFactory.StartAsync();
        var page = await SaveAsync(await AdministratorAsync(portal), subject, body);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(words, page.ErrorOf(field));
        Assert.Equal(body.Trim(), page.ValueOf("Form.Body")!.Trim());
        Assert.Equal(NoticeTemplates.Find(Key), await InForceAsync(portal));
    }

    [Theory]
    [InlineData(NoticeText.SubjectLength + 1, 10, "标题最多60个字")]
    [InlineData(10, NoticeText.BodyLength + 1, "正文最多2000个字")]
    public void A_text_that_is_too_long_is_refused(int subject, int body, string words) =>
        Assert.Contains(NoticeTextRules.Faults(NoticeTemplates.Find(Key), new('题', subject), new('文', body)), fault => fault.Message.StartsWith(words, StringComparison.Ordinal));

    [Fact]
    public void Every_built_in_text_keeps_the_rules_and_every_placeholder_has_a_word_and_a_sample() => Assert.All(NoticeTemplates.Keys.Select(NoticeTemplates.Find), template =>
    {
        Assert.Empty(NoticeTextRules.Faults(template, template.Subject, template.Body));
        Assert.DoesNotContain("{", template.Fill(NoticeTextRules.Samples(template)));
    });

    [Fact]
    public async Task Of_two_who_change_the_same_text_the_second_is_told()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (one, two) = (await AdministratorAsync(portal), await AdministratorAsync(portal));
        var open = await two.GetAsync(Address);
        await SaveAsync(one, "第一个", Body);
        var page = await two.SubmitAsync(open, Form("第二个", Body), "/" + Key);
        Assert.Contains("刚被他人修改", page.Text);
        Assert.Equal("第一个", (await InForceAsync(portal)).Subject);
    }

    [Fact]
    public async Task A_mail_takes_the_text_that_is_in_force_when_it_leaves()
    {
        await using var portal = await PortalFactory.StartAsync(settings: sandbox.Settings.Where(s => s.Key.StartsWith("Mail:", StringComparison.Ordinal)).ToDictionary(s => s.Key, s => s.Value));
        await portal.WithAsync(async place =>
        {
            place.GetRequiredService<Outbox>().Add(new(AddressKind.Email, "words@example.com"), Key, new Dictionary<string, string> { ["round"] = "2031年上半年软考", ["reason"] = "{site}的照片" });
            await place.GetRequiredService<PortalContext>().SaveChangesAsync();
        });
        await SaveAsync(await AdministratorAsync(portal), "请修改报名表", Body);
        await portal.WithAsync(place => place.GetRequiredService<OutboxDelivery>().SendDueAsync(default));
        var mail = await sandbox.Host.Inbox.WaitForAsync("words@example.com", ct: TestContext.Current.CancellationToken);
        Assert.Equal("请修改报名表 · 软考报名", mail.Subject);
        Assert.Equal("您好，您的2031年上半年软考报名表需要修改：{site}的照片\n\n请登录 https://localhost 修改。", mail.Text.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(70, 1)]
    [InlineData(71, 2)]
    [InlineData(134, 2)]
    [InlineData(135, 3)]
    public void An_SMS_is_counted_as_a_carrier_counts(int length, int count) => Assert.Equal(count, NoticeTextRules.SmsCount(length));

    [Fact]
    public async Task A_message_that_the_portal_does_not_have_has_no_page()
    {
        await using var portal = await PortalFactory.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await (await AdministratorAsync(portal)).GetAsync("/desk/notices/nothing")).Status);
    }

    private static async Task<Visitor> AdministratorAsync(PortalFactory portal) => await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.SystemAdministrator));

    private static Dictionary<string, string> Form(string subject, string body) => new() { ["Form.Subject"] = subject, ["Form.Body"] = body };

    private static async Task<Page> SaveAsync(Visitor administrator, string subject, string body) => await administrator.SubmitAsync(await administrator.GetAsync(Address), Form(subject, body), "/" + Key);

    private static Task<NoticeTemplate> InForceAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<NoticeTexts>().InForceAsync(Key, default));
}
