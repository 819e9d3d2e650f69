using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>A wrong password for an address (registered or not) from a network; only keyed hashes of both are kept.</summary>
public sealed class SignInFailure
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required string AddressHash { get; init; }

    public required string NetworkHash { get; init; }

    public required DateTime At { get; init; }
}

/// <summary>Makes guessing slow for the guesser alone: failures count per address and network, so nobody can lock out another person.</summary>
public sealed class SignInThrottle(PortalContext db, PersonalDataSeal seal, TimeProvider clock)
{
    public const int Allowed = 5;
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(15);

    /// <summary>Until when this address must wait on this network; null when it need not.</summary>
    public async Task<DateTime?> WaitUntilAsync(string subject, string network, CancellationToken ct)
    {
        var (now, addressHash, networkHash) = (clock.Now(), AddressHash(subject), NetworkHash(network));
        var since = now - Span;
        var last = await db.SignInFailures.Where(f => f.AddressHash == addressHash && f.NetworkHash == networkHash && f.At > since)
            .OrderByDescending(f => f.At).Take(Allowed).Select(f => f.At).ToListAsync(ct);
        return last.Count < Allowed ? null : last[0] + Span;
    }

    public async Task FailedAsync(string subject, string network, CancellationToken ct)
    {
        var old = clock.Now() - Span;
        await db.SignInFailures.Where(f => f.At <= old).ExecuteDeleteAsync(ct);
        db.SignInFailures.Add(new() { AddressHash = AddressHash(subject), NetworkHash = NetworkHash(network), At = clock.Now() });
        await db.SaveChangesAsync(ct);
    }

    public Task SucceededAsync(string subject, string network, CancellationToken ct)
    {
        var (addressHash, networkHash) = (AddressHash(subject), NetworkHash(network));
        return db.SignInFailures.Where(f => f.AddressHash == addressHash && f.NetworkHash == networkHash).ExecuteDeleteAsync(ct);
    }

    private string AddressHash(string subject) => seal.Hash("sign-in-address", subject);

    private string NetworkHash(string network) => seal.Hash("network", network);
}

/// <summary>The network a request comes from: one IPv4 address, or the /64 that an IPv6 household or school has.</summary>
public static class Network
{
    public static string Of(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }
}

public sealed class SignInFailureTables : IEntityTypeConfiguration<SignInFailure>
{
    public void Configure(EntityTypeBuilder<SignInFailure> failure)
    {
        failure.ToTable("SignInFailures");
        failure.Property(f => f.AddressHash).HasMaxLength(PersonalDataSeal.HashLength);
        failure.Property(f => f.NetworkHash).HasMaxLength(PersonalDataSeal.HashLength);
        failure.HasIndex(f => new { f.AddressHash, f.NetworkHash, f.At });
        failure.HasIndex(f => f.At);
    }
}
