using Deque.AxeCore.Commons;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Reviews;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Portal.BrowserTests;

/// <summary>Somebody in front of a browser, with what people do in it.</summary>
public sealed class Person(DemoHouse house, IBrowserContext context, IPage page) : IAsyncDisposable
{
    private static readonly string AxeScript = new BundledAxeScriptProvider().GetScript();

    private static readonly bool Pictures = Environment.GetEnvironmentVariable("PORTAL_TEST_PICTURES") is { Length: > 0 };

    public IPage Page => page;

    public DemoHouse House => house;

    public string Path => new Uri(page.Url).AbsolutePath;

    public Task GoAsync(string path) => page.GotoAsync(path);

    public Task FillAsync(string label, string value) => page.GetByLabel(label, new() { Exact = false }).First.FillAsync(value);

    public Task ChooseAsync(string label, string option) => page.GetByLabel(label, new() { Exact = false }).First.SelectOptionAsync(new SelectOptionValue { Label = option });

    /// <summary>Ticks a box or chooses one of several; the words over it take the click, as on the page.</summary>
    public Task TickAsync(string selector) => page.Locator(selector).First.CheckAsync(new() { Force = true });

    public Task PressAsync(string button) => page.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync();

    public Task FollowAsync(string link) => page.GetByRole(AriaRole.Link, new() { Name = link }).First.ClickAsync();

    public Task SeesAsync(string text) => Assertions.Expect(page.GetByText(text).First).ToBeVisibleAsync();

    public Task SeesHeadingAsync(string text) => Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(text);

    /// <summary>Tells what a person would stumble over on the page: barriers that axe finds, and what runs off the screen. With PORTAL_TEST_PICTURES set it takes a picture of it as well.</summary>
    public async Task<IReadOnlyList<string>> LookAsync(string picture)
    {
        if (Pictures) await PictureAsync(picture);
        return [.. (await BarriersAsync()).Select(barrier => $"{Path}: {barrier}"), .. await OverflowAsync()];
    }

