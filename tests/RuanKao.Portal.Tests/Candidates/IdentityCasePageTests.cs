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
using static RuanKao.Portal.Tests.Candidates.ManualCheck;

namespace RuanKao.Portal.Tests.Candidates;

/// <summary>申请人工核验 as the candidate does it.</summary>
public class IdentityCasePageTests
{
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
        // What it said about another number, or to somebody else, opens nothing.
        await TestData.AskedAsync(portal, id, TestData.NewIdNumber(), RealNameVerdict.NoRecord);
        await TestData.AskedAsync(portal, await TestData.CandidateAsync(portal), number, RealNameVerdict.NoRecord);
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

    [Fact]
    public async Task Without_a_claim_there_is_nothing_to_hang_scans_on_or_to_hand_in()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var token = (await visitor.GetAsync(Manual + "/claim")).ValueOf("__RequestVerificationToken")!;
        Assert.Equal(Manual + "/claim", (await visitor.GetAsync(Manual + "/scans")).Location);
        Assert.Equal("/me", (await visitor.PostAsync(Manual + "/withdraw", [new("__RequestVerificationToken", token)])).Location);
        Assert.Equal(Manual + "/claim", (await visitor.PostAsync(Manual + "/send", [new("__RequestVerificationToken", token), new("Form.Agreed", "true")])).Location);
        var scan = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new ByteArrayContent(TestData.Scan(1200, 800)), "Form.Files", "card.jpg" } };
        Assert.Equal(Manual + "/claim", (await visitor.SendAsync(new(HttpMethod.Post, Manual + "/scans") { Content = scan })).Location);
    }

    [Fact]
    public async Task Who_holds_an_officer_s_card_is_told_whatever_else_is_missing()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var page = await ClaimAsync(visitor, new() { ["Kind"] = "MilitaryOfficerCard" });
        Assert.All([("Kind", "军官证暂不支持"), ("Name", "请填写真实姓名")], fault => Assert.Contains(fault.Item2, page.ErrorOf(fault.Item1)));
    }

    [Fact]
    public async Task Handed_in_twice_is_handed_in_once()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal);
        var visitor = await portal.SignedInAsync(made.UserId);
        var token = (await visitor.GetAsync(Manual + "/claim")).ValueOf("__RequestVerificationToken")!;
        Assert.Equal(Manual, (await visitor.PostAsync(Manual + "/send", [new("__RequestVerificationToken", token), new("Form.Agreed", "true")])).Location);
        Assert.Single((await TestData.CaseOfAsync(portal, made.UserId)).History);
    }

    [Fact]
    public async Task What_is_added_in_words_has_a_length_whichever_page_forgot_it()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal);
        Task<IdentityCase> SaveAsync(int length) => portal.WithAsync(place => place.GetRequiredService<IdentityCaseService>().SaveAsync(
            new(DocumentKind.HongKongMacaoPermit, "陈嘉欣", "H12345678", new(2030, 1, 1), new(2040, 1, 1), false) { Sex = Sex.Female, BirthDate = new(1999, 5, 6) },
            "53", "5307", new('说', length), new(id, Role.Candidate, portal.Clock.UtcNow), default));
        Assert.Contains("补充说明最多500个字，现在有501个", (await Assert.ThrowsAsync<RuleViolationException>(() => SaveAsync(IdentityCase.WordsLength + 1))).Message);
        await SaveAsync(IdentityCase.WordsLength);
    }

    [Fact]
    public async Task What_a_reviewer_decides_in_the_same_instant_goes_before_what_the_candidate_changes()
    {
        var quicker = new Interloper();
        await using var portal = await quicker.StartAsync();
        var made = await TestData.CaseAsync(portal);
        var version = (await TestData.CaseOfAsync(portal, made.UserId)).Version;
        quicker.BeforeSave(() => portal.WithAsync(place => place.GetRequiredService<IdentityCaseDesk>().ReturnAsync(
            new([new(Role.Reviewer, "53")]), made.Id, version, null, "看不清", new(null, Role.Reviewer, portal.Clock.UtcNow))));
        var fault = await Assert.ThrowsAsync<RuleViolationException>(() => portal.WithAsync(place =>
            place.GetRequiredService<IdentityCaseService>().WithdrawAsync(new(made.UserId, Role.Candidate, portal.Clock.UtcNow), default)));
        Assert.Contains("审核人员刚刚作出决定", fault.Message);
        Assert.Equal(IdentityCaseState.Returned, (await TestData.CaseOfAsync(portal, made.UserId)).State);
    }

    [Fact]
    public async Task A_candidate_is_led_to_where_the_check_stands_and_one_decided_for_good_takes_no_change()
    {
        await using var portal = await PortalFactory.StartAsync();
        var draft = await TestData.CaseAsync(portal, sent: false);
        var visitor = await portal.SignedInAsync(draft.UserId);
        Assert.Equal("/me/identity/manual/scans", (await visitor.GetAsync("/me/identity/manual")).Location);
        var file = await TestData.CaseOfAsync(portal, draft.UserId);
        file.Touch();
        file.Send(5, new(draft.UserId, Role.Candidate, portal.Clock.UtcNow));
        file.Approve(new(draft.UserId, Role.Reviewer, portal.Clock.UtcNow));
        Assert.Throws<ImpossibleMoveException>(file.Touch);

        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityCases.ExecuteUpdateAsync(c => c.SetProperty(x => x.State, IdentityCaseState.Approved)));
        Assert.Equal("/me", (await visitor.GetAsync("/me/identity/manual")).Location);
    }
}
