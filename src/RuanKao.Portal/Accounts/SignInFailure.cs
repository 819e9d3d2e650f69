using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>A password tried for an address (registered or not) from an origin, which was wrong or is still being checked; only keyed hashes of both are kept.</summary>
public sealed class SignInFailure
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required string AddressHash { get; init; }

    public required string OriginHash { get; init; }

    /// <summary>Counts on from the one before: its unique index makes tries that come together wait for each other's count.</summary>
    public required int Sequence { get; init; }

    public required DateTime At { get; init; }
}

/// <summary>The last time an owner was told that somebody guesses at the password; kept for addresses nobody has as well, so that both take the same time.</summary>
public sealed class SignInAlarm
{
    public required string AddressHash { get; init; }

    public required DateTime ToldAt { get; set; }
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

public sealed class SignInFailureTables : IEntityTypeConfiguration<SignInFailure>, IEntityTypeConfiguration<SignInAlarm>
{
    public void Configure(EntityTypeBuilder<SignInFailure> failure)
    {
        failure.ToTable("SignInFailures");
        failure.Property(f => f.AddressHash).HasMaxLength(PersonalDataSeal.HashLength);
        failure.Property(f => f.OriginHash).HasMaxLength(PersonalDataSeal.HashLength);
        failure.HasIndex(f => new { f.AddressHash, f.OriginHash, f.Sequence }).IsUnique();
        failure.HasIndex(f => f.At);
    }

    public void Configure(EntityTypeBuilder<SignInAlarm> alarm)
    {
        alarm.ToTable("SignInAlarms");
        alarm.HasKey(a => a.AddressHash);
        alarm.Property(a => a.AddressHash).HasMaxLength(PersonalDataSeal.HashLength);
        // Of two that would tell at the same moment one does.
        alarm.Property(a => a.ToldAt).IsConcurrencyToken();
        alarm.HasIndex(a => a.ToldAt);
    }
}
