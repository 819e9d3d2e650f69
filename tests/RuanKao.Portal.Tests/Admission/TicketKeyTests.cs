using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Admission;

public class TicketKeyTests
{
    [Fact]
    public async Task The_code_of_a_ticket_states_its_seat_and_holds_against_the_public_key()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory);

        var code = await CodeAsync(factory, seat);

        Assert.StartsWith($"RK2/{seat.TicketNumber}/2031-1/5301001/001/1/1/1/", code);
        Assert.True(await HoldsAsync(factory, code));
    }

    [Fact]
    public async Task Two_instances_that_make_a_key_in_the_same_instant_sign_with_the_same_one()
    {
        var quicker = new Interloper();
        await using var factory = await quicker.StartAsync();
        quicker.BeforeSave(() => factory.WithAsync(place => place.GetRequiredService<TicketKeys>().AddAsync(default)));

        var added = await factory.WithAsync(place => place.GetRequiredService<TicketKeys>().AddAsync(default));

        Assert.Equal([(added.Name, added.PublicKey)], (await factory.WithAsync(place => place.GetRequiredService<TicketKeys>().TrustedAsync(default))).Select(k => (k.Name, k.Key)));
    }

    [Fact]
    public async Task Any_changed_sign_breaks_it()
    {
        await using var factory = await PortalFactory.StartAsync();
        var code = await CodeAsync(factory, await TestData.SeatedAsync(factory));
        var key = (await factory.WithAsync(place => place.GetRequiredService<TicketKeys>().TrustedAsync(default))).Single();
        var end = code.LastIndexOf('/');

        // The last sign of the signature carries two bits of nothing and is left out.
        Assert.All(Enumerable.Range(0, code.Length - 1).Where(at => at != end), at =>
        {
            var changed = code.ToCharArray();
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            Assert.False(Holds(new(changed), key.Key), new(changed));
        });
    }

    [Fact]
    public async Task Everything_fits_a_code_of_49_modules_that_loses_a_quarter()
    {
        await using var factory = await PortalFactory.StartAsync();
        var code = await CodeAsync(factory, await TestData.SeatedAsync(factory));

        Assert.InRange(code.Length, 1, 157);
        Assert.Equal(49, QrCode.Of(code, QrStrength.High).Size);
    }

    [Theory]
    [InlineData("012", "012")]
    [InlineData("A-3", "A-3")]
    [InlineData("a/3", "%61%2F3")]
    [InlineData("东01", "%E4%B8%9C01")]
    public void A_room_of_any_name_keeps_to_the_signs_of_the_code(string room, string narrow)
    {
        var statement = new TicketStatement("2026153012003187", "2026-1", "5301001", room, 17, 3, "2");

        Assert.Equal($"RK2/2026153012003187/2026-1/5301001/{narrow}/17/3/2", statement.Body);
        Assert.Equal(room, Uri.UnescapeDataString(narrow));
    }

    [Fact]
    public async Task A_new_key_signs_from_then_on_the_old_one_is_trusted_until_it_is_revoked()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory);
        var old = await CodeAsync(factory, seat);

        Assert.Equal(0, await RunAsync(factory, "new"));
        var fresh = await CodeAsync(factory, seat);
        Assert.EndsWith("/2", fresh[..fresh.LastIndexOf('/')]);
        Assert.True(await HoldsAsync(factory, fresh));
        Assert.True(await HoldsAsync(factory, old));

        Assert.Equal(0, await RunAsync(factory, "revoke", "1"));
        Assert.False(await HoldsAsync(factory, old));
        Assert.True(await HoldsAsync(factory, fresh));
        Assert.Equal(1, await RunAsync(factory, "revoke", "1"));
        Assert.Equal(2, await RunAsync(factory, "burn"));
    }

    [Fact]
    public async Task When_all_keys_are_revoked_the_next_ticket_makes_one()
    {
        await using var factory = await PortalFactory.StartAsync();
        var seat = await TestData.SeatedAsync(factory);
        await CodeAsync(factory, seat);
        await RunAsync(factory, "revoke", "1");

        var code = await CodeAsync(factory, seat);

        Assert.True(await HoldsAsync(factory, code));
        Assert.Contains("/1/2/", code);
    }

    [Fact]
    public async Task The_private_half_lies_sealed()
    {
        await using var factory = await PortalFactory.StartAsync();
        await CodeAsync(factory, await TestData.SeatedAsync(factory));

        var (key, seal) = await factory.WithAsync(async place => (await place.GetRequiredService<PortalContext>().TicketKeys.AsNoTracking().SingleAsync(), place.GetRequiredService<PersonalDataSeal>()));

        Assert.StartsWith(seal.ActivePrefix, key.PrivateKeySealed);
        using var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(Convert.FromBase64String(seal.Open(key.PrivateKeySealed)), out _);
        Assert.Equal(key.PublicKey, Convert.ToBase64String(pair.ExportSubjectPublicKeyInfo()));
    }

    internal static Task<string> CodeAsync(PortalFactory factory, SeatMade seat) => factory.WithAsync(async place =>
    {
        var tickets = place.GetRequiredService<TicketService>();
        return (await tickets.FactsAsync((await tickets.StandingAsync(seat.Registration.UserId, seat.Registration.RoundCode, seat.Registration.InstitutionCode, default))!, default)).Code;
    });

    private static async Task<int> RunAsync(PortalFactory factory, params string[] args) =>
        await TicketKeysCommand.RunAsync(factory.Services, args, TextWriter.Null);

    private static async Task<bool> HoldsAsync(PortalFactory factory, string code)
    {
        var trusted = await factory.WithAsync(place => place.GetRequiredService<TicketKeys>().TrustedAsync(default));
        return trusted.SingleOrDefault(k => k.Name == code.Split('/')[7]) is { } key && Holds(code, key.Key);
    }

    private static bool Holds(string code, string publicKey)
    {
        var end = code.LastIndexOf('/');
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        return Read(code[(end + 1)..]) is { } signature && key.VerifyData(Encoding.ASCII.GetBytes(code[..end]), signature, HashAlgorithmName.SHA256);
    }

    private static byte[]? Read(string base32)
    {
        var bytes = new byte[base32.Length * 5 / 8];
        var (bits, held, at) = (0, 0, 0);
        foreach (var sign in base32)
        {
            var value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(sign, StringComparison.Ordinal);
            if (value < 0) return null;
            (bits, held) = (((bits & 0xFF) << 5) | value, held + 5);
            if (held < 8) continue;
            held -= 8;
            bytes[at++] = (byte)(bits >> held);
        }
        return bytes;
    }
}
