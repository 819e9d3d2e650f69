using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.House;

/// <summary>Every address of the house asked for by everybody. The addresses are read from the house itself: a new one without a line fails.</summary>
public class AuthorisationTests
{
    // One letter a person, in this order: a visitor; the candidate whose things the addresses name; another candidate; the reviewers of 53 and
    // of 11; the exam offices of 53 and of 11; the national administrator.
    // o is let in, s is asked to sign in, f is forbidden (403), n finds nothing (404).
    // Posts are sent empty, with a valid antiforgery token. Every address is at institution 53. Saving a draft comes last: it gives the other candidate pages of his own.
    private const string Table = """
        ANY  /health/live                                             oooooooo
        ANY  /health/ready                                            oooooooo
        ANY  {**path}                                                 nnnnnnnn
        ANY  errors                                                   nnnnnnnn
        ANY  errors/{status:int}                                      nnnnnnnn
        GET                                                           oooooooo
        GET  help                                                     oooooooo
        GET  privacy                                                  oooooooo
        GET  accessibility                                            oooooooo
        GET  institutions/{institution}                               oooooooo
        GET  rounds                                                   sooooooo

        GET  captcha/{id}.png                                         oooooooo
        GET  captcha/new                                              nnnnnnnn
        GET  sign-up                                                  oooooooo
        POST sign-up                                                  oooooooo
        GET  sign-up/finish                                           oooooooo
        POST sign-up/finish                                           oooooooo
        GET  sign-up/done                                             soofffff
        GET  sign-in                                                  oooooooo
        POST sign-in                                                  oooooooo
        GET  sign-in/code                                             oooooooo
        POST sign-in/code                                             oooooooo
        GET  sign-in/code/enter                                       oooooooo
        POST sign-in/code/enter                                       oooooooo
        GET  recovery                                                 oooooooo
        POST recovery                                                 oooooooo
        GET  recovery/finish                                          oooooooo
        POST recovery/finish                                          oooooooo
        POST sign-out                                                 oooooooo

        GET  account                                                  sooooooo
        GET  account/password                                         sooooooo
        POST account/password                                         sooooooo

        GET  me                                                       soofffff
        GET  me/identity                                              soofffff
        POST me/identity                                              soofffff
        GET  me/identity/done                                         soofffff
        GET  me/identity/validity                                     soofffff
        POST me/identity/validity                                     soofffff
        GET  me/registrations                                         soofffff
        GET  photos                                                   soofffff
        POST photos                                                   soofffff
        GET  photos/{id:guid}.jpg                                     sononnnn
        GET  photos/{id:guid}/original.jpg                            sononnnn

        GET  exams/{round}/{institution}                              soofffff
        GET  exams/{round}/{institution}/notice                       oooooooo
        GET  exams/{round}/{institution}/plan                         oooooooo
        GET  exams/{round}/{institution}/policy                       oooooooo
        GET  exams/{round}/{institution}/form                         soofffff
        GET  exams/{round}/{institution}/form/check                   soofffff
        POST exams/{round}/{institution}/form/submit                  soofffff
        GET  exams/{round}/{institution}/form/done                    soofffff
        GET  exams/{round}/{institution}/review                       soofffff
        GET  exams/{round}/{institution}/cancel                       sonfffff
        POST exams/{round}/{institution}/cancel                       sonfffff
        GET  exams/{round}/{institution}/registration-form            sonfffff

        GET  exams/{round}/{institution}/pay                          sonfffff
        POST exams/{round}/{institution}/pay                          sonfffff
        GET  exams/{round}/{institution}/pay/{number:length(32)}      sonfffff
        POST exams/{round}/{institution}/pay/{number:length(32)}/check    sonfffff
        POST exams/{round}/{institution}/pay/{number:length(32)}/give-up  sonfffff
        GET  exams/{round}/{institution}/pay/{number:length(32)}/state    sonfffff
        GET  pay/return/{channel}/{number:length(32)}                 oooooooo
        POST notify/{channel}/{account}                               oooooooo

        GET  exams/{round}/{institution}/ticket                       soofffff
        GET  exams/{round}/{institution}/arrangement                  soofffff
        GET  exams/{round}/{institution}/ticket.pdf                   soofffff

        GET  desk                                                     sffooooo
        GET  desk/review                                              sffoofff
        POST desk/review/search                                       sffoofff
        GET  desk/review/{id:guid}                                    sffonfff
        POST desk/review/{id:guid}/approve                            sffonfff
        POST desk/review/{id:guid}/return                             sffonfff
        GET  desk/admission                                           sffffoof
        GET  desk/admission/sites/new                                 sffffoof
        POST desk/admission/sites/new                                 sffffoof
        GET  desk/admission/{round}/{institution}                     sffffonf
        GET  desk/admission/{round}/{institution}/seats               sffffonf
        POST desk/admission/{round}/{institution}/seats               sffffonf
        GET  desk/admission/{round}/{institution}/rooms/{room:guid}   sffffonf

        POST exams/{round}/{institution}/form                         soofffff
        """;

    // Called by machines, which have no page to take a token from; a signature stands in its place.
    private static readonly string[] WithoutToken = ["POST notify/{channel}/{account}"];

    private static readonly Dictionary<string, string> Expected = Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(words => string.Join(' ', words[..^1]), words => words[^1]);

