using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Reviews;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations;

public class ChangeTests
{
    private static readonly ReviewScope Everywhere = new([new(Role.Reviewer, null)]);

    [Fact]
    public async Task A_change_leaves_the_approved_answers_in_force_until_it_is_approved_as_a_whole()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.ApprovedAsync(factory);
        await RequestAsync(factory, made, answers => answers.Form.School = "丽江师范学院");
        var waiting = await FindAsync(factory, made);
        Assert.Equal((RegistrationState.Approved, true, "云南大学"), (waiting.State, waiting.ChangeWaits, waiting.Form.School));
        Assert.True(await JudgeAsync(factory, made, approve: true));
        var changed = await FindAsync(factory, made);
        Assert.Equal((RegistrationState.Approved, false, "丽江师范学院"), (changed.State, changed.ChangeWaits, changed.Form.School));
        Assert.Equal([RegistrationEvent.RequestChange, RegistrationEvent.ApproveChange], changed.Steps.TakeLast(2).Select(s => s.On));
        Assert.Equal(ChangeState.InForce, await factory.WithAsync(s => s.GetRequiredService<PortalContext>().ChangeRequests.Select(c => c.State).SingleAsync()));
    }

    [Fact]
    public async Task A_returned_change_changes_nothing_and_says_why()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.PaidAsync(factory);
        await RequestAsync(factory, made, answers => answers.Form.School = "丽江师范学院");
        Assert.True(await JudgeAsync(factory, made, approve: false));
        var registration = await FindAsync(factory, made);
        Assert.Equal((RegistrationState.Paid, false, "云南大学"), (registration.State, registration.ChangeWaits, registration.Form.School));
        Assert.Equal("学校不实。", registration.Steps[^1].Why);
    }

    [Fact]
    public async Task Before_payment_the_fee_follows_another_qualification_of_the_same_level()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(factory, change: place => place.Fee = place.Fee with { Exceptions = "E_COMMERCE_DESIGNER=17000" });
        var made = await TestData.ApprovedAsync(factory);
        await RequestAsync(factory, made, _ => { }, qualification: "E_COMMERCE_DESIGNER");
        await JudgeAsync(factory, made, approve: true);
        var registration = await FindAsync(factory, made);
        Assert.Equal(("E_COMMERCE_DESIGNER", 17000), (registration.QualificationCode, registration.FeeFen));
    }

    [Fact]
    public async Task A_change_that_makes_it_free_completes_it()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(factory, change: place => place.Fee = place.Fee with { Exceptions = "E_COMMERCE_DESIGNER=0" });
        var made = await TestData.ApprovedAsync(factory);
        await RequestAsync(factory, made, _ => { }, qualification: "E_COMMERCE_DESIGNER");
        await JudgeAsync(factory, made, approve: true);
        Assert.Equal(RegistrationState.Paid, (await FindAsync(factory, made)).State);
    }

    [Theory]
    [InlineData("SYSTEM_ARCHITECT", null, null, false, "QualificationCode", "级别不能变更")]
    [InlineData("SYSTEM_ARCHITECT", null, null, true, "QualificationCode", "缴费后不能更改")]
    [InlineData("E_COMMERCE_DESIGNER", null, null, true, "QualificationCode", "缴费后不能更改")]
    [InlineData(null, "5307", null, true, "PrefectureCode", "缴费后不能更改")]
    [InlineData(null, null, "5307", true, "ExamRegionCode", "缴费后不能更改")]
    public async Task What_is_locked_stays(string? qualification, string? prefecture, string? region, bool paid, string field, string words)
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(factory);
        var made = paid ? await TestData.PaidAsync(factory) : await TestData.ApprovedAsync(factory);
        var fault = await Assert.ThrowsAsync<RuleViolationException>(() => RequestAsync(factory, made, a => a.Form.School = "另一所", qualification, prefecture, region));
        Assert.Contains(fault.Violations, v => v.Field == field && v.Message.Contains(words));
        Assert.False((await FindAsync(factory, made)).ChangeWaits);
    }

    [Fact]
    public async Task Before_payment_prefecture_and_region_change_and_the_photo_goes_along()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.ApprovedAsync(factory);
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddMinutes(1);
        var photo = await TestData.NewPhotoAsync(factory, made.UserId);
        await RequestAsync(factory, made, _ => { }, prefecture: "5307", region: "5307");
        Assert.NotEqual(photo, (await FindAsync(factory, made)).PhotoId);
        await JudgeAsync(factory, made, approve: true);
        var registration = await FindAsync(factory, made);
        Assert.Equal(("5307", "5307", photo), (registration.PrefectureCode, registration.ExamRegionCode, registration.PhotoId));
    }

    [Fact]
    public async Task Nothing_changed_one_at_a_time_a_stale_page_and_a_wrong_answer_are_told()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.ApprovedAsync(factory);
        Assert.Contains("没有任何改动", await FaultAsync(() => RequestAsync(factory, made, _ => { })));
        Assert.Contains("有了变化", await FaultAsync(() => RequestAsync(factory, made, a => a.Form.School = "一", version: 77)));
        Assert.Contains("请填写所在学校", await FaultAsync(() => RequestAsync(factory, made, a => a.Form.School = " ")));
        await RequestAsync(factory, made, a => a.Form.School = "一");
        Assert.Contains("先撤回", await FaultAsync(() => RequestAsync(factory, made, a => a.Form.School = "二")));
    }

    [Fact]
    public async Task The_database_itself_refuses_a_second_waiting_change()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.ApprovedAsync(factory);
        await RequestAsync(factory, made, a => a.Form.School = "一");
        await Assert.ThrowsAsync<DbUpdateException>(() => factory.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            var registration = await db.Registrations.SingleAsync(r => r.Id == made.Id);
            db.ChangeRequests.Add(ChangeRequest.Of(registration, registration.Answers, registration.PhotoId, factory.Clock.UtcNow));
            await db.SaveChangesAsync();
        }));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public async Task After_payment_changes_end_at_the_second_of_the_freeze(int seconds, bool can)
    {
        await using var factory = await PortalFactory.StartAsync();
        var freeze = factory.Clock.UtcNow.AddDays(30);
        await TestData.OpenRoundAsync(factory, change: place => place.ChangesUntil = freeze);
        var made = await TestData.PaidAsync(factory);
        factory.Clock.UtcNow = freeze.AddSeconds(seconds);
        if (can) await RequestAsync(factory, made, a => a.Form.School = "一");
        else Assert.Contains("冻结", await FaultAsync(() => RequestAsync(factory, made, a => a.Form.School = "一")));
    }

    [Fact]
    public async Task A_change_that_waited_beyond_the_freeze_cannot_come_into_force_and_can_be_returned()
    {
        await using var factory = await PortalFactory.StartAsync();
        var freeze = factory.Clock.UtcNow.AddDays(30);
        await TestData.OpenRoundAsync(factory, change: place => place.ChangesUntil = freeze);
        var made = await TestData.PaidAsync(factory);
        await RequestAsync(factory, made, a => a.Form.School = "一");
        factory.Clock.UtcNow = freeze;
        Assert.Contains("冻结", await FaultAsync(() => JudgeAsync(factory, made, approve: true)));
        Assert.True(await JudgeAsync(factory, made, approve: false));
    }

    [Fact]
    public async Task While_a_change_waits_nothing_can_be_paid_and_withdrawing_opens_payment_again()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await RequestAsync(world.Factory, world.Registration, a => a.Form.School = "一");
        Assert.Contains("先撤回变更申请", await FaultAsync(() => world.StartAsync()));
        Assert.True(await WithdrawAsync(world.Factory, world.Registration));
        Assert.False(await WithdrawAsync(world.Factory, world.Registration));
        await world.BookAsync(await world.StartAsync());
        Assert.Equal(RegistrationState.Paid, await world.StateAsync());
    }

    [Fact]
    public async Task While_a_payment_is_open_no_change_can_be_asked_for()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await world.StartAsync();
        Assert.Contains("付款还没有结束", await FaultAsync(() => RequestAsync(world.Factory, world.Registration, a => a.Form.School = "一")));
    }

    [Fact]
    public async Task A_payment_and_a_change_begun_at_once_leave_one_of_them()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var outcomes = await Task.WhenAll(
            Task.Run(() => TryAsync(() => world.StartAsync())),
            Task.Run(() => TryAsync(() => RequestAsync(world.Factory, world.Registration, a => a.Form.School = "一"))));
        Assert.Single(outcomes, true);
        var registration = await FindAsync(world.Factory, world.Registration);
        Assert.Equal(registration.ChangeWaits ? 0 : 1, await world.ReadAsync(db => db.Set<RuanKao.Portal.Payments.PaymentAttempt>().CountAsync()));

        static async Task<bool> TryAsync(Func<Task> verb)
        {
            try { await verb(); return true; }
            catch (RuleViolationException) { return false; }
        }
    }

    [Fact]
    public async Task Cancelling_drops_the_change_that_waits()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.ApprovedAsync(factory);
        await RequestAsync(factory, made, a => a.Form.School = "一");
        await factory.WithAsync(services => services.GetRequiredService<RegistrationDepartures>().CancelAsync(made.Id, new(made.UserId, Role.Candidate, factory.Clock.UtcNow)));
        Assert.Equal(ChangeState.Dropped, await factory.WithAsync(s => s.GetRequiredService<PortalContext>().ChangeRequests.Select(c => c.State).SingleAsync()));
        Assert.False((await FindAsync(factory, made)).ChangeWaits);
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => JudgeAsync(factory, made, approve: true));
    }

    [Fact]
    public async Task A_decision_on_another_version_or_by_a_stranger_does_nothing()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.ApprovedAsync(factory);
        await RequestAsync(factory, made, a => a.Form.School = "一");
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => JudgeAsync(factory, made, approve: true, version: 0));
        Assert.False(await factory.WithAsync(async services => await services.GetRequiredService<ReviewService>().ApproveChangeAsync(
            new ReviewScope([new(Role.Reviewer, "11")]), made.Id, (await FindAsync(factory, made)).Version, new(null, Role.Reviewer, factory.Clock.UtcNow))));
        Assert.True((await FindAsync(factory, made)).ChangeWaits);
    }

    private static Task RequestAsync(PortalFactory factory, RegistrationMade made, Action<RegistrationAnswers> change, string? qualification = null,
        string? prefecture = null, string? region = null, int? version = null) => factory.WithAsync(async services =>
    {
        var registration = (await services.GetRequiredService<RegistrationService>().FindAsync(made.Id))!;
        var place = (await services.GetRequiredService<RoundPlaces>().FindAsync(made.RoundId, made.InstitutionCode))!;
        var answers = registration.Answers with
        {
            QualificationCode = qualification ?? registration.QualificationCode, PrefectureCode = prefecture ?? registration.PrefectureCode, ExamRegionCode = region ?? registration.ExamRegionCode,
        };
        change(answers);
        await services.GetRequiredService<ChangeService>().RequestAsync(made.Id, place, answers, version ?? registration.Version, new(made.UserId, Role.Candidate, factory.Clock.UtcNow));
    });

    private static Task<bool> WithdrawAsync(PortalFactory factory, RegistrationMade made) => factory.WithAsync(services =>
        services.GetRequiredService<ChangeService>().WithdrawAsync(made.Id, new(made.UserId, Role.Candidate, factory.Clock.UtcNow)));

    private static Task<bool> JudgeAsync(PortalFactory factory, RegistrationMade made, bool approve, int? version = null) => factory.WithAsync(async services =>
    {
        var (reviews, operation, seen) = (services.GetRequiredService<ReviewService>(), new Operation(null, Role.Reviewer, factory.Clock.UtcNow), version ?? (await FindAsync(factory, made)).Version);
        return approve ? await reviews.ApproveChangeAsync(Everywhere, made.Id, seen, operation) : await reviews.ReturnChangeAsync(Everywhere, made.Id, seen, null, "学校不实", operation);
    });

    private static async Task<Registration> FindAsync(PortalFactory factory, RegistrationMade made) =>
        (await factory.WithAsync(services => services.GetRequiredService<RegistrationService>().FindAsync(made.Id)))!;

    private static async Task<string> FaultAsync(Func<Task> verb) => string.Join(' ', (await Assert.ThrowsAsync<RuleViolationException>(verb)).Violations.Select(v => v.Message));
}
