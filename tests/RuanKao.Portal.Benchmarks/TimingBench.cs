using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Benchmarks;

/// <summary>
/// Whether the time of an answer tells that an address has an account: sign-in with a wrong password and 忘记密码, each 500 times for an
/// address that has one and for one that has not, in turn and in changing order, over real HTTP with the hasher of production.
/// The statistic is the median over the pairs of (time with account / time without): the two of a pair were asked within milliseconds of each other,
/// so that slow drifts of the machine cancel, and a median does not mind the odd pause. Printed is the one farther from 1; limits 0.95–1.05.
/// </summary>
public static class TimingBench
{
    private const int Pairs = 500;
    private const int Iterations = 210_000;

    public static async Task RunAsync()
    {
        await using var portal = await PortalFactory.StartAsync(services => services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = Iterations));
        portal.UseKestrel(0);
        portal.StartServer();
        // The factory's own client would follow redirects and keep cookies by itself.
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = portal.ClientOptions.BaseAddress };
        var visitor = new Visitor(client);
        // Two addresses with the same past, so that only the account makes a difference.
        var (known, unknown) = (TestData.NewMobile(), TestData.NewMobile());
        await TestData.CandidateAsync(portal, mobile: known);

        var signIn = await MeasureAsync(portal, known, unknown, address => SignInAsync(portal, visitor, address));
        var recovery = await MeasureAsync(portal, known, unknown, address => RecoverAsync(visitor, address));
        Console.WriteLine(Line("sign-in", signIn));
        Console.WriteLine(Line("recovery", recovery));
        var worst = Math.Abs(signIn.Ratio - 1) > Math.Abs(recovery.Ratio - 1) ? signIn.Ratio : recovery.Ratio;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"exists-vs-not {worst:0.000} (limits 0.95–1.05)"));
    }

    private static async Task<(double Ratio, double Median)> MeasureAsync(PortalFactory portal, string known, string unknown, Func<string, Task<double>> askAsync)
    {
        for (var warm = 0; warm < 20; warm++) await PairAsync(warm);
        var pairs = new List<(double With, double Without)>();
        for (var pair = 0; pair < Pairs; pair++) pairs.Add(await PairAsync(pair));
        return (Median(pairs.Select(p => p.With / p.Without)), Median(pairs.Select(p => p.With)));

        async Task<(double, double)> PairAsync(int pair)
        {
            // Long enough that no throttle has anything to say.
            portal.Clock.UtcNow += TimeSpan.FromHours(3);
            // The first request of an hour begins its counters: somebody else's, so that neither of the pair pays for that.
            await askAsync(TestData.NewMobile());
            if (pair % 2 == 0) return (await askAsync(known), await askAsync(unknown));
            var without = await askAsync(unknown);
            return (await askAsync(known), without);
        }
    }

    private static async Task<double> SignInAsync(PortalFactory portal, Visitor visitor, string address)
    {
        var page = await visitor.GetAsync("/sign-in");
        var sum = await portal.WithAsync(place => Task.FromResult(place.GetRequiredService<Captcha>().ResultOf(page.ValueOf("CaptchaId")!)!.Value));
        return await TimeAsync("手机号/邮箱或密码不正确", () => visitor.SubmitAsync(page, new Dictionary<string, string>
        {
            ["Address"] = address, ["Password"] = "Wrong2031", ["CaptchaAnswer"] = sum.ToString(CultureInfo.InvariantCulture),
        }));
    }

    private static async Task<double> RecoverAsync(Visitor visitor, string address)
    {
        var page = await visitor.GetAsync("/recovery");
        // Reading the page is no part of the answer's time.
        _ = page.Html;
        return await TimeAsync(null, () => visitor.SubmitAsync(page, new Dictionary<string, string> { ["Address"] = address }));
    }

    private static async Task<double> TimeAsync(string? says, Func<Task<Page>> ask)
    {
        var begin = Stopwatch.GetTimestamp();
        var page = await ask();
        var took = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        if (says is null ? page.Location is null : !page.Text.Contains(says)) throw new InvalidOperationException($"{page.Path} answered something else: {page.Text}");
        return took;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Line(string what, (double Ratio, double Median) measured) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}-exists-vs-not {measured.Ratio:0.000} ({Pairs} pairs, median {measured.Median:0.0} ms)");
}
