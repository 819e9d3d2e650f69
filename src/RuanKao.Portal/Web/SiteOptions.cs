using System.ComponentModel.DataAnnotations;

namespace RuanKao.Portal.Web;

/// <summary>Configuration section Site: how the world reaches the portal.</summary>
public sealed class SiteOptions
{
    public const string Section = "Site";

    /// <summary>Base of every address that leaves the house: links in messages, notify and return addresses of payments.</summary>
    [Required, Url]
    public string PublicAddress { get; init; } = "";

    public string Link(string path) => PublicAddress.TrimEnd('/') + path;
}