    [Fact]
    public async Task Every_address_has_its_line()
    {
        await using var portal = await PortalFactory.StartAsync();
        Assert.Equal(Expected.Keys.Order(StringComparer.Ordinal), Routes(portal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Everybody_gets_what_the_table_says_and_nobody_else_reads_a_candidates_name()
    {
        await using var street = await StreetAsync();
        var faults = new List<string>();
        foreach (var (route, letters) in Expected)
        {
            var answers = "";
            foreach (var (who, userId) in street.People)
            {
                var page = await street.AskAsync(route, userId, token: true);
                answers += Letter(page);
                if (page.Body.Contains("张伟明") && who is not ("candidate" or "reviewer 53" or "office 53")) faults.Add($"{route}: {who} reads the candidate's name");
                if (userId is not null && page.Status == HttpStatusCode.OK && page.Response.Content.Headers.ContentType?.MediaType == "text/html"
                    && page.Response.Headers.CacheControl?.NoStore != true) faults.Add($"{route}: a browser may keep the page of {who}");
            }
            if (answers != letters) faults.Add($"{route}: expected {letters}, got {answers}");
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task No_form_is_taken_without_the_token_of_its_page()
    {
        await using var street = await StreetAsync();
        var taken = new List<string>();
        foreach (var (route, letters) in Expected.Where(line => line.Key.StartsWith("POST", StringComparison.Ordinal) && !WithoutToken.Contains(line.Key)))
        {
            var (_, userId) = street.People[letters.IndexOf('o')];
            var page = await street.AskAsync(route, userId, token: false);
            if (page.Status != HttpStatusCode.BadRequest) taken.Add($"{route}: {page.Status}");
        }
        Assert.Empty(taken);
    }

    private static char Letter(Page page) => page.Status switch
    {
        HttpStatusCode.Redirect when page.Location == "/sign-in" || page.Location!.StartsWith("/sign-in?", StringComparison.Ordinal) => 's',
        HttpStatusCode.OK or HttpStatusCode.Redirect or HttpStatusCode.Conflict => 'o',
        HttpStatusCode.Forbidden => 'f',
        HttpStatusCode.NotFound => 'n',
        _ => '?',
    };

    private static IEnumerable<string> Routes(PortalFactory portal) =>
        from endpoint in portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        // The assets, and what stands in for them in development.
        where endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null && endpoint.RoutePattern.RawText != "{**path:file}"
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["ANY"]
        select $"{method} {endpoint.RoutePattern.RawText}".TrimEnd();

    private static async Task<Street> StreetAsync()
    {
        var world = await PaymentWorld.BeginAsync();
        var (portal, mine) = (world.Factory, world.Registration);
        var number = await world.StartAsync();
        await world.BookAsync(number);
        await TestData.SiteAsync(portal);
        await TestData.SeatAllAsync(portal, mine.RoundCode);
        return await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            var names = new Dictionary<string, string>
            {
                ["{round}"] = mine.RoundCode, ["{institution}"] = mine.InstitutionCode, ["{number:length(32)}"] = number,
                ["{channel}"] = "alipay", ["{account}"] = "default", ["{status:int}"] = "404", ["{**path}"] = "no/such/page",
                ["{room:guid}"] = (await db.ExamRooms.Select(r => r.Id).SingleAsync()).ToString(),
                ["captcha/{id}"] = "captcha/" + place.GetRequiredService<Captcha>().Issue(CaptchaForm.SignIn),
                ["photos/{id:guid}"] = $"photos/{await db.Registrations.Where(r => r.Id == mine.Id).Select(r => r.PhotoId).SingleAsync()}",
                ["{id:guid}"] = mine.Id.ToString(),
            };
            return new Street(world, names,
            [
                ("visitor", null), ("candidate", mine.UserId), ("another candidate", await TestData.VerifiedCandidateAsync(portal, "李静")),
                ("reviewer 53", await TestData.StaffAsync(portal, Role.Reviewer, "53")), ("reviewer 11", await TestData.StaffAsync(portal, Role.Reviewer, "11")),
                ("office 53", await TestData.StaffAsync(portal, Role.Office, "53")), ("office 11", await TestData.StaffAsync(portal, Role.Office, "11")),
                ("administrator", await TestData.StaffAsync(portal, Role.NationalAdministrator)),
            ]);
        });
    }

    /// <summary>One candidate with everything an address can name, and the people who try to open it.</summary>
    private sealed record Street(PaymentWorld World, Dictionary<string, string> Names, IReadOnlyList<(string Who, Guid? UserId)> People) : IAsyncDisposable
    {
        public async Task<Page> AskAsync(string route, Guid? userId, bool token)
        {
            var (method, path) = route.Split(' ', 2) is [var verb, var rest] ? (verb, rest) : (route, "");
            path = "/" + Names.Aggregate(path, (text, name) => text.Replace(name.Key, name.Value, StringComparison.Ordinal)).TrimStart('/');
            var person = userId is { } id ? await World.Factory.SignedInAsync(id) : World.Factory.Visitor();
            if (method != "POST") return await person.GetAsync(path);
            var form = await person.GetAsync("/sign-in");
            return await person.PostAsync(path, token ? [new("__RequestVerificationToken", form.ValueOf("__RequestVerificationToken")!)] : []);
        }

        public ValueTask DisposeAsync() => World.DisposeAsync();
    }
}
