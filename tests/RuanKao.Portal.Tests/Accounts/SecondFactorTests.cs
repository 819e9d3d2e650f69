using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

public partial class SecondFactorTests
{
    internal static byte[] SecretOn(Page page) => Base32Bytes(page.Html.QuerySelector(".secret")!.TextContent);

    // Read as a phone would, not with the code under test.
    private static byte[] Base32Bytes(string text)
    {
        var bits = string.Concat(text.Where(char.IsLetterOrDigit).Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(n => Convert.ToByte(bits.Substring(8 * n, 8), 2))];
    }

    internal static async Task<string> MobileAsync(PortalFactory portal, Guid id) =>
        await portal.WithAsync(async place => (await place.GetRequiredService<PortalContext>().Users.FindAsync(id))!.PhoneNumber!);

    internal static Task<List<AuditEntry>> AuditAsync(PortalFactory portal, string action) => portal.WithAsync(place =>
        place.GetRequiredService<PortalContext>().AuditEntries.Where(e => e.Action == action).ToListAsync());

    [Fact]
    public async Task Staff_without_a_phone_reach_only_the_enrolment_and_then_their_desk()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.StaffAsync(portal, Role.Office, "53");
        var visitor = portal.Visitor();
        var page = await Phone.FirstStepAsync(portal, visitor, await MobileAsync(portal, id));
        Assert.Equal(("/sign-in/two-factor/enrol", "绑定手机验证器"), (page.Path, page.Heading));
        foreach (var closed in new[] { "/desk", "/account", "/account/two-factor", "/me", "/rounds" })
            Assert.StartsWith("/sign-in?", (await visitor.GetAsync(closed)).Location);
        Assert.Equal("/sign-in/two-factor/enrol", (await visitor.GetAsync("/sign-in/two-factor")).Location);

        var secret = SecretOn(page);
        var refused = await visitor.SubmitAsync(page, new Dictionary<string, string> { ["Form.Code"] = "12345" });
        Assert.Contains("口令不正确", refused.ErrorOf("Form.Code"));
        Assert.Equal(secret, SecretOn(refused));
        Assert.StartsWith("/sign-in?", (await visitor.GetAsync("/desk")).Location);

