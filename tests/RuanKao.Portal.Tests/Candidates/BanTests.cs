using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Candidates;

/// <summary>禁考: entry, list, end, import, and what it means for a candidate.</summary>
public class BanTests
{
    private static Dictionary<string, string> Form(string number, string name = "张伟明") => new()
    {
        ["Name"] = name, ["Kind"] = "ResidentIdCard", ["Number"] = number, ["From"] = "2031-01-01", ["Until"] = "2033-12-31", ["Basis"] = "云人考罚〔2031〕1号，人社部令第31号第七条",
    };

    private static async Task<Visitor> OfficeAsync(PortalFactory portal, string institution = "53") => await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Office, institution));

    private static async Task<Page> EnterAsync(Visitor staff, Dictionary<string, string> form) => await staff.SubmitAsync(await staff.GetAsync("/desk/bans/new"), form, "/new");

    private static Task<ExamBan> BanAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<PortalContext>().ExamBans.SingleAsync());

    private static IEnumerable<string> Names(Page list) => list.Html.QuerySelectorAll("tbody th").Select(th => th.TextContent);

    [Fact]
    public async Task An_entry_is_kept_sealed_shown_masked_and_audited()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (office, number) = (await OfficeAsync(portal), TestData.NewIdNumber());
        var page = await office.FollowAsync(await EnterAsync(office, Form(number)));
        Assert.All(["张伟明", "生效中", Mask.IdNumber(number), "2031-01-01 至 2033-12-31", "云人考罚〔2031〕1号", "云南"], text => Assert.Contains(text, page.Text));
        var list = await office.GetAsync("/desk/bans");
        Assert.Equal(["张伟明"], Names(list));
        Assert.DoesNotContain(number, list.Body + page.Body);
        var ban = await BanAsync(portal);
        Assert.DoesNotContain(number, ban.NumberSealed);
        Assert.Equal("53", ban.InstitutionCode);
        Assert.True(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.AnyAsync(e => e.Action == "ban.entered" && e.Subject == ban.Id.ToString() && e.Role == Role.Office)));
    }

    [Theory]
    [InlineData("Name", "", "Name", "请填写姓名")]
    [InlineData("Name", "张3", "Name", "不能有“3”")]
    [InlineData("Number", "123", "Number", "应为18位")]
    [InlineData("From", "", "From", "请填写开始日期")]
    [InlineData("Until", "", "Until", "没有期限的请选长期")]
    [InlineData("Until", "2030-12-31", "Until", "不能早于开始日期")]
    [InlineData("IsPermanent", "true", "Until", "长期的不要再填写")]
    [InlineData("Basis", " ", "Basis", "请填写依据")]
    [InlineData("Kind", "Passport", "Issuer", "3个字母")]
    public async Task A_fault_of_an_entry_is_told_at_its_field(string field, string value, string at, string fault)
    {
        await using var portal = await PortalFactory.StartAsync();
        var office = await OfficeAsync(portal);
        var form = Form(TestData.NewIdNumber());
        form[field] = value;
        Assert.Contains(fault, (await EnterAsync(office, form)).ErrorOf(at));
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().ExamBans.AnyAsync()));
    }

    [Fact]
    public async Task The_same_ban_is_entered_once()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (office, number) = (await OfficeAsync(portal), TestData.NewIdNumber());
        await EnterAsync(office, Form(number));
        Assert.Contains("已经存在", (await EnterAsync(office, Form(number))).ErrorOf("Number"));
        var longer = Form(number);
        longer["Until"] = "2034-12-31";
        var page = await office.FollowAsync(await EnterAsync(office, longer));
        // One that was ended is no obstacle; what was seen before a change ends nothing, and nothing ends twice.
        Assert.Equal(HttpStatusCode.Conflict, (await office.SubmitAsync(page, [new("Form.Version", "7"), new("Form.Reason", "误登")], "/end")).Status);
        await office.SubmitAsync(page, [new("Form.Reason", "误登")], "/end");
        var version = (await portal.WithAsync(place => place.GetRequiredService<PortalContext>().ExamBans.SingleAsync(b => b.EndedAt != null))).Version;
        Assert.Equal(HttpStatusCode.Conflict, (await office.SubmitAsync(page, [new("Form.Version", version.ToString()), new("Form.Reason", "误登")], "/end")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await EnterAsync(office, longer)).Status);
    }

    [Fact]
    public async Task An_office_has_its_own_list_and_the_national_administrator_all()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (yunnan, beijing, number) = (await OfficeAsync(portal), await OfficeAsync(portal, "11"), TestData.NewIdNumber());
        var national = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.NationalAdministrator));
        await EnterAsync(yunnan, Form(number, "云南人"));
        await EnterAsync(beijing, Form(TestData.NewIdNumber(), "北京人"));
        await EnterAsync(national, Form(TestData.NewIdNumber(), "全国"));
        Assert.Equal(["云南人"], Names(await yunnan.GetAsync("/desk/bans?state=all")));
        Assert.Equal(["全国", "云南人", "北京人"], Names(await national.GetAsync("/desk/bans")).OrderByDescending(n => n.Length == 2).ThenBy(n => n));
        var theirs = (await portal.WithAsync(place => place.GetRequiredService<PortalContext>().ExamBans.SingleAsync(b => b.Name == "云南人"))).Id;
        Assert.Equal(HttpStatusCode.NotFound, (await beijing.GetAsync($"/desk/bans/{theirs}")).Status);
        var token = (await beijing.GetAsync("/desk/bans/new")).ValueOf("__RequestVerificationToken")!;
        Assert.Equal(HttpStatusCode.NotFound, (await beijing.PostAsync($"/desk/bans/{theirs}/end", [new("__RequestVerificationToken", token), new("Form.Version", "0"), new("Form.Reason", "误登")])).Status);
        var list = await yunnan.GetAsync("/desk/bans");
        async Task<IEnumerable<string>> FindAsync(Visitor staff, string text) => Names(await staff.SubmitAsync(await staff.GetAsync("/desk/bans"), [new("Search.Text", text)], "/search"));
        Assert.Equal(["云南人"], await FindAsync(yunnan, number));
        Assert.Equal(["云南人"], await FindAsync(yunnan, "云"));
        Assert.Empty(await FindAsync(yunnan, "北京"));
        Assert.Empty(await FindAsync(beijing, number));
    }

    [Fact]
    public async Task The_list_is_filtered_by_how_a_ban_stands()
    {
        await using var portal = await PortalFactory.StartAsync();
        var office = await OfficeAsync(portal);
        foreach (var (name, from, until) in new[] { ("现", "2031-03-20", "2031-03-20"), ("将", "2031-03-21", "2032-01-01"), ("过", "2030-01-01", "2031-03-19"), ("解", "2031-01-01", "2032-01-01") })
        {
            var form = Form(TestData.NewIdNumber(), "李" + name);
            (form["From"], form["Until"]) = (from, until);
            await EnterAsync(office, form);
        }
        var ended = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().ExamBans.SingleAsync(b => b.Name == "李解"));
        var page = await office.GetAsync($"/desk/bans/{ended.Id}");
        Assert.Contains("请写明解除的原因", (await office.SubmitAsync(page, [], "/end")).ErrorOf("Form.Reason"));
        var done = await office.FollowAsync(await office.SubmitAsync(page, [new("Form.Reason", "复核后撤销处理决定")], "/end"));
        Assert.All(["禁考已解除", "已解除", "复核后撤销处理决定"], text => Assert.Contains(text, done.Text));
        await StaffActionsTests.LandedAsync(portal, "ban.ended", Role.Office);
        Assert.Equal(HttpStatusCode.Conflict, (await office.SubmitAsync(page, [new("Form.Reason", "再来一次")], "/end")).Status);
        foreach (var (state, name) in new[] { ("", "李现"), ("InForce", "李现"), ("Coming", "李将"), ("Over", "李过"), ("Ended", "李解") })
            Assert.Equal([name], Names(await office.GetAsync("/desk/bans?state=" + state)));
        Assert.Equal(4, Names(await office.GetAsync("/desk/bans?state=all")).Count());
    }

    [Fact]
    public async Task The_reason_for_an_end_has_a_length()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (office, id) = (await OfficeAsync(portal), await TestData.BanAsync(portal));
        var page = await office.GetAsync($"/desk/bans/{id}");
        var answer = await office.SubmitAsync(page, [new("Form.Reason", new('撤', ExamBan.ReasonLength + 1))], "/end");
        Assert.Contains("解除原因最多500个字，现在有501个", answer.ErrorOf("Form.Reason"));
        Assert.Equal(ExamBan.ReasonLength + 1, answer.ValueOf("Form.Reason")!.Length);
        Assert.Equal(HttpStatusCode.Redirect, (await office.SubmitAsync(page, [new("Form.Reason", new('撤', ExamBan.ReasonLength))], "/end")).Status);
    }

    [Theory]
    [InlineData("2031-03-20", "2031-03-20", true)]
    [InlineData("2030-01-01", "2031-03-19", false)]
    [InlineData("2031-03-21", "2031-04-01", false)]
    [InlineData("2031-05-29", "2031-05-29", true)]
    [InlineData("2020-01-01", null, true)]
    public async Task Who_is_under_a_ban_today_or_on_the_day_of_the_exam_does_not_register(string from, string? until, bool isRefused)
    {
        await using var portal = await PortalFactory.StartAsync();
        var number = TestData.NewIdNumber();
        var user = await TestData.VerifiedCandidateAsync(portal, idNumber: number);
        var draft = await TestData.DraftAsync(portal, user);
        Assert.Equal(new DateOnly(2031, 5, 29), await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Set<RuanKao.Portal.Exams.ExamRound>().Select(r => r.ExamFrom).SingleAsync()));
        var office = await OfficeAsync(portal, "11");
        var form = Form(number, "别的名字");
        form["From"] = from;
        if (until is null) (form["IsPermanent"], form["Until"]) = ("true", "");
        else form["Until"] = until;
        await EnterAsync(office, form);

        var candidate = await portal.SignedInAsync(user);
        var check = await candidate.GetAsync(draft.At("form/check"));
        var answer = await candidate.SubmitAsync(check, [new("Form.Pledged", "true")], "/submit");
        if (isRefused) Assert.All(["不能报名参加考试", "云人考罚〔2031〕1号", "北京市人事考评办公室"], text => Assert.Contains(text, answer.Text));
        else Assert.Equal(draft.At("form/done"), answer.Location);
        Assert.Equal(isRefused ? RegistrationState.Draft : RegistrationState.Submitted,
            await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Registrations.Where(r => r.Id == draft.Id).Select(r => r.State).SingleAsync()));
    }

    [Fact]
    public async Task An_ended_ban_holds_nobody_back()
    {
        await using var portal = await PortalFactory.StartAsync();
        var number = TestData.NewIdNumber();
        var draft = await TestData.DraftAsync(portal, await TestData.VerifiedCandidateAsync(portal, idNumber: number));
        var office = await OfficeAsync(portal);
        await EnterAsync(office, Form(number));
        await office.SubmitAsync(await office.GetAsync($"/desk/bans/{(await BanAsync(portal)).Id}"), [new("Form.Reason", "撤销")], "/end");
        var candidate = await portal.SignedInAsync(draft.UserId);
        Assert.Equal(draft.At("form/done"), (await candidate.SubmitAsync(await candidate.GetAsync(draft.At("form/check")), [new("Form.Pledged", "true")], "/submit")).Location);
    }

    private const string Header = "姓名,证件类型,证件号码,开始日期,截止日期,依据";

    private static async Task<Page> ImportAsync(Visitor staff, byte[] file)
    {
        var page = await staff.GetAsync("/desk/bans/import");
        var content = new MultipartFormDataContent
        {
            { new StringContent(page.ValueOf("__RequestVerificationToken")!), "__RequestVerificationToken" },
            { new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } }, "Form.File", "bans.csv" },
        };
        return await staff.SendAsync(new(HttpMethod.Post, "/desk/bans/import") { Content = content });
    }

    private static Task<Page> ImportAsync(Visitor staff, params string[] rows) => ImportAsync(staff, Encoding.UTF8.GetBytes(string.Join("\r\n", rows)));

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-8 with BOM")]
    [InlineData("GB18030")]
    public async Task A_file_is_looked_at_first_and_entered_as_a_whole(string encoding)
    {
        await using var portal = await PortalFactory.StartAsync();
        var (office, one, two) = (await OfficeAsync(portal), TestData.NewIdNumber(), TestData.NewIdNumber());
        var text = $"{Header},国家码\r\n阿卜杜热西提·买买提艾力,身份证,{one},2031-01-01,2032年12月31日,\"决定一，依据\"\"第七条\"\"\",\r\n赵𠅤,居民身份证,{two},2031/1/2,长期,决定二,\r\nAnna Smith,护照,E1234567,20310103,2031-12-31,决定三,USA\r\n,,,,,,\r\n";
        byte[] file = encoding switch
        {
            "GB18030" => CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes(text),
            "utf-8 with BOM" => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
            _ => Encoding.UTF8.GetBytes(text),
        };
        var preview = await ImportAsync(office, file);
        Assert.Contains("共 3 条，没有发现错误", preview.Text);
        Assert.DoesNotContain(one, preview.Body);
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().ExamBans.AnyAsync()));

        var list = await office.FollowAsync(await office.SubmitAsync(preview, [], "/confirm"));
        Assert.Contains("已导入3条禁考记录", list.Text);
        await StaffActionsTests.LandedAsync(portal, "ban.imported", Role.Office);
        var bans = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().ExamBans.OrderBy(b => b.From).ToListAsync());
        Assert.Equal(["阿卜杜热西提·买买提艾力", "赵𠅤", "Anna Smith"], bans.Select(b => b.Name));
        Assert.Equal([new DateOnly(2032, 12, 31), null, new DateOnly(2031, 12, 31)], bans.Select(b => b.Until));
        Assert.Equal("决定一，依据\"第七条\"", bans[0].Basis);
        Assert.Contains("请重新上传文件核对", (await office.SubmitAsync(preview, [], "/confirm")).Text);
        Assert.Equal(3, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().ExamBans.CountAsync()));
    }

    [Fact]
    public async Task Each_wrong_row_is_reported_with_its_line_and_nothing_is_entered()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (office, good) = (await OfficeAsync(portal), TestData.NewIdNumber());
        var page = await ImportAsync(office, Header,
            $"张一,身份证,{good},2031-01-01,2032-01-01,决定", "张二,军官证,12345678,2031-01-01,2032-01-01,决定", $"张三,身份证,{good[..17]},2031-13-01,,决定",
            "张四,身份证,5.30199E+17,2031-01-01,长期,决定", $"张一,身份证,{good},2031-01-01,2032-01-01,决定", $",身份证,{TestData.NewIdNumber()},2031-01-01,2030-01-01,",
            $"张五,身份证,{TestData.NewIdNumber()},2031-01-01,长期,{new string('据', ExamBan.BasisLength + 1)}");
        Assert.Contains("6 行有误，一条也没有导入", page.Text);
        string RowOf(int line) => page.Html.QuerySelectorAll("tbody tr").Single(row => row.QuerySelector("td")!.TextContent == line.ToString()).TextContent;
        Assert.Contains("不在可选范围", RowOf(3));
        Assert.All(["开始日期“2031-13-01”不是日期", "没有填写截止日期"], text => Assert.Contains(text, RowOf(4)));
        Assert.Contains("科学计数法", RowOf(5));
        Assert.Contains("与第2行重复", RowOf(6));
        Assert.All(["请填写真实姓名", "截止日期不能早于开始日期", "请填写依据"], text => Assert.Contains(text, RowOf(7)));
        Assert.Contains("依据最多500个字，现在有501个", RowOf(8));
        Assert.Contains("可以导入", RowOf(2));
        Assert.Null(page.Html.QuerySelector("[name=token]"));
    }

    [Fact]
    public async Task What_is_no_table_of_bans_is_told_as_such()
    {
        await using var portal = await PortalFactory.StartAsync();
        var office = await OfficeAsync(portal);
        Assert.Contains("请选择 CSV 文件", (await ImportAsync(office, Array.Empty<byte>())).ErrorOf("Form.File"));
        Assert.Contains("文件里没有内容", (await ImportAsync(office, [0xEF, 0xBB, 0xBF])).ErrorOf("Form.File"));
        Assert.Contains("缺少：证件类型、证件号码", (await ImportAsync(office, "姓名,依据,开始日期,截止日期")).ErrorOf("Form.File"));
        Assert.Contains("只有列名", (await ImportAsync(office, Header)).ErrorOf("Form.File"));
        Assert.Contains("不能超过 512 KB", (await ImportAsync(office, new byte[BanImport.LargestFile + 1])).ErrorOf("Form.File"));
        Assert.Contains("一次最多导入1000条", (await ImportAsync(office, [Header, .. Enumerable.Repeat("张一,身份证,1,2031-01-01,长期,决定", 1001)])).ErrorOf("Form.File"));
    }

    [Fact]
    public async Task A_preview_is_for_its_reader_alone_and_for_half_an_hour()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (office, other) = (await OfficeAsync(portal), await OfficeAsync(portal));
        var preview = await ImportAsync(office, Header, $"张一,身份证,{TestData.NewIdNumber()},2031-01-01,长期,决定");
        var token = preview.ValueOf("token")!;
        var form = await other.GetAsync("/desk/bans/new");
        foreach (var given in new[] { token, "", "rubbish", token[..^8] + "AAAAAAA=" })
            Assert.Contains("核对页面已过期", (await other.PostAsync("/desk/bans/import/confirm", [new("__RequestVerificationToken", form.ValueOf("__RequestVerificationToken")!), new("token", given)])).Text);
        portal.Clock.UtcNow += Portal.Web.CheckedFiles.Life;
        Assert.Contains("核对页面已过期", (await office.SubmitAsync(preview, [], "/confirm")).Text);
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().ExamBans.AnyAsync()));
    }

    [Fact]
    public async Task A_search_for_nothing_leads_to_the_list_a_file_has_a_size_and_a_ban_ends_once()
    {
        await using var portal = await PortalFactory.StartAsync();
        var office = await OfficeAsync(portal);
        Assert.Equal("/desk/bans", (await office.SubmitAsync(await office.GetAsync("/desk/bans"), [new("Search.Text", " ")], "/search")).Location);
        foreach (var (field, value) in new[] { ("Kind", "Pigeon"), ("Until", "2033-13-01") })
        {
            var form = Form(TestData.NewIdNumber());
            (form["IsPermanent"], form["Until"], form[field]) = ("true", "", value);
            Assert.Equal(HttpStatusCode.OK, (await EnterAsync(office, form)).Status);
        }
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await office.SendAsync(new(HttpMethod.Post, "/desk/bans/import") { Content = new ByteArrayContent(new byte[2 * BanImport.LargestFile]) })).Status);
        await TestData.BanAsync(portal);
        var ban = await BanAsync(portal);
        ban.End("误登", new(ban.EnteredBy, Role.Office, portal.Clock.UtcNow));
        Assert.Throws<ImpossibleMoveException>(() => ban.End("再次", new(ban.EnteredBy, Role.Office, portal.Clock.UtcNow)));
        Assert.Equal("误登", ban.EndReason);
    }
}
