using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>How somebody showed who he is.</summary>
public enum SignInWay { Password, Code, Government, SignUp, Invitation }

/// <summary>One sign-in, for its owner to see (登录记录); the network is masked and of the browser only the family is kept.</summary>
public sealed class SignInRecord
{
    public const int NetworkLength = 45;
    public const int BrowserLength = 40;

    /// <summary>GB/T 22239-2019 and 网络安全法 art. 21 ask for six months.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid UserId { get; init; }

    public required DateTime At { get; init; }

    public required SignInWay Way { get; init; }

    /// <summary>What staff showed besides; null for candidates.</summary>
    public SecondStep? Second { get; init; }

    public required string Network { get; init; }

    public required string Browser { get; init; }
}

/// <summary>What of a request may be kept: enough for its owner to say 不是我, too little to follow anybody.</summary>
public static class SignInTrace
{
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("HuaweiBrowser", "华为浏览器"), ("MiuiBrowser", "小米浏览器"), ("HeyTapBrowser", "OPPO浏览器"),
        ("VivoBrowser", "vivo浏览器"), ("UCBrowser", "UC浏览器"), ("QQBrowser", "QQ浏览器"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"),
        ("Chrome", "Chrome"), ("Safari", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("HarmonyOS", "鸿蒙"), ("OpenHarmony", "鸿蒙"), ("Android", "安卓"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
    ];

    /// <summary>203.0.113.*, or the first 48 bits of an IPv6 address.</summary>
    public static string Network(IPAddress? address)
    {
        if (address is null) return "未知";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? $"{bytes[0]}.{bytes[1]}.{bytes[2]}.*"
            : string.Join(':', Enumerable.Range(0, 3).Select(part => $"{(bytes[2 * part] << 8) | bytes[2 * part + 1]:x}")) + ":*";
    }

    /// <summary>Chrome，Windows.</summary>
    public static string Browser(string? userAgent)
    {
        var browser = Find(Browsers, userAgent) ?? "其他浏览器";
        return Find(Systems, userAgent) is { } system ? $"{browser}，{system}" : browser;
    }

    private static string? Find((string Mark, string Name)[] known, string? userAgent) =>
        known.Where(k => userAgent?.Contains(k.Mark, StringComparison.OrdinalIgnoreCase) == true).Select(k => k.Name).FirstOrDefault();
}

public sealed class SignInRecordTables : IEntityTypeConfiguration<SignInRecord>
{
    public void Configure(EntityTypeBuilder<SignInRecord> record)
    {
        record.ToTable("SignInRecords");
        record.Property(r => r.Network).HasMaxLength(SignInRecord.NetworkLength);
        record.Property(r => r.Browser).HasMaxLength(SignInRecord.BrowserLength);
        record.HasIndex(r => new { r.UserId, r.At });
        record.HasIndex(r => r.At);
        record.HasOne<PortalUser>().WithMany().HasForeignKey(r => r.UserId);
    }
}
