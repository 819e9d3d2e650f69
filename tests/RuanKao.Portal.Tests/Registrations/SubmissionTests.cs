using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations;

public class SubmissionTests
{
    [Fact]
    public async Task Submitting_gives_numbers_writes_history_and_audit_and_tells_the_candidate()
    {
        await using var factory = await PortalFactory.StartAsync();
        var draft = await TestData.DraftAsync(factory);
        await SubmitAsync(factory, draft);
        await factory.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            var registration = (await services.GetRequiredService<RegistrationService>().FindAsync(draft.Id))!;
            Assert.Equal(RegistrationState.Submitted, registration.State);
            Assert.Matches("^53[0-9]{11}$", registration.Number);
            Assert.True(CheckDigit.Holds(registration.Number!));
            Assert.Matches("^[0-9]{12}$", registration.SystemCode);
            Assert.True(CheckDigit.Holds(registration.SystemCode!));
            Assert.Equal(factory.Clock.UtcNow, registration.SubmittedAt);
            Assert.Equal("张伟明", registration.Person!.Name);
            Assert.NotNull(registration.PhotoId);
            Assert.Equal([RegistrationEvent.Submit], registration.Steps.Select(s => s.On));
            Assert.Contains(await db.AuditEntries.ToListAsync(), e => e.Action == "registration.submitted" && e.Subject == draft.Id.ToString());
            Assert.Contains(await db.OutboxMessages.ToListAsync(), m => m.Template == NoticeTemplates.RegistrationSubmitted);
        });
    }

    [Fact]
    public async Task A_second_submission_keeps_the_numbers_and_takes_the_newest_photo()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddHours(1);
        var photo = await TestData.NewPhotoAsync(factory, made.UserId);
        var again = await SubmitAsync(factory, made);
        Assert.Equal((made.Number, photo, factory.Clock.UtcNow), (again.Number, again.PhotoId, again.SubmittedAt));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    public async Task Registration_opens_on_the_second(int seconds, bool open)
    {
        await using var factory = await PortalFactory.StartAsync();
        var draft = await TestData.DraftAsync(factory);
        factory.Clock.UtcNow = (await WindowAsync(factory, draft)).From!.Value.AddSeconds(seconds);
        await ExpectAsync(factory, draft, open, "开始");
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public async Task Registration_closes_on_the_second(int seconds, bool open)
    {
        await using var factory = await PortalFactory.StartAsync();
        var draft = await TestData.DraftAsync(factory);
        factory.Clock.UtcNow = (await WindowAsync(factory, draft)).To!.Value.AddSeconds(seconds);
        await ExpectAsync(factory, draft, open, "截止");
    }

    [Fact]
    public async Task Without_photo_pledge_or_answers_nothing_is_submitted_and_all_is_said_at_once()
    {
        await using var factory = await PortalFactory.StartAsync();
        var draft = await TestData.DraftAsync(factory);
        await factory.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            var registration = await db.Registrations.SingleAsync(r => r.Id == draft.Id);
            (registration.PhotoId, registration.Form.School) = (null, null);
            await db.SaveChangesAsync();
            await db.Set<RuanKao.Portal.Photos.CandidatePhoto>().ExecuteDeleteAsync();
        });
        var fault = await Assert.ThrowsAsync<RuleViolationException>(() => SubmitAsync(factory, draft, pledged: false));
        Assert.Equal(["School", "Photo", "Pledged"], fault.Violations.Select(v => v.Field));
    }

    [Fact]
    public async Task A_person_holds_one_place_in_the_country_and_is_told_where()
    {
        await using var factory = await PortalFactory.StartAsync();
        var first = await TestData.SubmittedAsync(factory);
        await TestData.RegistrationOpenAsync(factory, "11");
        var second = await TestData.DraftAsync(factory, first.UserId, institution: "11");
        var fault = await Assert.ThrowsAsync<RuleViolationException>(() => SubmitAsync(factory, second));
        Assert.Contains("已在云南考区报名", fault.Violations[0].Message);

        await factory.WithAsync(services => services.GetRequiredService<RegistrationDepartures>().CancelAsync(first.Id, new(first.UserId, Role.Candidate, factory.Clock.UtcNow)));
        Assert.Equal(RegistrationState.Submitted, (await SubmitAsync(factory, second)).State);
    }

    [Fact]
    public async Task The_database_itself_refuses_a_second_place()
    {
        await using var factory = await PortalFactory.StartAsync();
        var first = await TestData.SubmittedAsync(factory);
        await TestData.RegistrationOpenAsync(factory, "11");
        await Assert.ThrowsAsync<DbUpdateException>(() => TestData.SubmittedAsync(factory, first.UserId, institution: "11"));
    }

    [Fact]
    public async Task Submitting_in_two_places_at_once_leaves_one()
    {
        await using var factory = await PortalFactory.StartAsync();
        var here = await TestData.DraftAsync(factory);
        await TestData.RegistrationOpenAsync(factory, "11");
        var there = await TestData.DraftAsync(factory, here.UserId, institution: "11");
        var outcomes = await Task.WhenAll(new[] { here, there }.Select(made => Task.Run(async () =>
        {
            try { await SubmitAsync(factory, made); return "in"; }
            catch (RuleViolationException e) { return e.Violations[0].Message; }
        })));
        Assert.Single(outcomes, o => o == "in");
        Assert.Single(outcomes, o => o.Contains("全国只能有一个报名"));
    }

    [Fact]
    public async Task Fifty_at_once_get_fifty_numbers_without_a_gap()
    {
        await using var factory = await PortalFactory.StartAsync();
        var drafts = new List<RegistrationMade>();
        for (var i = 0; i < 50; i++) drafts.Add(await TestData.DraftAsync(factory));
        var done = await Task.WhenAll(drafts.Select(draft => Task.Run(() => SubmitAsync(factory, draft))));
        Assert.Equal(Enumerable.Range(1, 50), done.Select(r => int.Parse(r.Number![6..12], System.Globalization.CultureInfo.InvariantCulture)).Order());
        Assert.Equal(50, done.Select(r => r.SystemCode).Distinct().Count());
    }

    [Fact]
    public async Task Saving_from_an_older_page_is_told_apart_and_changes_nothing()
    {
        await using var factory = await PortalFactory.StartAsync();
        var draft = await TestData.DraftAsync(factory);
        await factory.WithAsync(async services =>
        {
            var (service, place, operation) = await VerbAsync(services, factory, draft);
            var answers = (await service.FindAsync(draft.Id))!.Answers;
            answers.Form.School = "一";
            var saved = await service.SaveAsync(place, answers, 0, operation);
            answers.Form.School = "二";
            var fault = await Assert.ThrowsAsync<SavedElsewhereException>(() => service.SaveAsync(place, answers, 0, operation));
            Assert.Contains("另一处", fault.Violations[0].Message);
            Assert.Equal("一", (await service.FindAsync(draft.Id))!.Form.School);
            await service.SaveAsync(place, answers, saved.Version, operation);
            Assert.Equal("二", (await service.FindAsync(draft.Id))!.Form.School);
        });
    }

    [Fact]
    public async Task A_form_that_waits_for_review_is_saved_only_whole()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        await factory.WithAsync(async services =>
        {
            var (service, place, operation) = await VerbAsync(services, factory, made);
            var registration = (await service.FindAsync(made.Id))!;
            registration.Form.School = null;
            var fault = await Assert.ThrowsAsync<RuleViolationException>(() => service.SaveAsync(place, registration.Answers, registration.Version, operation));
            Assert.Equal("School", fault.Violations[0].Field);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_approval_the_form_stays_as_it_is(bool paid)
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = paid ? await TestData.PaidAsync(factory) : await TestData.ApprovedAsync(factory);
        var fault = await Assert.ThrowsAsync<RuleViolationException>(() => SubmitAsync(factory, made));
        Assert.Contains("不能再修改", fault.Violations[0].Message);
    }

    [Fact]
    public async Task Settling_leaves_the_save_to_its_caller_and_happens_once()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.ApprovedAsync(factory);
        var (submitted, operation) = (await TestData.SubmittedAsync(factory), Operation.BySystem(factory.Clock.UtcNow));
        await factory.WithAsync(services => services.GetRequiredService<RegistrationService>().SettleAsync(made.Id, operation));
        Assert.Equal(RegistrationState.Approved, await StateAsync(factory, made));
        await factory.WithAsync(async services =>
        {
            var service = services.GetRequiredService<RegistrationService>();
            Assert.True(await service.SettleAsync(made.Id, operation));
            await services.GetRequiredService<PortalContext>().SaveChangesAsync();
            Assert.False(await service.SettleAsync(made.Id, operation));
            Assert.False(await service.SettleAsync(submitted.Id, operation));
            Assert.False(await service.SettleAsync(Guid.NewGuid(), operation));
        });
        Assert.Equal(RegistrationState.Paid, await StateAsync(factory, made));
    }

    [Fact]
    public async Task A_payment_under_way_holds_the_registration_back()
    {
        await using var factory = await PortalFactory.StartAsync(services => services.AddScoped<IDepartureGuard, OpenAttempt>());
        var made = await TestData.ApprovedAsync(factory);
        var operation = new Operation(made.UserId, Role.Candidate, factory.Clock.UtcNow);
        var fault = await Assert.ThrowsAsync<RuleViolationException>(() =>
            factory.WithAsync(services => services.GetRequiredService<RegistrationDepartures>().CancelAsync(made.Id, operation)));
        Assert.Equal("有一笔支付正在进行", fault.Violations[0].Message);
        Assert.Equal(RegistrationState.Approved, await StateAsync(factory, made));
    }

    private sealed class OpenAttempt : IDepartureGuard
    {
        public Task<string?> WhyNotAsync(Guid registrationId, CancellationToken ct) => Task.FromResult<string?>("有一笔支付正在进行");
    }

    private static Task<Registration> SubmitAsync(PortalFactory factory, RegistrationMade made, bool pledged = true) => factory.WithAsync(async services =>
    {
        var (service, place, operation) = await VerbAsync(services, factory, made);
        return await service.SubmitAsync(place, (await service.FindAsync(made.Id))!.Version, pledged, operation);
    });

    private static async Task<(RegistrationService, RoundPlaceView, Operation)> VerbAsync(IServiceProvider services, PortalFactory factory, RegistrationMade made) =>
        (services.GetRequiredService<RegistrationService>(), (await services.GetRequiredService<RoundPlaces>().FindAsync(made.RoundId, made.InstitutionCode))!,
            new(made.UserId, Role.Candidate, factory.Clock.UtcNow));

    private static async Task ExpectAsync(PortalFactory factory, RegistrationMade draft, bool open, string word)
    {
        if (open) Assert.Equal(RegistrationState.Submitted, (await SubmitAsync(factory, draft)).State);
        else Assert.Contains(word, (await Assert.ThrowsAsync<RuleViolationException>(() => SubmitAsync(factory, draft))).Violations[0].Message);
    }

    private static Task<TimeWindow> WindowAsync(PortalFactory factory, RegistrationMade made) => factory.WithAsync(async services =>
        (await services.GetRequiredService<RoundPlaces>().FindAsync(made.RoundId, made.InstitutionCode))!.Place.Registration);

    private static Task<RegistrationState> StateAsync(PortalFactory factory, RegistrationMade made) => factory.WithAsync(async services =>
        (await services.GetRequiredService<RegistrationService>().FindAsync(made.Id))!.State);
}
