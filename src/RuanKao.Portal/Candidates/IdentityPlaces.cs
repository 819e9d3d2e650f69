using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

/// <summary>The 考区 of a manual check in words: 云南 · 丽江市.</summary>
public static class IdentityPlaces
{
    public static async Task<string> OfAsync(PortalContext db, IdentityCase file, CancellationToken ct)
    {
        var institution = await db.Institutions.Where(i => i.Code == file.InstitutionCode).Select(i => i.Name).SingleAsync(ct);
        return file.PrefectureCode is null ? institution : $"{institution} · {await db.Prefectures.Where(p => p.Code == file.PrefectureCode).Select(p => p.Name).SingleAsync(ct)}";
    }
}
