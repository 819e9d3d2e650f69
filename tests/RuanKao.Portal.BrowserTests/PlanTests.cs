using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;
using RuanKao.Sandbox.Demo;
using UglyToad.PdfPig;

namespace RuanKao.Portal.BrowserTests;

/// <summary>考试计划 from last round's copy to printed tickets, in a house of its own: a further round would be the latest to every other test.</summary>
public sealed class PlanTests : IAsyncLifetime
{
    private const int Candidates = 8;

    private readonly ShiftedClock clock = new();
    private readonly DemoHouse house;

    public PlanTests() => house = new() { Clock = clock };

    public ValueTask InitializeAsync() => house.InitializeAsync();

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task In_one_sitting_a_round_is_copied_published_joined_seen_and_seated_in_imported_venues()
    {
        await using var national = await house.PersonAsync();
        await national.SignInAsync(DemoPeople.Administrator);
        await national.GoAsync("/desk/plans");
        await national.LooksGoodAsync("plans-national");
        await national.FollowAsync("新建轮次");
        await national.LooksGoodAsync("plan-new");
        await national.PressAsync("建立草稿");
        var code = national.Path.Split('/')[^1];
        await national.SeesAsync("请核对后保存一次");
        await national.LooksGoodAsync("plan-draft");

        await national.FollowAsync("修改考试时间和说明");
        await national.FillAsync("考试计划说明", "第一批和第二批的划分以准考证为准。");
        await national.PressAsync("保存");
        await national.FollowAsync("修改资格和场次");
        await national.LooksGoodAsync("plan-offerings");
        await national.Page.ClickAsync("a[href*='codes=SYSTEM_ARCHITECT']");
        await national.LooksGoodAsync("plan-sittings");
        await national.PressAsync("保存");
        await national.FollowAsync("返回");
        await national.SeesAsync("没有缺项");
        await national.FollowAsync("按考生的样子预览");
        await national.SeesAsync("第一批和第二批的划分以准考证为准。");
        await national.LooksGoodAsync("plan-preview");
        await national.FollowAsync("返回");
        await national.PressAsync("发布");
        await national.SeesAsync("考试计划已发布");

        await using var office = await house.PersonAsync();
        await office.SignInAsync(DemoPeople.Office);
        await office.GoAsync("/desk/plans");
        await office.LooksGoodAsync("plans-office");
        await office.GoAsync($"/desk/plans/{code}/{DemoPeople.Institution}");
        await office.PressAsync("参加");
        await office.SeesAsync("请核对后保存一次");
        await office.LooksGoodAsync("plan-place-draft");
        var exam = await office.ArchiveAsync(db => db.ExamRounds.Where(r => r.Code == code).Select(r => r.ExamFrom).SingleAsync());
        var opens = Beijing.Today(clock).AddDays(-1);
        await EditAsync(office, "修改时间", "windows", async () =>
        {
            await office.FillAsync("报名开始", $"{opens:yyyy-MM-dd} 09:00");
            await office.FillAsync("报名截止", $"{opens.AddDays(20):yyyy-MM-dd} 17:00");
            await office.FillAsync("审核截止", $"{opens.AddDays(22):yyyy-MM-dd} 17:00");
            await office.FillAsync("缴费开始", $"{opens:yyyy-MM-dd} 09:00");
            await office.FillAsync("缴费截止", $"{opens.AddDays(23):yyyy-MM-dd} 24:00");
            await office.FillAsync("准考证打印开始", $"{exam.AddDays(-7):yyyy-MM-dd} 09:00");
            await office.FillAsync("准考证打印截止", $"{exam:yyyy-MM-dd} 08:30");
        });
        await EditAsync(office, "修改考试费", "fees", async () =>
        {
            await office.FillAsync("收费批准文号", "云发改收费〔2024〕1 号");
            await office.FillAsync("例外", "程序员 90.00");
        });
        await EditAsync(office, "修改考试考区", "regions", () => Task.CompletedTask);
        await EditAsync(office, "修改文字", "texts", () => office.FillAsync("考生须知", "报名时间：{报名时间}。\n请携带有效身份证件参加考试。"));
        await office.GoAsync($"/desk/plans/{code}/{DemoPeople.Institution}/policy-files");
        await office.FillAsync("文件名称", "关于本次软考报名工作的通知");
        await office.Page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "通知.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.7 %%EOF"u8.ToArray() });
        await office.PressAsync("上传");
        await office.SeesAsync("第 1 版已上传");
        await office.LooksGoodAsync("plan-policy-files");
        await office.GoAsync($"/desk/plans/{code}/{DemoPeople.Institution}");
        await office.SeesAsync("没有缺项");

        // Nobody outside sees it a moment before.
        await using var candidate = await house.PersonAsync(phone: true);
        Assert.Equal(404, (await candidate.Page.GotoAsync($"/exams/{code}/{DemoPeople.Institution}/notice"))!.Status);
        await office.PressAsync("发布本机构的安排");
        await office.SeesAsync("已发布，考生可以看到");
        await office.LooksGoodAsync("plan-place-published");

        await candidate.GoAsync($"/exams/{code}/{DemoPeople.Institution}/notice");
        await candidate.SeesAsync("请携带有效身份证件参加考试。");
        await candidate.LooksGoodAsync("plan-seen-notice");
        await candidate.GoAsync($"/exams/{code}/{DemoPeople.Institution}/plan");
        await candidate.SeesAsync("90.00 元");
        await candidate.GoAsync($"/exams/{code}/{DemoPeople.Institution}/policy");
        await candidate.SeesAsync("关于本次软考报名工作的通知");
        await candidate.LooksGoodAsync("plan-seen-policy");

        // What is published is corrected: before and after, whom it touches, why.
        await office.FollowAsync("更正考试费");
        await office.FillAsync("例外", "程序员 95.00");
        await office.PressAsync("查看更正的影响");
        await office.SeesAsync("涉及 0 个有效报名");
        await office.LooksGoodAsync("plan-correction");
        await office.FillAsync("更正原因", "批准文号的金额写错");
        await office.PressAsync("确认更正");
        await office.SeesAsync("批准文号的金额写错");
        await office.LooksGoodAsync("plan-corrected");

        await RegisterAsync(office, code);
        await ImportVenueAsync(office);
        await SeatAsync(office, code);
        await PrintAsync(code, exam);
    }

    /// <summary>Eight people whose registration succeeded, by the moves of real ones.</summary>
    private Task RegisterAsync(Person office, string code) => office.ArchiveAsync(async db =>
    {
        var place = await db.RoundInstitutions.Include(p => p.Round).Include(p => p.Regions).SingleAsync(p => p.Round.Code == code && p.InstitutionCode == DemoPeople.Institution);
        for (var n = 0; n < Candidates; n++)
            await new DemoRegistrations(db, clock).MakeAsync(place, await db.Users.SingleAsync(u => u.PhoneNumber == $"1390000{n:D4}"), 100 + n, RegistrationState.Paid, CancellationToken.None);
        return await db.Registrations.CountAsync(r => r.RoundId == place.RoundId && r.State == RegistrationState.Paid);
    });

    /// <summary>What is there is downloaded, given two rooms of a new site, and uploaded again: once with a slip, once without.</summary>
    private static async Task ImportVenueAsync(Person office)
    {
        await office.GoAsync("/desk/admission");
        await office.LooksGoodAsync("venues-before");
        var table = UploadedTable.Read(await office.DownloadAsync($"/desk/admission/files/{DemoPeople.Institution}/rooms.xlsx"), 1000).Select(IReadOnlyList<object> (line) => [.. line.Cells]).ToList();
        var region = (string)table[1][SiteSheet.All.Index().Single(c => c.Item == SiteSheet.Region).Index];
        await office.FollowAsync("导入考点考场");
        await UploadAsync("三十");
        await office.SeesAsync("1 行有误，什么也没有写入");
        await office.LooksGoodAsync("venues-refused");
        await UploadAsync("30");
        await office.SeesAsync("新增 2 个考场，修改 0 个");
        await office.LooksGoodAsync("venues-checked");
        await office.PressAsync("写入这 2 个考场");
        await office.SeesAsync("已新增 2 个考场");
        await office.SeesAsync("示例第一中学");
        await office.LooksGoodAsync("venues-after");

        async Task UploadAsync(string seats)
        {
            IReadOnlyList<object> Room(string number, string capacity) => ["", region, "示例第一中学", "示例大街 8 号", "从南门进", number, $"实验楼 {number}", "机考", capacity, "2", "", "否"];
            var file = WorkSheet.Xlsx("考点考场", [.. table, Room("001", "40"), Room("002", seats)]);
            await office.Page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "考点考场.xlsx", MimeType = WorkSheet.XlsxType, Buffer = file });
            await office.PressAsync("上传并核对");
        }
    }

    private static async Task SeatAsync(Person office, string code)
    {
        await office.GoAsync($"/desk/admission/{code}/{DemoPeople.Institution}");
        await office.LooksGoodAsync("seating-before");
        await office.FollowAsync("核对并编排座位");
        await office.SeesAsync($"将为{Candidates}名考生编排座位并生成准考证号");
        await office.LooksGoodAsync("seating-asked");
        await office.PressAsync("编排座位");
        await office.SeesHeadingAsync("座位编排");
        await office.LooksGoodAsync("seating-done");
        await office.FollowAsync("座次表");
        await office.SeesAsync("签到表");
        await office.LooksGoodAsync("seating-room");
        Assert.Equal(Candidates, (await TicketsAsync(office, code)).Count);
    }

    /// <summary>On the first day of printing: the office has a file for each site, the candidate the own ticket.</summary>
    private async Task PrintAsync(string code, DateOnly exam)
    {
        clock.MoveTo(Beijing.At(exam.AddDays(-7), new(10, 0)));
        await using var office = await house.PersonAsync();
        await office.SignInAsync(DemoPeople.Office);
        await office.GoAsync($"/desk/tickets/{code}/{DemoPeople.Institution}");
        await office.PressAsync("每个考点一个文件");
        var files = office.Page.GetByRole(AriaRole.Link, new() { Name = "下载" });
        await Assertions.Expect(files.First).ToBeVisibleAsync();
        await Assertions.Expect(office.Page.GetByText("等待生成")).ToHaveCountAsync(0);
        await office.LooksGoodAsync("tickets-printed");
        var pages = new List<string>();
        foreach (var file in await files.AllAsync())
        {
            using var print = PdfDocument.Open(await office.DownloadAsync((await file.GetAttributeAsync("href"))!));
            pages.AddRange(print.GetPages().Select(page => Regex.Replace(page.Text, @"\s", "")));
        }
        var tickets = await TicketsAsync(office, code);
        Assert.Equal(Candidates, pages.Count);
        Assert.All(tickets, ticket => Assert.Single(pages, page => page.Contains(ticket.Number)));

        await using var candidate = await house.CandidateAsync("13900000000");
        await candidate.GoAsync($"/exams/{code}/{DemoPeople.Institution}/ticket");
        await candidate.SeesAsync("下载准考证 PDF");
        await candidate.LooksGoodAsync("plan-ticket");
        var own = await candidate.DownloadAsync($"/exams/{code}/{DemoPeople.Institution}/ticket.pdf");
        using var paper = PdfDocument.Open(own);
        var number = Assert.Single(tickets, ticket => Regex.Replace(paper.GetPage(1).Text, @"\s", "").Contains(ticket.Number)).Number;
        Assert.StartsWith($"RK2/{number}/{code}/", await Scanner.ReadPdfAsync(own));
    }

    private static Task<List<AdmissionTicket>> TicketsAsync(Person person, string code) => person.ArchiveAsync(async db =>
    {
        var round = await db.ExamRounds.Where(r => r.Code == code).Select(r => r.Id).SingleAsync();
        return await db.AdmissionTickets.Where(t => t.RoundId == round).ToListAsync();
    });

    private static async Task EditAsync(Person office, string link, string picture, Func<Task> fill)
    {
        await office.FollowAsync(link);
        await fill();
        await office.LooksGoodAsync("plan-" + picture);
        await office.PressAsync("保存");
        await office.SeesAsync("已保存");
    }
}
