using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Portal.BrowserTests;

/// <summary>Walks every page the portal has, as everybody who may see it, and looks for barriers and for what does not fit a small screen.</summary>
public class EveryPageTests(DemoHouse house)
{
    /// <summary>What axe says of a page must reach us: on this one nothing is as it should be.</summary>
    [Fact]
    public async Task A_page_of_barriers_is_seen_as_one()
    {
        await using var person = await house.PersonAsync(phone: true);
        await person.Page.SetContentAsync("<meta name='viewport' content='width=device-width, initial-scale=1'><p style='color:#bbb'>看不清的灰字</p><img src='/x'><input><div style='width:2000px'>宽</div>");

        var faults = await person.LookAsync("barriers");

        Assert.All(["color-contrast", "html-has-lang", "image-alt", "label", "px wide on a screen of 390"], fault => Assert.Contains(faults, f => f.Contains(fault)));
    }

    /// <summary>Answers that are not pages to look at.</summary>
    private static readonly string[] NoPages = ["captcha", "captcha-new", "photo-image", "photo-original", "photo-draft-image", "photo-draft-original", "identity-scan", "accommodation-proof", "news-file", "announcement-file", "ticket-pdf", "admission-office-door", "admission-office-sheet", "admission-office-sign-in", "admission-office-seats-xlsx", "admission-office-rooms-xlsx", "ticket-prints-progress", "ticket-prints-file", "attendance-csv", "incidents-csv", "door-list", "door-photo", "door-token", "arrangement-calendar", "plan-policy-file", "round-policy-file", "registration-form-pdf", "figures-csv", "figures-xlsx", "figures-reviewers-csv", "figures-reviewers-xlsx", "pay-state", "statement-csv", "statement-xlsx", "receipts-missing", "form-token", "payment-return", "pay-wechat", "pay-wechat-back", "government-sign-in", "government-arrived", "review-next"];

