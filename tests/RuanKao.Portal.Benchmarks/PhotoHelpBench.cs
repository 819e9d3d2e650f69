using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox.Demo;
using RuanKao.Sandbox.People;
using SkiaSharp;

namespace RuanKao.Portal.Benchmarks;

/// <summary>What 自动处理 costs: kilobytes over the wire as published (limit 3,000 after the press, none before), and milliseconds from the press to the proposal.</summary>
public static class PhotoHelpBench
{
    private const double LimitKilobytes = 3_000;
    private const int Side = 3_464;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("portal-bench-").FullName;
        await using var demo = await DemoHost.StartAsync(new() { DataFolder = folder, PortalPort = 0, SandboxPort = 0, MailPort = 0 });
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu"] });
        await using var context = await browser.NewContextAsync(new() { BaseURL = demo.PortalAddress.ToString() });
        var page = await context.NewPageAsync();
        await SignInAsync(page, demo);

        var (asked, pressed) = (new List<(string Path, bool Pressed)>(), false);
        page.Request += (_, request) => asked.Add((new Uri(request.Url).AbsolutePath, pressed));
        var photo = Photo();
        await page.GotoAsync("/photos");
        var cold = await PressAsync(() => pressed = true);
        await page.GotoAsync("/photos");
        var warm = await PressAsync(() => { });
        var decode = await page.EvaluateAsync<double>("""
            async () => {
              const file = document.querySelector('input[type=file]').files[0], times = [];
              for (let run = 0; run < 5; run++) {
                const start = performance.now();
                (await createImageBitmap(file)).close();
                times.push(performance.now() - start);
              }
              return times.sort((a, b) => a - b)[2];
            }
            """);

        using var portal = await PublishedPortal.PublishAsync();
        double Kilobytes(bool after) => asked.Where(request => request.Pressed == after && request.Path.StartsWith("/photo-help/", StringComparison.Ordinal))
            .Select(request => request.Path).Distinct().Sum(path => new FileInfo(Path.Combine(portal.Folder, "wwwroot", Regex.Replace(path[1..], @"\.\w{10}(?=\.\w+$)", "") + ".br")).Length) / 1000.0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"photo-help-kb {Kilobytes(true):0} after the press, {Kilobytes(false):0} before (limit {LimitKilobytes:0} and 0)"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"photo-help-ms {cold:0} cold, {warm:0} warm; the browser's own decode of the same {Side * Side / 1e6:0}-megapixel file {decode:0}"));

        async Task<double> PressAsync(Action before)
        {
            await page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "photo.jpg", MimeType = "image/jpeg", Buffer = photo });
            var button = page.Locator("#photo-editor .photo-auto button");
            await button.WaitForAsync();
            before();
            await button.ClickAsync();
            await page.Locator("[data-help=proposal]").WaitForAsync();
            return await page.EvaluateAsync<double>("() => performance.getEntriesByName('photo-help')[0].duration");
        }
    }

    /// <summary>The real portrait where ./portal test has fetched it, else a drawn one, enlarged to what a phone's camera gives.</summary>
    private static byte[] Photo()
    {
        var file = Repository.File("data", "portraits", "astronaut.png");
        using var picture = File.Exists(file) ? SKBitmap.Decode(file) : DrawnPortrait.Draw(7);
        using var large = picture.Resize(new SKImageInfo(Side, Side), new SKSamplingOptions(SKCubicResampler.Mitchell));
        using var jpeg = large.Encode(SKEncodedImageFormat.Jpeg, 90);
        return jpeg.ToArray();
    }

    private static async Task SignInAsync(IPage page, DemoHost demo)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("手机号或邮箱").First.FillAsync("13800000002");
        await page.Locator("input[type=password]").FillAsync(DemoPeople.Password);
        await using var scope = demo.Portal.CreateAsyncScope();
        var sum = scope.ServiceProvider.GetRequiredService<Captcha>().ResultOf(await page.InputValueAsync("#CaptchaId"));
        await page.FillAsync("[name=CaptchaAnswer]", sum!.Value.ToString(CultureInfo.InvariantCulture));
        await page.Locator("main form button.button").First.ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
    }
}
