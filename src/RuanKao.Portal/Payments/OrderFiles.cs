using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Payments;

/// <summary>An order with everything that a decision about its money is made from.</summary>
public sealed record OrderFile(FeeOrder Order, Registration Registration)
{
    /// <summary>The attempts, oldest first.</summary>
    public IReadOnlyList<PaymentAttempt> Attempts { get; } = [.. Order.Attempts.OrderBy(a => a.CreatedAt).ThenBy(a => a.Number, StringComparer.Ordinal)];

    /// <summary>Changes with whatever would change the decision: what two people saw at different times is told apart by it.</summary>
    public string Seen
    {
        get
        {
            var text = new StringBuilder().Append(Registration.Version);
            foreach (var attempt in Attempts)
            {
                text.Append('|').Append(attempt.Number).Append(attempt.State).Append(attempt.ReceivedFen);
                foreach (var refund in attempt.Refunds.OrderBy(r => r.Number, StringComparer.Ordinal)) text.Append(' ').Append(refund.Number).Append(refund.State);
            }
            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
        }
    }

    public PaymentAttempt Attempt(Guid id) => Attempts.Single(a => a.Id == id);

    public Refund Refund(Guid id) => Attempts.SelectMany(a => a.Refunds).Single(r => r.Id == id);
}

/// <summary>Finds orders with what belongs to them; for reading.</summary>
public sealed class OrderFiles(PortalContext db)
{
    /// <param name="within">What this person may see, narrowed to one.</param>
    public async Task<OrderFile?> FindAsync(IQueryable<FeeOrder> within, CancellationToken ct)
    {
        var order = await within.AsNoTracking().AsSplitQuery().Where(o => o.Purpose == FeePurpose.Registration)
            .Include(o => o.Attempts).ThenInclude(a => a.Refunds).SingleOrDefaultAsync(ct);
        if (order is null) return null;
        return new(order, await db.Registrations.AsNoTracking().Include(r => r.Qualification).SingleAsync(r => r.Id == order.SubjectId, ct));
    }

    /// <summary>The same for a decision, within its transaction: with the registration's row in hand, so that neither a rule nor a colleague acts in between.</summary>
    /// <param name="seen">What the decider saw (<see cref="OrderFile.Seen"/>).</param>
    public async Task<OrderFile?> OpenAsync(IQueryable<FeeOrder> within, string? seen, CancellationToken ct)
    {
        if (await within.Select(o => (Guid?)o.SubjectId).SingleOrDefaultAsync(ct) is not { } subject) return null;
        await db.HoldAsync(subject, ct);
        var file = await FindAsync(within, ct);
        return file is null || file.Seen == seen ? file : throw new DbUpdateConcurrencyException("The order was changed after it was opened.");
    }
}
