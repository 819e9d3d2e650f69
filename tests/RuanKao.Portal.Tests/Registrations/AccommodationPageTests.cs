using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Registrations;

/// <summary>合理便利申请 as the candidate does it.</summary>
public class AccommodationPageTests
{
    internal static async Task<Page> SendAsync(Visitor visitor, RegistrationMade made, string[] kinds, string? words = "右手骨折，打石膏", bool agreed = true, bool again = false, Page? from = null, params byte[][] files)
    {
        var page = from ?? await visitor.GetAsync(made.At("accommodation") + (again ? "?again=true" : ""));
        var content = new MultipartFormDataContent
        {
            { new StringContent(page.ValueOf("__RequestVerificationToken")!), "__RequestVerificationToken" }, { new StringContent(page.ValueOf("Form.Version") ?? ""), "Form.Version" },
            { new StringContent(words ?? ""), "Form.Words" }, { new StringContent(agreed ? "true" : "false"), "Form.Agreed" },
        };
        foreach (var kind in kinds) content.Add(new StringContent(kind), "Form.Kinds");
        foreach (var file in files) content.Add(new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } }, "Form.Files", "proof.jpg");
        return await visitor.SendAsync(new(HttpMethod.Post, made.At("accommodation")) { Content = content });
    }

    [Fact]
    public async Task What_is_asked_for_is_kept_sealed_shown_and_promised_an_answer()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var me = await factory.SignedInAsync(made.UserId);
        var empty = await me.GetAsync(made.At("accommodation"));
        Assert.All(AccommodationKinds.Seeds, kind => Assert.Contains(kind.Words, empty.Text));
        Assert.Contains("10 个工作日", empty.Text);
        Assert.Equal(made.At("accommodation"), (await SendAsync(me, made, ["time", "hearing"], files: [TestData.Scan(900, 600, SKEncodedImageFormat.Png), TestData.Pdf()])).Location);

        var page = await me.GetAsync(made.At("accommodation"));
        // A Thursday and ten working days.
        Assert.All(["待处理", "2031年4月3日", "延长考试时间", "佩戴助听设备", "右手骨折，打石膏", "证明材料（2 份）", AccommodationForm.ConsentVersion], text => Assert.Contains(text, page.Text));
        Assert.DoesNotContain("大字版", page.Text);
        var links = page.Html.QuerySelectorAll("a[href^='/accommodation-proofs/']").Select(a => a.GetAttribute("href")!).Distinct().ToList();
        Assert.Equal(2, links.Count);
        var (picture, pdf) = (await me.GetAsync(links[0]), await me.GetAsync(links[1]));
        Assert.Equal("image/jpeg", picture.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(TestData.Pdf(), pdf.Bytes);
        Assert.Equal("attachment", pdf.Response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.True(pdf.Response.Headers.CacheControl!.NoStore);
        await factory.WithAsync(async place =>
        {
            var (db, seal) = (place.GetRequiredService<PortalContext>(), place.GetRequiredService<PersonalDataSeal>());
            var request = await db.AccommodationRequests.SingleAsync();
            Assert.Equal("右手骨折，打石膏", seal.Open(request.WordsSealed!));
            Assert.StartsWith(seal.ActivePrefix, request.WordsSealed);
            Assert.Equal((AccommodationForm.ConsentVersion, factory.Clock.UtcNow), (request.ConsentVersion, request.ConsentAt));
            Assert.All(await db.AccommodationProofs.ToListAsync(), p => Assert.DoesNotContain("%PDF", System.Text.Encoding.Latin1.GetString(p.FileSealed)));
            // The log has ids, and nothing of what was asked.
            Assert.Null((await db.AuditEntries.SingleAsync(e => e.Action == "accommodation.asked")).Why);
        });
    }

    [Fact]
    public async Task The_registration_goes_its_way_and_its_pages_say_how_the_request_stands()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddHours(1);
        await TestData.AccommodationAsync(factory, made);
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddHours(1);
        var me = await factory.SignedInAsync(made.UserId);
        Assert.Contains("已申请合理便利", (await me.GetAsync(made.At())).Text);
        Assert.Matches("合理便利 ?待处理", (await me.GetAsync(made.At())).Text);
        Assert.Matches("合理便利 ?待处理", (await me.GetAsync("/me/registrations")).Text);
        var reviewer = await Reviews.Desk.ReviewerAsync(factory);
        await Reviews.Desk.DecideAsync(reviewer, made, "approve");
        await Reviews.Desk.WorkAsync(factory);
        Assert.Equal(RegistrationState.Approved, (await Reviews.Desk.FindAsync(factory, made)).State);
        // In the order in which it happened: handed in, asked, approved.
        var home = (await me.GetAsync(made.At())).Html.QuerySelectorAll(".moment-title").Select(m => m.TextContent).ToList();
        Assert.True(home.IndexOf("已提交报考信息") < home.IndexOf("已申请合理便利") && home.IndexOf("已申请合理便利") < home.IndexOf("审核通过"), string.Join("；", home));
    }

    public static TheoryData<string, string[], string?, bool, string, string> Refusals => new()
    {
        { "no kind", [], "说明", true, "Kinds", "请至少选择一项" },
        { "an unknown kind", ["no-such"], "说明", true, "Kinds", "请至少选择一项" },
        { "other without words", ["other"], " ", true, "Words", "请在这里写明需要什么" },
        { "words too long", ["aid"], new string('长', 501), true, "Words", "最多500个字，现在有501个" },
        { "characters that cannot be shown", ["aid"], "说\u0007明", true, "Words", "不能显示的字符" },
        { "no consent", ["aid"], "说明", false, "Agreed", "需要您单独同意" },
        { "no document where one is needed", ["time"], "说明", true, "Files", "需要证明材料" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_cannot_be_asked_is_refused_at_its_field_with_what_was_typed(string what, string[] kinds, string? words, bool agreed, string field, string message)
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var me = await factory.SignedInAsync(made.UserId);
        var page = await SendAsync(me, made, kinds, words, agreed);
        Assert.True(page.Status == HttpStatusCode.OK, what);
        Assert.Contains(message, page.Html.QuerySelector(".error-summary")!.TextContent);
        Assert.NotNull(page.Html.QuerySelector($".error-summary a[href='#Form_{field}']"));
        Assert.NotNull(page.Html.GetElementById("Form_" + field));
        Assert.Equal(words?.Trim(), page.ValueOf("Form.Words")!.Trim());
        Assert.Equal(kinds.Except(["no-such"]), page.Html.QuerySelectorAll("input[name='Form.Kinds'][checked]").Select(i => i.GetAttribute("value")!));
        Assert.Null(await TestData.AccommodationOfAsync(factory, made));
    }

    [Fact]
    public async Task Words_are_counted_as_a_person_counts_them()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var me = await factory.SignedInAsync(made.UserId);
        // Eight characters of the machine, one of a person.
        var family = string.Concat(Enumerable.Repeat("👨‍👩‍👧", 400));
        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(me, made, ["aid"], family)).Status);
    }

    public static TheoryData<string, byte[], string> WrongFiles => new()
    {
        { "a program", "MZ\u0090 this is no picture"u8.ToArray(), "只能上传 JPG、PNG 图片或 PDF 文件" },
        { "a page that claims to be a picture", "<html><script>alert(1)</script></html>"u8.ToArray(), "只能上传 JPG、PNG 图片或 PDF 文件" },
        { "a picture that is broken off", TestData.Scan(900, 600)[..200], "图片" },
        { "a PDF that is broken off", TestData.Pdf()[..30], "PDF 不完整" },
        { "a PDF with a password", TestData.Pdf("/Encrypt 5 0 R"), "密码" },
        { "a PDF with a script", TestData.Pdf("/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "脚本" },
        { "nothing", [], "文件是空的" },
        { "too large", [.. TestData.Pdf(), .. new byte[5 * 1024 * 1024]], "每个文件不能超过 5 MB，这个有 5.0 MB" },
    };

    [Theory]
    [MemberData(nameof(WrongFiles))]
    public async Task A_document_is_judged_by_what_it_holds(string what, byte[] file, string message)
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var page = await SendAsync(await factory.SignedInAsync(made.UserId), made, ["aid"], files: [file]);
        Assert.True(page.Text.Contains(message, StringComparison.Ordinal), $"{what}: {page.Text}");
        Assert.Contains("刚才选的文件没有保存，请重新选择", page.Text);
        Assert.Null(await TestData.AccommodationOfAsync(factory, made));
    }

    [Fact]
    public async Task Three_documents_are_the_most_and_a_body_beyond_all_limits_is_not_read()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var me = await factory.SignedInAsync(made.UserId);
        Assert.Contains("最多 3 份", (await SendAsync(me, made, ["aid"], files: [TestData.Pdf(), TestData.Pdf(), TestData.Pdf(), TestData.Pdf()])).ErrorOf("Form.Files"));
        await SendAsync(me, made, ["aid"], files: [TestData.Pdf(), TestData.Pdf()]);
        Assert.Contains("已有 2 份", (await SendAsync(me, made, ["aid"], again: true, files: [TestData.Pdf(), TestData.Pdf()])).ErrorOf("Form.Files"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(me, made, ["aid"], again: true, files: [new byte[17 * 1024 * 1024]])).Status);
    }

    [Fact]
    public async Task While_it_waits_it_can_be_mended_and_documents_added_and_taken_away()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        await TestData.AccommodationAsync(factory, made);
        var me = await factory.SignedInAsync(made.UserId);
        var again = await me.GetAsync(made.At("accommodation") + "?again=true");
        Assert.Equal("右手骨折，打石膏", again.ValueOf("Form.Words"));
        // The consent that was given holds: it is not asked for once more.
        Assert.Null(again.Html.QuerySelector("[name='Form.Agreed']"));
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddDays(1);
        me = await factory.SignedInAsync(made.UserId);
        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(me, made, ["time", "seat"], "左腿也伤了", agreed: false, again: true, files: [TestData.Pdf()])).Status);
        var request = (await TestData.AccommodationOfAsync(factory, made))!;
        Assert.Equal(["seat", "time"], request.Items.OrderBy(i => i.Order).Select(i => i.KindCode));
        Assert.Equal(factory.Clock.UtcNow.AddDays(-1), request.AskedAt);
        Assert.Equal(factory.Clock.UtcNow.AddDays(-1), request.ConsentAt);
        var page = await me.GetAsync(made.At("accommodation"));
        var removals = page.Html.QuerySelectorAll("form[action$='/remove']").Select(f => f.GetAttribute("action")!).ToList();
        Assert.Equal(2, removals.Count);
        Assert.Equal(HttpStatusCode.Redirect, (await me.SubmitAsync(page, [], removals[0])).Status);
        // More time needs a proof: the last one stays.
        Assert.Contains("请先上传新的", (await me.SubmitAsync(page, [], removals[1])).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await me.SubmitAsync(page, [], removals[0])).Status);
    }

    [Fact]
    public async Task The_second_of_two_tabs_is_told_and_nothing_is_lost()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var me = await factory.SignedInAsync(made.UserId);
        var stale = await me.GetAsync(made.At("accommodation"));
        await SendAsync(me, made, ["aid"], "第一次");
        var second = await SendAsync(me, made, ["hearing"], "第二次", from: stale);
        Assert.Contains("刚在另一处提交或修改过", second.Text);
        Assert.Equal("第二次", second.ValueOf("Form.Words"));
        Assert.Equal(["aid"], (await TestData.AccommodationOfAsync(factory, made))!.Items.Select(i => i.KindCode));
    }

    [Fact]
    public async Task Taken_back_everything_goes_at_once_and_it_can_be_asked_anew_with_a_new_consent()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var id = await TestData.AccommodationAsync(factory, made);
        await TestData.DecidedAsync(factory, id, "time", "aid");
        var me = await factory.SignedInAsync(made.UserId);
        var page = await me.GetAsync(made.At("accommodation"));
        Assert.Contains("已同意的便利不再安排", page.Html.QuerySelector(".consequence")!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await me.SubmitAsync(page, [], "/withdraw")).Status);
        await factory.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            Assert.False(await db.AccommodationProofs.AnyAsync());
            Assert.False(await db.Set<AccommodationItem>().AnyAsync());
            Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "accommodation.withdrawn"));
        });
        var after = await me.GetAsync(made.At("accommodation"));
        Assert.Contains("已撤回", after.Heading);
        Assert.DoesNotContain("右手骨折，打石膏", after.Body);
        Assert.Contains("需要您单独同意", (await SendAsync(me, made, ["aid"], agreed: false)).Text);
        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(me, made, ["aid"])).Status);
        var anew = (await TestData.AccommodationOfAsync(factory, made))!;
        Assert.Equal((AccommodationState.Waiting, null), (anew.State, anew.ConsentWithdrawnAt));
        // Twice withdrawn is once.
        await me.SubmitAsync(await me.GetAsync(made.At("accommodation")), [], "/withdraw");
        Assert.Equal(HttpStatusCode.Redirect, (await me.PostAsync(made.At("accommodation/withdraw"), [new("__RequestVerificationToken", after.ValueOf("__RequestVerificationToken")!)])).Status);
    }

    [Fact]
    public async Task What_was_granted_is_not_asked_over_and_a_refusal_may_be_asked_again()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var id = await TestData.AccommodationAsync(factory, made);
        var me = await factory.SignedInAsync(made.UserId);
        var open = await me.GetAsync(made.At("accommodation") + "?again=true");
        await TestData.DecidedAsync(factory, id, "aid");
        var granted = await me.GetAsync(made.At("accommodation") + "?again=true");
        Assert.Null(granted.Html.QuerySelector("[name='Form.Kinds']"));
        Assert.All(["部分同意", "考点没有条件", "同意：可携带经同意的辅助器具"], text => Assert.Contains(text, granted.Text));
        Assert.Contains("刚刚作出答复", (await SendAsync(me, made, ["seat"], from: open)).Text);
        await TestData.DecidedAsync(factory, id);
        Assert.Contains("再次申请", (await me.GetAsync(made.At("accommodation"))).Text);
        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(me, made, ["aid"], again: true)).Status);
        Assert.Equal(AccommodationState.Waiting, (await TestData.AccommodationOfAsync(factory, made))!.State);
    }

    [Fact]
    public async Task A_draft_may_ask_while_registration_is_open_and_nobody_else_sees_it()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (nobody, draft) = (await TestData.VerifiedCandidateAsync(factory), await TestData.DraftAsync(factory));
        Assert.Contains("请先填写报名表", (await (await factory.SignedInAsync(nobody)).GetAsync(draft.At("accommodation"))).Text);
        var me = await factory.SignedInAsync(draft.UserId);
        await SendAsync(me, draft, ["aid"]);
        Assert.Contains("别人看不到您的申请", (await me.GetAsync(draft.At("accommodation"))).Text);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));
        Assert.Contains("没有待处理的申请", (await office.GetAsync("/desk/accommodations")).Text);
        var id = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AccommodationRequests.Select(a => a.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync($"/desk/accommodations/{id}")).Status);
        var closes = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().Set<RuanKao.Portal.Exams.RoundInstitution>().Select(p => p.Registration.To!.Value).SingleAsync());
        factory.Clock.UtcNow = closes.AddSeconds(-1);
        me = await factory.SignedInAsync(draft.UserId);
        var last = await me.GetAsync(draft.At("accommodation") + "?again=true");
        factory.Clock.UtcNow = closes;
        Assert.Contains("报名已截止", (await SendAsync(me, draft, ["seat"], from: last)).Text);
    }

    [Fact]
    public async Task What_was_handed_in_may_ask_until_the_data_freeze()
    {
        await using var factory = await PortalFactory.StartAsync();
        var freeze = Beijing.At(2031, 4, 20, 17);
        await TestData.OpenRoundAsync(factory, change: place => place.ChangesUntil = freeze);
        var made = await TestData.PaidAsync(factory);
        factory.Clock.UtcNow = freeze.AddSeconds(-1);
        var me = await factory.SignedInAsync(made.UserId);
        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(me, made, ["aid"])).Status);
        var open = await me.GetAsync(made.At("accommodation") + "?again=true");
        factory.Clock.UtcNow = freeze;
        Assert.Contains("2031年4月20日 17:00（北京时间）截止", (await SendAsync(me, made, ["seat"], from: open)).Text);
        // Taking a consent back knows no end.
        Assert.Equal(HttpStatusCode.Redirect, (await me.SubmitAsync(await me.GetAsync(made.At("accommodation")), [], "/withdraw")).Status);
        var closed = await me.GetAsync(made.At("accommodation"));
        Assert.Null(closed.Html.QuerySelector("[name='Form.Kinds']"));
        Assert.Contains("现在不能申请", closed.Text);
    }

    [Fact]
    public async Task A_registration_that_is_over_asks_for_nothing()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var me = await factory.SignedInAsync(made.UserId);
        var open = await me.GetAsync(made.At("accommodation"));
        await me.SubmitAsync(await me.GetAsync(made.At("cancel")), [], "/cancel");
        Assert.Contains("不能申请合理便利", (await SendAsync(me, made, ["aid"], from: open)).Text);
        Assert.Null(await TestData.AccommodationOfAsync(factory, made));
    }

    [Fact]
    public async Task What_was_asked_beside_a_registration_that_is_over_waits_for_nobody()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        await TestData.AccommodationAsync(factory, made);
        var me = await factory.SignedInAsync(made.UserId);
        await me.SubmitAsync(await me.GetAsync(made.At("cancel")), [], "/cancel");
        var page = await me.GetAsync(made.At("accommodation"));
        Assert.Contains("报名已终止，申请不再办理", page.Text);
        Assert.DoesNotContain("等待考试机构答复", page.Text);
        Assert.DoesNotMatch("合理便利 ?待处理", (await me.GetAsync("/me/registrations")).Text);
        Assert.Equal(HttpStatusCode.Redirect, (await me.SubmitAsync(page, [], "/withdraw")).Status);
    }

    [Fact]
    public async Task Another_persons_request_and_documents_are_not_there()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (mine, theirs) = (await TestData.SubmittedAsync(factory), await TestData.SubmittedAsync(factory, name: "李静"));
        await TestData.AccommodationAsync(factory, theirs);
        var proof = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AccommodationProofs.Select(p => p.Id).SingleAsync());
        var me = await factory.SignedInAsync(mine.UserId);
        var page = await me.GetAsync(mine.At("accommodation"));
        Assert.DoesNotContain("右手骨折，打石膏", page.Body);
        Assert.Equal(HttpStatusCode.NotFound, (await me.GetAsync($"/accommodation-proofs/{proof}")).Status);
        var token = page.ValueOf("__RequestVerificationToken")!;
        Assert.Equal(HttpStatusCode.NotFound, (await me.PostAsync(mine.At($"accommodation/proofs/{proof}/remove"), [new("__RequestVerificationToken", token)])).Status);
        await me.PostAsync(mine.At("accommodation/withdraw"), [new("__RequestVerificationToken", token)]);
        Assert.Equal(AccommodationState.Waiting, (await TestData.AccommodationOfAsync(factory, theirs))!.State);
    }
}
