using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Reviews;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Portal.BrowserTests;

/// <summary>A reviewer's morning without a mouse.</summary>
public sealed class ReviewDeskTests : IAsyncLifetime
{
    private const int Cases = 60;

    private readonly DemoHouse house = new();

    public ValueTask InitializeAsync() => house.InitializeAsync();

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task Sixty_cases_are_judged_by_keyboard_alone()
    {
        await HandInAsync(Cases);
        await using var reviewer = await house.PersonAsync();
        await reviewer.SignInAsync(DemoPeople.Reviewer);
        await reviewer.GoAsync("/desk/review");
        await reviewer.LooksGoodAsync("review-queue-keys");
        var (page, keys) = (reviewer.Page, reviewer.Page.Keyboard);

        await StrikeAsync(page, "n");
        // While typing a letter is a letter.
        await keys.PressAsync("0");
        await Assertions.Expect(page.Locator("[name='Form.Words']")).ToBeFocusedAsync();
        await keys.TypeAsync("a r n u");
        Assert.Equal("a r n u", await page.InputValueAsync("[name='Form.Words']"));
        await page.FillAsync("[name='Form.Words']", "");
        await keys.PressAsync("Escape");
        await keys.PressAsync("?");
        await Assertions.Expect(page.Locator("[data-keys-switch]")).ToBeAttachedAsync();
        await reviewer.SeesAsync("离开输入框");
        // Switched off, no key does anything; the caps go from the buttons.
        await page.Locator("[data-keys-switch]").SetCheckedAsync(false, new() { Force = true });
        var stays = reviewer.Path;
        await keys.PressAsync("a");
        await page.WaitForTimeoutAsync(400);
        Assert.Equal(stays, reviewer.Path);
        Assert.Equal(0, await page.Locator("kbd.key:visible").CountAsync());
        await page.Locator("[data-keys-switch]").SetCheckedAsync(true, new() { Force = true });
        await keys.PressAsync("?");
        await reviewer.LooksGoodAsync("review-case-keys");

        // Approved by a slip, undone by a key, approved for good.
        await ApproveAsync(page);
        await reviewer.SeesAsync("后生效并通知考生");
        await reviewer.LooksGoodAsync("review-undo");
        await StrikeAsync(page, "u");
        await reviewer.SeesAsync("已撤销");
        Assert.Equal(stays, reviewer.Path);

        for (var n = 0; n < Cases; n++)
        {
            if (n % 5 == 4)
            {
                await keys.PressAsync("r");
                await keys.PressAsync("1");
                await keys.PressAsync("6");
                if (n == 4) await reviewer.LooksGoodAsync("review-return-keys");
                await StrikeAsync(page, "Control+Enter");
            }
            else await ApproveAsync(page);
        }
        await StrikeAsync(page, "/");
        await Assertions.Expect(page.Locator("#Search_Text")).ToBeFocusedAsync();
        await reviewer.DecisionsTakeEffectAsync();
        var judged = await reviewer.ArchiveAsync(db => db.RegistrationSteps.Where(s => s.By == Role.Reviewer && s.UserId != null).GroupBy(s => s.On).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count));
        Assert.Equal((Cases - Cases / 5, Cases / 5), (judged[RegistrationEvent.Approve], judged[RegistrationEvent.Return]));
        Assert.StartsWith("1. ", await reviewer.ArchiveAsync(db => db.Registrations.Where(r => r.State == RegistrationState.Returned && r.ReturnReason!.StartsWith("1.")).Select(r => r.ReturnReason!).FirstAsync()));
    }

    [Fact]
    public async Task A_phone_shows_case_batch_and_reasons_whole()
    {
        await HandInAsync(6);
        await using var reviewer = await house.PersonAsync(phone: true);
        await reviewer.SignInAsync(DemoPeople.Reviewer);
        await reviewer.GoAsync("/desk/review/next");
        await reviewer.LooksGoodAsync("review-case-phone");
        await reviewer.GoAsync("/desk/review/batch");
        await reviewer.LooksGoodAsync("review-batch-phone");
        await using var desk = await house.PersonAsync();
        await desk.SignInAsync(DemoPeople.Reviewer);
        await desk.GoAsync("/desk/review/batch");
        await desk.LooksGoodAsync("review-batch-desk");
        await desk.TickAsync("[name='Form.Looked']");
        await desk.PressAsync("审核通过这");
        await desk.SeesHeadingAsync("批量通过");
        await desk.LooksGoodAsync("review-batch-done");
        await desk.PressAsync("整批撤销");
        await desk.SeesAsync("没有变动");
    }

    /// <summary>Strikes a key that leads to another page, and waits until that is there.</summary>
    private static async Task StrikeAsync(IPage page, string key)
    {
        await page.EvaluateAsync("window.before = true");
        await page.Keyboard.PressAsync(key);
        await page.WaitForFunctionAsync("() => !window.before && document.readyState === 'complete'");
    }

    private static async Task ApproveAsync(IPage page)
    {
        await page.WaitForTimeoutAsync(260);
        await StrikeAsync(page, "a");
    }

    private async Task HandInAsync(int count)
    {
        await using var scope = house.Demo.Portal.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var (db, now) = (services.GetRequiredService<PortalContext>(), services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime);
        var seal = services.GetRequiredService<PersonalDataSeal>();
        var sample = await db.Registrations.AsNoTracking().Include(r => r.Person).Where(r => r.State == RegistrationState.Submitted && r.InstitutionCode == DemoPeople.Institution).OrderBy(r => r.Id).FirstAsync();
        var (round, photo) = (await db.Set<Exams.ExamRound>().SingleAsync(r => r.Id == sample.RoundId), await db.CandidatePhotos.AsNoTracking().SingleAsync(p => p.Id == sample.PhotoId));
        var numbers = new RegistrationNumbers(db);
        await using var transaction = await db.Database.BeginTransactionAsync();
        for (var n = 0; n < count; n++)
        {
            var (id, number) = (Guid.NewGuid(), $"53010019900101{n:D4}");
            db.Add(new PortalUser { Id = id, UserName = id.ToString("N"), NormalizedUserName = id.ToString("N").ToUpperInvariant(), CreatedAt = now, DisplayName = $"考生{n}", PhoneNumber = $"1370000{n:D4}", PhoneNumberConfirmed = true });
            var own = new CandidatePhoto { UserId = id, KeptAt = now, UsedAt = now, Original = photo.Original, Processed = photo.Processed, Sha256 = photo.Sha256, Findings = photo.Findings, ConsentVersion = photo.ConsentVersion };
            db.Add(own);
            var person = sample.Person! with { Name = $"考生{n}", NumberSealed = seal.Seal(number), NumberHash = seal.Hash(VerifiedPeople.NumberPurpose, number) };
            db.Add(new CandidateIdentity
            {
                UserId = id, DocumentKind = person.DocumentKind, Name = person.Name, NumberSealed = person.NumberSealed, NumberHash = person.NumberHash, Sex = person.Sex, BirthDate = person.BirthDate,
                ValidFrom = new DateOnly(2020, 1, 1), ValidTo = null, VerifiedAt = now, VerifiedBy = "aliyun",
            });
            var registration = new Registration { UserId = id, RoundId = sample.RoundId, InstitutionCode = sample.InstitutionCode, CreatedAt = now, PhotoId = own.Id };
            registration.Answer(sample.Answers);
            registration.Submit(person, await numbers.NextAsync(round, sample.InstitutionCode, default), RegistrationNumbers.NewSystemCode(), new(id, Role.Candidate, now));
            db.Add(registration);
        }
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }
}
