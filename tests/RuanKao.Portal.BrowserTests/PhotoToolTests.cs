using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using RuanKao.Sandbox.People;

namespace RuanKao.Portal.BrowserTests;

/// <summary>The photo page by hand, finger and keyboard, with a bad line and with none of its scripts.</summary>
public class PhotoToolTests(DemoHouse house)
{
    [Fact]
    public async Task By_touch_on_a_phone_a_photo_is_cropped_processed_saved_and_used()
    {
        await using var person = await house.CandidateAsync("13800000002");
        var page = person.Page;
        await person.GoAsync("/photos?returnUrl=%2Fme");
        await person.LooksGoodAsync("photo-empty-phone");
        await person.ChoosePhotoAsync(DrawnPortrait.Jpeg(32));
        var size = page.Locator("[data-photo-size]");
        await Assertions.Expect(size).ToHaveTextAsync("选定 600×840 像素");

        await page.Locator(".photo-stage").EvaluateAsync("stage => stage.scrollIntoView({ block: 'center' })");
        var stage = (await page.Locator(".photo-stage").BoundingBoxAsync())!;
        var (x, y) = (stage.X + stage.Width / 2, stage.Y + stage.Height / 2);
        await person.TouchAsync([[(x - 40, y)], [(x - 40, y), (x + 40, y)], [(x - 50, y), (x + 50, y)], [(x - 60, y), (x + 60, y)]]);
        await Assertions.Expect(size).ToHaveTextAsync("选定 400×560 像素");
        await person.TouchAsync([[(x, y)], [(x, y + 20)], [(x, y + 40)]]);
        await person.LooksGoodAsync("photo-editor-phone");

        await page.Locator("#photo-send button").ClickAsync();
        await Assertions.Expect(page.Locator(".field-error")).ToHaveTextAsync("请勾选同意后再上传照片");
        await person.TickAsync("[name='Form.Consent']");
        await page.Locator("#photo-send button").ClickAsync();
        await Assertions.Expect(page.Locator("#photo-result")).ToBeVisibleAsync();
        var frame = JsonSerializer.Deserialize<Photos.PhotoFrame>((await page.Locator("#photo-run").GetAttributeAsync("data-frame"))!, JsonSerializerOptions.Web)!;
        // Pinched by half about the middle, then drawn down by 40 of the frame's 352 screen pixels.
        foreach (var (expected, actual) in new[] { (1 / 6.0, frame.X), (1 / 6.0 - 40 / 352.0 * 2 / 3, frame.Y), (2 / 3.0, frame.Width), (2 / 3.0, frame.Height), (0, frame.Turn) })
            Assert.InRange(actual, expected - 0.005, expected + 0.005);
        Assert.EndsWith("/photos?returnUrl=%2Fme", page.Url);

        await page.Locator("#photo-run [data-photo-open=hand]").ClickAsync();
        await person.PressAsync("复位");
        await Assertions.Expect(size).ToHaveTextAsync("选定 600×840 像素");
        await page.Locator("#photo-send button").ClickAsync();
        await person.SeesAsync("使用这张照片，返回报名");
        await person.LooksGoodAsync("photo-run-phone");

        var download = page.WaitForDownloadAsync();
        await person.PressAsync("保存报名照片");
        Assert.Equal("报名照片.jpg", (await download).SuggestedFilename);
        await person.PressAsync("使用这张照片，返回报名");
        await page.WaitForURLAsync("**/me");
        await person.GoAsync("/photos");
        await person.SeesHeadingAsync("上传考生照片");
        await person.LooksGoodAsync("photo-kept-phone");
    }

    [Fact]
    public async Task Without_scripts_the_server_does_it_all()
    {
        await using var person = await house.CandidateAsync("13800000002", javaScript: false);
        await person.GoAsync("/photos");
        await person.Page.SetInputFilesAsync("input[type=file]", Jpeg(DrawnPortrait.Jpeg(32)));
        await person.TickAsync("[name='Form.Consent']");
        await person.Page.Locator("#photo-send button").ClickAsync();
        await person.SeesAsync("处理结果");
        Assert.False(await person.Page.Locator("#photo-editor, #photo-help, #photo-sending").First.IsVisibleAsync());
        await person.PressAsync("使用这张照片");
        await person.SeesAsync("报名照片已上传");
    }

