using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Admission;

/// <summary>A key that signs now; disposed by whoever asked for it.</summary>
public sealed class TicketSigner(string name, ECDsa key) : IDisposable
{
    public string KeyName => name;

    public string Sign(string number, string roundCode, string siteCode, string roomNumber, int seat, int seatVersion) =>
        new TicketStatement(number, roundCode, siteCode, roomNumber, seat, seatVersion, name).SignedBy(key);

    public void Dispose() => key.Dispose();
}

/// <summary>A key by which the door checks codes.</summary>
public sealed record TicketPublicKey(string Name, string Key);

/// <summary>The keys that sign tickets: made, handed out and revoked here alone. They lie in the database, so that every instance signs by the same.</summary>
public sealed class TicketKeys(PortalContext db, PersonalDataSeal seal, TimeProvider clock)
{
    /// <summary>The newest key; the first ticket of an installation makes the first one.</summary>
    public async Task<TicketSigner> SignerAsync(CancellationToken ct)
    {
        var newest = await NewestAsync(ct) ?? await AddAsync(ct);
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(seal.Open(newest.PrivateKeySealed)), out _);
        return new(newest.Name, key);
    }

    /// <summary>Those that the door trusts, in the order of their names.</summary>
    public async Task<IReadOnlyList<TicketPublicKey>> TrustedAsync(CancellationToken ct) =>
        [.. (await ListAsync(ct)).Where(k => k.RevokedAt is null).Select(k => new TicketPublicKey(k.Name, k.PublicKey))];

    public async Task<IReadOnlyList<TicketKey>> ListAsync(CancellationToken ct) =>
        [.. (await db.TicketKeys.AsNoTracking().ToListAsync(ct)).OrderBy(k => Order(k.Name))];

    /// <summary>A new pair, which signs from now on. Where another instance makes one at the same moment, theirs is taken.</summary>
    public async Task<TicketKey> AddAsync(CancellationToken ct)
    {
        var last = (await db.TicketKeys.Select(k => k.Name).ToListAsync(ct)).Select(Order).DefaultIfEmpty(0).Max();
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var added = new TicketKey
        {
            Name = (last + 1).ToString(CultureInfo.InvariantCulture),
            PrivateKeySealed = seal.Seal(Convert.ToBase64String(pair.ExportPkcs8PrivateKey())),
            PublicKey = Convert.ToBase64String(pair.ExportSubjectPublicKeyInfo()),
            CreatedAt = clock.Now(),
        };
        db.TicketKeys.Add(added);
        try
        {
            await db.SaveChangesAsync(ct);
            return added;
        }
        catch (DbUpdateException)
        {
            db.Entry(added).State = EntityState.Detached;
            return await db.TicketKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Name == added.Name, ct) ?? throw new InvalidOperationException("A key for tickets could not be kept.");
        }
    }

    /// <summary>False where there is none of the name that is still trusted.</summary>
    public async Task<bool> RevokeAsync(string name, CancellationToken ct)
    {
        var now = clock.Now();
        return await db.TicketKeys.Where(k => k.Name == name && k.RevokedAt == null).ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAt, now), ct) == 1;
    }

    private async Task<TicketKey?> NewestAsync(CancellationToken ct) => (await ListAsync(ct)).LastOrDefault(k => k.RevokedAt is null);

    private static int Order(string name) => int.Parse(name, CultureInfo.InvariantCulture);
}

/// <summary>For operators: lists the keys of tickets, adds one that signs from now on, or takes the trust from one.</summary>
public static class TicketKeysCommand
{
    public const string Verb = "ticket-keys";

    private const string Usage = $"""
        用法 Usage: {Verb} [new | revoke NAME]
          new          新增一把签名密钥，今后的准考证用它签 a new key, which signs from now on
          revoke NAME  作废一把密钥：用它签的准考证须重新打印 no door takes what this key signed; those tickets are printed again
        """;

    /// <returns>The exit code: 0 done, 1 refused, 2 wrong usage.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, string[] args, TextWriter output)
    {
        await using var scope = services.CreateAsyncScope();
        var keys = scope.ServiceProvider.GetRequiredService<TicketKeys>();
        switch (args)
        {
            case []:
                break;
            case ["new"]:
                await keys.AddAsync(default);
                break;
            case ["revoke", var name]:
                if (!await keys.RevokeAsync(name, default))
                {
                    await output.WriteLineAsync($"没有在用的密钥 {name}。No key {name} is in use.");
                    return 1;
                }
                break;
            default:
                await output.WriteLineAsync(Usage);
                return 2;
        }
        var all = await keys.ListAsync(default);
        var signs = all.LastOrDefault(k => k.RevokedAt is null);
        foreach (var key in all)
            await output.WriteLineAsync($"ticket-key {key.Name} made {Beijing.Moment(key.CreatedAt)} {(key.RevokedAt is { } at ? $"revoked {Beijing.Moment(at)}" : key == signs ? "signs" : "trusted")}");
        return 0;
    }
}
