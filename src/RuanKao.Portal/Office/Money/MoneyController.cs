using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Office.Bills;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office.Money;

/// <summary>财务: what needs a person, the story of an order, refunds by one person or two.</summary>
[Authorize(Policy = Doors.Money)]
[Route("/desk/money")]
public sealed class MoneyController(PortalContext db, MoneyDesk desk, BillDesk bills, MoneyStories stories, RefundService refunds, RefundRepairs repairs, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(RefundPage.Form);
    private const string What = "这笔款项";

    private MoneyScope Scope => MoneyScope.Of(User);

    [HttpGet("", Name = "money")]
    public async Task<IActionResult> Money(CancellationToken ct) => View("Money", new MoneyPage(await desk.QueueAsync(Scope, ct), await bills.OpenAsync(Scope.CashierAt, ct), Scope, new(), null));

    /// <summary>A single hit opens at once. By POST: what is looked for is no address.</summary>
    [HttpPost("search", Name = "money-search")]
    public async Task<IActionResult> Search([Bind(Prefix = nameof(MoneyPage.Search))] MoneySearchForm search, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(search.Text)) return RedirectToRoute("money");
        var found = await desk.SearchAsync(Scope, search.Text, ct);
        return found.Count == 1 ? RedirectToRoute("money-order", new { id = found[0].Id }) : View("Money", new MoneyPage(await desk.QueueAsync(Scope, ct), await bills.OpenAsync(Scope.CashierAt, ct), Scope, search, found));
    }

    [HttpGet("orders/{id:guid}", Name = "money-order")]
    public async Task<IActionResult> Order(Guid id, CancellationToken ct) =>
        await stories.OfAsync(Scope, id, ct) is { } story ? View("MoneyOrder", new MoneyOrderPage(story, Scope, User.UserId)) : NotFound();

    /// <summary>What giving an attempt back would come to.</summary>
    [HttpGet("attempts/{id:guid}/refund", Name = "money-refund"), Authorize(Policy = Doors.Cashier)]
    public Task<IActionResult> Refund(Guid id, CancellationToken ct) => RefundAsync(id, new(), ct);

    [HttpPost("attempts/{id:guid}/refund"), Authorize(Policy = Doors.Cashier)]
    public async Task<IActionResult> Refund(Guid id, [Bind(Prefix = Prefix)] RefundForm form, CancellationToken ct)
    {
        if (await this.RefusedAsync(db, Prefix, What, () => refunds.ProposeAsync(Scope, id, form.Seen, form.Reason, User.Does(Role.Cashier, clock), ct), () => RefundAsync(id, form, ct)) is { } refused) return refused;
        var refund = await db.Refunds.Where(r => r.AttemptId == id).OrderByDescending(r => r.CreatedAt).Select(r => new { r.State, r.Attempt.OrderId }).FirstAsync(ct);
        this.Notice(refund.State == RefundState.Proposed ? "已提交，等待另一位财务复核人员同意" : "已办理退款，正在发往支付平台");
        return RedirectToRoute("money-order", new { id = refund.OrderId });
    }

    /// <summary>What the second person decides about.</summary>
    [HttpGet("refunds/{id:guid}", Name = "money-decision"), Authorize(Policy = Doors.SecondApprover)]
    public Task<IActionResult> Decision(Guid id, CancellationToken ct) => DecisionAsync(id, new(), ct);

    [HttpPost("refunds/{id:guid}/approve", Name = "money-approve"), Authorize(Policy = Doors.SecondApprover)]
    public Task<IActionResult> Approve(Guid id, [Bind(Prefix = Prefix)] RefundDecisionForm form, CancellationToken ct) =>
        DecideAsync(id, form, "已同意，正在发往支付平台", () => refunds.ApproveAsync(Scope, id, form.Seen, User.Does(Role.SecondApprover, clock), ct),
            "已同意，记为已线下退款", () => repairs.ApproveOfflineAsync(Scope, id, form.Seen, User.Does(Role.SecondApprover, clock), ct), ct);

    [HttpPost("refunds/{id:guid}/decline", Name = "money-decline"), Authorize(Policy = Doors.SecondApprover)]
    public Task<IActionResult> Decline(Guid id, [Bind(Prefix = Prefix)] RefundDecisionForm form, CancellationToken ct) =>
        DecideAsync(id, form, "已记为不同意，没有退款", () => refunds.DeclineAsync(Scope, id, form.Seen, form.Reason, User.Does(Role.SecondApprover, clock), ct),
            "已记为不同意，这笔退款仍待财务人员处理", () => repairs.DeclineOfflineAsync(Scope, id, form.Seen, form.Reason, User.Does(Role.SecondApprover, clock), ct), ct);

    private async Task<IActionResult> DecideAsync(Guid id, RefundDecisionForm form, string done, Func<Task<bool>> decide, string offlineDone, Func<Task<bool>> decideOffline, CancellationToken ct)
    {
        if (await db.Refunds.AnyAsync(r => r.Id == id && r.OfflineBy != null, ct)) (done, decide) = (offlineDone, decideOffline);
        if (await this.RefusedAsync(db, Prefix, What, decide, () => DecisionAsync(id, form, ct)) is { } refused) return refused;
        this.Notice(done);
        return RedirectToRoute("money-order", new { id = await db.Refunds.Where(r => r.Id == id).Select(r => r.Attempt.OrderId).SingleAsync(ct) });
    }

    private async Task<IActionResult> RefundAsync(Guid id, RefundForm form, CancellationToken ct)
    {
        var order = await db.PaymentAttempts.Where(a => a.Id == id && Scope.CashierAt.Contains(a.Order.InstitutionCode)).Select(a => (Guid?)a.OrderId).SingleOrDefaultAsync(ct);
        if (order is null || await stories.OfAsync(Scope, order.Value, ct) is not { } story) return NotFound();
        form.Seen = story.File.Seen;
        ModelState.Remove($"{Prefix}.{nameof(form.Seen)}");
        var attempt = story.File.Attempt(id);
        return View("MoneyRefund", new RefundPage(story, attempt, form, RefundService.WhyNot(attempt, story.File.Registration), refunds.NeedsSecond(attempt), refunds.LimitFen));
    }

    private async Task<IActionResult> DecisionAsync(Guid id, RefundDecisionForm form, CancellationToken ct)
    {
        var order = await db.Refunds.Where(r => r.Id == id && Scope.ApproverAt.Contains(r.Attempt.Order.InstitutionCode)).Select(r => (Guid?)r.Attempt.OrderId).SingleOrDefaultAsync(ct);
        if (order is null || await stories.OfAsync(Scope, order.Value, ct) is not { } story) return NotFound();
        form.Seen = story.File.Seen;
        ModelState.Remove($"{Prefix}.{nameof(form.Seen)}");
        var refund = story.File.Refund(id);
        var whyNot = !RefundLifecycle.Waiting.Contains(refund.State) ? $"这笔退款现在是“{refund.Words.ForStaff}”" : (refund.State == RefundState.Proposed ? refund.ProposedBy : refund.OfflineBy) == User.UserId ? "这笔退款是您提出的，须由另一位财务复核人员决定" : null;
        return View("MoneyDecision", new RefundDecisionPage(story, story.File.Attempt(refund.AttemptId), refund, form, whyNot));
    }
}

/// <summary>The tab 财务 with the number of things that wait for this person.</summary>
public sealed class MoneyDeskMenu(MoneyDesk desk, BillDesk bills) : IDeskMenuContributor
{
    public async Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        MoneyScope.Of(person) is { Everywhere.Count: > 0 } scope ? [new(40, "财务", "money", await desk.WaitingAsync(scope, person.UserId, ct) + await bills.OpenAsync(scope.CashierAt, ct))] : [];
}
