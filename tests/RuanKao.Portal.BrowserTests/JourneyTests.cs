using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Registrations;
using RuanKao.Sandbox.Demo;
using RuanKao.Sandbox.People;
using UglyToad.PdfPig;

namespace RuanKao.Portal.BrowserTests;

/// <summary>The whole way, from an address nobody knows to a printed admission ticket: candidate, reviewer and office each at their own browser.</summary>
public sealed class JourneyTests : IAsyncLifetime
{
    private const string Password = "journey2026";

    private readonly ShiftedClock clock = new();
    private readonly DemoHouse house;

    public JourneyTests() => house = new() { Clock = clock };

    public ValueTask InitializeAsync() => house.InitializeAsync();

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task A_candidate_at_a_desk_pays_by_scanning_with_Alipay_and_prints_the_ticket()
    {
        await using var candidate = await house.PersonAsync();
        await SignUpAndRegisterAsync(candidate, "journey@example.com", SandboxPopulation.People.Single(p => p.Name == "王𠮷"), "软件设计师");
        await ReviewAsync("王𠮷");

        await OpenPaymentAsync(candidate);
        await candidate.TickAsync("[name=Channel][value=Alipay]");
        await candidate.PressAsync("去支付");
        await candidate.SeesHeadingAsync("用支付宝付款");
        await candidate.LooksGoodAsync("pay-desk");
        var code = await Scanner.ReadAsync(await candidate.Page.Locator(".qr-panel img").ScreenshotAsync());
        await using (var payer = await house.PersonAsync(phone: true))
        {
            await payer.Page.GotoAsync(code);
            await payer.PressAsync("付款");
        }
        // Nobody touches the candidate's page: it learns by itself.
        await candidate.Page.WaitForURLAsync(url => url.EndsWith("/pay", StringComparison.Ordinal));
        await SeatAndPrintAsync(candidate, "journey@example.com", "王𠮷", 10000);
    }

    [Fact]
    public async Task A_candidate_on_a_phone_pays_in_the_WeChat_app_and_prints_the_ticket()
    {
        await using var candidate = await house.PersonAsync(phone: true);
        await SignUpAndRegisterAsync(candidate, "13712345678", SandboxPopulation.People.Single(p => p.Name == "阿依古丽·买买提"), "系统架构设计师");
        await ReviewAsync("阿依古丽·买买提");

        await OpenPaymentAsync(candidate);
        await candidate.PressAsync("用微信支付");
        await candidate.SeesHeadingAsync("用微信支付付款");
        await candidate.LooksGoodAsync("pay-phone");
        await candidate.FollowAsync("打开微信付款");
        await candidate.PressAsync("付款");
        await candidate.Page.WaitForURLAsync(url => url.StartsWith(house.Portal.ToString(), StringComparison.Ordinal));
        await SeatAndPrintAsync(candidate, "13712345678", "阿依古丽·买买提", 15000);
    }