    [Fact]
    public async Task By_keyboard_the_picture_is_moved_enlarged_and_turned()
    {
        await using var person = await house.CandidateAsync("13800000003", phone: false);
        var page = person.Page;
        await person.GoAsync("/photos");
        await person.ChoosePhotoAsync(DrawnPortrait.Jpeg(33, 1200, 1680));
        await page.Locator(".photo-stage").FocusAsync();
        foreach (var key in new[] { "+", "+", "ArrowLeft", "ArrowUp", ".", "r" }) await page.Keyboard.PressAsync(key);
        await person.LooksGoodAsync("photo-editor-desk");
        await Assertions.Expect(page.Locator("[data-photo-size]")).ToHaveTextAsync("选定 1109×1553 像素");
        await Assertions.Expect(page.Locator("#photo-editor [data-photo-words]")).ToHaveTextAsync("顺时针旋转 90.5°");
        await person.PressAsync("复位");
        await Assertions.Expect(page.Locator("[data-photo-size]")).ToHaveTextAsync("选定 1200×1680 像素");
    }

    [Fact]
    public async Task What_cannot_be_a_photo_is_told_before_anything_travels()
    {
        await using var person = await house.CandidateAsync("13800000003");
        var (page, posts) = (person.Page, 0);
        page.Request += (_, request) => posts += request.Method == "POST" ? 1 : 0;
        await person.GoAsync("/photos");
        foreach (var (file, words) in new[]
        {
            ([0, 0, 0, 24, .. Encoding.ASCII.GetBytes("ftypheic"), .. new byte[40_000]], "兼容性最佳"),
            ([0x89, .. "PNG\r\n\x1a\n"u8, .. new byte[40_000]], "PNG 图片"),
            ([.. DrawnPortrait.Jpeg(34), .. new byte[11 * 1024 * 1024]], "没有上传"),
            (DrawnPortrait.Jpeg(34, 300, 420, 40), "须大于 30 KB"),
            (Array.Empty<byte>(), "空文件"),
        })
        {
            await page.SetInputFilesAsync("input[type=file]", Jpeg(file));
            await Assertions.Expect(page.Locator(".field-error")).ToContainTextAsync(words);
            Assert.False(await page.Locator("#photo-editor").IsVisibleAsync());
        }
        await person.LooksGoodAsync("photo-wrong-file-phone");
        Assert.Equal(0, posts);
    }

    [Fact]
    public async Task A_line_that_breaks_while_sending_loses_nothing()
    {
        await using var person = await house.CandidateAsync("13800000003");
        var (page, tries) = (person.Page, 0);
        await page.RouteAsync("**/photos", route => route.Request.Method == "POST" && tries++ == 0 ? route.AbortAsync("connectionreset") : route.ContinueAsync());
        await person.GoAsync("/photos");
        await person.ChoosePhotoAsync(DrawnPortrait.Jpeg(35));
        await person.TickAsync("[name='Form.Consent']");
        await page.Locator("#photo-send button").ClickAsync();
        await person.SeesAsync("没有丢失");
        await person.LooksGoodAsync("photo-lost-phone");
        Assert.True(await AsksBeforeLeavingAsync(page));
        await person.PressAsync("重新发送");
        await Assertions.Expect(page.Locator("#photo-result")).ToBeVisibleAsync();
        Assert.Equal(2, tries);
        Assert.False(await AsksBeforeLeavingAsync(page));
    }

    /// <summary>Whether the browser would ask the person before the page goes.</summary>
    private static Task<bool> AsksBeforeLeavingAsync(IPage page) =>
        page.EvaluateAsync<bool>("() => { const leaving = new Event('beforeunload', { cancelable: true }); dispatchEvent(leaving); return leaving.defaultPrevented; }");

    private static FilePayload Jpeg(byte[] bytes) => new() { Name = "照片.jpg", MimeType = "image/jpeg", Buffer = bytes };
}
