using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Persistence;

/// <summary>Keys rotate: new values are sealed by the active key, old ones still open, and after a reseal the old key may go.</summary>
public class ResealingTests
{
    private static readonly string Second = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray());

    private static readonly Dictionary<string, string?> Rotated = new() { ["PersonalData:ActiveKey"] = "k2", ["PersonalData:Keys:k2"] = Second };

    [Fact]
    public async Task Every_sealed_value_of_every_column_gets_the_active_key_and_the_old_one_may_go()
    {
        await using var before = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(before);
        await before.WithAsync(async place =>
        {
            place.GetRequiredService<IDataProtectionProvider>().CreateProtector("makes a key").Protect("x");
            var db = place.GetRequiredService<PortalContext>();
            place.GetRequiredService<Outbox>().Add(new(AddressKind.Mobile, "13800000000"), NoticeTemplates.NotRegistered, new Dictionary<string, string>());
            await db.SaveChangesAsync();
        });
        var number = await OpenedAsync(before, made.UserId);

        await using (var rotated = before.Again(Rotated))
        {
            // Old values open as they are.
            Assert.Equal(number, await OpenedAsync(rotated, made.UserId));
            var told = new StringWriter();
            Assert.Equal(0, await PortalProgram.ResealAsync(rotated.Services, told));
            Assert.Contains("CandidateIdentity.NumberSealed resealed 1 unreadable 0", told.ToString());
            Assert.Contains("RegisteredPerson.NumberSealed resealed 1 unreadable 0", told.ToString());
            // Begun again it finds nothing to do.
            told = new StringWriter();
            Assert.Equal(0, await PortalProgram.ResealAsync(rotated.Services, told));
            Assert.All(told.ToString().Trim().Split('\n'), line => Assert.Contains("resealed 0 unreadable 0", line));
        }

        // The old key's name now holds something else: whatever still needed it would not open.
        await using var after = before.Again(new(Rotated) { ["PersonalData:Keys:k1"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) });
        Assert.Equal(number, await OpenedAsync(after, made.UserId));
        await after.WithAsync(async place =>
        {
            var (db, seal) = (place.GetRequiredService<PortalContext>(), place.GetRequiredService<PersonalDataSeal>());
            Assert.All(await db.OutboxMessages.ToListAsync(), m => seal.Open(m.ValuesSealed!));
            Assert.All(await db.DataProtectionKeys.ToListAsync(), k => Assert.Contains("k2.", k.Xml));
        });
    }

    [Fact]
    public async Task A_value_that_no_key_opens_is_counted_and_left_and_the_rest_goes_on()
    {
        await using var before = await PortalFactory.StartAsync();
        var (lost, kept) = (await TestData.VerifiedCandidateAsync(before), await TestData.VerifiedCandidateAsync(before));
        await SetAsync(before, lost, "k0." + Convert.ToBase64String(new byte[40]));
        await using var rotated = before.Again(Rotated);
        var told = new StringWriter();
        Assert.Equal(1, await PortalProgram.ResealAsync(rotated.Services, told));
        Assert.Contains("CandidateIdentity.NumberSealed resealed 1 unreadable 1", told.ToString());
        Assert.StartsWith("k2.", await SealedAsync(rotated, kept));
        Assert.StartsWith("k0.", await SealedAsync(rotated, lost));
    }

    [Fact]
    public async Task More_than_a_batch_is_resealed()
    {
        await using var before = await PortalFactory.StartAsync();
        await before.WithAsync(async place =>
        {
            var (db, outbox) = (place.GetRequiredService<PortalContext>(), place.GetRequiredService<Outbox>());
            for (var n = 0; n <= Resealing.Batch; n++) outbox.Add(new(AddressKind.Mobile, "13800000000"), NoticeTemplates.NotRegistered, new Dictionary<string, string>());
            await db.SaveChangesAsync();
        });
        await using var rotated = before.Again(Rotated);
        var counts = await rotated.WithAsync(place => place.GetRequiredService<Resealing>().RunAsync());
        Assert.Equal(Resealing.Batch + 1, counts.Single(c => c.Property == "OutboxMessage.AddressSealed").Resealed);
    }

    /// <summary>The registry is the model itself: whoever seals under another name is found by the table of docs/personal-data.md.</summary>
    [Fact]
    public void Every_property_named_as_sealed_is_in_the_registry()
    {
        using var db = new SqliteDesign().CreateDbContext([]);
        var columns = SealedColumns.Of(db.Model).Select(c => c.Property).ToList();
        Assert.Contains("CandidateIdentity.NumberSealed", columns);
        Assert.Contains("RegisteredPerson.NumberSealed", columns);
        Assert.Contains("OutboxMessage.ValuesSealed", columns);
        Assert.Equal(columns.Distinct(), columns);
    }

    [Fact]
    public async Task The_keys_that_protect_cookies_lie_sealed_and_those_of_before_still_open()
    {
        await using var portal = await PortalFactory.StartAsync();
        var protectedText = await portal.WithAsync(place => Task.FromResult(place.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("hello")));
        var xml = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().DataProtectionKeys.Select(k => k.Xml!).SingleAsync());
        Assert.DoesNotContain("masterKey", xml);
        Assert.Contains("sealedKey", xml);

        // As it lay there before there was a seal.
        await portal.WithAsync(async place =>
        {
            var (db, seal) = (place.GetRequiredService<PortalContext>(), place.GetRequiredService<PersonalDataSeal>());
            var row = await db.DataProtectionKeys.SingleAsync();
            var key = System.Xml.Linq.XElement.Parse(row.Xml!);
            var secret = key.Descendants().Single(e => e.Name.LocalName == "encryptedSecret");
            secret.ReplaceWith(System.Xml.Linq.XElement.Parse(seal.Open(secret.Value)));
            row.Xml = key.ToString();
            await db.SaveChangesAsync();
            Assert.Contains("masterKey", row.Xml);
        });
        await using (var older = portal.Again([])) Assert.Equal("hello", Unprotected(older, protectedText));

        await using var rotated = portal.Again(Rotated);
        Assert.Equal(0, await PortalProgram.ResealAsync(rotated.Services, TextWriter.Null));
        Assert.DoesNotContain("masterKey", await rotated.WithAsync(place => place.GetRequiredService<PortalContext>().DataProtectionKeys.Select(k => k.Xml!).SingleAsync()));
        await using var after = portal.Again(Rotated);
        Assert.Equal("hello", Unprotected(after, protectedText));
    }

    private static string Unprotected(PortalFactory portal, string text) => portal.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(text);

    private static Task<string> SealedAsync(PortalFactory portal, Guid userId) => portal.WithAsync(place =>
        place.GetRequiredService<PortalContext>().CandidateIdentities.Where(i => i.UserId == userId).Select(i => i.NumberSealed).SingleAsync());

    private static async Task<string> OpenedAsync(PortalFactory portal, Guid userId) => portal.Services.GetRequiredService<PersonalDataSeal>().Open(await SealedAsync(portal, userId));

    private static Task SetAsync(PortalFactory portal, Guid userId, string value) => portal.WithAsync(place =>
        place.GetRequiredService<PortalContext>().CandidateIdentities.Where(i => i.UserId == userId).ExecuteUpdateAsync(i => i.SetProperty(x => x.NumberSealed, value)));
}
