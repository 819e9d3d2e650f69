using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace RuanKao.Portal.Payments;

/// <summary>What channels call and where they send browsers back: open to the world, so nothing here is believed without a signature or a question.</summary>
[AllowAnonymous]
public sealed class ChannelController(PaymentChannels channels, NoticeDesk notices, FeeDesk desk, AttemptWatch watch) : Controller
{
    private const int LargestNotice = 64 * 1024;

    [HttpPost("/notify/{channel}/{account}", Name = "payment-notice")]
    [IgnoreAntiforgeryToken]
    [RequestSizeLimit(LargestNotice)]
    public async Task<IActionResult> Notice()
    {
        // From the route by hand: an action with parameters would have the form read by model binding before us.
        var (channel, account) = ((string)RouteData.Values["channel"]!, (string)RouteData.Values["account"]!);
        if (channels.BySlug(channel) is not { } from) return NotFound();
        if (await BodyAsync() is not { } body) return StatusCode(StatusCodes.Status413PayloadTooLarge);
        var answer = await notices.ReceiveAsync(from, account, new(Request.Headers, body));
        Response.StatusCode = answer.Status;
        return answer.Body.Length == 0 ? new EmptyResult() : Content(answer.Body, answer.ContentType);
    }

    /// <summary>A browser comes back from the cashier. It may lie, be replayed or never come: the channel is asked, then the page shown.</summary>
    [HttpGet("/pay/return/{channel}/{number:length(32)}", Name = "payment-return")]
    public async Task<IActionResult> Return(string channel, string number, CancellationToken ct)
    {
        if (channels.BySlug(channel) is not { } from || await desk.AttemptAsync(from.Channel, number, ct) is not { } attempt) return NotFound();
        if (attempt.IsUndecided && from.IsGenuineReturn(attempt, Request.Query)) await watch.AskAsync(attempt, CancellationToken.None);
        return await desk.PlaceOfAsync(attempt, ct) is var (round, institution)
            ? RedirectToRoute("pay-attempt", new { round, institution, number }) : NotFound();
    }

    // Raw and first: the signature is over these very bytes, and no form or JSON reader may touch them before.
    private async Task<byte[]?> BodyAsync()
    {
        using var kept = new MemoryStream();
        var piece = new byte[8192];
        int read;
        while ((read = await Request.Body.ReadAsync(piece)) > 0)
        {
            if (kept.Length + read > LargestNotice) return null;
            kept.Write(piece, 0, read);
        }
        return kept.ToArray();
    }
}
