using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Persistence;

/// <summary>A kind of personal data as 我的数据 explains it: what, why, for how long.</summary>
public sealed record DataKind(string What, string Why, string HowLong);

/// <summary>A consent somebody gave: to which text, when, and until when it held.</summary>
public sealed record ConsentGiven(string Subject, string Title, string TextVersion, DateTime At, DateTime? WithdrawnAt = null);

/// <summary>What withdrawing a consent brings about, in words for the person.</summary>
public sealed record WithdrawableConsent(string Subject, string Title, string What);

/// <summary>One room's part of a person: each room explains, hands out and erases its own.</summary>
public interface IPersonalDataSource
{
    string Title { get; }

    /// <summary>The order on the page. Erasing goes the other way round: later rooms point at earlier ones.</summary>
    int Order { get; }

    IReadOnlyList<DataKind> Kinds { get; }

    Task ExportAsync(Guid userId, PersonalDataExport export, CancellationToken ct);

    /// <summary>What must be brought to an end before anything is erased, in words for the person; empty where nothing stands in the way.</summary>
    Task<IReadOnlyList<string>> ObstaclesAsync(Guid userId, CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>What of this person stays after erasing, and on which ground.</summary>
    Task<IReadOnlyList<DataKind>> KeptAsync(Guid userId, CancellationToken ct) => Task.FromResult<IReadOnlyList<DataKind>>([]);

    /// <summary>The consent this data hangs on, where it has one of its own that can be withdrawn: withdrawing erases this source's part alone.</summary>
    WithdrawableConsent? Consent => null;

    /// <summary>The consents given for this data, newest first.</summary>
    Task<IReadOnlyList<ConsentGiven>> ConsentsAsync(Guid userId, CancellationToken ct) => Task.FromResult<IReadOnlyList<ConsentGiven>>([]);

    /// <summary>Erases all but that, within the caller's transaction.</summary>
    Task EraseAsync(Guid userId, Operation operation, CancellationToken ct);
}

/// <summary>What a person takes home: data.json with Chinese titles, and files beside it.</summary>
public sealed class PersonalDataExport
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject data = [];
    private readonly List<(string Name, byte[] Content)> files = [];

    public JsonObject Data => data;

    /// <summary>Adds one record to a section; answers that are null are left out.</summary>
    public void Add(string section, params IEnumerable<(string Title, object? Answer)> answers)
    {
        if (!data.ContainsKey(section)) data[section] = new JsonArray();
        var record = new JsonObject();
        foreach (var (title, answer) in answers) if (Node(answer) is { } node) record[title] = node;
        data[section]!.AsArray().Add(record);
    }

    public void AddFile(string name, byte[] content) => files.Add((name, content));

    public byte[] ToZip(DateTime at)
    {
        using var zipped = new MemoryStream();
        using (var zip = new ZipArchive(zipped, ZipArchiveMode.Create, leaveOpen: true))
        {
            var whole = new JsonObject { ["导出时间"] = Beijing.Moment(at) + "（北京时间）" };
            foreach (var (section, records) in data) whole[section] = records!.DeepClone();
            Write(zip, "data.json", JsonSerializer.SerializeToUtf8Bytes(whole, Json));
            foreach (var (name, content) in files) Write(zip, name, content);
        }
        return zipped.ToArray();
    }

    private static void Write(ZipArchive zip, string name, byte[] content)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(content);
    }

    private static JsonNode? Node(object? answer) => answer switch
    {
        null or "" => null,
        DateTime at => JsonValue.Create(Beijing.Moment(at)),
        DateOnly day => JsonValue.Create(day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
        bool yes => JsonValue.Create(yes ? "是" : "否"),
        int number => JsonValue.Create(number),
        _ => JsonValue.Create(answer.ToString()),
    };
}
