using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Reviews;

/// <summary>Document numbers on the desk: masked everywhere, whole only by the button, and then noted.</summary>
public partial class UnmaskingTests
{
    [Fact]
    public async Task A_full_number_shows_by_the_button_for_one_view_and_is_noted_each_time()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (number, made) = await SubmittedAsync(portal);
        var reviewer = await TestData.StaffAsync(portal, Role.Reviewer, "53");
        var visitor = await portal.SignedInAsync(reviewer);
        var page = await visitor.GetAsync($"/desk/review/{made}");
        Assert.DoesNotContain(number, page.Body);
        Assert.Contains(Mask.IdNumber(number), page.Body);

        var shown = await visitor.SubmitAsync(page, [], "/number");
        Assert.Contains(number, shown.Body);
        Assert.Null(shown.Html.QuerySelector("form[action$='/number']"));
        Assert.DoesNotContain(number, (await visitor.GetAsync($"/desk/review/{made}")).Body);
        await visitor.SubmitAsync(page, [], "/number");
        var noted = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.Where(e => e.Action == Unmasking.Action).ToListAsync());
        Assert.Equal([(reviewer, made.ToString()), (reviewer, made.ToString())], noted.Select(e => (e.UserId!.Value, e.Subject)));
    }

    [Fact]
    public async Task Nobody_outside_the_scope_has_a_number_shown_and_nothing_is_noted()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (number, made) = await SubmittedAsync(portal);
        var visitor = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Reviewer, "11"));
        var token = (await visitor.GetAsync("/account/password")).ValueOf("__RequestVerificationToken")!;
        var answer = await visitor.PostAsync($"/desk/review/{made}/number", [new("__RequestVerificationToken", token)]);
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.DoesNotContain(number, answer.Body);
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.AnyAsync(e => e.Action == Unmasking.Action)));
    }

    /// <summary>Every page of the desk that can be opened, as everybody who works there.</summary>
    [Fact]
    public async Task No_page_of_the_desk_shows_a_full_number_unasked()
    {
        await using var portal = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(portal);
        var (_, waiting) = await SubmittedAsync(portal);
        await TestData.SiteAsync(portal);
        await TestData.SeatAllAsync(portal, paid.RoundCode);
        var room = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Set<RuanKao.Portal.Admission.ExamRoom>().OrderBy(r => r.Id).Select(r => r.Id).FirstAsync());
        var pages = portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText?.StartsWith("desk", StringComparison.Ordinal) == true && e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .SelectMany(e => new[] { paid.Id, waiting, room }.Select(id => "/" + Parameter().Replace(e.RoutePattern.RawText!, m =>
                m.Value.StartsWith("{round", StringComparison.Ordinal) ? paid.RoundCode : m.Value.StartsWith("{institution", StringComparison.Ordinal) ? "53" : id.ToString()))).Distinct().ToList();
        var (faults, opened) = (new List<string>(), 0);
        foreach (var role in Enum.GetValues<Role>().Where(r => r is not (Role.System or Role.Candidate)))
        {
            var clerk = await portal.SignedInAsync(await TestData.StaffAsync(portal, role, role is Role.NationalAdministrator or Role.SystemAdministrator or Role.Auditor ? null : "53"));
            foreach (var path in pages)
            {
                var page = await clerk.GetAsync(path);
                if (page.Status != HttpStatusCode.OK) continue;
                opened++;
                if (FullNumber().IsMatch(page.Text) || FullNumber().IsMatch(page.Body)) faults.Add($"{role}: {path}");
            }
        }
        Assert.Empty(faults);
        Assert.InRange(opened, 10, int.MaxValue);
    }

    private static async Task<(string Number, Guid Id)> SubmittedAsync(PortalFactory portal)
    {
        var made = await TestData.SubmittedAsync(portal);
        return await portal.WithAsync(async place => (place.GetRequiredService<PersonalDataSeal>().Open(
            (await place.GetRequiredService<PortalContext>().Set<RuanKao.Portal.Registrations.Registration>().SingleAsync(r => r.Id == made.Id)).Person!.NumberSealed), made.Id));
    }

    [GeneratedRegex(@"(?<![0-9A-Za-z])530199[0-9]{11}[0-9X](?![0-9A-Za-z])")]
    private static partial Regex FullNumber();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
