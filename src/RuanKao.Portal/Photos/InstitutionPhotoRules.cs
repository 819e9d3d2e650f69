using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Photos;

/// <summary>What an institution set for its photos; without a row the manual's rules hold.</summary>
public sealed class InstitutionPhotoRules : IVersioned
{
    public const int RulesLength = 800;

    private static readonly JsonSerializerOptions Manner = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public required string InstitutionCode { get; init; }

    /// <summary>As JSON: <see cref="PhotoSettings"/>.</summary>
    public required string Rules { get; set; }

    public int Version { get; private set; }

    public static string Write(PhotoSettings settings) => JsonSerializer.Serialize(settings, Manner);

    public static PhotoSettings Read(string? rules) => string.IsNullOrEmpty(rules) ? PhotoSettings.Default : JsonSerializer.Deserialize<PhotoSettings>(rules, Manner)!;
}

/// <summary>Reads and changes the photo rules of institutions.</summary>
public sealed class PhotoRulesService(PortalContext db)
{
    /// <summary>The institution's rules; the manual's where it set none or none is named.</summary>
    public async Task<PhotoSettings> OfAsync(string? institutionCode, CancellationToken ct) => institutionCode is null ? PhotoSettings.Default
        : InstitutionPhotoRules.Read(await db.InstitutionPhotoRules.Where(r => r.InstitutionCode == institutionCode).Select(r => r.Rules).SingleOrDefaultAsync(ct));

    public Task<InstitutionPhotoRules?> FindAsync(string institutionCode, CancellationToken ct) =>
        db.InstitutionPhotoRules.AsNoTracking().SingleOrDefaultAsync(r => r.InstitutionCode == institutionCode, ct);

    /// <summary>Sets the rules; the version is that of the page, null where no rules were set. Throws <see cref="DbUpdateException"/> when another was first.</summary>
    public async Task SetAsync(string institutionCode, PhotoSettings settings, int? version, Operation operation, CancellationToken ct)
    {
        RuleViolationException.ThrowIfAny([.. Faults(settings)]);
        var rules = await db.InstitutionPhotoRules.SingleOrDefaultAsync(r => r.InstitutionCode == institutionCode, ct);
        if (rules?.Version != version) throw new RuleViolationException("", "您打开本页以后，照片要求已被他人更新。以下是您填写的内容，请重新打开本页核对后再保存");
        if (rules is null) db.Add(new InstitutionPhotoRules { InstitutionCode = institutionCode, Rules = InstitutionPhotoRules.Write(settings) });
        else rules.Rules = InstitutionPhotoRules.Write(settings);
        db.Audit(operation, "photo-rules.set", institutionCode);
        await db.SaveChangesAsync(ct);
    }

    private static IEnumerable<RuleViolation> Faults(PhotoSettings settings)
    {
        if (settings.MoreThanBytes is < 0 or > 1024 * 1024) yield return new(nameof(PhotoSettings.MoreThanBytes), "请填 0 到 1024 之间的 KB 数");
        if (settings.MinimumWidth is < PhotoRules.MinimumWidth or > 2000) yield return new(nameof(PhotoSettings.MinimumWidth), $"请填 {PhotoRules.MinimumWidth} 到 2000 之间的像素数");
        if (settings.MinimumHeight is < PhotoRules.MinimumHeight or > 2000) yield return new(nameof(PhotoSettings.MinimumHeight), $"请填 {PhotoRules.MinimumHeight} 到 2000 之间的像素数");
    }
}
