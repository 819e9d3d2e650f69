using Microsoft.Playwright;
using SkiaSharp;

namespace RuanKao.Portal.BrowserTests;

/// <summary>自动处理 on a phone: the models run in the page, the server makes the photo.</summary>
public class PhotoHelpTests(DemoHouse house)
{
    /// <summary>Eyes, nose and mouth of a head that has its place in the frame.</summary>
    private static readonly SKRectI Face = new(90, 140, 205, 290);

    [Fact]
    public async Task A_real_portrait_before_a_busy_background_is_found_cropped_and_set_on_white()
    {
        await using var person = await house.CandidateAsync("13800000004");
        var (page, asked) = (person.Page, new List<string>());
        page.Request += (_, request) => asked.Add(new Uri(request.Url).AbsolutePath);
        await person.GoAsync("/photos");
        await person.ChoosePhotoAsync(Portrait.Jpeg());
        Assert.DoesNotContain(asked, path => path.StartsWith("/photo-help", StringComparison.Ordinal));

        await person.TickAsync("[name='Form.Consent']");
        await page.Locator("#photo-editor .photo-auto button").ClickAsync();
        await Assertions.Expect(page.Locator("[data-help=proposal]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-help-changes]")).ToContainTextAsync("已旋正");
        await Assertions.Expect(page.Locator("[data-help-changes]")).ToContainTextAsync("背景已替换为白色");
        await Assertions.Expect(page.Locator("[data-help-hints]")).ToContainTextAsync("小于 295×413");
        await person.LooksGoodAsync("photo-proposal-phone");
        Assert.Contains(asked, path => path.EndsWith(".wasm", StringComparison.Ordinal));

        await person.PressAsync("使用这个结果");
        await Assertions.Expect(page.Locator("#photo-result")).ToBeVisibleAsync();
        await person.LooksGoodAsync("photo-white-phone");
        var rows = await page.Locator("#photo-run tbody tr").EvaluateAllAsync<string[]>("rows => rows.map(row => row.querySelector('th').textContent.trim().replace(/\\s+/g, ' '))");
        Assert.Equal(["原照片尺寸 不符合"], rows.Where(row => row.EndsWith("不符合", StringComparison.Ordinal)));
        Assert.Contains("背景 符合", rows);
        Assert.Contains("背景已替换为白色", await page.Locator("#photo-run").InnerTextAsync());
        var white = await person.PictureShownAsync("#photo-result");

        // The same frame with its own background: the original does not travel again.
        await page.Locator("#photo-run [data-photo-open=hand]").ClickAsync();
        await page.Locator("[name='Form.Background']").UncheckAsync(new() { Force = true });
        var sent = person.SentAsync();
        await page.Locator("#photo-send button").ClickAsync();
        Assert.DoesNotContain("name=\"Form.File\"", await sent);
        await Assertions.Expect(page.Locator("#photo-run")).ToContainTextAsync("不是白色");
        var plain = await person.PictureShownAsync("#photo-result");
        Assert.InRange(Portrait.Difference(white, plain, Face), 0, 5);
        Assert.InRange(Portrait.Difference(white, plain, new(0, 0, 60, 60)), 40, 255);
    }

    [Theory]
    [InlineData("blocked")]
    [InlineData("none")]
    public async Task Without_the_runtime_the_page_says_so_and_the_server_goes_on(string how)
    {
        await using var person = await house.CandidateAsync("13800000004");
        var page = person.Page;
        if (how == "blocked") await page.RouteAsync("**/*.wasm", route => route.AbortAsync());
        else await page.AddInitScriptAsync("delete window.WebAssembly");
        await person.GoAsync("/photos");
        await person.ChoosePhotoAsync(Portrait.Jpeg());
        await page.Locator("#photo-editor .photo-auto button").ClickAsync();
        await Assertions.Expect(page.Locator("[data-help=message]")).ToContainTextAsync(how == "blocked" ? "自动处理没有成功" : "不支持自动处理");
        await person.LooksGoodAsync("photo-no-help-" + how);

        await person.PressAsync("知道了");
        await person.TickAsync("[name='Form.Consent']");
        await page.Locator("#photo-send button").ClickAsync();
        await Assertions.Expect(page.Locator("#photo-result")).ToBeVisibleAsync();
        Assert.Contains("不符合", await page.Locator("#photo-run").InnerTextAsync());
    }

    [Fact]
    public async Task A_picture_without_a_face_is_a_hint_and_no_refusal()
    {
        await using var person = await house.CandidateAsync("13800000004");
        await person.GoAsync("/photos");
        using var wall = new SKBitmap(900, 1200);
        wall.Erase(SKColors.Beige);
        for (var line = 0; line < 900; line += 3)
        for (var y = 0; y < 1200; y++) wall.SetPixel(line, y, new((byte)(line * y % 251), (byte)(y % 200), 90));
        using var jpeg = wall.Encode(SKEncodedImageFormat.Jpeg, 90);
        await person.ChoosePhotoAsync(jpeg.ToArray());
        await person.Page.Locator("#photo-editor .photo-auto button").ClickAsync();
        await Assertions.Expect(person.Page.Locator("[data-help=message]")).ToContainTextAsync("没有找到人脸");
        await person.PressAsync("知道了");
        await Assertions.Expect(person.Page.Locator("#photo-send button")).ToBeVisibleAsync();
    }
}
