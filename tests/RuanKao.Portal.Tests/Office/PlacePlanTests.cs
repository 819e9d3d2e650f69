using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Office;

/// <summary>An institution's part of a round: joined, mended, published, corrected; never another's.</summary>
public class PlacePlanTests
{
    private const string Address = "/desk/plans/2031-2/53";

    [Fact]
    public async Task An_institution_joins_mends_what_was_copied_and_publishes_and_then_a_candidate_sees_it()
    {
        await using var factory = await PortalFactory.StartAsync();
        var old = await TestData.OpenRoundAsync(factory);
        await SecondRoundAsync(factory);
        var (office, visitor) = (await OfficeAsync(factory), factory.Visitor());
        Assert.Contains("未参加", (await office.GetAsync("/desk/plans")).Text);
        var ask = await office.GetAsync(Address);
        Assert.Contains("从2031年上半年复制", ask.Text);
        Assert.Equal(Address, (await office.SubmitAsync(ask, [], "/join")).Location);
        var page = await office.GetAsync(Address);
        foreach (var part in new[] { "时间", "考试费", "考试考区", "须知、承诺书和政策" }) Assert.Contains($"{part}复制自 2031-1，请核对后保存一次", page.Text);
        Assert.DoesNotContain("发布本机构的安排", page.Text);
        var copied = await PlaceAsync(factory, "2031-2");
        var days = new DateOnly(2031, 11, 8).DayNumber - old.Round.ExamFrom.DayNumber;
        Assert.Equal((old.Place.Registration.From!.Value.AddDays(days), old.Place.Payment.To!.Value.AddDays(days)), (copied.Registration.From!.Value, copied.Payment.To!.Value));

        // Nobody outside sees a draft by any address.
        foreach (var sheet in new[] { "notice", "plan", "policy", "policy.pdf" }) Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/exams/2031-2/53/{sheet}")).Status);
        var candidate = await factory.SignedInAsync(await TestData.VerifiedCandidateAsync(factory, "李静"));
        foreach (var step in new[] { "", "/form", "/pay", "/ticket" }) Assert.Equal(HttpStatusCode.NotFound, (await candidate.GetAsync("/exams/2031-2/53" + step)).Status);
        await candidate.GetAsync("/institutions/53");
        Assert.Contains("2031年上半年", (await candidate.GetAsync("/rounds")).Text);
        Assert.DoesNotContain("2031年下半年", (await candidate.GetAsync("/rounds")).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync("/desk/windows/2031-2/53")).Status);
        Assert.DoesNotContain("2031年下半年", (await office.GetAsync("/desk/windows")).Text);
        Assert.Contains("复制", (await office.SubmitAsync(ask, [], "/join") is { Status: HttpStatusCode.OK } again ? again.Text : ""));

