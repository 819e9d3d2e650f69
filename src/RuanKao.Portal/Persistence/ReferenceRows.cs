using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace RuanKao.Portal.Persistence;

public static class ReferenceRows
{
    /// <summary>Adds the rows whose key is not there yet; the caller saves.</summary>
    public static async Task AddMissingAsync<T>(
        this PortalContext db, IEnumerable<T> rows, Expression<Func<T, string>> key, CancellationToken ct) where T : class
    {
        var there = await db.Set<T>().Select(key).ToHashSetAsync(ct);
        var keyOf = key.Compile();
        db.AddRange(rows.Where(row => !there.Contains(keyOf(row))));
    }
}
