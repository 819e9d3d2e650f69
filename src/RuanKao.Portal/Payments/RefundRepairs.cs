using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Payments;

/// <summary>What the institution gave back itself: the day, the voucher.</summary>
public sealed record OfflineEntry(DateOnly? On, string? Voucher);

/// <summary>
/// What people do about refunds that do not go on by themselves. Before anything is entered as given back by other ways the channel is asked:
/// the same money must not go back twice.
/// </summary>
public sealed class RefundRepairs(PortalContext db, OrderFiles files, RefundService refunds, RefundSender sender, AttemptWatch watch, IEnumerable<IFeeOwner> owners)
{
    /// <summary>重试: sent, or asked about, at once. False where there is no such refund at the cashier's institutions.</summary>
    public async Task<bool> RetryAsync(MoneyScope scope, Guid refundId, string? seen, Operation operation, CancellationToken ct = default)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await files.OpenAsync(Of(scope.CashierAt, refundId), seen, ct) is not { } file) return false;
        var refund = Allowed(file.Refund(refundId), RefundEvent.Retry, operation);
        DateTime? at = operation.At;
        await MoveAsync(refund, RefundEvent.Retry, row => row.SetProperty(r => r.NextTryAt, at).SetProperty(r => r.Fault, (string?)null), ct);
        db.Audit(operation, "refund.retried", refundId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>线下已退. Above the limit a second person decides.</summary>
    public async Task<bool> GiveOfflineAsync(MoneyScope scope, Guid refundId, string? seen, OfflineEntry entry, Operation operation, CancellationToken ct = default)
    {
        if (await FindAsync(scope.CashierAt, refundId, ct) is not { } found) return false;
        var voucher = entry.Voucher?.Trim() ?? "";
        var faults = new List<RuleViolation>();
        if (entry.On is not { } day) faults.Add(new("OfflineOn", "请填写线下退款的日期"));
        else if (day > Beijing.Day(operation.At) || day < Beijing.Day(found.CreatedAt)) faults.Add(new("OfflineOn", $"日期应在 {Beijing.Date(found.CreatedAt)}（办理退款）与今天之间"));
        if (voucher.Length == 0) faults.Add(new("Voucher", "请填写付款凭证号"));
        else if (voucher.Length > Refund.VoucherLength) faults.Add(new("Voucher", $"凭证号最多{Refund.VoucherLength}个字，现在有{voucher.Length}个"));
        RuleViolationException.ThrowIfAny(faults);
        Allowed(found, RefundEvent.GiveOffline, operation);
        var within = Of(scope.CashierAt, refundId);
        seen = await MakeSureAsync(found, within, seen, ct);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await files.OpenAsync(within, seen, ct) is not { } file) return false;
        var refund = Allowed(file.Refund(refundId), RefundEvent.GiveOffline, operation);
        var needsSecond = refunds.NeedsSecond(file.Attempt(refund.AttemptId));
        var (on, by) = (entry.On, operation.UserId);
        await MoveAsync(refund, needsSecond ? RefundEvent.ProposeOffline : RefundEvent.GiveOffline,
            row => row.SetProperty(r => r.OfflineOn, on).SetProperty(r => r.OfflineVoucher, voucher).SetProperty(r => r.OfflineBy, by).SetProperty(r => r.OfflineDecidedBy, (Guid?)null), ct);
        if (needsSecond) db.Audit(operation, "refund.offline-proposed", refundId);
        else
        {
            db.Audit(operation, "refund.offline", refundId);
            await EndAsync(file, refund, operation, ct);
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>The second person agrees that the institution gave it back.</summary>
    public async Task<bool> ApproveOfflineAsync(MoneyScope scope, Guid refundId, string? seen, Operation operation, CancellationToken ct = default)
    {
        if (await FindAsync(scope.ApproverAt, refundId, ct) is not { } found) return false;
        NotOneself(Allowed(found, RefundEvent.ApproveOffline, operation), operation);
        var within = Of(scope.ApproverAt, refundId);
        seen = await MakeSureAsync(found, within, seen, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await files.OpenAsync(within, seen, ct) is not { } file) return false;
        var refund = NotOneself(Allowed(file.Refund(refundId), RefundEvent.ApproveOffline, operation), operation);
        var by = operation.UserId;
        await MoveAsync(refund, RefundEvent.ApproveOffline, row => row.SetProperty(r => r.OfflineDecidedBy, by).SetProperty(r => r.Fault, (string?)null), ct);
        db.Audit(operation, "refund.offline", refundId);
        await EndAsync(file, refund, operation, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>The second person does not agree: it stands as it stood, and the channel is asked again.</summary>
    public async Task<bool> DeclineOfflineAsync(MoneyScope scope, Guid refundId, string? seen, string? why, Operation operation, CancellationToken ct = default)
    {
        var words = RefundService.Words(why, RefundService.ReasonField, Refund.DecisionLength - 20, "请写明不同意的原因");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await files.OpenAsync(Of(scope.ApproverAt, refundId), seen, ct) is not { } file) return false;
        var refund = NotOneself(Allowed(file.Refund(refundId), RefundEvent.DeclineOffline, operation), operation);
        var (at, by) = ((DateTime?)operation.At, operation.UserId);
        await MoveAsync(refund, RefundEvent.DeclineOffline, row => row.SetProperty(r => r.NextTryAt, at).SetProperty(r => r.Fault, $"线下退款未获同意：{words}")
            .SetProperty(r => r.DecidedBy, by).SetProperty(r => r.DecidedAt, at).SetProperty(r => r.DecisionReason, $"线下退款，{words}")
            .SetProperty(r => r.OfflineOn, (DateOnly?)null).SetProperty(r => r.OfflineVoucher, (string?)null).SetProperty(r => r.OfflineBy, (Guid?)null), ct);
        db.Audit(operation, "refund.offline-declined", refundId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>渠道已退回: an incident whose money the channel says has gone back. Booked only when the channel says so now.</summary>
    public async Task<bool> FindReturnedAsync(MoneyScope scope, Guid attemptId, string? seen, Operation operation, CancellationToken ct = default)
    {
        var within = db.FeeOrders.Where(o => scope.CashierAt.Contains(o.InstitutionCode) && o.Attempts.Any(a => a.Id == attemptId));
        if (await db.PaymentAttempts.AsNoTracking().Where(a => a.Id == attemptId && within.Any(o => o.Id == a.OrderId)).SingleOrDefaultAsync(ct) is not { } asked) return false;
        var word = await watch.AskAsync(asked, ct);
        if (word != ChannelState.Refunded)
            throw new RuleViolationException("", word == ChannelState.Unknown ? $"暂时没有得到{asked.Channel.Word()}的答复，没有登记，请稍后再试" : $"{asked.Channel.Word()}答复：这一笔没有退回，没有登记");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await files.OpenAsync(within, seen, ct) is not { } file) return false;
        var attempt = file.Attempt(attemptId);
        if (attempt.State != PaymentState.Incident || attempt.FindRefund() is not null) throw new RuleViolationException("", "这一笔不是待处理的异常款项");
        var refund = Refund.Found(attempt, operation);
        db.Refunds.Add(refund);
        db.Audit(operation, "refund.found-returned", refund.Id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    // Whoever says that money went back another way may be wrong about the channel. What its answer changes is not held against the person: the mark after it is returned.
    private async Task<string?> MakeSureAsync(Refund refund, IQueryable<FeeOrder> within, string? seen, CancellationToken ct)
    {
        if ((await files.FindAsync(within, ct))?.Seen != seen) throw new DbUpdateConcurrencyException("The order was changed after it was opened.");
        if (!await sender.SetAsideAsync(refund, ct)) throw new RuleViolationException("", "系统正在向支付平台发送这笔退款，请一分钟后再试");
        var answer = await sender.AskAsync(refund, CancellationToken.None);
        if (answer switch
        {
            RefundAnswer.Succeeded => $"{refund.Channel.Word()}答复：这笔退款已经成功，不能再登记线下退款",
            RefundAnswer.Processing => $"{refund.Channel.Word()}正在处理这笔退款，不能登记线下退款，请等它的结果",
            RefundAnswer.Unknown => $"暂时没有得到{refund.Channel.Word()}的答复，不能确认这笔退款没有发出，请稍后再试",
            _ => null,
        } is { } why) throw new RuleViolationException("", why);
        return (await files.FindAsync(within, ct))?.Seen;
    }

    private async Task EndAsync(OrderFile file, Refund refund, Operation operation, CancellationToken ct)
    {
        DateTime? at = operation.At;
        await db.Refunds.Where(r => r.Id == refund.Id).ExecuteUpdateAsync(row => row.SetProperty(r => r.RefundedAt, at), ct);
        if (file.Attempt(refund.AttemptId).State == PaymentState.Paid) await owners.First(o => o.Purpose == file.Order.Purpose).RefundedAsync(file.Order, operation.At, ct);
    }

    private IQueryable<FeeOrder> Of(IReadOnlyList<string> institutions, Guid refundId) =>
        db.FeeOrders.Where(o => institutions.Contains(o.InstitutionCode) && o.Attempts.Any(a => a.Refunds.Any(r => r.Id == refundId)));

    private Task<Refund?> FindAsync(IReadOnlyList<string> institutions, Guid refundId, CancellationToken ct) =>
        db.Refunds.AsNoTracking().Include(r => r.Attempt).SingleOrDefaultAsync(r => r.Id == refundId && institutions.Contains(r.Attempt.Order.InstitutionCode), ct);

    private static Refund Allowed(Refund refund, RefundEvent on, Operation operation) => RefundLifecycle.Table.Allows(refund.State, on, operation.Role) ? refund
        : throw new RuleViolationException("", $"这笔退款现在是“{refund.Words.ForStaff}”，不能这样处理");

    private static Refund NotOneself(Refund refund, Operation operation) => refund.OfflineBy != operation.UserId ? refund
        : throw new RuleViolationException("", "这笔线下退款是您登记的，须由另一位财务复核人员决定");

    private async Task MoveAsync(Refund refund, RefundEvent on, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<Refund>> facts, CancellationToken ct)
    {
        if (!await db.MoveAsync(refund, on, facts, ct)) throw new DbUpdateConcurrencyException("Somebody else was first.");
    }
}
