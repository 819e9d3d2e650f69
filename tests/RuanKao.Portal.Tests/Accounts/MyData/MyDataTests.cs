using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Accounts.Government;
using RuanKao.Portal.Accounts.MyData;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts.MyData;

/// <summary>我的数据: explained, handed out to whoever has just shown who he is, and given back.</summary>
public class MyDataTests
{
    [Fact]
    public async Task Every_room_explains_what_it_keeps_why_and_how_long()
    {
        await using var portal = await PortalFactory.StartAsync();
        var page = await (await portal.SignedInAsync(await TestData.CandidateAsync(portal))).GetAsync("/account/data");
        foreach (var title in new[] { "账号与登录", "实名认证", "照片", "报名", "缴费", "准考证" }) Assert.Contains(page.Html.QuerySelectorAll("main h2"), h => h.TextContent == title);
        await portal.WithAsync(place =>
        {
            foreach (var source in place.GetServices<IPersonalDataSource>())
                Assert.All(source.Kinds, kind => Assert.False(string.IsNullOrWhiteSpace(kind.What) || string.IsNullOrWhiteSpace(kind.Why) || string.IsNullOrWhiteSpace(kind.HowLong)));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Nothing_is_handed_out_or_erased_without_a_fresh_proof()
    {
        await using var portal = await PortalFactory.StartAsync();
        var me = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        Assert.StartsWith("/account/proof", (await me.GetAsync("/account/data/delete")).Location);
        Assert.StartsWith("/account/proof", (await me.GetAsync("/account/data/withdraw/identity")).Location);
        var page = await me.GetAsync("/account/data");
        Assert.StartsWith("/account/proof", (await me.SubmitAsync(page, [], "/download")).Location);
        foreach (var path in new[] { "delete", "withdraw/identity" })
            Assert.StartsWith("/account/proof", (await me.PostAsync("/account/data/" + path, [new("__RequestVerificationToken", page.ValueOf("__RequestVerificationToken")!), new("Form.Typed", DeletionForm.Words)])).Location);

        var ask = await me.GetAsync("/account/proof?returnUrl=%2Faccount%2Fdata");
        Assert.Contains("请填写登录密码", (await me.SubmitAsync(ask, [])).ErrorOf("Password"));
        Assert.Contains("密码不正确", (await me.SubmitAsync(ask, Password("wrong-1234"))).ErrorOf("Password"));
        Assert.Equal("/account/data", (await me.SubmitAsync(ask, Password(TestData.Password))).Location);
        Assert.Equal(HttpStatusCode.OK, (await me.SubmitAsync(page, [], "/download")).Status);

        portal.Clock.UtcNow += FreshProof.Life;
        Assert.StartsWith("/account/proof", (await me.SubmitAsync(page, [], "/download")).Location);
    }

    [Fact]
    public async Task The_proof_of_one_account_is_none_for_another_nor_after_a_change_of_the_account()
    {
        await using var portal = await PortalFactory.StartAsync();
        var mine = await TestData.CandidateAsync(portal);
        var me = await ProvenAsync(portal, mine);
        var other = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        other.Cookies.Add(me.Cookies.Single(c => c.StartsWith("portal-proof=", StringComparison.Ordinal)));
        Assert.StartsWith("/account/proof", (await other.GetAsync("/account/data/delete")).Location);

        await portal.WithAsync(async place =>
        {
            var users = place.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<PortalUser>>();
            await users.UpdateSecurityStampAsync((await users.FindByIdAsync(mine.ToString()))!);
        });
        var again = await portal.SignedInAsync(mine);
        again.Cookies.Add(me.Cookies.Single(c => c.StartsWith("portal-proof=", StringComparison.Ordinal)));
        Assert.StartsWith("/account/proof", (await again.GetAsync("/account/data/delete")).Location);
    }

    [Fact]
    public async Task A_proof_that_is_not_ours_is_none_and_what_cannot_be_withdrawn_is_not_found()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal);
        var me = await portal.SignedInAsync(id);
        me.Cookies.Add("portal-proof=rubbish");
        Assert.StartsWith("/account/proof", (await me.GetAsync("/account/data/delete")).Location);

        me = await ProvenAsync(portal, id);
        var token = (await me.GetAsync("/account/data")).ValueOf("__RequestVerificationToken")!;
        Assert.Equal(HttpStatusCode.NotFound, (await me.PostAsync("/account/data/withdraw/account", [new("__RequestVerificationToken", token)])).Status);
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PersonalDataService>().WithdrawAsync(id, "account", new(id, Role.Candidate, portal.Clock.UtcNow), default)));
    }

    [Fact]
    public async Task No_code_goes_to_an_address_that_was_never_confirmed()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal, "13822223333", "zhang@example.com");
        await ReadAsync(portal, db => db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PhoneNumberConfirmed, false).SetProperty(x => x.EmailConfirmed, false)));
        var me = await portal.SignedInAsync(id);
        var token = (await me.GetAsync("/account/proof")).ValueOf("__RequestVerificationToken")!;
        Assert.Equal(HttpStatusCode.NotFound, (await me.PostAsync("/account/proof/send", [new("__RequestVerificationToken", token)])).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await me.PostAsync("/account/proof/code", [new("__RequestVerificationToken", token), new("Code", "123456")])).Status);
        Assert.False(await ReadAsync(portal, db => db.OutboxMessages.AnyAsync()));
    }

    [Fact]
    public async Task A_code_to_the_bound_address_proves_as_well_as_the_password()
    {
        await using var portal = await PortalFactory.StartAsync();
        var me = await portal.SignedInAsync(await TestData.CandidateAsync(portal, "13822223333"));
        var ask = await me.GetAsync("/account/proof?returnUrl=%2Faccount%2Fdata%2Fdelete");
        Assert.Contains("138****3333", ask.Text);
        var enter = await me.FollowAsync(await me.SubmitAsync(ask, [], "/send"));
        var code = await Entrance.LastCodeAsync(portal);
        Assert.Contains("请填写收到的6位验证码", (await me.SubmitAsync(enter, [])).ErrorOf("Code"));
        Assert.NotNull((await me.SubmitAsync(enter, new Dictionary<string, string> { ["Code"] = Entrance.Wrong(code) })).ErrorOf("Code"));
        var done = await me.SubmitAsync(enter, new Dictionary<string, string> { ["Code"] = code });
        Assert.Equal("/account/data/delete", done.Location);
        Assert.Equal("注销账号", (await me.FollowAsync(done)).Heading);
    }

    [Fact]
    public async Task A_second_code_within_a_minute_is_refused_and_a_text_too_long_is_none()
    {
        await using var portal = await PortalFactory.StartAsync();
        var me = await portal.SignedInAsync(await TestData.CandidateAsync(portal, "13822223333"));
        var ask = await me.GetAsync("/account/proof");
        var enter = await me.FollowAsync(await me.SubmitAsync(ask, [], "/send"));
        Assert.Contains("验证码发送过于频繁", (await me.SubmitAsync(ask, [], "/send")).Text);
        var refused = await me.SubmitAsync(enter, new Dictionary<string, string> { ["Code"] = await Entrance.LongAsync(portal) });
        Assert.Contains("最多 200 个字符", refused.ErrorOf("Code"));
        Assert.Equal("/account/data", (await me.SubmitAsync(refused, new Dictionary<string, string> { ["Code"] = await Entrance.LastCodeAsync(portal) })).Location);
    }

    [Fact]
    public async Task The_download_holds_everything_in_Chinese_with_the_files_and_is_noted()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var portal = world.Factory;
        var mine = world.Registration;
        await world.BookAsync(await world.StartAsync());
        await TestData.SiteAsync(portal);
        await TestData.SeatAllAsync(portal, mine.RoundCode);
        await TestData.PhotoDraftAsync(portal, mine.UserId);
        await TestData.GovernmentLinkAsync(portal, mine.UserId);
        var other = await TestData.VerifiedCandidateAsync(portal, "李静");
        var number = await NumberAsync(portal, mine.UserId);

        var me = await ProvenAsync(portal, mine.UserId);
        var file = await me.SubmitAsync(await me.GetAsync("/account/data"), [], "/download");
        Assert.True(file.Response.Headers.CacheControl!.NoStore);
        Assert.Equal("application/zip", file.Response.Content.Headers.ContentType!.MediaType);
        using var zip = new ZipArchive(new MemoryStream(file.Bytes));
        Assert.Contains(zip.Entries, e => e.FullName == "照片/1-报名照片.jpg" && e.Length > 0);
        Assert.Contains(zip.Entries, e => e.FullName == "照片/正在处理-原照片.jpg");
        using var reader = new StreamReader(zip.GetEntry("data.json")!.Open());
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        var data = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(["导出时间", "账号", "政务平台账号", "实名认证", "照片", "报名", "缴费", "准考证"], data.Select(d => d.Key).Intersect(["导出时间", "账号", "政务平台账号", "实名认证", "照片", "报名", "缴费", "准考证"]));
        Assert.Equal(number, (string?)data["实名认证"]![0]!["证件号码"]);
        Assert.Equal(number, (string?)data["报名"]![0]!["证件号码"]);
        Assert.Equal("100.00", (string?)data["缴费"]![0]!["金额（元）"]);
        Assert.DoesNotContain("李静", text);
        Assert.DoesNotContain(await NumberAsync(portal, other), text);
        Assert.True(await world.ReadAsync(db => db.AuditEntries.AnyAsync(e => e.Action == "personal-data.exported" && e.UserId == mine.UserId)));
    }

    [Fact]
    public async Task Each_consent_shows_its_text_and_time_and_the_withdrawable_ones_erase_what_hung_on_them()
    {
        await using var portal = await PortalFactory.StartAsync();
        var userId = await TestData.VerifiedCandidateAsync(portal);
        await TestData.PhotoAsync(portal, userId);
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            db.Consents.Add(new() { UserId = userId, Subject = Consent.Account, TextVersion = "2026-11-24", At = portal.Clock.UtcNow });
            db.Consents.Add(new() { UserId = userId, Subject = "identity", TextVersion = "2026-2", At = portal.Clock.UtcNow });
            await db.SaveChangesAsync();
        });
        var me = await ProvenAsync(portal, userId);
        var page = await me.GetAsync("/account/data");
        foreach (var words in new[] { "注册和登录使用手机号或邮箱", "2026-11-24", "实名认证使用身份信息", "2026-2", "处理照片", Beijing.Moment(portal.Clock.UtcNow) }) Assert.Contains(words, page.Text);

        await me.FollowAsync(await me.SubmitAsync(await me.GetAsync("/account/data/withdraw/photo"), [], "/photo"));
        Assert.False(await ReadAsync(portal, db => db.Set<RuanKao.Portal.Photos.CandidatePhoto>().AnyAsync()));
        Assert.True(await ReadAsync(portal, db => db.Set<RuanKao.Portal.Candidates.CandidateIdentity>().AnyAsync()));

        me = await ProvenAsync(portal, userId);
        page = await me.FollowAsync(await me.SubmitAsync(await me.GetAsync("/account/data/withdraw/identity"), [], "/identity"));
        Assert.Contains($"{Beijing.Date(portal.Clock.UtcNow)} 已撤回", page.Text);
        Assert.False(await ReadAsync(portal, db => db.Set<RuanKao.Portal.Candidates.CandidateIdentity>().AnyAsync()));
        Assert.Null(await ReadAsync(portal, db => db.Users.Where(u => u.Id == userId).Select(u => u.DisplayName).SingleAsync()));
        me = await ProvenAsync(portal, userId);
        Assert.Equal(HttpStatusCode.NotFound, (await me.GetAsync("/account/data/withdraw/account")).Status);
    }

    [Fact]
    public async Task A_consent_holds_as_long_as_a_registration_lives_on_it()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(portal);
        var me = await ProvenAsync(portal, made.UserId);
        var page = await me.GetAsync("/account/data/withdraw/photo");
        Assert.Contains("请先取消报名", page.Text);
        var token = (await me.GetAsync("/account/data")).ValueOf("__RequestVerificationToken")!;
        await Assert.ThrowsAsync<RuleViolationException>(() => portal.WithAsync(place => place.GetRequiredService<PersonalDataService>().WithdrawAsync(made.UserId, "photo", new(made.UserId, Role.Candidate, portal.Clock.UtcNow), default)));
        Assert.Contains("现在还不能撤回", (await me.PostAsync("/account/data/withdraw/photo", [new("__RequestVerificationToken", token)])).Text);
        Assert.True(await ReadAsync(portal, db => db.Set<RuanKao.Portal.Photos.CandidatePhoto>().AnyAsync()));
    }

    internal static Dictionary<string, string> Password(string password) => new() { ["Password"] = password };

    /// <summary>Signed in, and password shown just now.</summary>
    internal static async Task<Visitor> ProvenAsync(PortalFactory portal, Guid userId)
    {
        var me = await portal.SignedInAsync(userId);
        Assert.Equal(HttpStatusCode.Redirect, (await me.SubmitAsync(await me.GetAsync("/account/proof"), Password(TestData.Password))).Status);
        return me;
    }

    internal static Task<T> ReadAsync<T>(PortalFactory portal, Func<PortalContext, Task<T>> read) => portal.WithAsync(place => read(place.GetRequiredService<PortalContext>()));

    private static Task<string> NumberAsync(PortalFactory portal, Guid userId) => portal.WithAsync(async place => place.GetRequiredService<PersonalDataSeal>().Open(
        await place.GetRequiredService<PortalContext>().Set<RuanKao.Portal.Candidates.CandidateIdentity>().Where(i => i.UserId == userId).Select(i => i.NumberSealed).SingleAsync()));
}