        var done = await visitor.SubmitAsync(refused, new Dictionary<string, string> { ["Form.Code"] = Totp.CodeAt(secret, Totp.StepAt(portal.Clock.UtcNow)) });
        Assert.Equal("/account/two-factor/codes", done.Location);
        var codes = CodePattern().Matches((await visitor.FollowAsync(done)).Text);
        Assert.Equal(RecoveryCode.Count, codes.Select(c => c.Value).Distinct().Count());
        Assert.Equal("/account/two-factor", (await visitor.GetAsync("/account/two-factor/codes")).Location);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/desk")).Status);
        Assert.Equal(Role.Office, Assert.Single(await AuditAsync(portal, "second-factor.enrolled")).Role);
        Assert.Contains("密码和手机验证器", (await visitor.GetAsync("/account/sign-ins")).Text);
        Assert.Contains("还剩 10 个", (await visitor.GetAsync("/account/two-factor")).Text);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_phone_s_code_leads_to_where_one_wanted_to_go(int drift)
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var visitor = portal.Visitor();
        var asked = await phone.FirstStepAsync(visitor, "/sign-in?returnUrl=%2Faccount");
        Assert.Equal("/sign-in/two-factor", asked.Path);
        Assert.StartsWith("/sign-in?", (await visitor.GetAsync("/desk")).Location);
        Assert.Equal("/account", (await phone.EnterAsync(visitor, asked, phone.Code(drift))).Location);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/desk")).Status);
        Assert.Equal(("password authenticator", Role.Office), (await AuditAsync(portal, "account.signed-in")).Select(e => (e.Why, e.Role)).Single());
    }

    [Fact]
    public async Task A_code_opens_once()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var (first, second) = (portal.Visitor(), portal.Visitor());
        var code = phone.Code();
        Assert.Equal("/desk", (await phone.EnterAsync(first, await phone.FirstStepAsync(first), code)).Location);
        var asked = await phone.FirstStepAsync(second);
        Assert.Contains("已经用过", (await phone.EnterAsync(second, asked, code)).ErrorOf("Code"));
        Assert.Contains("已经用过", (await phone.EnterAsync(second, asked, phone.Code(-1))).ErrorOf("Code"));
        portal.Clock.UtcNow += TimeSpan.FromSeconds(Totp.StepSeconds);
        Assert.Equal("/desk", (await phone.EnterAsync(second, asked, phone.Code())).Location);
    }

    [Fact]
    public async Task Guessing_is_stopped_after_five_tries_even_for_the_right_code()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var visitor = portal.Visitor();
        var asked = await phone.FirstStepAsync(visitor);
        for (var n = 0; n < SecondFactor.Tries; n++)
            Assert.Contains("口令不正确", (await phone.EnterAsync(visitor, asked, phone.WrongCode)).ErrorOf("Code"));
        Assert.Contains("连续输错5次，请在15分钟后再试", (await phone.EnterAsync(visitor, asked, phone.Code())).ErrorOf("Code"));
        portal.Clock.UtcNow += SecondFactor.TriesSpan;
        asked = await phone.FirstStepAsync(visitor);
        Assert.Equal("/desk", (await phone.EnterAsync(visitor, asked, phone.Code())).Location);
    }

    [Fact]
    public async Task A_right_code_begins_the_count_of_tries_anew()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        for (var round = 0; round < 3; round++)
        {
            var visitor = portal.Visitor();
            var asked = await phone.FirstStepAsync(visitor);
            for (var n = 0; n < SecondFactor.Tries - 1; n++) await phone.EnterAsync(visitor, asked, phone.WrongCode);
            Assert.Equal("/desk", (await phone.EnterAsync(visitor, asked, phone.Code())).Location);
            portal.Clock.UtcNow += TimeSpan.FromSeconds(Totp.StepSeconds);
        }
    }

    [Fact]
    public async Task A_recovery_code_opens_once_and_its_owner_is_told()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var owner = portal.Visitor();
        await phone.EnterAsync(owner, await phone.FirstStepAsync(owner), phone.Code());
        portal.Clock.UtcNow += TimeSpan.FromSeconds(Totp.StepSeconds);
        var renewed = await owner.SubmitAsync(await owner.GetAsync("/account/two-factor"), new Dictionary<string, string> { ["Form.Code"] = phone.Code() }, "/codes");
        var codes = CodePattern().Matches((await owner.FollowAsync(renewed)).Text).Select(c => c.Value).ToList();

        var visitor = portal.Visitor();
        var typed = codes[3].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal);
        Assert.Equal("/desk", (await phone.EnterAsync(visitor, await phone.FirstStepAsync(visitor), typed)).Location);
        Assert.Contains("您用一个恢复码登录", (await visitor.GetAsync("/desk")).Text);
        var (template, values) = await Entrance.LastMessageAsync(portal);
        Assert.Equal((NoticeTemplates.RecoveryCodeUsed, "9"), (template, values["left"]));
        Assert.Single(await AuditAsync(portal, "second-factor.recovery-code-used"));

        var again = portal.Visitor();
        Assert.Contains("口令或恢复码不正确", (await phone.EnterAsync(again, await phone.FirstStepAsync(again), codes[3])).ErrorOf("Code"));
    }

    [Fact]
    public async Task New_recovery_codes_take_the_place_of_the_old_ones()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var owner = await portal.SignedInAsync(phone.UserId);
        var old = await RenewAsync();
        portal.Clock.UtcNow += TimeSpan.FromSeconds(Totp.StepSeconds);
        var fresh = await RenewAsync();
        Assert.Empty(old.Intersect(fresh));
        var visitor = portal.Visitor();
        var asked = await phone.FirstStepAsync(visitor);
        Assert.NotNull((await phone.EnterAsync(visitor, asked, old[0])).ErrorOf("Code"));
        Assert.Equal("/desk", (await phone.EnterAsync(visitor, asked, fresh[0])).Location);

        async Task<List<string>> RenewAsync()
        {
            var answer = await owner.SubmitAsync(await owner.GetAsync("/account/two-factor"), new Dictionary<string, string> { ["Form.Code"] = phone.Code() }, "/codes");
            return CodePattern().Matches((await owner.FollowAsync(answer)).Text).Select(c => c.Value).ToList();
        }
    }

    [Fact]
    public async Task Another_phone_is_bound_only_after_proof_of_the_old_one()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var owner = await portal.SignedInAsync(phone.UserId);
        var page = await owner.GetAsync("/account/two-factor");
        var token = page.ValueOf("__RequestVerificationToken")!;
        var refused = await owner.PostAsync("/account/two-factor/phone", [new("__RequestVerificationToken", token), new("Form.Code", phone.WrongCode)]);
        Assert.Contains("口令不正确", refused.ErrorOf("Form.Code"));
        var enrol = await owner.PostAsync("/account/two-factor/phone", [new("__RequestVerificationToken", token), new("Form.Code", phone.Code())]);
        var secret = SecretOn(enrol);
        Assert.NotEqual(phone.Secret, secret);
        var done = await owner.SubmitAsync(enrol, new Dictionary<string, string> { ["Form.Code"] = Totp.CodeAt(secret, Totp.StepAt(portal.Clock.UtcNow)) }, "/phone/new");
        Assert.Equal("/account/two-factor/codes", done.Location);

        portal.Clock.UtcNow += TimeSpan.FromSeconds(Totp.StepSeconds);
        var visitor = portal.Visitor();
        var asked = await phone.FirstStepAsync(visitor);
        Assert.NotNull((await phone.EnterAsync(visitor, asked, phone.Code())).ErrorOf("Code"));
        Assert.Equal("/desk", (await phone.EnterAsync(visitor, asked, Totp.CodeAt(secret, Totp.StepAt(portal.Clock.UtcNow)))).Location);
    }

    [Fact]
    public async Task A_session_of_staff_without_the_second_factor_is_none()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal);
        var visitor = await portal.SignedInAsync(id);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account/sign-ins")).Status);
        // A cookie written while the account was a candidate's, read as a member of staff's: nobody gives one, the guard would not take it.
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            db.StaffAppointments.Add(new() { UserId = id, Role = Role.Office, InstitutionCode = "53" });
            await db.SaveChangesAsync();
        });
        var staff = await portal.SignedInAsync(id, secondFactor: false);
        Assert.Equal("/sign-in?returnUrl=%2Fdesk&why=ended", (await staff.GetAsync("/desk")).Location);
    }

    [Fact]
    public async Task The_secret_and_the_recovery_codes_are_not_readable_in_the_database()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        await portal.WithAsync(async place =>
        {
            var codes = await place.GetRequiredService<SecondFactors>().RenewCodesAsync(phone.UserId, phone.Code(), new(phone.UserId, Role.Office, portal.Clock.UtcNow), default);
            var db = place.GetRequiredService<PortalContext>();
            var kept = (await db.SecondFactors.AsNoTracking().SingleAsync()).SecretSealed;
            Assert.DoesNotContain(Convert.ToHexString(phone.Secret), kept, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Totp.Base32(phone.Secret), kept, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(Convert.ToHexString(phone.Secret), place.GetRequiredService<PersonalDataSeal>().Open(kept));
            var hashes = await db.RecoveryCodes.Select(c => c.Hash).ToListAsync();
            Assert.All(codes, code => Assert.DoesNotContain(hashes, h => h.Contains(code.Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal)));
        });
    }

    [Fact]
    public async Task Guesses_sent_together_cannot_share_a_try()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => portal.WithAsync(async place =>
        {
            try
            {
                await place.GetRequiredService<SecondFactors>().CheckAsync(phone.UserId, phone.WrongCode, Role.Office, default);
                return "opened";
            }
            catch (RuleViolationException e) { return e.Message; }
        })));
        Assert.Equal(SecondFactor.Tries, answers.Count(a => a.StartsWith("口令不正确", StringComparison.Ordinal)));
        Assert.Equal(7, answers.Count(a => a.StartsWith("连续输错", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_same_code_sent_twice_at_once_opens_once()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => portal.WithAsync(async place =>
        {
            try { await place.GetRequiredService<SecondFactors>().CheckAsync(phone.UserId, phone.Code(), Role.Office, default); return true; }
            catch (RuleViolationException) { return false; }
        })));
        Assert.Single(answers, opened => opened);
    }

    [GeneratedRegex("[2-9a-z]{5}-[2-9a-z]{5}")]
    private static partial Regex CodePattern();
}
