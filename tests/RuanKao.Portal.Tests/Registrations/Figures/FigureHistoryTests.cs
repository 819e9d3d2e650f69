using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations.Figures;

/// <summary>The figures equal a recount, whatever happened. A seed to play again: PORTAL_HISTORY_SEED.</summary>
public class FigureHistoryTests(ITestOutputHelper output)
{
    private readonly int seed = Environment.GetEnvironmentVariable("PORTAL_HISTORY_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : RandomNumberGenerator.GetInt32(1_000_000);

    [Fact]
    public async Task After_histories_of_candidates_reviewers_office_clock_and_payments()
    {
        output.WriteLine($"first seed {seed}");
        var played = 0;
        await using var histories = new RegistrationHistories
        {
            Besides = async factory =>
            {
                if (played % 3 == 0) await Counting.FoldAsync(factory);
                return await Counting.DifferenceAsync(factory);
            },
        };
        for (; played < 80; played++) Assert.Null(await histories.PlayAsync(seed + played));
    }

    [Fact]
    public async Task After_four_hundred_moves_between_prefectures_qualifications_and_states_some_of_them_lost()
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var factory = await PortalFactory.StartAsync();
        var made = new List<Guid>();
        for (var n = 0; n < 6; n++) made.Add((await TestData.SubmittedAsync(factory)).Id);
        for (var move = 0; move < 400; move++)
        {
            factory.Clock.UtcNow += TimeSpan.FromHours(random.Next(0, 9));
            var id = made[random.Next(made.Count)];
            await Counting.DbAsync(factory, async db =>
            {
                var registration = await db.Registrations.SingleAsync(r => r.Id == id);
                Change(registration, random, factory.Clock.UtcNow);
                // Somebody else was faster now and then: the save fails as a whole, and is tried again as it is or given up.
                if (random.Next(5) == 0 && db.ChangeTracker.HasChanges())
                {
                    await db.Registrations.Where(r => r.Id == id).ExecuteUpdateAsync(row => row.SetProperty(r => r.Version, r => r.Version + 1));
                    await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
                    if (random.Next(2) == 0) return 0;
                    db.Entry(registration).Property(r => r.Version).OriginalValue++;
                }
                return await db.SaveChangesAsync();
            });
            if (random.Next(40) == 0) await Counting.FoldAsync(factory);
            if (random.Next(20) == 0) Assert.Null(await Counting.DifferenceAsync(factory));
        }
        Assert.Null(await Counting.DifferenceAsync(factory));
    }

    private static void Change(Registration registration, Random random, DateTime now)
    {
        var (candidate, reviewer) = (new Operation(registration.UserId, Role.Candidate, now), new Operation(null, Role.Reviewer, now));
        var answers = registration.Answers with { PrefectureCode = random.Next(4) switch { 0 => null, 1 => "5303", _ => "5301" }, QualificationCode = random.Next(2) == 0 ? "PROGRAMMER" : "SOFTWARE_DESIGNER" };
        switch (registration.State)
        {
            case RegistrationState.Submitted when random.Next(4) == 0: registration.Answer(answers); break;
            case RegistrationState.Submitted when random.Next(4) == 0: registration.Submit(registration.Person!, "", "", candidate); break;
            case RegistrationState.Submitted when random.Next(3) > 0: registration.Return("不符", reviewer); break;
            case RegistrationState.Submitted: registration.Approve(random.Next(3) == 0 ? 0 : 10000, reviewer); break;
            case RegistrationState.Returned when random.Next(3) == 0: registration.Answer(answers); break;
            case RegistrationState.Returned: registration.Submit(registration.Person!, "", "", candidate); break;
            case RegistrationState.Approved or RegistrationState.Paid when registration.ChangeWaits && random.Next(5) > 0:
                if (random.Next(2) == 0) registration.ReturnChange("不符", reviewer);
                else registration.ApproveChange(answers, registration.PhotoId, 10000, reviewer);
                break;
            case RegistrationState.Approved when random.Next(8) == 0: registration.Lapse(Operation.BySystem(now.AddDays(-1))); break;
            case RegistrationState.Approved when random.Next(8) == 0: registration.Cancel(candidate); break;
            case RegistrationState.Approved when random.Next(4) == 0:
                registration.DropChange();
                registration.Settle(Operation.BySystem(now));
                break;
            case RegistrationState.Lapsed: registration.Revive(Operation.BySystem(now)); break;
            case RegistrationState.Approved or RegistrationState.Paid when !registration.ChangeWaits: registration.RequestChange(candidate); break;
        }
    }
}