    /// <summary>Pages that only the steps before them lead to; the walks in JourneyTests and EntranceTests look at them.</summary>
    private static readonly string[] OnTheWalk = ["sign-up-finish", "sign-up-done", "sign-in-code-enter", "recovery-finish", "pay-attempt",
        "account-binding-code", "account-binding-address", "account-binding-confirm", "two-factor-enter", "two-factor-enrol", "two-factor-codes", "account-links-confirm",
        "account-proof-code", "review-batch-done", "my-data-delete", "my-data-withdraw", "invitation", "windows-suspension"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_page_has_a_barrier_or_runs_off_the_screen(bool phone)
    {
        var faults = new List<string>();
        var (seen, routes, answered) = (new HashSet<string>(), new HashSet<string>(), new HashSet<string>());
        foreach (var (who, paths) in await VisitsAsync())
        {
            await using var person = await house.PersonAsync(phone);
            if (who is not null) await person.SignInAsync(who);
            foreach (var (route, path) in paths)
            {
                var answer = await person.Page.GotoAsync(path);
                if (answer!.Status >= 500) faults.Add($"{path} as {who}: {answer.Status}");
                routes.Add(route);
                if (answer.Status != 200 || new Uri(person.Page.Url).AbsolutePath != path) continue;
                answered.Add(route);
                var found = seen.Add(await PartsAsync(person)) ? await person.LookAsync($"{(phone ? "phone" : "desk")}-{who ?? "visitor"}-{route}") : await person.OverflowAsync();
                faults.AddRange(found.Select(fault => $"as {who ?? "visitor"} {fault}"));
            }
        }
        Assert.Empty(faults);
        Assert.Empty(routes.Except(answered));
    }

    /// <summary>The kinds of parts a page is made of: a page of the same parts as one before, with other words, has the same barriers or none.</summary>
    private static Task<string> PartsAsync(Person person) => person.Page.EvaluateAsync<string>(
        "[...new Set([...document.querySelectorAll('body *')].map(e => e.parentElement.tagName + '>' + e.tagName + '.' + e.className + e.getAttribute('role')))].sort().join()");

    private async Task<IReadOnlyList<(string? Who, IReadOnlyList<(string Route, string Path)> Paths)>> VisitsAsync()
    {
        var endpoints = house.Demo.Portal.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Where(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.Mvc.Controllers.ControllerActionDescriptor>() is not null)
            .Where(e => !NoPages.Contains(NameOf(e)) && !OnTheWalk.Contains(NameOf(e)))
            .ToList();
        var values = await ValuesAsync();
        var candidates = DemoPeople.Accounts.Where(a => a.SignIn.All(char.IsAsciiDigit)).Select(a => a.SignIn);
        var visits = new List<(string?, IReadOnlyList<(string, string)>)>
        {
            (null, Paths(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null)),
        };
        foreach (var candidate in candidates) visits.Add((candidate, Paths(e => For(e, Role.Candidate), await RoundsOfAsync(candidate))));
        visits.Add((DemoPeople.Reviewer, Paths(e => For(e, Role.Reviewer))));
        visits.Add((DemoPeople.Office, Paths(e => For(e, Role.Office))));
        visits.Add((DemoPeople.Administrator, Paths(e => For(e, Role.NationalAdministrator))));
        visits.Add((DemoPeople.InstitutionAdministrator, Paths(e => For(e, Role.InstitutionAdministrator))));
        visits.Add((DemoPeople.SystemAdministrator, Paths(e => For(e, Role.SystemAdministrator))));
        visits.Add((DemoPeople.Cashier, Paths(e => For(e, Role.Cashier))));
        visits.Add((DemoPeople.SecondApprover, Paths(e => For(e, Role.SecondApprover))));
        visits.Add((DemoPeople.DoorStaff, Paths(e => For(e, Role.DoorStaff))));
        visits.Add((DemoPeople.Auditor, Paths(e => For(e, Role.Auditor))));
        return visits;

        IReadOnlyList<(string, string)> Paths(Func<RouteEndpoint, bool> wanted, string[]? rounds = null) =>
            endpoints.Where(wanted).SelectMany(e => Fill(e, rounds is null ? values : new Dictionary<string, string[]>(values) { ["round"] = rounds })
                .Select(path => (NameOf(e), path))).ToList();
    }

    private static string NameOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? endpoint.RoutePattern.RawText ?? "";

    private static bool For(RouteEndpoint endpoint, Role role)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) return false;
        var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy).OfType<string>().ToList();
        return policies.Count == 0 || policies.Any(p => p == role.ToString() || (p == "Staff" && role != Role.Candidate)
            || (p == "OfficeOrNational" && role is Role.Office or Role.NationalAdministrator)
            || (p == "News" && role is Role.Office or Role.InstitutionAdministrator or Role.NationalAdministrator)
            || (p == "Plans" && role is Role.Office or Role.InstitutionAdministrator or Role.NationalAdministrator)
            || (p == "Figures" && role is Role.Office or Role.InstitutionAdministrator or Role.NationalAdministrator)
            || (p == "Entrance" && role is Role.DoorStaff or Role.Office)
            || (p == "Money" && role is Role.Cashier or Role.SecondApprover)
            || (p == "Windows" && role is Role.Office or Role.InstitutionAdministrator)
            || (p == "Appointing" && role is Role.InstitutionAdministrator or Role.NationalAdministrator or Role.SystemAdministrator));
    }

    /// <summary>Every way to fill the route's parameters with what the demo has; a route whose parameters are unknown here fails the test.</summary>
    private static IEnumerable<string> Fill(RouteEndpoint endpoint, IReadOnlyDictionary<string, string[]> values)
    {
        IEnumerable<string> paths = [""];
        foreach (var segment in endpoint.RoutePattern.PathSegments)
        {
            var parts = segment.Parts.Select(part => part switch
            {
                RoutePatternLiteralPart literal => [literal.Content],
                RoutePatternParameterPart parameter => Values(endpoint, parameter.Name, values),
                RoutePatternSeparatorPart separator => new[] { separator.Content },
                _ => [""],
            }).Aggregate(new[] { "" }, (sofar, next) => sofar.SelectMany(s => next.Select(n => s + n)).ToArray());
            paths = paths.SelectMany(p => parts.Select(part => p + "/" + part)).ToList();
        }
        return paths.Select(p => p.Length == 0 ? "/" : p);
    }

    private static string[] Values(RouteEndpoint endpoint, string parameter, IReadOnlyDictionary<string, string[]> values) =>
        values.TryGetValue($"{NameOf(endpoint)}:{parameter}", out var own) ? own
        : values.TryGetValue(parameter, out var common) ? common
        : throw new InvalidOperationException($"{endpoint.RoutePattern.RawText}: say in EveryPageTests which {parameter} to visit.");

    /// <summary>The rounds a candidate has a registration in; without any, the one that is open.</summary>
    private async Task<string[]> RoundsOfAsync(string mobile)
    {
        await using var reader = await house.PersonAsync();
        var rounds = await reader.ArchiveAsync(db => db.Registrations.Where(r => db.Users.Any(u => u.Id == r.UserId && u.PhoneNumber == mobile))
            .Join(db.Set<Exams.ExamRound>(), r => r.RoundId, r => r.Id, (_, round) => round.Code).ToArrayAsync());
        return rounds.Length > 0 ? rounds : [await reader.ArchiveAsync(db => db.Set<Exams.ExamRound>().OrderByDescending(r => r.ExamFrom).Select(r => r.Code).FirstAsync())];
    }

    private async Task<IReadOnlyDictionary<string, string[]>> ValuesAsync()
    {
        await using var reader = await house.PersonAsync();
        // What no other test judges, pays or gives back: while this one walks, it stays as it is.
        var waiting = await reader.ArchiveAsync(db => db.Registrations.Where(r => r.State == RegistrationState.Submitted && db.Users.Any(u => u.Id == r.UserId && u.PhoneNumber == "13800000003")).Select(r => r.Id).FirstAsync());
        var ban = await reader.ArchiveAsync(db => db.Set<Candidates.ExamBan>().Where(b => b.InstitutionCode == DemoPeople.Institution).Select(b => b.Id).FirstAsync());
        var manual = await reader.ArchiveAsync(db => db.Set<Candidates.IdentityCase>().Where(c => c.State == Candidates.IdentityCaseState.Waiting && db.Users.Any(u => u.Id == c.UserId && u.PhoneNumber == "13800000007")).Select(c => c.Id).FirstAsync());
        var room = await reader.ArchiveAsync(db => db.Set<Admission.AdmissionTicket>().OrderBy(t => t.Number).Select(t => t.RoomId).FirstAsync());
        var payers = await reader.ArchiveAsync(db => db.Users.Where(u => u.PhoneNumber!.StartsWith("1390001")).Select(u => u.Id).ToListAsync());
        var proposed = await reader.ArchiveAsync(db => db.Set<Payments.Refund>().Where(r => r.State == Payments.RefundState.Proposed && payers.Contains(r.Attempt.Order.PayerId)).Select(r => r.Id).FirstAsync());
        var post = await reader.ArchiveAsync(db => db.StaffAppointments.Where(a => a.Role == Role.Reviewer).Select(a => a.Id).FirstAsync());
        var rounds = await reader.ArchiveAsync(db => db.Registrations.Join(db.Set<Exams.ExamRound>(), r => r.RoundId, r => r.Id, (_, round) => round.Code).Distinct().ToListAsync());
        var news = (await reader.ArchiveAsync(db => db.Set<Announcements.Announcement>().OrderByDescending(a => a.IsPinned).ThenBy(a => a.Title).ToListAsync())).DistinctBy(a => (a.InstitutionCode, a.State)).ToList();
        return new Dictionary<string, string[]>
        {
            ["round"] = rounds.ToArray(),
            ["institution"] = [DemoPeople.Institution],
            ["review-case:id"] = [waiting.ToString()],
            ["list"] = ["Employment", "MajorRelation"],
            ["option:id"] = [(await reader.ArchiveAsync(db => db.Set<FormOption>().Where(o => o.Code == FormOptionList.Employed).Select(o => o.Id).SingleAsync())).ToString()],
            ["ban:id"] = [ban.ToString()],
            ["identity-case:id"] = [manual.ToString()],
            ["accommodation-case:id"] = [(await reader.ArchiveAsync(db => db.Set<AccommodationRequest>().OrderBy(a => a.Id).Select(a => a.Id).FirstAsync())).ToString()],
            ["accommodation-kind:code"] = ["time"],
            ["news-item:id"] = [.. news.Where(a => a.State == Announcements.AnnouncementState.Published).Select(a => a.Id.ToString())],
            ["announcement:id"] = [.. news.Select(a => a.Id.ToString())],
            ["announcement-withdraw:id"] = [.. news.Select(a => a.Id.ToString())],
            ["announcement-version:id"] = [.. news.Select(a => a.Id.ToString())],
            ["announcement-version:number"] = ["1"],
            ["room"] = [room.ToString()],
            ["door-site:site"] = [await reader.ArchiveAsync(db => db.Set<Admission.ExamRoom>().Where(r => r.Id == room).Select(r => r.Site.Code).FirstAsync())],
            ["site"] = [(await reader.ArchiveAsync(db => db.Set<Admission.ExamSite>().OrderBy(s => s.Code).Select(s => s.Id).FirstAsync())).ToString()],
            ["ticket"] = [(await reader.ArchiveAsync(db => db.Set<Admission.AdmissionTicket>().OrderBy(t => t.Number).Select(t => t.Id).FirstAsync())).ToString()],
            ["key"] = ["registration-returned"],
            ["money-order:id"] = [.. (await reader.ArchiveAsync(db => db.Set<Payments.Refund>().Select(r => r.Attempt.OrderId)
                .Concat(db.Set<Payments.PaymentAttempt>().Where(a => a.State == Payments.PaymentState.Incident).Select(a => a.OrderId)).Distinct().ToListAsync())).Select(id => id.ToString())],
            ["bill:id"] = [.. (await reader.ArchiveAsync(db => db.Set<Payments.Bill>().OrderBy(b => b.Id).Select(b => b.Id).Take(1).ToListAsync())).Select(id => id.ToString())],
            ["money-refund:id"] = [(await reader.ArchiveAsync(db => db.Set<Payments.PaymentAttempt>().Where(a => a.State == Payments.PaymentState.Incident && payers.Contains(a.Order.PayerId)).Select(a => a.Id).FirstAsync())).ToString()],
            ["money-decision:id"] = [proposed.ToString()],
            ["money-offline:id"] = [proposed.ToString()],
            ["staff-post:id"] = [post.ToString()],
            // Open, not open yet, and not published.
            ["institution-enter:institution"] = [DemoPeople.Institution, "51", "81"],
            ["sheet"] = ["plan", "notice", "policy"],
            ["status"] = ["404"],
            ["code"] = ["403", "404", "409", "413", "500"],
        };
    }
}
