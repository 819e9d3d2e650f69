using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.BrowserTests;

/// <summary>A form that saves itself: on a phone and at a desk at once, and past the end of a session.</summary>
public class FormSavingTests(DemoHouse house)
{
    [Fact]
    public async Task What_is_typed_is_kept_on_two_devices_and_after_the_session_has_ended()
    {
        const string Mobile = "13900000003";
        await using var phone = await house.PersonAsync(phone: true);
        var (id, round) = await ReturnedAsync(phone, Mobile);
        await phone.SignInAsync(Mobile);
        await phone.GoAsync($"/exams/{round}/53/form");
        await TypeAsync(phone, "Address", "云南省昆明市五华区翠湖南路9号");
        await phone.SeesAsync("已自动保存");
        await phone.LooksGoodAsync("form-saved-phone");

        // At the desk the form is as the phone left it.
        await using var desk = await house.PersonAsync();
        await desk.SignInAsync(Mobile);
        await desk.GoAsync($"/exams/{round}/53/form");
        Assert.Equal("云南省昆明市五华区翠湖南路9号", await desk.Page.InputValueAsync("[name='Form.Address']"));
        await TypeAsync(desk, "Postcode", "650031");
        await desk.SeesAsync("已自动保存");

        // Back on the phone, where the page is older: nothing is overwritten, both are shown.
        await TypeAsync(phone, "Address", "云南省昆明市盘龙区北京路1号");
        await phone.SeesAsync("这份报名表在另一处也改过");
        await phone.PictureAsync("form-elsewhere-phone");
        await phone.PressAsync("对照两处并选择");
        await phone.SeesHeadingAsync("两处填写的内容不同");
        await phone.LooksGoodAsync("form-choose-phone");
        await phone.PressAsync("按以上选择保存");
        await phone.SeesAsync("请选择");
        await phone.LooksGoodAsync("form-choose-refused-phone");
        await phone.TickAsync("fieldset:has-text('通讯地址') input[value=here]");
        await phone.TickAsync("fieldset:has-text('邮政编码') input[value=there]");
        await phone.PressAsync("按以上选择保存");
        await phone.SeesHeadingAsync("考生报名");
        Assert.Equal(("云南省昆明市盘龙区北京路1号", "650031"), await KeptAsync(phone, id));

        // The session is over: the page says so and keeps what is typed, and saves it after a new sign-in in another tab.
        await phone.Page.Context.ClearCookiesAsync();
        await TypeAsync(phone, "Postcode", "650051");
        await phone.SeesAsync("登录已过期");
        await phone.LooksGoodAsync("form-signed-out-phone");
        var tab = new Person(house, phone.Page.Context, await phone.Page.RunAndWaitForPopupAsync(() => phone.FollowAsync("重新登录")));
        await tab.FillAsync("手机号或邮箱", Mobile);
        await tab.Page.Locator("input[type=password]").FillAsync(Sandbox.Demo.DemoPeople.Password);
        await tab.SolveCaptchaAsync();
        await tab.PressAsync("登录");
        await tab.SeesHeadingAsync("已重新登录");
        await tab.LooksGoodAsync("form-signed-in-phone");
        await tab.Page.CloseAsync();
        await phone.Page.BringToFrontAsync();
        await Assertions.Expect(phone.Page.GetByText("已自动保存")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Equal(("云南省昆明市盘龙区北京路1号", "650051"), await KeptAsync(phone, id));
        await phone.GoAsync($"/exams/{round}/53/form");
        Assert.Equal("650051", await phone.Page.InputValueAsync("[name='Form.Postcode']"));
    }

    private static async Task TypeAsync(Person person, string field, string text)
    {
        await person.Page.FillAsync($"[name='Form.{field}']", text);
        await person.Page.Locator($"[name='Form.{field}']").BlurAsync();
    }

    private static Task<(string?, string?)> KeptAsync(Person person, Guid id) => person.ArchiveAsync(async db =>
    {
        var form = await db.Registrations.AsNoTracking().Where(r => r.Id == id).Select(r => r.Form).SingleAsync();
        return (form.Address, form.Postcode);
    });

    private static Task<(Guid Id, string Round)> ReturnedAsync(Person person, string mobile) => person.ArchiveAsync(async db =>
    {
        var mine = await db.Registrations.Include(r => r.History).Where(r => db.Users.Any(u => u.Id == r.UserId && u.PhoneNumber == mobile) && r.State == RegistrationState.Submitted).SingleAsync();
        mine.Return("请把通讯地址写完整", new(null, Role.Reviewer, TimeProvider.System.GetUtcNow().UtcDateTime));
        await db.SaveChangesAsync();
        return (mine.Id, await db.Set<ExamRound>().Where(e => e.Id == mine.RoundId).Select(e => e.Code).SingleAsync());
    });
}