    /// <summary>What axe finds on the page. Its script goes in by hand: Deque's own way by Playwright finds the same and takes ten times as long.</summary>
    private async Task<string[]> BarriersAsync()
    {
        await page.EvaluateAsync($"() => {{ {AxeScript} }}");
        return await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
                .flatMap(fault => fault.nodes.map(node => `${fault.id}, ${fault.help}, at ${node.html}`))
            """);
    }

    public async Task<IReadOnlyList<string>> OverflowAsync()
    {
        var width = await page.EvaluateAsync<int[]>("[document.documentElement.scrollWidth, document.documentElement.clientWidth]");
        return width[0] > width[1] ? [$"{Path}: {width[0]} px wide on a screen of {width[1]}"] : [];
    }

    /// <summary>Looks at a page of a walk and stops where there is anything to stumble over.</summary>
    public async Task LooksGoodAsync(string picture) => Assert.Empty(await LookAsync(picture));

    /// <summary>Signs in by address, password and picture; staff besides with the code that their phone shows.</summary>
    public async Task SignInAsync(string address, string password = DemoPeople.Password, Func<Task>? atSecondStep = null)
    {
        await GoAsync("/sign-in");
        await FillAsync("手机号或邮箱", address);
        await page.Locator("input[type=password]").FillAsync(password);
        await SolveCaptchaAsync();
        await PressAsync("登录");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath != "/sign-in");
        if (Path == "/sign-in/two-factor" && atSecondStep is not null) await atSecondStep();
        if (Path == "/sign-in/two-factor") await PassSecondStepAsync(address);
        await page.WaitForURLAsync(url => !new Uri(url).AbsolutePath.StartsWith("/sign-in", StringComparison.Ordinal));
    }

    /// <summary>Types the code that the sandbox's phone shows. A code opens once; so that tests need not wait for the next one, the house forgets the last.</summary>
    private async Task PassSecondStepAsync(string address)
    {
        for (var attempt = 0; attempt < 5 && Path == "/sign-in/two-factor"; attempt++)
        {
            await ArchiveAsync(db => db.SecondFactors.ExecuteUpdateAsync(f => f.SetProperty(x => x.LastStep, 0)));
            await page.FillAsync("[name=Code]", house.Demo.Sandbox.Authenticator.CodeOf(address));
            await PressAsync("登录");
            await page.WaitForLoadStateAsync();
        }
    }

    /// <summary>Types the result of the arithmetic picture on the page: what a person reads, the test asks of the house.</summary>
    public async Task SolveCaptchaAsync()
    {
        await using var scope = house.Demo.Portal.CreateAsyncScope();
        var result = scope.ServiceProvider.GetRequiredService<Captcha>().ResultOf(await page.InputValueAsync("#CaptchaId"));
        await page.FillAsync("[name=CaptchaAnswer]", result!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>The newest code that travelled to the address by SMS or mail and lies in the sandbox's inbox.</summary>
    /// <param name="otherThan">A code that came before it.</param>
    public async Task<string> CodeSentToAsync(string address, string? otherThan = null)
    {
        for (var attempt = 0; attempt < 150; attempt++)
        {
            foreach (var message in house.Demo.Sandbox.Inbox.Messages(address))
                if (System.Text.RegularExpressions.Regex.Match(message.Text, @"(?<!\d)\d{6}(?!\d)") is { Success: true } code && code.Value != otherThan) return code.Value;
            await Task.Delay(100);
        }
        throw new InvalidOperationException($"No code reached {address}.");
    }

    public async Task<byte[]> DownloadAsync(string path) => await (await context.APIRequest.GetAsync(new Uri(house.Portal, path).ToString())).BodyAsync();

    public async Task<T> ArchiveAsync<T>(Func<PortalContext, Task<T>> read)
    {
        await using var scope = house.Demo.Portal.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<PortalContext>());
    }

    /// <summary>The candidate's registration in the latest round, and the round's code.</summary>
    public Task<(Guid Id, string Round)> RegistrationOfAsync(string mobile) => ArchiveAsync(async db =>
    {
        var latest = await db.Registrations.Where(r => db.Users.Any(u => u.Id == r.UserId && u.PhoneNumber == mobile))
            .Join(db.ExamRounds, r => r.RoundId, e => e.Id, (r, e) => new { r.Id, e.Code, e.ExamFrom }).OrderByDescending(x => x.ExamFrom).FirstAsync();
        return (latest.Id, latest.Code);
    });

    /// <summary>The same person in another tab of the same browser.</summary>
    public async Task<Person> AnotherTabAsync() => new(house, context, await context.NewPageAsync());

    /// <summary>Waits until no decision can be undone any more and all have taken effect.</summary>
    public async Task DecisionsTakeEffectAsync()
    {
        for (var attempt = 0; attempt < 150; attempt++)
        {
            if (!await ArchiveAsync(db => db.ReviewDecisions.AnyAsync(d => d.State == DecisionState.Pending))) return;
            await Task.Delay(200);
        }
        throw new InvalidOperationException("A decision still waits.");
    }

    /// <summary>Chooses a photo on its page and waits until the crop shows it.</summary>
    public async Task ChoosePhotoAsync(byte[] jpeg)
    {
        await page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "照片.jpg", MimeType = "image/jpeg", Buffer = jpeg });
        await Assertions.Expect(page.Locator("#photo-editor")).ToBeVisibleAsync();
    }

    /// <summary>The body of the next form that is sent, as text.</summary>
    public async Task<string> SentAsync() =>
        System.Text.Encoding.Latin1.GetString((await page.WaitForRequestAsync(request => request.Method == "POST")).PostDataBuffer!);

    /// <summary>The file behind an img of the page.</summary>
    public async Task<byte[]> PictureShownAsync(string selector) =>
        await DownloadAsync((await page.Locator(selector).GetAttributeAsync("src"))!);

    /// <summary>Fingers on the screen, step by step; after the last step they are lifted.</summary>
    public async Task TouchAsync(IReadOnlyList<IReadOnlyList<(double X, double Y)>> steps)
    {
        var session = await context.NewCDPSessionAsync(page);
        var down = 0;
        foreach (var points in steps)
        {
            await SendAsync(points.Count > down ? "touchStart" : "touchMove", points);
            down = points.Count;
        }
        await SendAsync("touchEnd", []);

        Task SendAsync(string type, IReadOnlyList<(double X, double Y)> points) => session.SendAsync("Input.dispatchTouchEvent", new()
        {
            ["type"] = type, ["touchPoints"] = points.Select((point, id) => new Dictionary<string, object> { ["x"] = point.X, ["y"] = point.Y, ["id"] = id }).ToArray(),
        });
    }

    /// <summary>A picture of the page as it is now, beside the test's results.</summary>
    public async Task<string> PictureAsync(string name)
    {
        var file = System.IO.Path.Combine(Directory.CreateDirectory(System.IO.Path.Combine(AppContext.BaseDirectory, "pictures")).FullName, name + ".png");
        await page.ScreenshotAsync(new() { Path = file, FullPage = true });
        return file;
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
