using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace RuanKao.Portal.Web;

/// <summary>Words and links of the shell.</summary>
public static class ShellWords
{
    public const string ServiceName = "全国计算机技术与软件专业技术资格（水平）考试";
    public const string ShortName = "软考报名";

    /// <summary>The address of a named route, or null where no room has built it: such a link is left out.</summary>
    public static string? Existing(this IUrlHelper url, string routeName, object? values = null) =>
        url.RouteUrl(routeName, values) is { Length: > 0 } address ? address : null;

    /// <summary>The name of the route being shown.</summary>
    public static string? RouteName(this HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<IRouteNameMetadata>()?.RouteName;

    /// <summary>Whether a menu line leads to this page or to one beneath it (form is lit on form-check).</summary>
    public static bool IsLit(this HttpContext http, string routeName, object? chosen = null) =>
        (chosen as string ?? http.RouteName()) is { } here
        && (here == routeName || here.StartsWith(routeName + "-", StringComparison.Ordinal));

    /// <summary>0871-63626248 as the address of a telephone link.</summary>
    public static string TelephoneLink(string telephone) => "tel:" + new string([.. telephone.TakeWhile(c => char.IsAsciiDigit(c) || c is '-' or ' ').Where(c => c != ' ')]);

    /// <summary>A long number in groups of four, for reading aloud.</summary>
    public static string Grouped(string number) => string.Join(' ', number.Chunk(4).Select(part => new string(part)));
}
