using System.Net;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Reviews;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Reviews;

/// <summary>退回原因: national ones, and an institution's own beside them.</summary>
public class ReturnReasonTests
{
    private const string Own = "照片须在本省指定照相馆拍摄";

    [Fact]
    public async Task An_institution_adds_its_own_beside_the_national_ones()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (here, elsewhere) = (await TestData.SubmittedAsync(factory), await TestData.SubmittedAsync(factory, institution: "11"));
        var administrator = await AdministratorAsync(factory, "53");
        await AddAsync(administrator, Own);
        await StaffActionsTests.LandedAsync(factory, "return-reason.added", Role.InstitutionAdministrator);
        var reviewer = await Desk.ReviewerAsync(factory);
        var offered = Offered(await reviewer.OpenAsync(here));
        Assert.Equal(ReturnReasons.Seeds.Count + 1, offered.Count);
        Assert.Equal(Own, offered[^1]);
        var other = await Desk.ReviewerAsync(factory, "11");
        Assert.DoesNotContain(Own, Offered(await other.OpenAsync(elsewhere)));
        var code = await Desk.ReadAsync(factory, db => db.ReturnReasons.Where(r => r.Words == Own).Select(r => r.Code).SingleAsync());
        await reviewer.SubmitAsync(await reviewer.OpenAsync(here), [new("Form.Reasons", code)], "/return");
        Assert.Equal(Own + "。", (await Desk.FindAsync(factory, here)).ReturnReason);
        // Nobody elsewhere ticks it, not even by hand.
        Assert.Contains("请选择或写明退回原因", (await other.SubmitAsync(await other.OpenAsync(elsewhere), [new("Form.Reasons", code)], "/return")).Text);
    }

    [Fact]
    public async Task Changes_are_returned_for_the_same_reasons()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.PaidAsync(factory);
        await Desk.RequestChangeAsync(factory, made);
        await AddAsync(await AdministratorAsync(factory, "53"), Own);
        var page = await (await Desk.ReviewerAsync(factory)).OpenAsync(made);
        Assert.Contains(Own, Offered(page));
        Assert.Contains("/change/return", page.Body);
    }

    [Fact]
    public async Task A_reason_is_reworded_moved_retired_and_restored()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var national = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.NationalAdministrator));
        var reviewer = await Desk.ReviewerAsync(factory);
        await ChangeAsync(national, "address", "通讯地址不能用于邮寄证书", 5, "save");
        await StaffActionsTests.LandedAsync(factory, "return-reason.changed", Role.NationalAdministrator);
        var before = await reviewer.OpenAsync(made);
        Assert.Equal("通讯地址不能用于邮寄证书", Offered(before)[0]);
        await ChangeAsync(national, "address", "通讯地址不能用于邮寄证书", 5, "retire");
        Assert.DoesNotContain("通讯地址不能用于邮寄证书", Offered(await reviewer.OpenAsync(made)));
        await ChangeAsync(national, "address", "通讯地址不能用于邮寄证书", 5, "restore");
        Assert.Equal("通讯地址不能用于邮寄证书", Offered(await reviewer.OpenAsync(made))[0]);
        await ChangeAsync(national, "address", "通讯地址不能用于邮寄证书", 5, "retire");
        // A page that was open before may still send it.
        await reviewer.SubmitAsync(before, [new("Form.Reasons", "address")], "/return");
        Assert.Equal("通讯地址不能用于邮寄证书。", (await Desk.FindAsync(factory, made)).ReturnReason);
    }

    [Fact]
    public async Task An_institution_changes_neither_the_national_reasons_nor_anothers()
    {
        await using var factory = await PortalFactory.StartAsync();
        await AddAsync(await AdministratorAsync(factory, "11"), Own);
        var code = await Desk.ReadAsync(factory, db => db.ReturnReasons.Where(r => r.Words == Own).Select(r => r.Code).SingleAsync());
        var administrator = await AdministratorAsync(factory, "53");
        var token = (await administrator.GetAsync("/desk/return-reasons")).ValueOf("__RequestVerificationToken")!;
        foreach (var theirs in new[] { "address", code })
            Assert.Equal(HttpStatusCode.NotFound, (await administrator.PostAsync($"/desk/return-reasons/{theirs}", [new("Form.Words", "别的话"), new("Form.Order", "1"), new("Form.Version", "0"), new("__RequestVerificationToken", token)])).Status);
        Assert.False(await Desk.ReadAsync(factory, db => db.ReturnReasons.AnyAsync(r => r.Words == "别的话")));
    }

    [Fact]
    public async Task What_cannot_be_a_reason_is_refused_with_what_was_typed()
    {
        await using var factory = await PortalFactory.StartAsync();
        var administrator = await AdministratorAsync(factory, "53");
        var page = await administrator.GetAsync("/desk/return-reasons");
        Assert.Contains("请填写退回原因", (await administrator.SubmitAsync(page, [new("Form.Words", " ")], "/return-reasons")).ErrorOf("Form.Words"));
        var tooLong = await administrator.SubmitAsync(page, [new("Form.Words", new string('长', 201))], "/return-reasons");
        Assert.Contains("最多200个字", tooLong.ErrorOf("Form.Words"));
        Assert.Equal(201, tooLong.ValueOf("Form.Words")!.Length);
        await AddAsync(administrator, Own);
        Assert.Contains("已有这条", (await administrator.SubmitAsync(page, [new("Form.Words", Own)], "/return-reasons")).ErrorOf("Form.Words"));
    }

    [Fact]
    public async Task The_second_of_two_administrators_is_told()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (one, two) = (await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.NationalAdministrator)), await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.NationalAdministrator)));
        var page = await two.GetAsync("/desk/return-reasons");
        await ChangeAsync(one, "address", "通讯地址写到门牌号", 80, "save");
        var stale = await two.SubmitAsync(page, [new("Form.Words", "通讯地址请写全"), new("Form.Order", "80"), new("Form.Then", "save")], "/address");
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.True(await Desk.ReadAsync(factory, db => db.ReturnReasons.AnyAsync(r => r.Words == "通讯地址写到门牌号")));
    }

    private static IReadOnlyList<string> Offered(Page page) => [.. page.Html.QuerySelectorAll("[data-reasons] .choice").Select(l => string.Concat(l.QuerySelector("span")!.ChildNodes.OfType<AngleSharp.Dom.IText>().Select(t => t.Text)).Trim())];

    private static async Task<Visitor> AdministratorAsync(PortalFactory factory, string institution) => await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.InstitutionAdministrator, institution));

    private static async Task AddAsync(Visitor administrator, string words) =>
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(await administrator.GetAsync("/desk/return-reasons"), [new("Form.Words", words)], "/return-reasons")).Status);

    private static async Task ChangeAsync(Visitor administrator, string code, string words, int order, string then) => Assert.Equal(HttpStatusCode.Redirect,
        (await administrator.SubmitAsync(await administrator.GetAsync("/desk/return-reasons"), [new("Form.Words", words), new("Form.Order", order.ToString()), new("Form.Then", then)], "/" + code)).Status);
}
