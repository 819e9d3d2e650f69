using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Office;

/// <summary>What the desk refuses of an institution's part of a round, and that nothing of it is kept.</summary>
public class PlacePlanRefusalTests
{
    private const string Address = "/desk/plans/2031-1/53";
    private static readonly byte[] Pdf = "%PDF-1.7 %%EOF"u8.ToArray();

    public static TheoryData<string, string, string, string> Mistyped => new()
    {
        { "/fees", "Form.ApprovalDocument", new('长', 201), "最多200个字" },
        { "/contacts", "Form.Telephones", string.Join('\n', Enumerable.Repeat("0871-1234567", 31)), "最多400个字" },
        { "/contacts", "Form.Website", $"www.{new string('a', 193)}.org", "最多200个字" },
    };

    [Theory]
    [MemberData(nameof(Mistyped))]
    public async Task What_is_too_long_is_refused_at_its_field_and_stays(string part, string field, string typed, string said)
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(factory);
        var office = await OfficeAsync(factory);
        var page = await office.SubmitAsync(await office.GetAsync(Address + part), new Dictionary<string, string> { ["Form.Kind"] = "Free", [field] = typed });
        Assert.Equal(said, page.ErrorOf(field));
        Assert.Equal(typed, page.ValueOf(field));
        Assert.Equal((0, 0), await KeptAsync(factory));
    }

    [Fact]
    public async Task A_fee_is_of_a_known_kind_with_few_exceptions_and_one_that_is_none_asks_for_no_amounts()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(factory);
        await DraftAsync(factory);
        var office = await OfficeAsync(factory);
        var page = await office.GetAsync(Address + "/fees");
        Assert.NotNull((await office.SubmitAsync(page, [new("Form.Kind", "7")])).ErrorOf("Form.Kind"));
        Assert.Contains("例外太多，请改用按级别或按科目收费", (await office.SubmitAsync(page, [new("Form.Kind", "FlatByLevel"), new("Form.Exceptions", string.Join('\n', Enumerable.Repeat("程序员 1000", 60)))])).Text);
        Assert.Equal(FeeKind.FlatByLevel, (await PlaceAsync(factory)).Fee.Kind);
        Assert.Equal(Address, (await office.SubmitAsync(page, [new("Form.Kind", "Free"), new("Form.Junior", "一百"), new("Form.Exceptions", "看不懂的")])).Location);
        Assert.Equal(new FeeRule(FeeKind.Free), (await PlaceAsync(factory)).Fee);
    }

    [Theory]
    [InlineData("RegistrationTo", "新的报名截止时间已经过去")]
    [InlineData("PaymentTo", "新的缴费截止时间已经过去")]
    [InlineData("ReviewUntil", "新的审核截止时间已经过去")]
    [InlineData("ChangesUntil", "新的数据冻结时间已经过去")]
    [InlineData("TicketsTo", "新的准考证打印截止时间已经过去")]
    public async Task What_was_promised_is_not_corrected_to_end_now(string end, string said)
    {
        await using var factory = await PortalFactory.StartAsync();
        var view = await TestData.OpenRoundAsync(factory);
        var office = await OfficeAsync(factory);
        var form = await office.GetAsync(Address + "/windows");
        var now = Beijing.Moment(factory.Clock.UtcNow);
        // Tickets begin before they end, also now.
        var from = Beijing.Moment(end == "TicketsTo" ? factory.Clock.UtcNow.AddHours(-1) : view.Place.TicketPrinting.From!.Value);
        var page = await office.SubmitAsync(form, PlacePlanTests.Typed(form, ($"Form.{end}", now), ("Form.TicketsFrom", from)));
        Assert.Equal(said, page.ErrorOf($"Form.{end}"));
        Assert.Equal(now, page.ValueOf($"Form.{end}"));
        Assert.Equal((0, 0), await KeptAsync(factory));
    }

    [Fact]
    public async Task A_policy_file_has_a_name_of_one_line_and_at_most_ten_megabytes()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(factory);
        var office = await OfficeAsync(factory);
        foreach (var name in new[] { new string('长', 101), "通知\t二" })
        {
            var page = await PlacePlanTests.UploadAsync(office, Address + "/policy-files", name, Pdf);
            Assert.Equal("名称最多100个字，一行写完", page.ErrorOf("Form.Name"));
            Assert.Equal(name, page.ValueOf("Form.Name"));
        }
        Assert.Equal("文件不能超过 10 MB，这个有 10.0 MB", (await PlacePlanTests.UploadAsync(office, Address + "/policy-files", "通知", new byte[PolicyFile.MostBytes + 1])).ErrorOf("Form.File"));
        Assert.Equal((0, 0), await KeptAsync(factory));
        Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync(Address + "/policy-files/1")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync(Address + "/preview/seats")).Status);
    }

    [Fact]
    public async Task Of_two_who_upload_in_the_same_instant_the_second_is_told()
    {
        var quicker = new Interloper();
        await using var factory = await quicker.StartAsync();
        var view = await TestData.OpenRoundAsync(factory);
        var office = await OfficeAsync(factory);
        await office.GetAsync(Address + "/policy-files");
        quicker.BeforeSave(() => factory.WithAsync(async s =>
        {
            var db = s.GetRequiredService<PortalContext>();
            db.Add(new PolicyFile { RoundInstitutionId = view.Place.Id, Number = 1, At = factory.Clock.UtcNow, UserId = null, Name = "先到的", Size = Pdf.Length, File = Pdf });
            await db.SaveChangesAsync();
        }));
        Assert.Contains("他人刚上传了另一版，请核对后再上传", (await PlacePlanTests.UploadAsync(office, Address + "/policy-files", "后到的", Pdf)).Text);
        Assert.Equal(["先到的"], await factory.WithAsync(s => s.GetRequiredService<PortalContext>().PolicyFiles.Select(f => f.Name).ToListAsync()));
    }

    [Fact]
    public async Task Two_who_edit_a_place_at_once_are_told_and_nothing_typed_is_lost()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(factory);
        await DraftAsync(factory);
        var (one, other) = (await OfficeAsync(factory), await OfficeAsync(factory));
        var (mine, contacts) = (await one.GetAsync(Address + "/windows"), await one.GetAsync(Address + "/contacts"));
        Assert.Equal(Address, (await other.SubmitAsync(await other.GetAsync(Address + "/texts"), [new("Form.Notice", "他人写的须知")])).Location);
        var late = await one.SubmitAsync(mine, PlacePlanTests.Typed(mine, ("Form.MendHours", "48")));
        Assert.Equal((HttpStatusCode.Conflict, "48"), (late.Status, late.ValueOf("Form.MendHours")));
        Assert.Contains("本机构的安排已被他人更新", late.Text);
        Assert.Equal((24, "他人写的须知"), await PlaceAsync(factory) is var place ? (place.MendHours, place.Notice) : default);

        // The website alone was changed meanwhile.
        KeyValuePair<string, string> telephones = new("Form.Telephones", contacts.ValueOf("Form.Telephones")!);
        Assert.Equal(Address, (await other.SubmitAsync(await other.GetAsync(Address + "/contacts"), [telephones, new("Form.Website", "www.example.org")])).Location);
        late = await one.SubmitAsync(contacts, [telephones, new("Form.Website", "www.example.com")]);
        Assert.Equal((HttpStatusCode.Conflict, "www.example.com"), (late.Status, late.ValueOf("Form.Website")));
        Assert.Equal("www.example.org", await factory.WithAsync(s => s.GetRequiredService<PortalContext>().Set<Institution>().Where(i => i.Code == "53").Select(i => i.Website).SingleAsync()));
    }

    [Fact]
    public async Task Once_its_round_is_closed_nobody_joins_corrects_uploads_or_publishes()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(factory);
        var (office, stranger, national) = (await OfficeAsync(factory), await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "11")), await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.NationalAdministrator)));
        Assert.NotNull((await national.GetAsync("/desk/plans/2031-1")).Html.QuerySelector("#missing"));
        await factory.WithAsync(s => s.GetRequiredService<PortalContext>().ExamRounds.ExecuteUpdateAsync(row => row.SetProperty(r => r.State, RoundState.Closed)));

        Assert.Null((await national.GetAsync("/desk/plans/2031-1")).Html.QuerySelector("#missing"));
        Assert.Contains("这个轮次没有发布或已经关闭，不能参加", (await stranger.PostAsync("/desk/plans/2031-1/11/join", await RoundPlanTests.TokenAsync(stranger, []))).Text);
        foreach (var part in new[] { "/windows", "/fees", "/regions", "/texts" })
        {
            var page = await office.PostAsync(Address + part, await RoundPlanTests.TokenAsync(office, [new("Form.Version", "0"), new("Form.Kind", "Free"), new("Form.Why", "晚了")]));
            Assert.Contains("这个轮次已经关闭，不能再更改", page.Text);
        }
        Assert.Contains("这个轮次已经关闭，不能再更改", (await PlacePlanTests.UploadAsync(office, Address + "/policy-files", "晚了", Pdf)).Text);
        await DraftAsync(factory);
        Assert.Contains("这个轮次没有发布或已经关闭", (await office.PostAsync(Address + "/publish", await RoundPlanTests.TokenAsync(office, [new("version", "0")]))).Text);
        Assert.Equal(PlaceState.Draft, (await PlaceAsync(factory)).State);
        Assert.Equal((0, 0), await KeptAsync(factory));
        Assert.Equal(["53"], await factory.WithAsync(s => s.GetRequiredService<PortalContext>().RoundInstitutions.Select(p => p.InstitutionCode).ToListAsync()));
    }

    private static async Task<Visitor> OfficeAsync(PortalFactory factory) => await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));

    private static Task<RoundInstitution> PlaceAsync(PortalFactory factory) => factory.WithAsync(s => s.GetRequiredService<PortalContext>().RoundInstitutions.AsNoTracking().SingleAsync(p => p.InstitutionCode == "53"));

    private static Task DraftAsync(PortalFactory factory) => factory.WithAsync(s => s.GetRequiredService<PortalContext>().RoundInstitutions.ExecuteUpdateAsync(row => row.SetProperty(p => p.State, PlaceState.Draft)));

    // Nothing was written: neither the plan nor a file or a line in the log.
    private static Task<(int, int)> KeptAsync(PortalFactory factory) => factory.WithAsync(async s =>
    {
        var db = s.GetRequiredService<PortalContext>();
        return (await db.PolicyFiles.CountAsync(), await db.AuditEntries.CountAsync(a => a.Action.StartsWith("plan.")));
    });
}
