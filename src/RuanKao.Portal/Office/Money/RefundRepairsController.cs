using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office.Money;

/// <summary>What a cashier does about money that does not go back by itself: 重试, 线下已退, 渠道已退回.</summary>
[Authorize(Policy = Doors.Cashier)]
[Route("/desk/money")]
public sealed class RefundRepairsController(PortalContext db, MoneyStories stories, RefundRepairs repairs, RefundService refunds, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(OfflinePage.Form);
    private const string What = "这笔款项";

    private MoneyScope Scope => MoneyScope.Of(User);

    private Operation Operation => User.Does(Role.Cashier, clock);

    [HttpPost("refunds/{id:guid}/retry", Name = "money-retry")]
    public async Task<IActionResult> Retry(Guid id, [Bind(Prefix = Prefix)] SeenForm form, CancellationToken ct)
    {
        if (await OrderOfAsync(id, ct) is not { } order) return NotFound();
        if (await this.RefusedAsync(db, Prefix, What, () => repairs.RetryAsync(Scope, id, form.Seen, Operation, ct), () => OrderAsync(order, ct)) is { } refused) return refused;
        this.Notice("正在重新发往支付平台，结果会显示在这里");
        return RedirectToRoute("money-order", new { id = order });
    }

    [HttpGet("refunds/{id:guid}/offline", Name = "money-offline")]
    public Task<IActionResult> Offline(Guid id, CancellationToken ct) => OfflineAsync(id, new(), ct);

    [HttpPost("refunds/{id:guid}/offline")]
    public async Task<IActionResult> Offline(Guid id, [Bind(Prefix = Prefix)] OfflineForm form, CancellationToken ct)
    {
        if (await this.RefusedAsync(db, Prefix, What, () => repairs.GiveOfflineAsync(Scope, id, form.Seen, new(form.OfflineOn, form.Voucher), Operation, ct), () => OfflineAsync(id, form, ct)) is { } refused) return refused;
        var refund = await db.Refunds.Where(r => r.Id == id).Select(r => new { r.State, r.Attempt.OrderId }).SingleAsync(ct);
        this.Notice(refund.State == RefundState.OfflineProposed ? "已提交，等待另一位财务复核人员同意" : "已登记线下退款");
        return RedirectToRoute("money-order", new { id = refund.OrderId });
    }

    [HttpPost("attempts/{id:guid}/returned", Name = "money-returned")]
    public async Task<IActionResult> Returned(Guid id, [Bind(Prefix = Prefix)] SeenForm form, CancellationToken ct)
    {
        var order = await db.PaymentAttempts.Where(a => a.Id == id && Scope.CashierAt.Contains(a.Order.InstitutionCode)).Select(a => (Guid?)a.OrderId).SingleOrDefaultAsync(ct);
        if (order is null) return NotFound();
        if (await this.RefusedAsync(db, Prefix, What, () => repairs.FindReturnedAsync(Scope, id, form.Seen, Operation, ct), () => OrderAsync(order.Value, ct)) is { } refused) return refused;
        this.Notice("支付平台确认已退回，已登记");
        return RedirectToRoute("money-order", new { id = order });
    }

    private async Task<IActionResult> OfflineAsync(Guid id, OfflineForm form, CancellationToken ct)
    {
        if (await OrderOfAsync(id, ct) is not { } order || await stories.OfAsync(Scope, order, ct) is not { } story) return NotFound();
        form.Seen = story.File.Seen;
        ModelState.Remove($"{Prefix}.{nameof(form.Seen)}");
        var refund = story.File.Refund(id);
        var attempt = story.File.Attempt(refund.AttemptId);
        return View("MoneyOffline", new OfflinePage(story, attempt, refund, form, refund.IsHeldUp ? null : $"这笔退款现在是“{refund.Words.ForStaff}”", refunds.NeedsSecond(attempt), refunds.LimitFen));
    }

    private async Task<IActionResult> OrderAsync(Guid id, CancellationToken ct) =>
        await stories.OfAsync(Scope, id, ct) is { } story ? View("MoneyOrder", new MoneyOrderPage(story, Scope, User.UserId)) : NotFound();

    private Task<Guid?> OrderOfAsync(Guid refund, CancellationToken ct) =>
        db.Refunds.Where(r => r.Id == refund && Scope.CashierAt.Contains(r.Attempt.Order.InstitutionCode)).Select(r => (Guid?)r.Attempt.OrderId).SingleOrDefaultAsync(ct);
}