        await MendAsync(office);
        page = await office.GetAsync(Address);
        Assert.Contains("没有缺项", page.Text);
        Assert.Contains("报名时间：2031年9月1日 09:00 至 2031年9月30日 24:00。", (await office.GetAsync(Address + "/preview/notice")).Text);
        Assert.Contains("170.00 元", (await office.GetAsync(Address + "/preview/plan")).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/exams/2031-2/53/notice")).Status);
        Assert.Equal(Address, (await office.SubmitAsync(page, [], "/publish")).Location);

        var notice = await visitor.GetAsync("/exams/2031-2/53/notice");
        Assert.Contains("报名时间：2031年9月1日 09:00 至 2031年9月30日 24:00。", notice.Text);
        Assert.Contains("昆明市", (await visitor.GetAsync("/exams/2031-2/53/plan")).Text);
        Assert.Contains("2031年下半年", (await candidate.GetAsync("/rounds")).Text);
        Assert.Contains("2031年下半年", (await office.GetAsync("/desk/windows")).Text);
        Assert.Equal(["plan.joined", "plan.place-changed", "plan.place-published"], (await AuditAsync(factory)).Where(a => a.Role == Role.Office).Select(a => a.Action).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_province_never_touches_anothers_plan_and_the_national_administration_only_reads_it()
    {
        await using var factory = await PortalFactory.StartAsync();
        await SecondRoundAsync(factory);
        var own = await OfficeAsync(factory);
        await own.SubmitAsync(await own.GetAsync(Address), [], "/join");
        foreach (var role in new[] { Role.Office, Role.InstitutionAdministrator })
        {
            var other = await factory.SignedInAsync(await TestData.StaffAsync(factory, role, "11"));
            var token = (await other.GetAsync("/account/password")).ValueOf("__RequestVerificationToken")!;
            foreach (var part in new[] { "", "/windows", "/fees", "/regions", "/texts", "/policy-files", "/contacts", "/preview/plan" })
                Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(Address + part)).Status);
            foreach (var part in new[] { "/join", "/windows", "/fees", "/regions", "/texts", "/policy-files", "/contacts", "/publish" })
                Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsync(Address + part, [new("__RequestVerificationToken", token), new("Form.Version", "0")])).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync("/desk/plans/2031-2/days")).Status);
        }
        var national = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.NationalAdministrator));
        Assert.Equal(HttpStatusCode.OK, (await national.GetAsync(Address)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await national.GetAsync(Address + "/windows")).Status);
        Assert.Equal(PlanPart.None, (await PlaceAsync(factory, "2031-2")).ToCheck);
    }

    [Fact]
    public async Task Publishing_names_everything_that_is_missing()
    {
        await using var factory = await PortalFactory.StartAsync();
        await SecondRoundAsync(factory);
        var office = await OfficeAsync(factory);
        await office.SubmitAsync(await office.GetAsync(Address), [], "/join");
        var page = await office.GetAsync(Address);
        foreach (var fault in new[] { "还没有报名时间", "还没有缴费时间", "还没有审核截止时间", "还没有考试费", "还没有考试考区", "还没有考生须知", "还没有报考承诺书", "还没有政策文件" }) Assert.Contains(fault, page.Text);
        Assert.NotNull(page.Html.QuerySelector($"#missing a[href='{Address}/fees']"));
        var token = page.ValueOf("__RequestVerificationToken") ?? (await office.GetAsync("/account/password")).ValueOf("__RequestVerificationToken")!;
        Assert.Contains("还没有考试费", (await office.PostAsync(Address + "/publish", [new("__RequestVerificationToken", token), new("version", "0")])).Text);
        Assert.Equal(PlaceState.Draft, (await PlaceAsync(factory, "2031-2")).State);
    }

    [Fact]
    public async Task What_is_mistyped_stays_and_is_named_at_its_field()
    {
        await using var factory = await PortalFactory.StartAsync();
        await SecondRoundAsync(factory);
        var office = await OfficeAsync(factory);
        await office.SubmitAsync(await office.GetAsync(Address), [], "/join");
        var windows = await office.SubmitAsync(await office.GetAsync(Address + "/windows"), [new("Form.RegistrationFrom", "9月1日"), new("Form.RegistrationTo", "2031-09-31 17:00"), new("Form.PaymentFrom", "2031-09-01 09:00"), new("Form.PaymentTo", "2031-08-31 24:00"), new("Form.TicketsTo", "2031-11-08 08:00"), new("Form.MendHours", "200")]);
        Assert.Contains("写成", windows.ErrorOf("Form.RegistrationFrom"));
        Assert.Contains("写成", windows.ErrorOf("Form.RegistrationTo"));
        Assert.Contains("截止时间须晚于开始时间", windows.ErrorOf("Form.PaymentTo"));
        Assert.Contains("要么都填", windows.ErrorOf("Form.TicketsFrom"));
        Assert.Contains("0 到 168", windows.ErrorOf("Form.MendHours"));
        Assert.Equal("9月1日", windows.ValueOf("Form.RegistrationFrom"));
        var fees = await office.SubmitAsync(await office.GetAsync(Address + "/fees"), [new("Form.Kind", "FlatByLevel"), new("Form.Junior", "一百"), new("Form.Senior", "10000.01"), new("Form.Exceptions", "程序员 10\n信息处理员 20\n程序员 30"), new("Form.ValidFrom", "2031-05-01"), new("Form.ValidUntil", "2031-04-30")]);
        Assert.Contains("100.00", fees.ErrorOf("Form.Junior"));
        Assert.Contains("最多 10000.00 元", fees.ErrorOf("Form.Senior"));
        Assert.Contains("“信息处理员 20”看不懂", fees.Text);
        Assert.Contains("程序员写了两次", fees.Text);
        Assert.Contains("早于", fees.ErrorOf("Form.ValidUntil"));
        Assert.Contains("最多8,000个字", (await office.SubmitAsync(await office.GetAsync(Address + "/texts"), [new("Form.Notice", new string('字', 8001))])).ErrorOf("Form.Notice"));
        Assert.Equal((FeeKind.Unpublished, ""), ((await PlaceAsync(factory, "2031-2")).Fee.Kind, (await PlaceAsync(factory, "2031-2")).Notice));
    }

    [Fact]
    public async Task A_correction_of_windows_moves_what_is_owed_and_is_on_record()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await world.StartAsync();
        var (address, place) = ($"/desk/plans/{world.Registration.RoundCode}/53/windows", await PlaceAsync(world.Factory, world.Registration.RoundCode));
        var office = await OfficeAsync(world.Factory);
        var form = await office.GetAsync(address);
        Assert.Contains("没有任何改动", (await office.SubmitAsync(form, Typed(form))).Text);
        var until = place.Payment.To!.Value.AddDays(2);
        var typed = Typed(form, ("Form.PaymentTo", Beijing.DeadlineMoment(until))).ToList();
        var looked = await office.SubmitAsync(form, typed);
        Assert.Contains("涉及 1 个有效报名，其中 0 个已缴费", looked.Text);
        Assert.Contains(new TimeWindow(place.Payment.From, until).ToString(), looked.Text);
        Assert.Equal(place.Payment.To, (await PlaceAsync(world.Factory, world.Registration.RoundCode)).Payment.To);
        Assert.Contains("请写明更正原因", (await office.SubmitAsync(looked, typed)).ErrorOf("Form.Why"));
        looked = await office.SubmitAsync(form, typed);
        // What was changed after the look is looked at anew.
        var other = Typed(form, ("Form.PaymentTo", Beijing.DeadlineMoment(until.AddDays(1)))).ToList();
        var again = await office.SubmitAsync(looked, [.. other, new("Form.Why", "原公告有误")]);
        Assert.Contains(new TimeWindow(place.Payment.From, until.AddDays(1)).ToString(), again.Text);
        Assert.Equal(place.Payment.To, (await PlaceAsync(world.Factory, world.Registration.RoundCode)).Payment.To);
        await office.SubmitAsync(looked, [.. typed, new("Form.Why", "原公告有误")]);
        Assert.Equal(until, (await PlaceAsync(world.Factory, world.Registration.RoundCode)).Payment.To);
        Assert.Equal(until, await world.ReadAsync(db => db.FeeOrders.Select(o => o.Deadline).SingleAsync()));
        var record = await world.ReadAsync(db => db.PlanCorrections.SingleAsync());
        Assert.Equal(("53", "原公告有误", 1, 0), (record.InstitutionCode!, record.Why, record.Live, record.Paid));
        Assert.Contains($"缴费时间：{place.Payment} → {new TimeWindow(place.Payment.From, until)}", record.Changes);
        Assert.Contains("原公告有误", (await office.GetAsync($"/desk/plans/{world.Registration.RoundCode}/53")).Text);
        Assert.Contains(await AuditAsync(world.Factory), a => a is { Action: "plan.place-corrected", Why: "原公告有误", Role: Role.Office });

        // What was promised does not end in the past, and what is whole does not become faulty.
        form = await office.GetAsync(address);
        Assert.Contains("已经过去", (await office.SubmitAsync(form, Typed(form, ("Form.RegistrationTo", Beijing.Moment(world.Clock.UtcNow.AddMinutes(-1)))))).ErrorOf("Form.RegistrationTo"));
        Assert.Contains("审核截止须早于缴费截止", (await office.SubmitAsync(form, Typed(form, ("Form.ReviewUntil", Beijing.DeadlineMoment(until))))).Text);
    }

    [Fact]
    public async Task Payment_that_is_corrected_to_end_later_brings_back_what_lapsed()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var place = await PlaceAsync(world.Factory, world.Registration.RoundCode);
        world.Clock.UtcNow = place.Payment.To!.Value.AddHours(1);
        await world.Factory.WithAsync(services => services.GetRequiredService<PaymentDeadlines>().LapseDueAsync(default));
        Assert.Equal(RegistrationState.Lapsed, await world.StateAsync());
        var office = await OfficeAsync(world.Factory);
        var form = await office.GetAsync($"/desk/plans/{world.Registration.RoundCode}/53/windows");
        var typed = Typed(form, ("Form.PaymentTo", Beijing.DeadlineMoment(place.Payment.To.Value.AddDays(2)))).ToList();
        await office.SubmitAsync(await office.SubmitAsync(form, typed), [.. typed, new("Form.Why", "原公告有误")]);
        Assert.Equal(RegistrationState.Approved, await world.StateAsync());
    }

    [Fact]
    public async Task A_region_that_somebody_chose_stays()
    {
        await using var factory = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(factory);
        var office = await OfficeAsync(factory);
        var region = await factory.WithAsync(s => s.GetRequiredService<PortalContext>().Registrations.Where(r => r.Id == paid.Id).Select(r => r.ExamRegionCode!).SingleAsync());
        var address = $"/desk/plans/{paid.RoundCode}/53/regions";
        var others = (await PlaceAsync(factory, paid.RoundCode)).Regions.Select(r => r.Code).Where(c => c != region).ToList();
        Assert.Contains("已有 1 个报名，不能取消", (await office.SubmitAsync(await office.GetAsync(address), others.Select(c => KeyValuePair.Create("Form.Codes", c)))).Text);
        KeyValuePair<string, string>[] typed = [new("Form.Codes", region)];
        var looked = await office.SubmitAsync(await office.GetAsync(address), typed);
        Assert.Contains("涉及 1 个有效报名，其中 1 个已缴费", looked.Text);
        await office.SubmitAsync(looked, [.. typed, new("Form.Why", "只设一个考区")]);
        Assert.Equal([region], (await PlaceAsync(factory, paid.RoundCode)).Regions.Select(r => r.Code));
        Assert.Equal(1, (await PlaceAsync(factory, paid.RoundCode)).Version);
    }

    [Fact]
    public async Task A_policy_file_has_versions_and_candidates_get_the_newest()
    {
        await using var factory = await PortalFactory.StartAsync();
        var view = await TestData.OpenRoundAsync(factory);
        var office = await OfficeAsync(factory);
        var (address, visitor) = ($"/desk/plans/{view.Round.Code}/53/policy-files", factory.Visitor());
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/exams/{view.Round.Code}/53/policy.pdf")).Status);
        Assert.Contains("请选择 PDF", (await UploadAsync(office, address, "通知", [])).ErrorOf("Form.File"));
        Assert.Contains("只能上传 PDF", (await UploadAsync(office, address, "通知", "<html>"u8.ToArray())).ErrorOf("Form.File"));
        Assert.Contains("不完整", (await UploadAsync(office, address, "通知", "%PDF-1.7 cut off"u8.ToArray())).ErrorOf("Form.File"));
        Assert.Contains("脚本", (await UploadAsync(office, address, "通知", "%PDF-1.7 /JavaScript (x) %%EOF"u8.ToArray())).ErrorOf("Form.File"));
        Assert.Contains("请填写文件名称", (await UploadAsync(office, address, "", "%PDF-1.7 %%EOF"u8.ToArray())).ErrorOf("Form.Name"));
        Assert.Equal(address, (await UploadAsync(office, address, "关于报名工作的通知", "%PDF-1.7 first %%EOF"u8.ToArray())).Location);
        Assert.Contains("first", (await visitor.GetAsync($"/exams/{view.Round.Code}/53/policy.pdf")).Body);
        await UploadAsync(office, address, "关于报名工作的通知（修订）", "%PDF-1.7 second %%EOF"u8.ToArray());
        var got = await visitor.GetAsync($"/exams/{view.Round.Code}/53/policy.pdf");
        Assert.Contains("second", got.Body);
        Assert.Equal(("application/pdf", "attachment"), (got.Response.Content.Headers.ContentType!.MediaType!, got.Response.Content.Headers.ContentDisposition!.DispositionType));
        Assert.Contains("关于报名工作的通知（修订）（PDF，1 KB，第 2 版）", (await visitor.GetAsync($"/exams/{view.Round.Code}/53/policy")).Text);
        Assert.Contains("first", (await office.GetAsync(address + "/1")).Body);
        Assert.Contains("第 1 版", (await office.GetAsync(address)).Text);
        Assert.Contains(await AuditAsync(factory), a => a is { Action: "plan.policy-added", Role: Role.Office });
    }

    [Fact]
    public async Task Contacts_are_kept_for_every_round_and_two_who_change_them_at_once_are_told()
    {
        await using var factory = await PortalFactory.StartAsync();
        var view = await TestData.OpenRoundAsync(factory);
        var (one, other) = (await OfficeAsync(factory), await OfficeAsync(factory));
        var address = $"/desk/plans/{view.Round.Code}/53/contacts";
        var (mine, theirs) = (await one.GetAsync(address), await other.GetAsync(address));
        Assert.Contains("不像电话号码", (await one.SubmitAsync(mine, [new("Form.Telephones", "请拨总机"), new("Form.Website", "www.ynxr.com")])).ErrorOf("Form.Telephones"));
        Assert.Contains("网址应像", (await one.SubmitAsync(mine, [new("Form.Telephones", "0871-1234567"), new("Form.Website", "没有")])).ErrorOf("Form.Website"));
        await one.SubmitAsync(mine, [new("Form.Telephones", "0871-1234567\r\n\r\n0871-7654321 转 8"), new("Form.Website", "https://www.example.org/rk/")]);
        var institution = await factory.WithAsync(s => s.GetRequiredService<PortalContext>().Institutions.SingleAsync(i => i.Code == "53"));
        Assert.Equal(("0871-1234567\n0871-7654321 转 8", "www.example.org/rk"), (institution.Telephones, institution.Website));
        var refused = await other.SubmitAsync(theirs, [new("Form.Telephones", "0871-5555555"), new("Form.Website", "")]);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal("0871-5555555", refused.ValueOf("Form.Telephones"));
        Assert.Equal(HttpStatusCode.Redirect, (await other.SubmitAsync(refused, [new("Form.Telephones", "0871-5555555"), new("Form.Website", "")])).Status);
        Assert.Contains("0871-5555555", (await factory.Visitor().GetAsync($"/exams/{view.Round.Code}/53/notice")).Text);
        Assert.Contains(await AuditAsync(factory), a => a is { Action: "plan.contacts-changed", Subject: "53" });
    }

    internal static async Task MendAsync(Visitor office)
    {
        await SaveAsync("/windows", [new("Form.RegistrationFrom", "2031-09-01 09:00"), new("Form.RegistrationTo", "2031-09-30 24:00"), new("Form.ReviewUntil", "2031-10-08 17:00"), new("Form.PaymentFrom", "2031-09-01 09:00"), new("Form.PaymentTo", "2031-10-09 24:00"),
            new("Form.TicketsFrom", "2031-11-01 09:00"), new("Form.TicketsTo", "2031-11-08 08:30"), new("Form.MendHours", "24")]);
        await SaveAsync("/fees", [new("Form.Kind", "FlatByLevel"), new("Form.Junior", "100"), new("Form.Intermediate", "100.00"), new("Form.Senior", "150"), new("Form.Exceptions", "程序员 170.00"), new("Form.ApprovalDocument", "云发改收费〔2030〕1 号"), new("Form.ValidUntil", "2031-12-31")]);
        await SaveAsync("/regions", [new("Form.Codes", "5301"), new("Form.Codes", "5307")]);
        await SaveAsync("/texts", [new("Form.Notice", "报名时间：{报名时间}。"), new("Form.Pledge", "本人承诺所填信息真实。"), new("Form.Policy", "本次考试的政策。")]);

        async Task SaveAsync(string part, KeyValuePair<string, string>[] typed)
        {
            var done = await office.SubmitAsync(await office.GetAsync(Address + part), typed);
            Assert.True(done.Location == Address, done.Text);
        }
    }

    internal static async Task<Page> UploadAsync(Visitor office, string address, string name, byte[] file)
    {
        var token = (await office.GetAsync(address)).ValueOf("__RequestVerificationToken")!;
        var content = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new StringContent(name), "Form.Name" } };
        if (file.Length > 0) content.Add(new ByteArrayContent(file), "Form.File", "x.pdf");
        return await office.SendAsync(new(HttpMethod.Post, address) { Content = content });
    }

    // What a browser would send back, with some of it changed.
    internal static IEnumerable<KeyValuePair<string, string>> Typed(Page page, params (string Field, string Value)[] changes) => page.Html.QuerySelectorAll("input[type=text][name^='Form.']").OfType<AngleSharp.Html.Dom.IHtmlInputElement>()
        .Where(i => i.Name != "Form.Why").Select(i => KeyValuePair.Create(i.Name!, changes.FirstOrDefault(c => c.Field == i.Name) is { Value: { } value } ? value : i.Value));

    private static async Task<Visitor> OfficeAsync(PortalFactory factory) => await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));

    private static Task<RoundInstitution> PlaceAsync(PortalFactory factory, string round) => factory.WithAsync(s => s.GetRequiredService<PortalContext>().RoundInstitutions.AsNoTracking()
        .Include(p => p.Regions).SingleAsync(p => p.Round.Code == round && p.InstitutionCode == "53"));

    private static Task<List<AuditEntry>> AuditAsync(PortalFactory factory) => factory.WithAsync(s => s.GetRequiredService<PortalContext>().AuditEntries.Where(a => a.Action.StartsWith("plan.")).ToListAsync());

    /// <summary>2031年下半年, published, with one qualification.</summary>
    private static Task SecondRoundAsync(PortalFactory factory) => factory.WithAsync(async s =>
    {
        var db = s.GetRequiredService<PortalContext>();
        var round = new ExamRound { State = RoundState.Published, Code = "2031-2", Year = 2031, Half = 2, ExamFrom = new(2031, 11, 8), ExamTo = new(2031, 11, 9) };
        var offering = new RoundOffering { RoundId = round.Id, QualificationCode = "PROGRAMMER" };
        offering.Sittings.Add(new() { RoundId = round.Id, QualificationCode = "PROGRAMMER", Day = round.ExamFrom, From = new(8, 30), To = new(12, 30), Papers = "基础知识\n应用技术" });
        round.Offerings.Add(offering);
        db.Add(round);
        await db.SaveChangesAsync();
    });
}
