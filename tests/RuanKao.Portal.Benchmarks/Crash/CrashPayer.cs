using System.Text.RegularExpressions;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Benchmarks.Crash;

/// <summary>A candidate with a browser and a phone. Where the portal or the cashier is away, tries again as people do, until the trial's time is over.</summary>
public sealed partial class CrashPayer(CrashTown town, RegistrationMade registration, Visitor visitor, CancellationToken until)
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(150);
    private readonly SemaphoreSlim browser = new(1);
    private string? token;

    public Guid Registration => registration.Id;

    /// <summary>Chooses a channel; the number of the attempt, null where there is nothing left to pay.</summary>
    public Task<string?> BeginAsync(Channel channel, PaymentProduct product = PaymentProduct.Qr) => StubbornlyAsync(async () =>
    {
        if (token is null)
        {
            var page = await GetAsync(registration.At("pay"));
            if (TokenField().Match(page.Body) is not { Success: true } field) return ((int)page.Status < 500, null);
            token = field.Groups[1].Value;
        }
        var posted = await PostAsync(registration.At("pay"), [new("Channel", channel.ToString()), new("Product", product.ToString()), new("__RequestVerificationToken", token)]);
        // A page instead of an address says why not now: the earlier attempt's channel has not answered.
        return posted.Location is { } to ? (true, NumberIn().Match(to) is { Success: true } number ? number.Groups[1].Value : null) : (false, (string?)null);
    });

    /// <summary>Pays as long as the cashier takes it, and comes back where the cashier sends the browser.</summary>
    public Task PayAsync(Channel channel, string number) => StubbornlyAsync<object>(async () =>
    {
        if (town.Truth.PaymentPath(channel, number) is not { } path)
        {
            // The cashier's page is opened first; a code that never came to the payer cannot be paid.
            var page = await GetAsync(registration.At($"pay/{number}"));
            if (page.Html.QuerySelector("a.button[href*='gateway.do']")?.GetAttribute("href") is not { } cashier) return ((int)page.Status < 500, null);
            using var opened = await town.Cashier.GetAsync(cashier, until);
            if (town.Truth.PaymentPath(channel, number) is not { } known) return ((int)opened.StatusCode < 500, null);
            path = known;
        }
        using var paid = await town.Cashier.PostAsync(path, null, until);
        if ((int)paid.StatusCode >= 500) return (false, null);
        if (paid.Headers.Location is { } back) await StubbornlyAsync<object>(async () => ((int)(await GetAsync(back.PathAndQuery)).Status < 500, null));
        return (true, null);
    });

    /// <summary>我已付款，立即核查.</summary>
    public Task CheckAsync(string number) => PressAsync(number, "check");

    /// <summary>取消这笔支付.</summary>
    public Task GiveUpAsync(string number) => PressAsync(number, "give-up");

    public Task LookAsync(string number) => StubbornlyAsync<object>(async () => ((int)(await GetAsync(registration.At($"pay/{number}/state"))).Status < 500, null));

    private Task PressAsync(string number, string button) => StubbornlyAsync<object>(async () =>
        ((int)(await PostAsync(registration.At($"pay/{number}/{button}"), [new("__RequestVerificationToken", token!)])).Status < 500, null));

    // One browser: its cookies change with every answer.
    private Task<Page> GetAsync(string path) => AloneAsync(() => visitor.GetAsync(path));

    private Task<Page> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields) => AloneAsync(() => visitor.PostAsync(path, fields));

    private async Task<Page> AloneAsync(Func<Task<Page>> ask)
    {
        await browser.WaitAsync(CancellationToken.None);
        try
        {
            return await ask();
        }
        finally
        {
            browser.Release();
        }
    }

    private async Task<T?> StubbornlyAsync<T>(Func<Task<(bool IsDone, T? Result)>> act) where T : class
    {
        while (!until.IsCancellationRequested)
        {
            try
            {
                if (await act() is { IsDone: true } done) return done.Result;
            }
            catch (Exception away) when (away is HttpRequestException or IOException or OperationCanceledException)
            {
                // The portal or the cashier is dead, or died while it answered.
            }
            await Task.Delay(Breath, CancellationToken.None);
        }
        return null;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();

    [GeneratedRegex("/pay/([0-9A-Z]{32})$")]
    private static partial Regex NumberIn();
}
