using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>Codes sent, typed, forgotten and guessed at in a random order, held against a model that is plain enough to be believed.</summary>
public sealed class CodeHistory(PortalFactory portal, Random random) : History(portal, random)
{
    private static readonly TimeSpan[] Waits =
        [.. new[] { 1, 20, 59, 60, 61, 150, 299, 300, 1200, 3599, 3600, 40_000, 86_400 }.Select(s => TimeSpan.FromSeconds(s))];

    private readonly ContactAddress[] addresses = [new(AddressKind.Mobile, NewMobile()), new(AddressKind.Email, $"{Guid.NewGuid():N}@example.com")];
    private readonly Origin[] origins = [new(Guid.NewGuid().ToString()), new(Guid.NewGuid().ToString()), new(Guid.NewGuid().ToString(), Guid.NewGuid().ToString())];
    private readonly List<Sent> sent = [];
    private readonly Dictionary<(string Network, long Hour), int> asked = [];

    private sealed class Sent
    {
        public required Guid Id;
        public required CodePurpose Purpose;
        public required ContactAddress Address;
        public required Origin Origin;
        public required DateTime At;
        public string? Code;
        public int Tries = 5;
        public bool IsUsed;
    }

    protected override async Task StepAsync()
    {
        switch (Random.Next(10))
        {
            case < 4: await SendAsync(Pick(addresses), Pick(origins)); break;
            case < 8: await TypeAsync(); break;
            case 8 when Random.Next(12) == 0: await FloodAsync(); break;
            default: Wait(Pick(Waits)); break;
        }
    }

    private async Task SendAsync(ContactAddress address, Origin origin)
    {
        var (purpose, isAccount) = (Pick(Enum.GetValues<CodePurpose>()), Random.Next(3) > 0);
        var mine = sent.Where(s => s.Address == address).ToList();
        var own = mine.Where(s => s.Origin == origin).ToList();
        var strangers = origin.IsKnown ? [] : mine.Where(s => !s.Origin.IsKnown).ToList();
        var mayAsk = Within(own, 60) < 1 && Within(own, 3600) < 5 && Within(own, 86_400) < 10 && Within(strangers, 3600) < 15 && Within(strangers, 86_400) < 30;
        var hour = (origin.Network, Now.Ticks / TimeSpan.TicksPerHour);
        // Only what the address may be sent counts against its network.
        if (mayAsk && !origin.IsKnown && (mayAsk = asked.GetValueOrDefault(hour) < 60)) asked[hour] = asked.GetValueOrDefault(hour) + 1;

        var fits = isAccount == (purpose is not (CodePurpose.SignUp or CodePurpose.Binding));
        Note($"send {purpose} to {address.Kind} from {Array.IndexOf(origins, origin)}, account {isAccount}");
        await Portal.WithAsync(async place =>
        {
            var fault = await FaultAsync(async () =>
            {
                var id = await place.GetRequiredService<VerificationCodes>().SendAsync(purpose, address, origin, isAccount, default);
                sent.Add(new() { Id = id, Purpose = purpose, Address = address, Origin = origin, At = Now });
            });
            Expect(mayAsk ? "sent" : "refused", fault is null ? "sent" : fault.Contains("频繁") ? "refused" : fault);
            if (fault is not null) return;
            var message = place.GetRequiredService<PortalContext>().ChangeTracker.Entries<OutboxMessage>().Single().Entity;
            var values = JsonSerializer.Deserialize<Dictionary<string, string>>(place.GetRequiredService<PersonalDataSeal>().Open(message.ValuesSealed!))!;
            sent[^1].Code = values.GetValueOrDefault("code");
            Expect(fits ? "a code" : "the truth", message.Template == NoticeTemplates.VerificationCode ? "a code" : "the truth");
        });
    }

    private async Task TypeAsync()
    {
        if (sent.Count == 0) return;
        var code = sent[^(1 + Random.Next(Math.Min(sent.Count, 4)))];
        var id = Random.Next(15) == 0 ? Guid.NewGuid() : code.Id;
        var purpose = Random.Next(10) == 0 ? Pick(Enum.GetValues<CodePurpose>()) : code.Purpose;
        var address = Random.Next(10) == 0 ? Pick(addresses) : code.Address;
        var typed = Random.Next(10) switch
        {
            < 5 when code.Code is { } right => Pick<Func<string, string>>([c => c, c => $" {c[..3]} {c[3..]} ", c => string.Concat(c.Select(d => (char)(d - '0' + '０'))), c => $"【软考报名】验证码 {c}，5分钟内有效"])(right),
            < 9 => Other(code.Code),
            _ => "12345",
        };
        var expected = id != code.Id || purpose != code.Purpose || address != code.Address || code.IsUsed || code.At + TimeSpan.FromMinutes(5) <= Now ? "gone"
            : typed == "12345" ? "six digits" : code.Tries == 0 ? "too many" : typed.Contains(Other(code.Code)) || code.Code is null ? "wrong" : "opened";
        if (expected is "wrong" or "opened") code.Tries--;
        if (expected == "opened") code.IsUsed = true;
        Note($"type {(expected is "opened" ? "it" : "something")} for code {sent.IndexOf(code)}");
        var fault = await Portal.WithAsync(place => FaultAsync(() => place.GetRequiredService<VerificationCodes>().RedeemAsync(purpose, address, id, typed, "Code", default)));
        Expect(expected, fault switch
        {
            null => "opened",
            _ when fault.Contains("次数过多") => "too many",
            _ when fault.Contains("不正确") => "wrong",
            _ when fault.Contains("6位数字") => "six digits",
            _ => "gone",
        });
    }

    /// <summary>Many fresh addresses from one network.</summary>
    private async Task FloodAsync()
    {
        for (var i = 0; i < 40; i++) await SendAsync(new(AddressKind.Email, $"{Guid.NewGuid():N}@example.com"), origins[0]);
    }

    private int Within(List<Sent> codes, int seconds) => codes.Count(s => s.At > Now - TimeSpan.FromSeconds(seconds));

    private static string Other(string? code) => code == "111111" ? "222222" : "111111";
}
