using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Payments;

/// <summary>网上缴费 of one round at one institution.</summary>
[Authorize(Policy = Doors.Candidate)]
[Route("/exams/{round}/{institution}/pay")]
public sealed class PaymentsController(FeeDesk desk, PaymentService payments, AttemptWatch watch, PaymentChannels channels, PayerIdentity payers,
    PersonalDataSeal seal, TimeProvider clock) : Controller
{
    [HttpGet("", Name = "pay")]
    public async Task<IActionResult> Pay(string round, string institution, CancellationToken ct)
    {
        if (await desk.FindAsync(User.UserId, round, institution, ct) is not { } fee) return NotFound();
        // Once, and without a sight of it: the payer is told of nothing where WeChat does not answer.
        if (OnPhone && InWeChat && fee.WhyNot(clock.Now()) is null && Request.Query[PayerController.Asked].Count == 0
            && payers.AccountAt(institution) is { } account && payers.OpenIdOf(HttpContext, account) is null) return RedirectToRoute("pay-wechat", new { round, institution });
        return Shown(fee, new());
    }

    [HttpPost("", Name = "pay-start")]
    public async Task<IActionResult> Start(string round, string institution, PayForm form, CancellationToken ct)
    {
        if (await desk.FindAsync(User.UserId, round, institution, ct) is not { } fee) return NotFound();
        if (fee.Standing(clock.Now()) == PayStanding.Paid) return RedirectToRoute("pay", new { round, institution });
        if (!ModelState.IsValid) return Shown(fee, form);
        try
        {
            var product = form.Product ?? Ways(institution).FirstOrDefault(w => w.Channel == form.Channel)?.Product ?? PaymentProduct.Qr;
            // A payer who leaves now still gets an answer booked: the calls go on without the browser.
            var number = await payments.StartAsync(round, institution, form.Channel!.Value, product, new(PayerAddress, payers.AccountAt(institution) is { } account ? payers.OpenIdOf(HttpContext, account) : null), User.Does(Role.Candidate, clock), CancellationToken.None);
            return number is null ? NotFound() : RedirectToRoute("pay-attempt", new { round, institution, number });
        }
        catch (RuleViolationException violation)
        {
            ModelState.Add(violation);
            return Shown((await desk.FindAsync(User.UserId, round, institution, ct))!, form);
        }
    }

    [HttpGet("{number:length(32)}", Name = "pay-attempt")]
    public async Task<IActionResult> Attempt(string round, string institution, string number, CancellationToken ct)
    {
        var fee = await desk.FindAsync(User.UserId, round, institution, ct);
        if (Of(fee, number) is not { } attempt) return NotFound();
        if (fee!.Standing(clock.Now()) == PayStanding.Paid && attempt.State is PaymentState.Paid) return RedirectToRoute("pay", new { round, institution });
        var canPay = attempt is { State: PaymentState.Pending, Link: not null } && clock.Now() < attempt.ExpiresAt;
        var (isQr, isInWeChat) = (attempt.Product == PaymentProduct.Qr, attempt.Product == PaymentProduct.InWeChat);
        var qr = canPay && isQr ? "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(QrCode.Of(attempt.Link!).ToSvg("付款二维码"))) : null;
        return View("Attempt", new AttemptPage(fee, attempt, qr, canPay && !isQr && !isInWeChat ? attempt.Link : null,
            canPay && isInWeChat ? channels.Of(attempt.Channel).BridgeOf(attempt) : null, canPay, isQr && channels.Of(attempt.Channel).Offers(attempt.MerchantAccount, PaymentProduct.Page), OnPhone, InWeChat));
    }

    /// <summary>我已付款，立即核查: asks the channel now.</summary>
    [HttpPost("{number:length(32)}/check", Name = "pay-check")]
    public async Task<IActionResult> Check(string round, string institution, string number, CancellationToken ct)
    {
        if (Of(await desk.FindAsync(User.UserId, round, institution, ct), number) is not { } attempt) return NotFound();
        if (attempt.State is PaymentState.Paid or PaymentState.Surplus or PaymentState.Incident) return RedirectToRoute("pay-attempt", new { round, institution, number });
        var word = await watch.AskAsync(attempt, CancellationToken.None);
        var (notice, tone) = word switch
        {
            ChannelState.Paid => ("已核实：支付平台确认收到付款", Tone.Done),
            ChannelState.Unpaid or ChannelState.NotFound => ($"{attempt.Channel.Word()}答复：这一笔还没有付款。刚付完的请等几秒再核查", Tone.Waiting),
            ChannelState.Closed => ("支付平台答复：这一笔已关闭，没有扣款", Tone.Info),
            ChannelState.Refunded => ("支付平台答复：这一笔已退款", Tone.Info),
            _ => ("暂时没有得到支付平台的答复，系统会继续核实，请不要重复付款", Tone.Waiting),
        };
        this.Notice(notice, tone);
        return RedirectToRoute("pay-attempt", new { round, institution, number });
    }

    /// <summary>取消这笔支付.</summary>
    [HttpPost("{number:length(32)}/give-up", Name = "pay-give-up")]
    public async Task<IActionResult> GiveUp(string round, string institution, string number, CancellationToken ct)
    {
        if (Of(await desk.FindAsync(User.UserId, round, institution, ct), number) is not { } attempt) return NotFound();
        if (attempt.IsUndecided && !await payments.GiveUpAsync(attempt, User.Does(Role.Candidate, clock), CancellationToken.None))
            this.Notice($"已请求关闭。付款码最迟于 {Beijing.Sentence(attempt.ExpiresAt)[^5..]} 失效，请不要再扫", Tone.Info);
        return RedirectToRoute("pay", new { round, institution });
    }

    [HttpGet("{number:length(32)}/state", Name = "pay-state")]
    public async Task<IActionResult> State(string round, string institution, string number, CancellationToken ct)
    {
        if (Of(await desk.FindAsync(User.UserId, round, institution, ct), number) is not { } attempt) return NotFound();
        Response.Headers.CacheControl = "no-store";
        return Json(new AttemptState(attempt.State.ToString(), attempt.Words.ForCandidate, !attempt.IsUndecided));
    }

    private static PaymentAttempt? Of(FeeCase? fee, string number) => fee?.Attempts.FirstOrDefault(a => a.Number == number);

    private IActionResult Shown(FeeCase fee, PayForm form)
    {
        var now = clock.Now();
        if (fee.Standing(now) == PayStanding.Paid) return View("Paid", fee);
        var masked = fee.Registration.Person is { } person ? Mask.IdNumber(seal.Open(person.NumberSealed)) : null;
        return View("Pay", new PayPage(fee, masked, Ways(fee.Registration.InstitutionCode), OnPhone, InWeChat, fee.WhyNot(now), form));
    }

    /// <summary>A code for a desk, the app for a phone: nobody can scan the screen in the own hand.</summary>
    private List<PayWay> Ways(string institution)
    {
        if (OnPhone && InWeChat && payers.AccountAt(institution) is { } known && payers.OpenIdOf(HttpContext, known) is not null) return [new(Channel.WeChatPay, PaymentProduct.InWeChat)];
        PaymentProduct[] wanted = OnPhone ? [PaymentProduct.Phone, PaymentProduct.Qr] : [PaymentProduct.Qr, PaymentProduct.Page];
        return [.. from channel in channels.All
                   let account = channel.AccountFor(institution)
                   where account is not null
                   from product in wanted.Where(p => channel.Offers(account, p)).Take(1)
                   select new PayWay(channel.Channel, product)];
    }

    private bool OnPhone => Request.IsOnPhone;

    private bool InWeChat => Request.IsInWeChat;

    private string PayerAddress => HttpContext.Connection.RemoteIpAddress?.MapToIPv4().ToString() ?? "127.0.0.1";
}
