using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Office;

/// <summary>What is refused where windows are extended, registrations voided and exams suspended.</summary>
public class WindowRefusalTests
{
    [Fact]
    public async Task An_extension_has_a_short_reason_and_hours_that_are_a_number()
    {
        await using var factory = await PortalFactory.StartAsync();
        var view = await TestData.OpenRoundAsync(factory);
        var office = await OfficeAsync(factory);
        var (why, preview) = (new string('长', 201), await office.GetAsync($"/desk/windows/{view.Round.Code}/53/extend?Form.Hours=24&Form.Kind=Payment"));
        var page = await office.SubmitAsync(preview, [new("Form.Why", why)], "/extend");
        Assert.Equal("原因最多200个字，现在有201个", page.ErrorOf("Form.Why"));
        Assert.Equal(why, page.ValueOf("Form.Why"));
        page = await office.SubmitAsync(preview, [new("Form.Hours", "一天"), new("Form.Why", "故障")], "/extend");
        Assert.NotNull(page.ErrorOf("Form.Hours"));
        Assert.Equal("一天", page.ValueOf("Form.Hours"));
        Assert.Equal((view.Place.Payment.To, 0), await factory.WithAsync(async s =>
        {
            var db = s.GetRequiredService<PortalContext>();
            return ((await db.RoundInstitutions.AsNoTracking().SingleAsync()).Payment.To, await db.WindowExtensions.CountAsync());
        }));
    }

    [Fact]
    public async Task A_suspension_is_of_a_qualification_that_is_open_and_has_a_short_reason()
    {
        await using var factory = await PortalFactory.StartAsync();
        var view = await TestData.OpenRoundAsync(factory);
        var office = await OfficeAsync(factory);
        var form = await office.GetAsync($"/desk/windows/{view.Round.Code}/53/suspend");
        var page = await office.SubmitAsync(form, [new("Form.Regions", "5301"), new("Form.QualificationCode", "NETWORK_ENGINEER"), new("Form.Why", "台风")], "/suspend");
        Assert.Equal("本次考试没有这个资格，请重新选择", page.ErrorOf("Form.QualificationCode"));
        Assert.Equal("台风", page.ValueOf("Form.Why"));
        page = await office.SubmitAsync(form, [new("Form.Regions", "5301"), new("Form.QualificationCode", "PROGRAMMER"), new("Form.Why", new string('长', 1001))], "/suspend");
        Assert.Equal("原因最多1000个字，现在有1001个", page.ErrorOf("Form.Why"));
        Assert.Equal(("PROGRAMMER", 1001), (page.ValueOf("Form.QualificationCode"), page.ValueOf("Form.Why")!.Length));
        // Neither was shown as something that could be confirmed.
        Assert.DoesNotContain("确认停考", page.Text);
    }

    [Fact]
    public async Task An_office_finds_no_windows_of_another_institution_and_moves_none()
    {
        await using var factory = await PortalFactory.StartAsync();
        var view = await TestData.OpenRoundAsync(factory);
        var stranger = await OfficeAsync(factory, "11");
        var token = (await stranger.GetAsync("/account/password")).ValueOf("__RequestVerificationToken")!;
        foreach (var address in new[] { $"/desk/windows/{view.Round.Code}/53", "/desk/windows/1999-1/11", $"/desk/windows/{view.Round.Code}/11" })
            foreach (var act in new[] { "extend", "void", "suspend" })
            {
                Assert.Equal((act, HttpStatusCode.NotFound), (act, (await stranger.GetAsync($"{address}/{act}")).Status));
                Assert.Equal((act, HttpStatusCode.NotFound), (act, (await stranger.PostAsync($"{address}/{act}",
                    [new("__RequestVerificationToken", token), new("Form.Version", "0"), new("Form.Hours", "24"), new("Form.Regions", "all"), new("Form.Number", "1"), new("Form.Why", "x")])).Status));
            }
    }

    private static async Task<Visitor> OfficeAsync(PortalFactory factory, string institution = "53") => await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, institution));
}
