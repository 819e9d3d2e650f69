using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;

namespace RuanKao.Portal.Photos;

/// <summary>One file of the automatic help: where it lies under a name that changes with its content, its length, and what travels of it (both in bytes).</summary>
public sealed record PhotoHelpFile(string Address, long Bytes, long Wire);

/// <summary>The files that a browser loads for 自动处理, and not before it is pressed. They come from npm at build time; a portal built without npm has none.</summary>
public sealed class PhotoHelp(EndpointDataSource endpoints)
{
    private static readonly string[] Names = ["litert.js", "runtime.js", "runtime.wasm", "face-near.tflite", "face-far.tflite", "person.tflite"];

    private readonly Lazy<IReadOnlyDictionary<string, PhotoHelpFile>?> files = new(() => Find(endpoints));

    /// <summary>The files by name, or null when not all of them are there.</summary>
    public IReadOnlyDictionary<string, PhotoHelpFile>? Files => files.Value;

    /// <summary>The files as the script of the page reads them.</summary>
    public string? Json => Files is { } found ? JsonSerializer.Serialize(found, JsonSerializerOptions.Web) : null;

    private static IReadOnlyDictionary<string, PhotoHelpFile>? Find(EndpointDataSource endpoints)
    {
        var byLabel = endpoints.Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>()).OfType<StaticAssetDescriptor>()
            .ToLookup(asset => asset.Properties.FirstOrDefault(property => property.Name == "label")?.Value);
        var found = new Dictionary<string, PhotoHelpFile>();
        foreach (var name in Names)
        {
            var forms = byLabel["photo-help/" + name].ToList();
            if (forms.Count == 0) return null;
            var lengths = forms.Select(LengthOf).ToList();
            found[name] = new("/" + forms[0].Route, lengths.Max(), lengths.Min());
        }

        return found;
    }

    private static long LengthOf(StaticAssetDescriptor asset) =>
        long.Parse(asset.ResponseHeaders.Single(header => header.Name == "Content-Length").Value, CultureInfo.InvariantCulture);
}
