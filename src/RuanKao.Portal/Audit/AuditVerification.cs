using System.Globalization;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Audit;

/// <summary>Something in the chain that is not as it was sealed, and where.</summary>
public sealed record AuditFault(long? Sequence, long? EntryId, string What);

/// <summary>What a walk over the whole chain found.</summary>
public sealed record AuditVerdict(long Links, string EndHash, IReadOnlyList<AuditFault> Faults, long FaultCount, int UnsealedCount, long? FirstUnsealed, long? LastUnsealed)
{
    public bool IsWhole => FaultCount == 0;

    /// <summary>The end to write down: when it is entered at a later check, nobody can have shortened the chain behind it.</summary>
    public string End => Links == 0 ? "" : $"{Links}-{EndHash[..16]}";
}

/// <summary>Walks the chain from its beginning and names every place where an entry was changed, taken out, put in, exchanged, or the end cut off.</summary>
public sealed class AuditVerification(PortalContext db, AuditSeal seal, TimeProvider clock)
{
    /// <summary>How many faults are named one by one.</summary>
    public const int Named = 20;

    /// <summary>How much older than those sealed before it an entry may be: clocks of several servers, and a commit that took long.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMinutes(15);

    private const int Step = 1000;

    private readonly List<AuditFault> faults = [];
    private long faultCount;

    /// <param name="noted">An end written down at an earlier check, or null.</param>
    public async Task<AuditVerdict> VerifyAsync(string? noted, CancellationToken ct)
    {
        var (sequence, hash, newest, highest) = (0L, AuditSeal.Beginning, DateTime.UnixEpoch, 0L);
        var (notedSequence, notedHash) = Read(noted);
        if (!string.IsNullOrWhiteSpace(noted) && notedSequence is null) Fault(null, null, "记下的链尾格式不对，应像 1234-0123456789abcdef");
        while (true)
        {
            var from = sequence;
            var links = await db.AuditLinks.AsNoTracking().Where(l => l.Sequence > from).OrderBy(l => l.Sequence).Take(Step)
                .LeftJoin(db.AuditEntries, l => l.EntryId, e => e.Id, (l, e) => new { Link = l, Entry = e }).ToListAsync(ct);
            if (links.Count == 0) break;
            foreach (var (link, entry) in links.OrderBy(l => l.Link.Sequence).Select(l => (l.Link, l.Entry)))
            {
                if (link.Sequence != sequence + 1) Fault(sequence + 1, null, $"缺少第 {sequence + 1} 至 {link.Sequence - 1} 个链环");
                else if (entry is null) Fault(link.Sequence, link.EntryId, "记录已被删除");
                else if (!seal.Knows(link.Key)) Fault(link.Sequence, link.EntryId, $"封存密钥 {link.Key} 没有配置，无法校验");
                else if (seal.LinkOf(link.Key, link.Sequence, hash, link.SealedAt, entry) != link.Hash) Fault(link.Sequence, link.EntryId, "内容与封存时不一致（被修改、调换或伪造）");
                // Its number was given before that of one sealed earlier: a commit that took long is sealed soon after, not when somebody comes back.
                else if (entry.At < newest - Late || (entry.Id < highest && link.SealedAt - entry.At > Late)) Fault(link.Sequence, link.EntryId, "时间早于在它之前封存的记录，可能是事后补入的");
                (sequence, hash, highest) = (link.Sequence, link.Hash, Math.Max(highest, link.EntryId));
                if (sequence == notedSequence && !hash.StartsWith(notedHash!, StringComparison.OrdinalIgnoreCase)) Fault(sequence, link.EntryId, "与您记下的链尾不一致");
                if (entry is not null && entry.At > newest) newest = entry.At;
            }
        }
        if (notedSequence > sequence) Fault(sequence + 1, null, $"链条只到第 {sequence} 个链环，您记下的链尾是第 {notedSequence} 个：尾部被截去");
        await CheckEndAsync(sequence, hash, ct);
        return await WithUnsealedAsync(sequence, hash, ct);
    }

    private async Task CheckEndAsync(long sequence, string hash, CancellationToken ct)
    {
        var end = await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(h => h.Id == AuditHead.OnlyId, ct);
        if (end is null)
        {
            if (sequence > 0) Fault(sequence, null, "链尾标记已被删除");
        }
        else if (!seal.Knows(end.Key) || seal.EndOf(end.Key, end.Sequence, end.Hash) != end.Seal) Fault(end.Sequence, null, "链尾标记被修改");
        else if (end.Sequence > sequence) Fault(sequence + 1, null, $"链条只到第 {sequence} 个链环，链尾标记是第 {end.Sequence} 个：尾部被截去");
        else if (end.Sequence < sequence) Fault(end.Sequence + 1, null, $"链尾标记是第 {end.Sequence} 个，其后有不是系统封存的链环");
        else if (end.Hash != hash) Fault(sequence, null, "最后一个链环与链尾标记不一致");
    }

    private async Task<AuditVerdict> WithUnsealedAsync(long sequence, string hash, CancellationToken ct)
    {
        var links = db.AuditLinks;
        var unsealed = db.AuditEntries.Where(e => !links.Any(l => l.EntryId == e.Id));
        var newestSealed = await db.AuditLinks.MaxAsync(l => (long?)l.EntryId, ct) ?? 0;
        // A commit that took long lies between sealed ones for a few seconds; what lies there longer was put in.
        var old = clock.Now() - TimeSpan.FromMinutes(1);
        var among = unsealed.Where(e => e.Id < newestSealed && e.At < old);
        foreach (var id in await among.OrderBy(e => e.Id).Select(e => e.Id).Take(Named).ToListAsync(ct)) Fault(null, id, "夹在已封存的记录之间，却没有封存：可能是插入的记录");
        var tail = unsealed.Where(e => e.Id > newestSealed || e.At >= old);
        return new(sequence, hash, faults, faultCount, await tail.CountAsync(ct), await tail.MinAsync(e => (long?)e.Id, ct), await tail.MaxAsync(e => (long?)e.Id, ct));
    }

    private static (long? Sequence, string? Hash) Read(string? noted) =>
        noted?.Trim().Split('-') is [var number, { Length: >= 8 } hash] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? (sequence, hash) : (null, null);

    private void Fault(long? sequence, long? entry, string what)
    {
        faultCount++;
        if (faults.Count < Named) faults.Add(new(sequence, entry, what));
    }
}
