using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Persistence;

/// <summary>What the page promises to forget is forgotten, whether or not anybody comes by.</summary>
public class RetentionTests
{
    [Fact]
    public async Task Rows_go_when_their_time_is_over_and_not_before()
    {
        await using var portal = await PortalFactory.StartAsync();
        var userId = await TestData.CandidateAsync(portal);
        await TestData.PhotoDraftAsync(portal, userId);
        await portal.WithAsync(async place =>
        {
            var (db, now) = (place.GetRequiredService<PortalContext>(), portal.Clock.UtcNow);
            db.SignInRecords.Add(new() { UserId = userId, At = now, Way = SignInWay.Password, Network = "10.0.0.*", Browser = "Edge" });
            place.GetRequiredService<Outbox>().Add(new(AddressKind.Mobile, "13800000000"), NoticeTemplates.NotRegistered, new Dictionary<string, string>());
            await db.SaveChangesAsync();
            await place.GetRequiredService<AccountService>().SendCodeAsync(CodePurpose.SignIn, new(AddressKind.Mobile, "13800000000"), "net", default);
        });
        await AtAsync(portal, PhotoRules.DraftLife - TimeSpan.FromMinutes(1), drafts: 1, codes: 1, signIns: 1, messages: 2);
        await AtAsync(portal, PhotoRules.DraftLife + TimeSpan.FromMinutes(1), drafts: 0, codes: 0, signIns: 1, messages: 2);
        // A message that still waits is not forgotten, however old.
        await AtAsync(portal, OutboxRows.Kept + TimeSpan.FromDays(1), drafts: 0, codes: 0, signIns: 1, messages: 2);
        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.ExecuteUpdateAsync(m => m.SetProperty(x => x.State, OutboxState.Sent)));
        await AtAsync(portal, OutboxRows.Kept + TimeSpan.FromDays(1), drafts: 0, codes: 0, signIns: 1, messages: 0);
        await AtAsync(portal, SignInRecord.Kept + TimeSpan.FromDays(1), drafts: 0, codes: 0, signIns: 0, messages: 0);
    }

    private static async Task AtAsync(PortalFactory portal, TimeSpan later, int drafts, int codes, int signIns, int messages)
    {
        var clock = new FakeClock(portal.Clock.UtcNow + later);
        await new RetentionSweeper(portal.Services.GetRequiredService<IServiceScopeFactory>(), clock, NullLogger<RetentionSweeper>.Instance).SweepAsync(default);
        Assert.Equal((drafts, codes, signIns, messages), await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            return (await db.PhotoDrafts.CountAsync(), await db.VerificationCodes.CountAsync(), await db.SignInRecords.CountAsync(), await db.OutboxMessages.CountAsync());
        }));
    }
}
