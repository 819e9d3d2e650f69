using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using System.Data.Common;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Payments;

namespace RuanKao.Portal.Benchmarks.Crash;

/// <summary>The points around every call of a channel.</summary>
public sealed class CrashCalls(CrashSwitch shared) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isRefund = await IsRefundAsync(request);
        shared.Reach(CrashPoint.BeforeCall);
        if (isRefund) shared.Reach(CrashPoint.BeforeRefundAsked);
        var answer = await base.SendAsync(request, cancellationToken);
        shared.Reach(CrashPoint.AfterCall);
        if (isRefund) shared.Reach(CrashPoint.RefundAsked);
        return answer;
    }

    private static async Task<bool> IsRefundAsync(HttpRequestMessage request) => request.Method == HttpMethod.Post
        && (request.RequestUri!.AbsolutePath.EndsWith("/v3/refund/domestic/refunds", StringComparison.Ordinal)
            || (await request.Content!.ReadAsStringAsync()).Contains("method=alipay.trade.refund&", StringComparison.Ordinal));
}

/// <summary>The points around what is committed, recognised by what the transaction writes.</summary>
public sealed class CrashCommits(CrashSwitch shared) : SaveChangesInterceptor, IDbTransactionInterceptor
{
    private readonly ConditionalWeakTable<DbContext, HashSet<CrashPoint>> written = [];

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        var added = eventData.Context!.ChangeTracker.Entries().Where(e => e.State == EntityState.Added).Select(e => e.Entity).ToList();
        var points = written.GetOrCreateValue(eventData.Context);
        if (added.OfType<PaymentNotice>().Any(n => n.Verdict == NoticeVerdict.Waiting))
        {
            shared.Reach(CrashPoint.BeforeNoticeStored);
            points.Add(CrashPoint.NoticeStored);
        }
        foreach (var entry in added.OfType<AuditEntry>())
            if (PointOf(entry.Action) is { } point) points.Add(point);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context!.Database.CurrentTransaction is null) Committed(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        foreach (var point in Points(eventData.Context))
            if (point != CrashPoint.NoticeStored) shared.Reach(point - 1);
        return ValueTask.FromResult(result);
    }

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Committed(eventData.Context);
        return Task.CompletedTask;
    }

    private void Committed(DbContext? context)
    {
        foreach (var point in Points(context)) shared.Reach(point);
        if (context is not null) written.Remove(context);
    }

    private IEnumerable<CrashPoint> Points(DbContext? context) => context is not null && written.TryGetValue(context, out var points) ? [.. points] : [];

    private static CrashPoint? PointOf(string action) => action switch
    {
        "payment.settled" or "payment.surplus" => CrashPoint.Booked,
        "refund.succeeded" => CrashPoint.RefundBooked,
        "bill.applied" => CrashPoint.BillApplied,
        _ => null,
    };
}
