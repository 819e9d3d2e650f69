using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>
/// Attackers on several networks, one of them the owner's own, guess at an account's password and use up its codes; the owner types wrong, types right,
/// and asks for codes. Whatever they do, the owner is hindered by his own failures alone, and always gets in with a code on the device he signed in on before.
/// </summary>
public sealed class LockoutHistory(PortalFactory portal, Random random) : History(portal, random)
{
    private static readonly TimeSpan[] Waits = [.. new[] { 1, 60, 61, 600, 899, 900, 901, 3600, 86_400 }.Select(s => TimeSpan.FromSeconds(s))];

    private readonly string[] networks = [.. Enumerable.Range(0, 4).Select(_ => Guid.NewGuid().ToString())];
    private readonly ContactAddress address = new(AddressKind.Mobile, NewMobile());
    private readonly Dictionary<string, List<DateTime>> failures = [];
    private readonly List<DateTime> ownCodes = [];
    private DateTime? told;
    private int messages;
    private Guid? owner;
    private string? device;

    protected override async Task StepAsync()
    {
        if (owner is null) await MoveInAsync();
        switch (Random.Next(12))
        {
            case < 5: await GuessAsync(Pick(networks)); break;
            case 5: for (var i = 0; i < 5; i++) await GuessAsync(networks[1]); break;
            case 6: await WasteCodesAsync(Pick(networks)); break;
            case 7: await TryAsync("owner", networks[0], isDevice: true, TestData.Password); break;
            case 8: await TryAsync("owner mistyping", networks[0], isDevice: true, "Mistyped2031"); break;
            case 9: await TryAsync("owner elsewhere", Pick(networks), isDevice: false, TestData.Password); break;
            case 10: await ComeInByCodeAsync(); break;
            default: Wait(Pick(Waits)); break;
        }
    }

    /// <summary>An account, and the cookie that its owner's browser has from an earlier sign-in.</summary>
    private async Task MoveInAsync()
    {
        owner = await TestData.CandidateAsync(Portal, mobile: address.Text);
        await Portal.WithAsync(place =>
        {
            var http = new DefaultHttpContext();
            place.GetRequiredService<IHttpContextAccessor>().HttpContext = http;
            place.GetRequiredService<KnownDevices>().Remember(owner.Value);
            device = http.Response.Headers.SetCookie.ToString().Split(';')[0];
            return Task.CompletedTask;
        });
    }

    private Task GuessAsync(string network) => TryAsync("attacker", network, isDevice: false, "Guess2031");

    private async Task TryAsync(string who, string network, bool isDevice, string password)
    {
        var mine = failures.GetValueOrDefault(isDevice ? "device" : network) ?? [];
        failures[isDevice ? "device" : network] = mine;
        var counted = mine.Count(at => at > Now - TimeSpan.FromMinutes(15));
        var expected = counted >= 5 ? "must wait" : password == TestData.Password ? "in" : "wrong";
        if (expected == "in") mine.Clear();
        if (expected == "wrong") mine.Add(Now);
        if (expected == "wrong" && counted == 4 && !(told > Now - TimeSpan.FromDays(1))) (told, messages) = (Now, messages + 1);

        Note($"{who} tries a password on network {Array.IndexOf(networks, network)}");
        var fault = await AsAsync(isDevice, accounts => accounts.SignInAsync(address, password, network, default));
        Expect(expected, fault is null ? "in" : fault.Contains("连续输错") ? "must wait" : fault.Contains("不正确") ? "wrong" : fault);
        if (expected != "wrong") return;
        Note("messages to the owner");
        Expect(messages.ToString(), (await Portal.WithAsync(place => CountMessagesAsync(place.GetRequiredService<PortalContext>()))).ToString());
    }

    /// <summary>Asks for a code to the owner's address and guesses at it.</summary>
    private async Task WasteCodesAsync(string network)
    {
        Note($"attacker asks for a code on network {Array.IndexOf(networks, network)} and guesses");
        var step = Guid.Empty;
        if (await AsAsync(false, async accounts => step = await accounts.SendCodeAsync(CodePurpose.SignIn, address, network, default)) is not null) return;
        for (var i = 0; i < 6; i++) await AsAsync(false, accounts => accounts.SignInByCodeAsync(address, step, "000000", default));
    }

    private async Task ComeInByCodeAsync()
    {
        var mayAsk = Own(60) < 1 && Own(3600) < 5 && Own(86_400) < 10;
        Note("owner comes in by code");
        var (step, code) = (Guid.Empty, "");
        var fault = await AsAsync(true, async (accounts, place) =>
        {
            step = await accounts.SendCodeAsync(CodePurpose.SignIn, address, networks[0], default);
            var message = place.GetRequiredService<PortalContext>().ChangeTracker.Entries<OutboxMessage>().Single().Entity;
            code = System.Text.RegularExpressions.Regex.Match(place.GetRequiredService<PersonalDataSeal>().Open(message.ValuesSealed!), "[0-9]{6}").Value;
        });
        if (mayAsk) ownCodes.Add(Now);
        Expect(mayAsk ? "sent" : "too often by himself", fault is null ? "sent" : "too often by himself");
        if (fault is not null) return;
        // The worst that can happen in between.
        await WasteCodesAsync(networks[0]);
        Note("owner types it");
        Expect("in", await AsAsync(true, accounts => accounts.SignInByCodeAsync(address, step, code, default)) ?? "in");
    }

    private int Own(int seconds) => ownCodes.Count(at => at > Now - TimeSpan.FromSeconds(seconds));

    private Task<string?> AsAsync(bool isDevice, Func<AccountService, Task> work) => AsAsync(isDevice, (accounts, _) => work(accounts));

    private Task<string?> AsAsync(bool isDevice, Func<AccountService, IServiceProvider, Task> work) => Portal.WithAsync(async place =>
    {
        var http = new DefaultHttpContext();
        if (isDevice) http.Request.Headers.Cookie = device;
        place.GetRequiredService<IHttpContextAccessor>().HttpContext = http;
        return await FaultAsync(() => work(place.GetRequiredService<AccountService>(), place));
    });

    // Told apart from those of other histories by when they were written: this one has the database's clock to itself.
    private Task<int> CountMessagesAsync(PortalContext db) => db.OutboxMessages.CountAsync(m => m.Template == NoticeTemplates.SignInLocked && m.CreatedAt >= began);

    private readonly DateTime began = portal.Clock.UtcNow;
}
