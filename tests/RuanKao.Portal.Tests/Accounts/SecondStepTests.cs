using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>Between the first step and the second: who stands there, how he goes on, and what leads him back.</summary>
public class SecondStepTests
{
    [Fact]
    public async Task The_password_alone_does_not_bind_a_second_phone()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var visitor = portal.Visitor();
        await phone.FirstStepAsync(visitor);
        Assert.Equal("/sign-in/two-factor", (await visitor.GetAsync("/sign-in/two-factor/enrol")).Location);
        var token = (await visitor.GetAsync("/sign-in/two-factor")).ValueOf("__RequestVerificationToken")!;
        var setup = await portal.WithAsync(place => Task.FromResult(place.GetRequiredService<SecondFactors>().NewSetup(phone.UserId)));
        var secret = await portal.WithAsync(place => Task.FromResult(place.GetRequiredService<SecondFactors>().SecretOf(phone.UserId, setup)!));
        var answer = await visitor.PostAsync("/sign-in/two-factor/enrol", [new("__RequestVerificationToken", token), new("Form.Setup", setup),
            new("Form.Code", Totp.CodeAt(secret, Totp.StepAt(portal.Clock.UtcNow)))]);
        Assert.Equal("/sign-in/two-factor", answer.Location);
    }

    [Fact]
    public async Task A_setup_is_for_one_account_and_half_an_hour()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (mine, other) = (Guid.NewGuid(), Guid.NewGuid());
        await portal.WithAsync(place =>
        {
            var factors = place.GetRequiredService<SecondFactors>();
            var setup = factors.NewSetup(mine);
            Assert.NotNull(factors.SecretOf(mine, setup));
            Assert.Null(factors.SecretOf(other, setup));
            Assert.Null(factors.SecretOf(mine, "rubbish"));
            Assert.Null(factors.SecretOf(mine, null));
            portal.Clock.UtcNow += TimeSpan.FromMinutes(30);
            Assert.Null(factors.SecretOf(mine, setup));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_code_by_message_does_not_pass_the_second_step()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var visitor = portal.Visitor();
        var form = await Entrance.AskCodeAsync(visitor, "/sign-in/code", phone.Mobile);
        var answer = await visitor.SubmitAsync(form, new Dictionary<string, string> { ["Code"] = await Entrance.LastCodeAsync(portal) });
        Assert.Equal("/sign-in/two-factor", answer.Location);
        Assert.StartsWith("/sign-in?", (await visitor.GetAsync("/desk")).Location);
    }

    [Fact]
    public async Task A_recovered_password_does_not_pass_it_either()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var visitor = portal.Visitor();
        var form = await Entrance.AskCodeAsync(visitor, "/recovery", phone.Mobile);
        Assert.Equal("/sign-in", (await visitor.SubmitAsync(form, new Dictionary<string, string> { ["Code"] = await Entrance.LastCodeAsync(portal), ["Password"] = "Another2031" })).Location);
        Assert.Equal("/sign-in/two-factor", (await Phone.FirstStepAsync(portal, visitor, phone.Mobile, password: "Another2031")).Path);
        Assert.Equal(Role.Office, Assert.Single(await SecondFactorTests.AuditAsync(portal, "account.password-reset")).Role);
    }

    [Fact]
    public async Task Who_is_between_the_steps_goes_back_when_it_takes_too_long_or_the_account_changes()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var (slow, changed) = (portal.Visitor(), portal.Visitor());
        var asked = await phone.FirstStepAsync(changed);
        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Users.Where(u => u.Id == phone.UserId)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.SecurityStamp, "another")));
        Assert.Equal("/sign-in", (await phone.EnterAsync(changed, asked, phone.Code())).Location);
        await phone.FirstStepAsync(slow);
        portal.Clock.UtcNow += SignInDesk.StepLife + TimeSpan.FromSeconds(1);
        Assert.Equal("/sign-in", (await slow.GetAsync("/sign-in/two-factor")).Location);
    }

    [Fact]
    public async Task Where_it_is_turned_off_the_password_is_enough()
    {
        await using var portal = await PortalFactory.StartAsync(settings: new() { [SecondFactors.Setting] = "Off" });
        var id = await TestData.StaffAsync(portal, Role.Office, "53");
        Assert.Equal("/desk", (await Phone.FirstStepAsync(portal, portal.Visitor(), await SecondFactorTests.MobileAsync(portal, id))).Path);
    }

    [Fact]
    public async Task A_setup_that_is_too_old_or_not_ours_begins_anew()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.StaffAsync(portal, Role.Office, "53");
        var mobile = await SecondFactorTests.MobileAsync(portal, id);
        var visitor = portal.Visitor();
        var page = await Phone.FirstStepAsync(portal, visitor, mobile);
        Assert.Equal("/sign-in/two-factor/enrol", (await visitor.SubmitAsync(page, new Dictionary<string, string> { ["Form.Setup"] = "rubbish", ["Form.Code"] = "123456" })).Location);
    }

    [Fact]
    public async Task Nobody_stands_there_whose_account_is_gone()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.StaffAsync(portal, Role.Office, "53");
        var mobile = await SecondFactorTests.MobileAsync(portal, id);
        var visitor = portal.Visitor();
        await Phone.FirstStepAsync(portal, visitor, mobile);
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            await db.StaffAppointments.ExecuteDeleteAsync();
            await db.Users.ExecuteDeleteAsync();
        });
        Assert.Equal("/sign-in", (await visitor.GetAsync("/sign-in/two-factor/enrol")).Location);
    }

    [Fact]
    public async Task Who_has_not_taken_the_first_step_is_led_back_to_it_and_nothing_is_left_out_in_the_second()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (stranger, bound, unbound) = (portal.Visitor(), portal.Visitor(), portal.Visitor());
        var token = new KeyValuePair<string, string>("__RequestVerificationToken", (await stranger.GetAsync("/sign-in")).ValueOf("__RequestVerificationToken")!);
        foreach (var path in new[] { "/sign-in/two-factor", "/sign-in/two-factor/enrol" })
        {
            Assert.Equal("/sign-in", (await stranger.GetAsync(path)).Location);
            Assert.Equal("/sign-in", (await stranger.PostAsync(path, [token, new("Code", "123456"), new("Form.Code", "123456")])).Location);
        }
        var phone = await Phone.BoundAsync(portal);
        Assert.Contains("请填写手机验证器上的6位数字", (await bound.SubmitAsync(await phone.FirstStepAsync(bound), [])).ErrorOf("Code"));
        var enrol = await Phone.FirstStepAsync(portal, unbound, await SecondFactorTests.MobileAsync(portal, await TestData.StaffAsync(portal, Role.Office, "53")));
        Assert.Contains("请填写手机验证器上显示的6位数字", (await unbound.SubmitAsync(enrol, [])).ErrorOf("Form.Code"));
        Assert.Equal("/sign-in/two-factor/enrol", (await unbound.PostAsync("/sign-in/two-factor", [new("__RequestVerificationToken", enrol.ValueOf("__RequestVerificationToken")!), new("Code", "123456")])).Location);
    }

    [Fact]
    public async Task On_the_own_page_a_wrong_code_is_told_and_who_has_no_phone_gets_no_recovery_codes()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var staff = await portal.SignedInAsync(phone.UserId);
        var token = new KeyValuePair<string, string>("__RequestVerificationToken", (await staff.GetAsync("/account/two-factor")).ValueOf("__RequestVerificationToken")!);
        Assert.Contains("口令不正确", (await staff.PostAsync("/account/two-factor/codes", [token, new("Form.Code", phone.WrongCode)])).Text);
        var setup = await portal.WithAsync(place => Task.FromResult(place.GetRequiredService<SecondFactors>().NewSetup(phone.UserId)));
        Assert.Contains("口令不正确", (await staff.PostAsync("/account/two-factor/phone/new", [token, new("Form.Setup", setup), new("Form.Code", "12345")])).Text);

        var unbound = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Office, "53"));
        token = new("__RequestVerificationToken", (await unbound.GetAsync("/account/two-factor")).ValueOf("__RequestVerificationToken")!);
        Assert.Equal(HttpStatusCode.OK, (await unbound.PostAsync("/account/two-factor/codes", [token, new("Form.Code", "123456")])).Status);
        Assert.Empty(await SecondFactorTests.AuditAsync(portal, "second-factor.codes-renewed"));
    }

    [Fact]
    public async Task The_desk_itself_admits_no_staff_without_it_and_renews_no_session_but_the_account_s_own()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.StaffAsync(portal, Role.Office, "53");
        await portal.WithAsync(async place =>
        {
            place.GetRequiredService<IHttpContextAccessor>().HttpContext = new DefaultHttpContext { RequestServices = place };
            var (desk, user) = (place.GetRequiredService<SignInDesk>(), (await place.GetRequiredService<PortalContext>().Users.FindAsync(id))!);
            await Assert.ThrowsAsync<InvalidOperationException>(() => desk.AdmitAsync(user, SignInWay.Password, default));
            await Assert.ThrowsAsync<InvalidOperationException>(() => desk.AdmitAsync(user));
        });
        Assert.Empty(await SecondFactorTests.AuditAsync(portal, "account.signed-in"));
    }

    [Fact]
    public async Task A_text_that_is_far_too_long_is_not_searched_for_a_code()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var enrol = await Phone.FirstStepAsync(portal, visitor, await SecondFactorTests.MobileAsync(portal, await TestData.StaffAsync(portal, Role.Office, "53")));
        Dictionary<string, string> Typed(Page page, string more) => new() { ["Form.Code"] = Totp.CodeAt(SecondFactorTests.SecretOn(page), Totp.StepAt(portal.Clock.UtcNow)) + more };
        var more = new string('码', 20);
        Assert.NotNull((await visitor.SubmitAsync(enrol, Typed(enrol, more))).ErrorOf("Form.Code"));
        Assert.Equal("/account/two-factor/codes", (await visitor.SubmitAsync(enrol, Typed(enrol, ""))).Location);

        var phone = await Phone.BoundAsync(portal);
        var staff = await portal.SignedInAsync(phone.UserId);
        var token = (await staff.GetAsync("/account/two-factor")).ValueOf("__RequestVerificationToken")!;
        enrol = await staff.PostAsync("/account/two-factor/phone", [new("__RequestVerificationToken", token), new("Form.Code", phone.Code())]);
        Assert.NotNull((await staff.SubmitAsync(enrol, Typed(enrol, more), "/phone/new")).ErrorOf("Form.Code"));
        Assert.Equal("/account/two-factor/codes", (await staff.SubmitAsync(enrol, Typed(enrol, ""), "/phone/new")).Location);
    }

    [Fact]
    public async Task An_empty_form_costs_no_try()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var (visitor, staff) = (portal.Visitor(), await portal.SignedInAsync(phone.UserId));
        var asked = await phone.FirstStepAsync(visitor);
        for (var n = 0; n < SecondFactor.Tries; n++) await visitor.SubmitAsync(asked, []);
        Assert.Equal("/desk", (await phone.EnterAsync(visitor, asked, phone.Code())).Location);

        portal.Clock.UtcNow += TimeSpan.FromSeconds(Totp.StepSeconds);
        foreach (var (action, done) in new[] { ("/codes", HttpStatusCode.Redirect), ("/phone", HttpStatusCode.OK) })
        {
            var token = new KeyValuePair<string, string>("__RequestVerificationToken", (await staff.GetAsync("/account/two-factor")).ValueOf("__RequestVerificationToken")!);
            for (var n = 0; n < SecondFactor.Tries; n++) await staff.PostAsync("/account/two-factor" + action, [token]);
            var answer = await staff.PostAsync("/account/two-factor" + action, [token, new("Form.Code", phone.Code())]);
            Assert.Equal((done, false), (answer.Status, answer.Text.Contains("连续输错", StringComparison.Ordinal)));
            portal.Clock.UtcNow += TimeSpan.FromSeconds(Totp.StepSeconds);
        }
    }

    [Fact]
    public async Task On_the_own_page_nothing_is_left_out_either()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var staff = await portal.SignedInAsync(phone.UserId);
        Assert.Equal("/account/two-factor", (await staff.GetAsync("/account/two-factor/codes")).Location);
        var token = new KeyValuePair<string, string>("__RequestVerificationToken", (await staff.GetAsync("/account/two-factor")).ValueOf("__RequestVerificationToken")!);
        foreach (var path in new[] { "codes", "phone" })
            Assert.Contains("请填写手机验证器上的6位数字", (await staff.PostAsync("/account/two-factor/" + path, [token])).Text);
        Assert.Equal("/account/two-factor", (await staff.PostAsync("/account/two-factor/phone/new", [token, new("Form.Setup", "rubbish"), new("Form.Code", "123456")])).Location);
        var setup = await portal.WithAsync(place => Task.FromResult(place.GetRequiredService<SecondFactors>().NewSetup(phone.UserId)));
        Assert.Contains("请填写手机验证器上显示的6位数字", (await staff.PostAsync("/account/two-factor/phone/new", [token, new("Form.Setup", setup)])).Text);
    }
}