    private async Task SignUpAndRegisterAsync(Person candidate, string address, SandboxPerson person, string qualification)
    {
        var (page, desk) = (candidate.Page, candidate.Page.ViewportSize!.Width > 640);
        await candidate.GoAsync("/");
        if (desk) await candidate.LooksGoodAsync("home");
        await candidate.GoAsync("/institutions/" + DemoPeople.Institution);
        await candidate.FollowAsync("注册");
        await page.FillAsync("[name=Address]", address);
        await candidate.SolveCaptchaAsync();
        await candidate.PressAsync("获取验证码");
        await candidate.LooksGoodAsync(desk ? "sign-up-finish-desk" : "sign-up-finish-phone");
        await page.FillAsync("[name=Code]", await candidate.CodeSentToAsync(address));
        await page.FillAsync("[name=Password]", Password);
        await candidate.TickAsync("[name=Agreed]");
        await page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "注册" }).ClickAsync();
        await candidate.SeesAsync("恭喜您，注册成功");

        await candidate.LooksGoodAsync(desk ? "sign-up-done-desk" : "sign-up-done-phone");
        await candidate.FollowAsync("去实名认证");
        await page.FillAsync("[name=Name]", person.Name);
        await page.FillAsync("[name=Number]", person.IdNumber);
        await page.FillAsync("[name=ValidFrom]", "2024-01-01");
        await candidate.TickAsync("[name=IsLongTerm]");
        await candidate.TickAsync("[name=Agreed]");
        await candidate.PressAsync("提交认证");
        await candidate.SeesAsync("实名认证成功");

        var round = await OpenRoundAsync(candidate);
        await candidate.GoAsync("/rounds");
        await candidate.SeesAsync(round.Name);
        await candidate.GoAsync($"/exams/{round.Code}/53/notice");
        await candidate.SeesHeadingAsync("考生须知");
        await candidate.GoAsync($"/exams/{round.Code}/53/plan");
        await candidate.SeesAsync(qualification);
        await candidate.GoAsync($"/exams/{round.Code}/53/form");
        await FillInAsync(page, qualification);
        await candidate.PressAsync("上传照片");
        await page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "照片.jpg", MimeType = "image/jpeg", Buffer = DrawnPortrait.Jpeg(7) });
        await candidate.TickAsync("[name='Form.Consent']");
        await page.Locator("#photo-send button").ClickAsync();
        await candidate.PressAsync("使用这张照片，返回报名");
        await candidate.LooksGoodAsync(desk ? "form-desk" : "form-phone");
        await candidate.PressAsync("检查并提交");
        await candidate.SeesHeadingAsync("检查报考信息");
        await candidate.SeesAsync("云南示例大学");
        await candidate.LooksGoodAsync(desk ? "check-desk" : "check-phone");
        await candidate.TickAsync("[name='Form.Pledged']");
        await candidate.PressAsync("提交报考信息");
        await candidate.SeesHeadingAsync("提交成功，等待审核");
        await candidate.LooksGoodAsync(desk ? "done-desk" : "done-phone");
    }

    private static async Task FillInAsync(IPage page, string qualification)
    {
        async Task Choose(string name, string label) => await page.SelectOptionAsync($"[name='Form.{name}']", new SelectOptionValue { Label = label });
        async Task Fill(string name, string value) => await page.FillAsync($"[name='Form.{name}']", value);
        await Choose("PrefectureCode", "丽江市");
        await Choose("ExamRegionCode", "丽江市");
        var level = qualification == "系统架构设计师" ? "高级" : "中级";
        await Choose("Level", level);
        Assert.Equal([level], await page.Locator("[name='Form.QualificationCode'] optgroup").EvaluateAllAsync<string[]>("groups => groups.map(group => group.label)"));
        await Choose("QualificationCode", qualification);
        await Assertions.Expect(page.Locator("#papers")).ToContainTextAsync(level == "高级" ? "论文" : "应用技术");
        await Fill("Title", "无");
        await page.Locator("[name='Form.Employment']").First.CheckAsync(new() { Force = true });
        await Fill("School", "云南示例大学");
        await Fill("Major", "软件工程");
        await page.Locator("[name='Form.MajorRelation']").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Fill("GraduatedOn", "2027-06-30");
        await page.Locator("[name='Form.Education']").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Fill("YearsOfStudy", "4");
        await page.Locator("[name='Form.Degree']").SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await Fill("Address", "云南省丽江市示例路 1 号");
        await Fill("Mobile", "13712345678");
        await Fill("Email", "journey@example.com");
    }

    private async Task ReviewAsync(string name)
    {
        await using var reviewer = await house.PersonAsync();
        await reviewer.SignInAsync(DemoPeople.Reviewer);
        await reviewer.SeesHeadingAsync("");
        await reviewer.GoAsync("/desk/review");
        await reviewer.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = name }).GetByRole(AriaRole.Link).ClickAsync();
        await reviewer.SeesHeadingAsync(name);
        await reviewer.LooksGoodAsync("review-case");
        await reviewer.PressAsync("审核通过");
        await reviewer.SeesAsync("后生效并通知考生");
        await reviewer.DecisionsTakeEffectAsync();
        Assert.Equal(RegistrationState.Approved, await reviewer.ArchiveAsync(db => db.Registrations.Where(r => r.Person!.Name == name).Select(r => r.State).SingleAsync()));
    }

    private async Task OpenPaymentAsync(Person candidate)
    {
        var round = await OpenRoundAsync(candidate);
        await candidate.GoAsync($"/exams/{round.Code}/53");
        await candidate.SeesHeadingAsync("审核通过");
        await candidate.Page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "去支付" }).First.ClickAsync();
        await candidate.SeesHeadingAsync("网上缴费");
    }

    private async Task SeatAndPrintAsync(Person candidate, string address, string name, int feeFen)
    {
        await candidate.SeesAsync("缴费成功，报名成功");
        await candidate.LooksGoodAsync("paid-" + feeFen);
        var registration = await candidate.ArchiveAsync(db => db.Registrations.Include(r => r.Person).SingleAsync(r => r.Person!.Name == name));
        Assert.Equal(RegistrationState.Paid, registration.State);
        Assert.Equal(feeFen, registration.FeeFen);
        await candidate.FollowAsync("打印报名表");
        await candidate.SeesAsync("报名成功");
        await candidate.SeesAsync(name);
        await candidate.LooksGoodAsync("registration-form-" + feeFen);
        var round = await OpenRoundAsync(candidate);
        var printing = (await candidate.ArchiveAsync(db => db.RoundInstitutions.SingleAsync(p => p.RoundId == round.Id && p.InstitutionCode == "53"))).TicketPrinting;

        clock.MoveTo(printing.From!.Value.AddHours(-1));
        await using (var office = await house.PersonAsync())
        {
            await office.SignInAsync(DemoPeople.Office);
            await office.GoAsync($"/desk/admission/{round.Code}/53");
            await office.FollowAsync("核对并编排座位");
            await office.LooksGoodAsync("seating-check");
            await office.PressAsync("编排座位");
            await office.SeesHeadingAsync("座位编排");
        }

        clock.MoveTo(printing.From!.Value.AddHours(1));
        await candidate.SignInAsync(address, Password);
        await candidate.GoAsync($"/exams/{round.Code}/53/ticket");
        await candidate.SeesAsync("下载准考证 PDF");
        await candidate.LooksGoodAsync("ticket-" + feeFen);
        var pdf = await candidate.DownloadAsync($"/exams/{round.Code}/53/ticket.pdf");
        Assert.InRange(pdf.Length, 10_000, 150_000);
        using var document = PdfDocument.Open(pdf);
        var text = document.GetPage(1).Text;
        var number = await candidate.ArchiveAsync(db => db.Set<Admission.AdmissionTicket>().Where(t => t.RegistrationId == registration.Id).Select(t => t.Number).SingleAsync());
        Assert.Contains(name, text);
        Assert.Contains(number, Regex.Replace(text, @"\s", ""));
        Assert.Contains(SandboxPopulation.People.Single(p => p.Name == name).IdNumber, text);
        Assert.Contains("准考证", Regex.Replace(text, @"\s", ""));
        Assert.StartsWith($"RK2/{number}/{round.Code}/", await Scanner.ReadPdfAsync(pdf));
    }

    private static Task<ExamRound> OpenRoundAsync(Person person) => person.ArchiveAsync(async db =>
    {
        var rounds = await db.ExamRounds.OrderByDescending(r => r.ExamFrom).ToListAsync();
        return rounds[0];
    });
}
