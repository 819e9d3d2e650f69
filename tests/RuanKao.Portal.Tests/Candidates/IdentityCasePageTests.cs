using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Candidates;

/// <summary>申请人工核验 as the candidate does it.</summary>
public class IdentityCasePageTests
{
    private const string Manual = "/me/identity/manual";

    private static Dictionary<string, string> Claim(string number = "H12345678", string name = "陈嘉欣") => new()
    {
        ["Kind"] = "HongKongMacaoPermit", ["Name"] = name, ["Number"] = number, ["Sex"] = "Female", ["BirthDate"] = "1999-05-06",
        ["ValidFrom"] = "2030-01-01", ["ValidTo"] = "2040-01-01", ["InstitutionCode"] = "53", ["PrefectureCode"] = "5307", ["Words"] = "从香港来昆明读书",
    };

    private static async Task<Page> ClaimAsync(Visitor visitor, Dictionary<string, string> form) =>
        await visitor.SubmitAsync(await visitor.GetAsync(Manual + "/claim"), form, "/claim");

    private static async Task<Page> UploadAsync(Visitor visitor, params byte[][] files)
    {
        var page = await visitor.GetAsync(Manual + "/scans");
        var content = new MultipartFormDataContent { { new StringContent(page.ValueOf("__RequestVerificationToken")!), "__RequestVerificationToken" } };
        foreach (var file in files) content.Add(new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } }, "Form.Files", "card.jpg");
        return await visitor.SendAsync(new(HttpMethod.Post, Manual + "/scans") { Content = content });
    }

    private static async Task<Page> SendAsync(Visitor visitor, bool agreed = true) =>
        await visitor.SubmitAsync(await visitor.GetAsync(Manual + "/scans"), new Dictionary<string, string> { ["Form.Agreed"] = agreed ? "true" : "false" }, "/send");

    [Fact]
    public async Task A_permit_of_Hong_Kong_goes_to_a_reviewer_with_a_promised_day()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal);
        var visitor = await portal.SignedInAsync(id);
        Assert.Equal(Manual + "/scans", (await ClaimAsync(visitor, Claim())).Location);
        await UploadAsync(visitor, TestData.Scan(1200, 800), TestData.Scan(900, 600, SKEncodedImageFormat.Png));
        var scans = await visitor.GetAsync(Manual + "/scans");
        Assert.Equal(2, scans.Html.QuerySelectorAll(".scans img").Length);
        Assert.Equal(Manual, (await SendAsync(visitor)).Location);

        var page = await visitor.GetAsync(Manual);
        // A Thursday and five working days.
        Assert.All(["等待核验", "2031年3月27日", "陈嘉欣", "H1*****78", "云南 · 丽江市", "从香港来昆明读书"], text => Assert.Contains(text, page.Text));
        Assert.DoesNotContain("H12345678", page.Body);
        Assert.Contains("人工核验：等待核验", (await visitor.GetAsync("/me")).Text);
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            var file = await db.IdentityCases.SingleAsync();
            Assert.Equal((IdentityCaseReason.OtherDocument, IdentityCaseState.Waiting, Sex.Female), (file.Reason, file.State, file.Sex));
            Assert.DoesNotContain("12345678", file.NumberSealed);
            Assert.Equal(1, await db.Consents.CountAsync(c => c.UserId == id && c.Subject == IdentityCaseService.ConsentSubject && c.TextVersion == ScansForm.ConsentVersion));
            Assert.Equal(["identity-case.claimed", "identity-case.scans-added", "identity-case.sent"], await db.AuditEntries.OrderBy(e => e.Id).Select(e => e.Action).ToListAsync());
        });
    }

    [Theory]
    [InlineData("Kind", "MilitaryOfficerCard", "Kind", "军官证暂不支持实名认证")]
    [InlineData("Name", "", "Name", "请填写真实姓名")]
    [InlineData("Number", "H1234567", "Number", "字母H（香港）或M（澳门）")]
    [InlineData("Sex", "", "Sex", "请选择性别")]
    [InlineData("BirthDate", "", "BirthDate", "请填写证件上的出生日期")]
    [InlineData("BirthDate", "2031-03-21", "BirthDate", "出生日期不对")]
    [InlineData("BirthDate", "1905-01-01", "BirthDate", "出生日期不对")]
    [InlineData("ValidTo", "2031-03-19", "ValidTo", "证件已过有效期")]
    [InlineData("IsLongTerm", "true", "IsLongTerm", "只有居民身份证有长期有效的")]
    [InlineData("InstitutionCode", "", "InstitutionCode", "请选择准备在哪个考区报名")]
    [InlineData("InstitutionCode", "99", "InstitutionCode", "请选择准备在哪个考区报名")]
    [InlineData("PrefectureCode", "", "PrefectureCode", "请选择该考区内的报名市")]
    [InlineData("PrefectureCode", "3301", "PrefectureCode", "请选择该考区内的报名市")]
    [InlineData("Kind", "Passport", "Issuer", "3个字母")]
    public async Task A_fault_is_told_at_its_field_and_nothing_typed_is_lost(string field, string value, string at, string fault)
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var form = Claim();
        form[field] = value;
        var page = await ClaimAsync(visitor, form);
        Assert.Contains(fault, page.ErrorOf(at));
        if (field != "Name") Assert.Equal("陈嘉欣", page.ValueOf("Name"));
        Assert.Equal("从香港来昆明读书", page.ValueOf("Words"));
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityCases.AnyAsync()));
    }

    [Fact]
    public async Task What_was_typed_for_the_authority_comes_along_unjudged()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var page = await visitor.GetAsync("/me/identity");
        Assert.Equal(Manual + "/claim", page.Html.QuerySelector("button[name=begin]")!.GetAttribute("formaction"));
        var claim = await visitor.PostAsync(Manual + "/claim",
        [
            new("__RequestVerificationToken", page.ValueOf("__RequestVerificationToken")!), new("begin", "true"), new("Kind", "Passport"), new("Name", "Anna Maria O'Brien"), new("Number", "E1234567"),
        ]);
        Assert.Equal(("Passport", "Anna Maria O'Brien", "E1234567"), (claim.ValueOf("Kind"), claim.ValueOf("Name"), claim.ValueOf("Number")));
        Assert.Null(claim.Html.QuerySelector(".error-summary"));
    }

    [Fact]
    public async Task Another_document_than_a_resident_card_is_led_to_the_manual_way()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var page = await visitor.SubmitAsync(await visitor.GetAsync("/me/identity"), Claim(), "/me/identity");
        Assert.Contains("港澳居民来往内地通行证不能在线核验", page.ErrorOf("Kind"));
        Assert.Equal("H12345678", page.ValueOf("Number"));
    }

    [Fact]
    public async Task A_resident_card_asks_the_authority_first()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal);
        var visitor = await portal.SignedInAsync(id);
        var number = TestData.NewIdNumber();
        var form = Claim(number, "吴无录");
        form["Kind"] = "ResidentIdCard";
        form.Remove("Sex");
        form.Remove("BirthDate");
        Assert.Contains("请先在线认证", (await ClaimAsync(visitor, form)).ErrorOf("Number"));
        await TestData.AskedAsync(portal, id, number, RealNameVerdict.NoRecord);
        Assert.Equal(Manual + "/scans", (await ClaimAsync(visitor, form)).Location);
        Assert.Equal(IdentityCaseReason.NoRecord, (await TestData.CaseOfAsync(portal, id)).Reason);
    }

    [Theory]
    [InlineData(RealNameVerdict.Mismatch, IdentityCaseReason.Mismatch)]
    [InlineData(RealNameVerdict.InvalidInput, IdentityCaseReason.NoRecord)]
    [InlineData(RealNameVerdict.Unavailable, IdentityCaseReason.Outage)]
    [InlineData(RealNameVerdict.Match, IdentityCaseReason.Taken)]
    public async Task Why_it_is_manual_follows_from_what_the_authority_said(RealNameVerdict verdict, IdentityCaseReason reason)
    {
        await using var portal = await PortalFactory.StartAsync();
        var (id, number) = (await TestData.CandidateAsync(portal), TestData.NewIdNumber());
        await TestData.AskedAsync(portal, id, number, verdict);
        await TestData.CaseAsync(portal, userId: id, number: number, kind: DocumentKind.ResidentIdCard);
        Assert.Equal(reason, (await TestData.CaseOfAsync(portal, id)).Reason);
    }

    [Fact]
    public async Task Nobody_is_shut_out_by_others_who_ask_about_the_number()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (id, number) = (await TestData.CandidateAsync(portal), TestData.NewIdNumber());
        for (var n = 0; n < IdentityAttempts.ADay; n++)
        {
            await Assert.ThrowsAsync<RuleViolationException>(() => TestData.CaseAsync(portal, userId: id, number: number, kind: DocumentKind.ResidentIdCard));
            await TestData.AskedAsync(portal, await TestData.CandidateAsync(portal), number, RealNameVerdict.Mismatch);
        }
        await TestData.CaseAsync(portal, userId: id, number: number, kind: DocumentKind.ResidentIdCard);
        Assert.Equal(IdentityCaseReason.UsedUp, (await TestData.CaseOfAsync(portal, id)).Reason);
    }

    [Fact]
    public async Task An_answer_of_long_ago_opens_nothing()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (id, number) = (await TestData.CandidateAsync(portal), TestData.NewIdNumber());
        await TestData.AskedAsync(portal, id, number, RealNameVerdict.NoRecord);
        portal.Clock.UtcNow += IdentityAttempts.Counts;
        var fault = await Assert.ThrowsAsync<RuleViolationException>(() => TestData.CaseAsync(portal, userId: id, number: number, kind: DocumentKind.ResidentIdCard));
        Assert.Contains("请先在线认证", fault.Message);
    }

    [Fact]
    public async Task Nothing_is_handed_in_without_scans_and_a_consent_of_its_own()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal);
        var visitor = await portal.SignedInAsync(id);
        await ClaimAsync(visitor, Claim());
        Assert.Contains("请先上传证件照片", (await SendAsync(visitor)).ErrorOf("Form.Files"));
        await UploadAsync(visitor, TestData.Scan(1200, 800));
        Assert.Contains("单独同意", (await SendAsync(visitor, agreed: false)).ErrorOf("Form.Agreed"));
        Assert.Equal(IdentityCaseState.Draft, (await TestData.CaseOfAsync(portal, id)).State);
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Consents.AnyAsync()));
    }

    [Fact]
    public async Task Files_are_judged_by_what_is_in_them()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        await ClaimAsync(visitor, Claim());
        var picture = TestData.Scan(1200, 800);
        Assert.Contains("只能上传 JPG 或 PNG", (await UploadAsync(visitor, "%PDF-1.7 not a picture"u8.ToArray())).ErrorOf("Form.Files"));
        Assert.Contains("文件是空的", (await UploadAsync(visitor, Array.Empty<byte>())).Text);
        Assert.Contains("已损坏", (await UploadAsync(visitor, picture[..(picture.Length / 2)])).ErrorOf("Form.Files"));
        Assert.Contains("打不开", (await UploadAsync(visitor, [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3])).ErrorOf("Form.Files"));
        Assert.Contains("太小（200×200 像素）", (await UploadAsync(visitor, TestData.Scan(200, 200))).ErrorOf("Form.Files"));
        Assert.Contains("每张不能超过 5 MB", (await UploadAsync(visitor, new byte[IdentityCaseService.ScanBytes + 1])).ErrorOf("Form.Files"));
        Assert.Contains("第2张：只能上传", (await UploadAsync(visitor, picture, "GIF89a"u8.ToArray())).ErrorOf("Form.Files"));
        Assert.Contains("请选择证件照片", (await UploadAsync(visitor)).ErrorOf("Form.Files"));
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.AnyAsync()));
        Assert.Contains("最多3张", (await UploadAsync(visitor, picture, picture, picture, picture)).ErrorOf("Form.Files"));
        await UploadAsync(visitor, picture, picture, picture);
        Assert.Contains("已到 3 张", (await visitor.GetAsync(Manual + "/scans")).Text);
    }

    [Fact]
    public async Task What_is_kept_is_sealed_and_has_nothing_of_the_file_but_its_pixels()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        await ClaimAsync(visitor, Claim());
        var smuggled = "<script>alert(1)</script>"u8.ToArray();
        await UploadAsync(visitor, [.. TestData.Scan(3000, 2000), .. smuggled]);
        var (id, sealedBytes) = await portal.WithAsync(async place =>
        {
            var scan = await place.GetRequiredService<PortalContext>().IdentityScans.SingleAsync();
            return (scan.Id, scan.PictureSealed);
        });
        Assert.True(sealedBytes.AsSpan().StartsWith("k1."u8));
        Assert.Equal(-1, sealedBytes.AsSpan().IndexOf(new byte[] { 0xFF, 0xD8, 0xFF }));
        var shown = await visitor.GetAsync($"/identity-scans/{id}.jpg");
        Assert.Equal(("image/jpeg", true), (shown.Response.Content.Headers.ContentType!.MediaType, shown.Response.Headers.CacheControl!.NoStore));
        Assert.Equal(-1, shown.Bytes.AsSpan().IndexOf(smuggled));
        using var picture = SKBitmap.Decode(shown.Bytes);
        Assert.Equal((2400, 1600), (picture.Width, picture.Height));
    }

    [Fact]
    public async Task Scans_are_for_their_owner_and_the_reviewers_of_the_region()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal, prefecture: "5307");
        var scan = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.Select(s => s.Id).SingleAsync());
        async Task<HttpStatusCode> SeenBy(Guid who) => (await (await portal.SignedInAsync(who)).GetAsync($"/identity-scans/{scan}.jpg")).Status;
        Assert.Equal(HttpStatusCode.OK, await SeenBy(made.UserId));
        Assert.Equal(HttpStatusCode.NotFound, await SeenBy(await TestData.VerifiedCandidateAsync(portal)));
        Assert.Equal(HttpStatusCode.OK, await SeenBy(await TestData.StaffAsync(portal, Role.Reviewer, "53")));
        Assert.Equal(HttpStatusCode.OK, await SeenBy(await TestData.StaffAsync(portal, Role.Reviewer, "53", "5307")));
        Assert.Equal(HttpStatusCode.NotFound, await SeenBy(await TestData.StaffAsync(portal, Role.Reviewer, "53", "5301")));
        Assert.Equal(HttpStatusCode.NotFound, await SeenBy(await TestData.StaffAsync(portal, Role.Reviewer, "11")));
        Assert.Equal(HttpStatusCode.NotFound, await SeenBy(await TestData.StaffAsync(portal, Role.Office, "53")));
        Assert.Equal(HttpStatusCode.Redirect, (await portal.Visitor().GetAsync($"/identity-scans/{scan}.jpg")).Status);
        Assert.Equal(2, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.CountAsync(e => e.Action == "identity-scan.opened" && e.Subject == scan.ToString())));
    }

    [Fact]
    public async Task A_draft_shows_its_scans_to_no_reviewer()
    {
        await using var portal = await PortalFactory.StartAsync();
        await TestData.CaseAsync(portal, sent: false);
        var scan = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.Select(s => s.Id).SingleAsync());
        var reviewer = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Reviewer, "53"));
        Assert.Equal(HttpStatusCode.NotFound, (await reviewer.GetAsync($"/identity-scans/{scan}.jpg")).Status);
    }

    [Fact]
    public async Task While_it_waits_the_last_scan_stays_and_a_new_one_may_take_its_place()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal);
        var visitor = await portal.SignedInAsync(made.UserId);
        var before = (await TestData.CaseOfAsync(portal, made.UserId)).Version;
        var page = await visitor.GetAsync(Manual + "/scans");
        Assert.Contains("至少要有一张证件照片", (await visitor.SubmitAsync(page, [], "/remove")).Text);
        await UploadAsync(visitor, TestData.Scan(1300, 800));
        Assert.Equal(Manual + "/scans", (await visitor.SubmitAsync(await visitor.GetAsync(Manual + "/scans"), [], "/remove")).Location);
        var file = await TestData.CaseOfAsync(portal, made.UserId);
        Assert.Equal((IdentityCaseState.Waiting, before + 2), (file.State, file.Version));
        Assert.Equal(1, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.CountAsync()));
    }

    [Fact]
    public async Task Nobody_takes_away_the_scan_of_another()
    {
        await using var portal = await PortalFactory.StartAsync();
        await TestData.CaseAsync(portal);
        var scan = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.Select(s => s.Id).SingleAsync());
        var other = await TestData.CaseAsync(portal, number: "M00000001");
        var visitor = await portal.SignedInAsync(other.UserId);
        var page = await visitor.GetAsync(Manual + "/scans");
        var answer = await visitor.PostAsync($"{Manual}/scans/{scan}/remove", [new("__RequestVerificationToken", page.ValueOf("__RequestVerificationToken")!)]);
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal(2, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.CountAsync()));
    }

    [Fact]
    public async Task Withdrawing_takes_the_scans_away_at_once()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal);
        var visitor = await portal.SignedInAsync(made.UserId);
        var me = await visitor.FollowAsync(await visitor.SubmitAsync(await visitor.GetAsync(Manual), [], "/withdraw"));
        Assert.Contains("已撤回人工核验", me.Text);
        Assert.Equal(IdentityCaseState.Closed, (await TestData.CaseOfAsync(portal, made.UserId)).State);
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.AnyAsync()));
        Assert.Equal(Manual + "/claim", (await visitor.GetAsync(Manual)).Location);
        await TestData.CaseAsync(portal, userId: made.UserId, number: made.Number);
    }

    [Fact]
    public async Task While_it_waits_a_form_may_be_filled_in_but_not_handed_in()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal);
        var round = await TestData.RegistrationOpenAsync(portal);
        var visitor = await portal.SignedInAsync(made.UserId);
        var at = $"/exams/{round.Round.Code}/53";
        Assert.Contains("人工核验中，可以先填写报名表", (await visitor.GetAsync(at)).Text);
        var form = await visitor.GetAsync(at + "/form");
        Assert.Contains("陈嘉欣", form.Text);
        await TestData.DraftAsync(portal, made.UserId);
        var check = await visitor.GetAsync(at + "/form/check");
        Assert.Contains("人工核验通过后才能提交", check.Text);
        Assert.Null(check.Html.QuerySelector("form[action$='/submit']"));
        var answer = await visitor.PostAsync(at + "/form/submit", [new("__RequestVerificationToken", form.ValueOf("__RequestVerificationToken")!), new("Form.Pledged", "true"), new("Form.Version", "0")]);
        Assert.Contains("人工核验还没有通过", answer.Text);
        Assert.Equal(RegistrationState.Draft, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Registrations.Select(r => r.State).SingleAsync()));
    }

    [Fact]
    public async Task Before_it_is_handed_in_no_form_opens()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal, sent: false);
        var round = await TestData.RegistrationOpenAsync(portal);
        var visitor = await portal.SignedInAsync(made.UserId);
        Assert.StartsWith("/me/identity", (await visitor.GetAsync($"/exams/{round.Round.Code}/53/form")).Location);
    }

    [Fact]
    public async Task A_confirmation_by_the_authority_ends_the_manual_check()
    {
        var authority = new FakeAuthority();
        await using var portal = await authority.StartAsync();
        var made = await TestData.CaseAsync(portal);
        var visitor = await portal.SignedInAsync(made.UserId);
        await visitor.SubmitAsync(await visitor.GetAsync("/me/identity"), new Dictionary<string, string>
        {
            ["Kind"] = "ResidentIdCard", ["Name"] = "张伟明", ["Number"] = TestData.NewIdNumber(), ["ValidFrom"] = "2020-01-01", ["ValidTo"] = "2040-01-01", ["Agreed"] = "true",
        }, "/me/identity");
        Assert.Equal(IdentityCaseState.Closed, (await TestData.CaseOfAsync(portal, made.UserId)).State);
        var reviewer = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Reviewer, "53"));
        Assert.Contains("没有等待核验的申请", (await reviewer.GetAsync("/desk/identity")).Text);
    }
}
