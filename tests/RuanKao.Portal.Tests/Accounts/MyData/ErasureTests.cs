using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Accounts.Government;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts.MyData;

/// <summary>注销账号: what goes at once, what stays and why, what must come first.</summary>
public class ErasureTests
{
    [Fact]
    public async Task A_deleted_account_is_unknown_at_sign_in_its_sessions_end_and_its_address_is_free()
    {
        await using var portal = await PortalFactory.StartAsync();
        var userId = await TestData.VerifiedCandidateAsync(portal);
        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Users.Where(u => u.Id == userId).ExecuteUpdateAsync(u => u.SetProperty(x => x.PhoneNumber, "13833334444")));
        await TestData.PhotoAsync(portal, userId);
        await TestData.PhotoDraftAsync(portal, userId);
        await TestData.GovernmentLinkAsync(portal, userId);
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            db.Add(new GuardianConsent { UserId = userId, GuardianName = "张大明", Relation = GuardianRelation.Father, TextVersion = GuardianConsent.Version, At = portal.Clock.UtcNow });
            await db.SaveChangesAsync();
        });
        var elsewhere = await portal.SignedInAsync(userId);
        var me = await MyDataTests.ProvenAsync(portal, userId);

        var page = await me.GetAsync("/account/data/delete");
        Assert.Contains("注销账号", (await me.SubmitAsync(page, Typed("注销"))).ErrorOf("Form.Typed"));
        var done = await me.SubmitAsync(page, Typed("注销账号"));
        Assert.Equal("/account/erased", done.Location);
        Assert.Equal("您的账号已注销", (await me.FollowAsync(done)).Heading);
        Assert.StartsWith("/sign-in", (await me.GetAsync("/account")).Location);
        Assert.StartsWith("/sign-in", (await elsewhere.GetAsync("/account")).Location);

        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            var empty = await db.Users.SingleAsync(u => u.Id == userId);
            Assert.Equal((null, null, null, null, null, portal.Clock.UtcNow), (empty.PhoneNumber, empty.Email, empty.NormalizedEmail, empty.PasswordHash, empty.DisplayName, empty.ErasedAt));
            Assert.False(await db.CandidateIdentities.AnyAsync() || await db.CandidatePhotos.AnyAsync() || await db.PhotoDrafts.AnyAsync()
                || await db.GovernmentLinks.AnyAsync() || await db.Set<GuardianConsent>().AnyAsync() || await db.SignInRecords.AnyAsync(r => r.UserId == userId) || await db.Consents.AnyAsync(c => c.UserId == userId && c.WithdrawnAt == null));
            Assert.Equal("personal-data.erased", (await db.AuditEntries.Where(e => e.UserId == userId).OrderBy(e => e.Id).LastAsync()).Action);
        });

        var visitor = portal.Visitor();
        var signIn = await visitor.GetAsync("/sign-in");
        var answer = await visitor.SubmitAsync(signIn, await Entrance.AnsweredAsync(portal, signIn, ("Address", "13833334444"), ("Password", TestData.Password)));
        Assert.Equal("手机号/邮箱或密码不正确", answer.ErrorOf("Password"));
        await Entrance.AskSignUpCodeAsync(portal, visitor, "13833334444");
        Assert.Equal("verification-code", (await Entrance.LastMessageAsync(portal)).Template);
    }

    [Theory]
    [InlineData(RegistrationState.Submitted, "请先取消报名")]
    [InlineData(RegistrationState.Approved, "请先取消报名")]
    [InlineData(RegistrationState.Paid, "考试结束后才能办理")]
    public async Task A_living_registration_comes_first(RegistrationState state, string words)
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = state switch
        {
            RegistrationState.Submitted => await TestData.SubmittedAsync(portal),
            RegistrationState.Approved => await TestData.ApprovedAsync(portal),
            _ => await TestData.PaidAsync(portal),
        };
        await RefusedAsync(portal, made.UserId, words);
    }

    [Fact]
    public async Task Money_on_its_way_comes_first()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await world.StartAsync();
        await RefusedAsync(world.Factory, world.Registration.UserId, "付款还没有结束");
    }

    [Fact]
    public async Task A_refund_on_its_way_comes_first()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await world.BookAsync(await world.StartAsync());
        await world.WithRefundAsync();
        await RefusedAsync(world.Factory, world.Registration.UserId, "退款还没有到账");
    }

    [Fact]
    public async Task After_the_exam_the_record_of_it_stays_and_nothing_else()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var (portal, made) = (world.Factory, world.Registration);
        await world.BookAsync(await world.StartAsync());
        await TestData.SiteAsync(portal);
        await TestData.SeatAllAsync(portal, made.RoundCode);
        await AfterTheExamAsync(portal, made.RoundCode);
        var before = await MyDataTests.ReadAsync(portal, db => db.Registrations.AsNoTracking().SingleAsync(r => r.Id == made.Id));

        var me = await MyDataTests.ProvenAsync(portal, made.UserId);
        var page = await me.GetAsync("/account/data/delete");
        foreach (var words in new[] { "会计凭证", "30年", "考试档案", "长期" }) Assert.Contains(words, page.Text);
        await me.SubmitAsync(page, Typed("注销账号"));

        var after = await MyDataTests.ReadAsync(portal, db => db.Registrations.AsNoTracking().SingleAsync(r => r.Id == made.Id));
        Assert.Equal((before.Person, before.Number, before.PhotoId, RegistrationState.Paid), (after.Person, after.Number, after.PhotoId, after.State));
        Assert.Equal(new RegistrationForm().Mobile, after.Form.Mobile);
        Assert.Equal((null, null, null, null), (after.Form.Address, after.Form.Email, after.Form.School, after.Form.Employer));
        Assert.Equal([before.PhotoId], await MyDataTests.ReadAsync(portal, db => db.CandidatePhotos.Select(p => (Guid?)p.Id).ToListAsync()));
        Assert.Equal((1, 1), await MyDataTests.ReadAsync(portal, async db => (await db.FeeOrders.CountAsync(), await db.AdmissionTickets.CountAsync())));
        Assert.False(await MyDataTests.ReadAsync(portal, db => db.CandidateIdentities.AnyAsync()));
    }

    [Fact]
    public async Task A_cancelled_registration_keeps_its_number_and_forgets_whose_it_was()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(portal, name: "要注销的人");
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            db.ChangeRequests.Add(new() { RegistrationId = made.Id, CreatedAt = portal.Clock.UtcNow, PhotoId = await db.Registrations.Select(r => r.PhotoId).SingleAsync() });
            (await db.Registrations.Include(r => r.History).SingleAsync()).Cancel(new(made.UserId, Role.Candidate, portal.Clock.UtcNow, "不考了"));
            await db.SaveChangesAsync();
        });
        var me = await MyDataTests.ProvenAsync(portal, made.UserId);
        await me.SubmitAsync(await me.GetAsync("/account/data/delete"), Typed("注销账号"));

        var after = await MyDataTests.ReadAsync(portal, db => db.Registrations.AsNoTracking().Include(r => r.History).SingleAsync());
        Assert.NotNull(after.Number);
        Assert.Equal((RegisteredPerson.Erased, null, DateOnly.MinValue, null), (after.Person!.Name, after.PhotoId, after.Person.BirthDate, after.PersonHash));
        Assert.False(await MyDataTests.ReadAsync(portal, db => db.ChangeRequests.AnyAsync()));
        Assert.All(after.History, step => Assert.Null(step.Why));
        Assert.False(await MyDataTests.ReadAsync(portal, db => db.CandidatePhotos.AnyAsync()));
        // Staff who look it up find it empty, not broken.
        var reviewer = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Reviewer, "53"));
        var shown = await reviewer.GetAsync($"/desk/review/{made.Id}");
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        Assert.Null(after.NameKey);
        Assert.DoesNotContain("要注销的人", (await reviewer.GetAsync("/desk/review?state=Cancelled")).Text + shown.Text);
    }

    [Fact]
    public async Task A_draft_goes_whole()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.DraftAsync(portal);
        var me = await MyDataTests.ProvenAsync(portal, made.UserId);
        await me.SubmitAsync(await me.GetAsync("/account/data/delete"), Typed("注销账号"));
        Assert.Equal(0, await MyDataTests.ReadAsync(portal, db => db.Registrations.CountAsync()));
    }

    [Fact]
    public async Task The_same_person_may_sign_up_and_be_verified_again()
    {
        await using var portal = await PortalFactory.StartAsync();
        var number = TestData.NewIdNumber();
        var me = await MyDataTests.ProvenAsync(portal, await TestData.VerifiedCandidateAsync(portal, idNumber: number));
        await me.SubmitAsync(await me.GetAsync("/account/data/delete"), Typed("注销账号"));
        await TestData.VerifiedCandidateAsync(portal, idNumber: number);
    }

    [Fact]
    public async Task Staff_do_not_delete_themselves()
    {
        await using var portal = await PortalFactory.StartAsync();
        var clerk = await MyDataTests.ProvenAsync(portal, await TestData.StaffAsync(portal, Role.Auditor));
        Assert.Contains("不能自行注销", (await clerk.GetAsync("/account/data")).Text);
        Assert.Equal(HttpStatusCode.Forbidden, (await clerk.GetAsync("/account/data/delete")).Status);
    }

    private static async Task RefusedAsync(PortalFactory portal, Guid userId, string words)
    {
        var me = await MyDataTests.ProvenAsync(portal, userId);
        var page = await me.GetAsync("/account/data/delete");
        Assert.Contains(words, page.Text);
        Assert.Null(page.Html.QuerySelector("[name='Form.Typed']"));
        var token = (await me.GetAsync("/account/data")).ValueOf("__RequestVerificationToken")!;
        var answer = await me.PostAsync("/account/data/delete", [new("Form.Typed", "注销账号"), new("__RequestVerificationToken", token)]);
        Assert.Contains("现在还不能注销", answer.Text);
        // Nor past the page: what came in between counts.
        await portal.WithAsync(async place => await Assert.ThrowsAsync<RuleViolationException>(() => place.GetRequiredService<RuanKao.Portal.Accounts.MyData.PersonalDataService>()
            .EraseAsync(userId, new(userId, Role.Candidate, portal.Clock.UtcNow), default)));
        Assert.NotNull(await MyDataTests.ReadAsync(portal, db => db.Users.Where(u => u.Id == userId).Select(u => u.PhoneNumber).SingleAsync()));
    }

    private static async Task AfterTheExamAsync(PortalFactory portal, string round)
    {
        var last = await MyDataTests.ReadAsync(portal, db => db.Set<RuanKao.Portal.Exams.ExamRound>().Where(r => r.Code == round).Select(r => r.ExamTo).SingleAsync());
        portal.Clock.UtcNow = Beijing.Start(last.AddDays(1));
    }

    private static Dictionary<string, string> Typed(string words) => new() { ["Form.Typed"] = words };
}
