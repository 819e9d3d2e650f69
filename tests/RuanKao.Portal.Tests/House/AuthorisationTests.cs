using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Announcements;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.House;

/// <summary>Every address of the house asked for by everybody. The addresses are read from the house itself: a new one without a line fails.</summary>
public class AuthorisationTests(AuthorisationTests.Street street) : IClassFixture<AuthorisationTests.Street>
{
    // One letter a person, in this order: a visitor; the candidate whose things the addresses name; another candidate; the reviewers of 53 and
    // of 11; the exam offices of 53 and of 11; the national administrator; then, where they do not all fare as the one before, the reviewer of
    // another prefecture of 53, the institution administrators of 53 and of 11, the cashiers, second approvers and door staff of 53 and of 11,
    // the system administrator and the auditor. The last letter of a line goes for everybody after it; blanks between letters mean nothing.
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
        GET  news                                                     oooooooo
        GET  news/{id:guid}                                           oooooooo
        GET  news/{id:guid}/files/{file:guid}                         oooooooo
        GET  rounds                                                   sooooooo

        GET  captcha/{id}.png                                         oooooooo
        GET  captcha/new                                              nnnnnnnn
        GET  sign-up                                                  oooooooo
        POST sign-up                                                  oooooooo
        GET  sign-up/code                                             oooooooo
        POST sign-up/code                                             oooooooo
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

        GET  sign-in/government/{provider}/start                      nnnnnnnn
        GET  sign-in/government/arrived                               oooooooo
        GET  sign-in/government/failed                                oooooooo
        GET  account/data                                             sooooooo
        POST account/data/download                                    sooooooo
        GET  account/data/withdraw/{subject}                          soofffff
        POST account/data/withdraw/{subject}                          soofffff
        GET  account/data/delete                                      soofffff
        POST account/data/delete                                      soofffff
        GET  account/erased                                           oooooooo
        GET  account/proof                                            sooooooo
        POST account/proof                                            sooooooo
        POST account/proof/send                                       sooooooo
        GET  account/proof/code                                       sooooooo
        POST account/proof/code                                       sooooooo
        GET  account/links                                            soofffff
        GET  account/links/confirm                                    soofffff
        POST account/links/confirm                                    soofffff
        POST account/links/{id:guid}/remove                           sonfffff
        GET  account                                                  sooooooo
        GET  account/password                                         sooooooo
        POST account/password                                         sooooooo
        GET  sign-in/two-factor                                       s
        POST sign-in/two-factor                                       s
        GET  sign-in/two-factor/enrol                                 s
        POST sign-in/two-factor/enrol                                 s
        GET  invitations/{token}                                      o
        POST invitations/{token}                                      o
        GET  account/two-factor                                       sffo
        GET  account/two-factor/codes                                 sffo
        POST account/two-factor/codes                                 sffo
        POST account/two-factor/phone                                 sffo
        POST account/two-factor/phone/new                             sffo

        GET  account/sign-ins                                         sooooooo
        POST account/sign-ins/end-others                              sooooooo
        GET  account/mobile                                           sooooooo
        GET  account/email                                            sooooooo
        POST account/binding/proof                                    sooooooo
        GET  account/binding/code                                     sooooooo
        POST account/binding/code                                     sooooooo
        GET  account/binding/identity                                 soonnnnn
        POST account/binding/identity                                 soonnnnn
        GET  account/binding/address                                  sooooooo
        POST account/binding/address                                  sooooooo
        GET  account/binding/confirm                                  sooooooo
        POST account/binding/confirm                                  sooooooo
        POST account/binding/unbind                                   sooooooo

        GET  me                                                       soofffff
        GET  me/identity                                              soofffff
        POST me/identity                                              soofffff
        GET  me/identity/done                                         soofffff
        GET  me/identity/validity                                     soofffff
        POST me/identity/validity                                     soofffff
        GET  me/identity/manual                                       soofffff
        GET  me/identity/manual/claim                                 soofffff
        POST me/identity/manual/claim                                 soofffff
        GET  me/identity/manual/scans                                 soofffff
        POST me/identity/manual/scans                                 soofffff
        POST me/identity/manual/scans/{id:guid}/remove                sonfffff
        POST me/identity/manual/send                                  soofffff
        GET  identity-scans/{id:guid}.jpg                             sononnnn
        GET  me/registrations                                         soofffff
        GET  photos                                                   soofffff
        POST photos                                                   soofffff
        POST photos/use                                               soofffff
        POST photos/save                                              soofffff
        GET  photos/drafts/{id:guid}.jpg                              sonfffff
        GET  photos/drafts/{id:guid}/original.jpg                     sonfffff
        GET  photos/{id:guid}.jpg                                     sononnnn
        GET  photos/{id:guid}/original.jpg                            sononnnn

        GET  exams/{round}/{institution}                              soofffff
        GET  exams/{round}/{institution}/notice                       oooooooo
        GET  exams/{round}/{institution}/plan                         oooooooo
        GET  exams/{round}/{institution}/policy                       oooooooo
        GET  exams/{round}/{institution}/form                         soofffff
        GET  exams/{round}/{institution}/form/check                   soofffff
        POST exams/{round}/{institution}/form/submit                  soofffff
        GET  exams/{round}/{institution}/form/token                   soofffff
        GET  exams/{round}/{institution}/form/signed-in               soofffff
        GET  exams/{round}/{institution}/form/done                    soofffff
        GET  exams/{round}/{institution}/review                       soofffff
        GET  exams/{round}/{institution}/change                       sonfffff
        POST exams/{round}/{institution}/change                       sonfffff
        POST exams/{round}/{institution}/change/withdraw              sonfffff
        GET  exams/{round}/{institution}/cancel                       sonfffff
        POST exams/{round}/{institution}/cancel                       sonfffff
        GET  exams/{round}/{institution}/registration-form            sonfffff
        GET  exams/{round}/{institution}/registration-form.pdf        sonfffff

        GET  exams/{round}/{institution}/accommodation                soofffff
        POST exams/{round}/{institution}/accommodation                soofffff
        POST exams/{round}/{institution}/accommodation/proofs/{id:guid}/remove  sonfffff
        GET  accommodation-proofs/{id:guid}                           sonnnonn

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
        GET  exams/{round}/{institution}/arrangement.ics              soofffff
        GET  exams/{round}/{institution}/ticket.pdf                   soofffff

        GET  desk                                                     sffooooo
        GET  desk/figures                                             sffffooo f oo f
        GET  desk/figures/{table}.csv                                 sffffono f on f
        GET  desk/figures/reviewers                                   sffffooo f oo f
        GET  desk/figures/reviewers.csv                               sffffooo f oo f
        GET  desk/figures/reviewers.xlsx                              sffffooo f oo f
        GET  desk/figures/all.xlsx                                    sffffono f on f
        GET  desk/review                                              sffoofff of
        POST desk/review/search                                       sffoofff of
        GET  desk/review/{id:guid}                                    sffonfff nf
        POST desk/review/{id:guid}/number                             sffonfff nf
        POST desk/review/{id:guid}/approve                            sffonfff nf
        POST desk/review/{id:guid}/return                             sffonfff nf
        POST desk/review/{id:guid}/change/approve                     sffonfff nf
        POST desk/review/{id:guid}/change/return                      sffonfff nf
        GET  desk/review/next                                         sffoofff of
        POST desk/review/{id:guid}/claim                              sffonfff nf
        POST desk/review/{id:guid}/release                            sffonfff nf
        POST desk/review/{id:guid}/undo                               sffonfff nf
        POST desk/review/{id:guid}/second                             sffonfff nf
        POST desk/review/{id:guid}/second/withdraw                    sffnnfff nf
        GET  desk/review/second                                       sffoofff of
        GET  desk/review/batch                                        sffoofff of
        POST desk/review/batch                                        sffoofff of
        GET  desk/review/batch/{id:guid}                              sffnnfff nf
        POST desk/review/batch/{id:guid}/undo                         sffnnfff nf
        GET  desk/return-reasons                                      sffffffo f oo f
        POST desk/return-reasons                                      sffffffo f oo f
        POST desk/return-reasons/{code}                               sffffffn f nn f
        GET  desk/identity                                            sffoofff of
        GET  desk/identity/{id:guid}                                  sffonfff nf
        POST desk/identity/{id:guid}/approve                          sffonfff nf
        POST desk/identity/{id:guid}/return                           sffonfff nf
        GET  desk/bans                                                sffffooo f
        POST desk/bans/search                                         sffffooo f
        GET  desk/bans/new                                            sffffooo f
        POST desk/bans/new                                            sffffooo f
        GET  desk/bans/import                                         sffffooo f
        POST desk/bans/import                                         sffffooo f
        POST desk/bans/import/confirm                                 sffffooo f
        GET  desk/bans/{id:guid}                                      sffffono f
        POST desk/bans/{id:guid}/end                                  sffffono f
        POST me/identity/manual/withdraw                              soofffff
        GET  desk/windows                                             sffffoof foof
        GET  desk/windows/{round}/{institution}                       sffffonf fonf
        GET  desk/windows/{round}/{institution}/extend                sffffonf fonf
        POST desk/windows/{round}/{institution}/extend                sffffonf fonf
        GET  desk/windows/{round}/{institution}/suspend               sffffonf fonf
        POST desk/windows/{round}/{institution}/suspend               sffffonf fonf
        GET  desk/windows/{round}/{institution}/suspensions/{act:guid}  sffffonf fonf
        GET  desk/windows/{round}/{institution}/void                  sffffonf fonf
        POST desk/windows/{round}/{institution}/void                  sffffonf fonf
        GET  desk/plans                                               sffffooo f oo f
        GET  desk/plans/{round}                                       sffffooo f oo f
        GET  desk/plans/{round}/preview                               sffffooo f oo f
        GET  desk/plans/new                                           sffffffo f
        POST desk/plans/new                                           sffffffo f
        GET  desk/plans/{round}/days                                  sffffffo f
        POST desk/plans/{round}/days                                  sffffffo f
        GET  desk/plans/{round}/offerings                             sffffffo f
        GET  desk/plans/{round}/sittings                              sffffffo f
        POST desk/plans/{round}/sittings                              sffffffo f
        POST desk/plans/{round}/publish                               sffffffo f
        GET  desk/plans/{round}/close                                 sffffffo f
        POST desk/plans/{round}/close                                 sffffffo f
        GET  desk/plans/{round}/remove                                sffffffo f
        POST desk/plans/{round}/remove                                sffffffo f
        GET  desk/plans/{round}/{institution}                         sffffono f on f
        GET  desk/plans/{round}/{institution}/preview/{sheet}         sffffono f on f
        GET  desk/plans/{round}/{institution}/policy-files/{number:int}  sffffono f on f
        POST desk/plans/{round}/{institution}/join                    sffffonf fonf
        GET  desk/plans/{round}/{institution}/windows                 sffffonf fonf
        POST desk/plans/{round}/{institution}/windows                 sffffonf fonf
        GET  desk/plans/{round}/{institution}/fees                    sffffonf fonf
        POST desk/plans/{round}/{institution}/fees                    sffffonf fonf
        GET  desk/plans/{round}/{institution}/regions                 sffffonf fonf
        POST desk/plans/{round}/{institution}/regions                 sffffonf fonf
        GET  desk/plans/{round}/{institution}/texts                   sffffonf fonf
        POST desk/plans/{round}/{institution}/texts                   sffffonf fonf
        GET  desk/plans/{round}/{institution}/policy-files            sffffonf fonf
        POST desk/plans/{round}/{institution}/policy-files            sffffonf fonf
        GET  desk/plans/{round}/{institution}/contacts                sffffonf fonf
        POST desk/plans/{round}/{institution}/contacts                sffffonf fonf
        POST desk/plans/{round}/{institution}/publish                 sffffonf fonf
        GET  exams/{round}/{institution}/policy.pdf                   oooooooo
        GET  desk/staff                                               sffffffo f oo ffffff of
        GET  desk/staff/invite                                        sffffffo f oo ffffff of
        POST desk/staff/invite                                        sffffffo f oo ffffff of
        GET  desk/staff/{id:guid}                                     sffffffn f on ffffff nf
        POST desk/staff/{id:guid}/end                                 sffffffn f on ffffff nf
        POST desk/staff/{id:guid}/reset-factor                        sffffffn f on ffffff nf
        POST desk/staff/invitations/{id:guid}/revoke                  sffffffn f on ffffff nf
        GET  desk/notices                                             sff ffff f f ff ffffff of
        GET  desk/notices/{key}                                       sff ffff f f ff ffffff of
        POST desk/notices/{key}                                       sff ffff f f ff ffffff of
        POST desk/notices/{key}/preview                               sff ffff f f ff ffffff of
        POST desk/notices/{key}/reset                                 sff ffff f f ff ffffff of
        GET  desk/audit                                               sff ffff f f ff ffffff fo
        POST desk/audit/verify                                        sff ffff f f ff ffffff fo
        GET  desk/options                                             sfffffff f ff ffffff of
        GET  desk/options/{list}/new                                  sfffffff f ff ffffff of
        POST desk/options/{list}/new                                  sfffffff f ff ffffff of
        GET  desk/options/{id:guid}                                   sfffffff f ff ffffff of
        POST desk/options/{id:guid}                                   sfffffff f ff ffffff of
        POST desk/options/{id:guid}/move                              sfffffff f ff ffffff of
        POST desk/options/{id:guid}/retire                            sfffffff f ff ffffff of
        POST desk/options/{id:guid}/restore                           sfffffff f ff ffffff of
        GET  desk/money                                               sfffffff f ff oooo f
        POST desk/money/search                                        sfffffff f ff oooo f
        GET  desk/money/orders/{id:guid}                              sfffffff f ff onon f
        GET  desk/money/attempts/{id:guid}/refund                     sfffffff f ff onff f
        POST desk/money/attempts/{id:guid}/refund                     sfffffff f ff onff f
        GET  desk/money/refunds/{id:guid}                             sfffffff f ff ffon f
        POST desk/money/refunds/{id:guid}/approve                     sfffffff f ff ffon f
        POST desk/money/refunds/{id:guid}/decline                     sfffffff f ff ffon f
        POST desk/money/refunds/{id:guid}/retry                       sfffffff f ff onff f
        GET  desk/money/refunds/{id:guid}/offline                     sfffffff f ff onff f
        POST desk/money/refunds/{id:guid}/offline                     sfffffff f ff onff f
        POST desk/money/attempts/{id:guid}/returned                   sfffffff f ff onff f
        GET  desk/photo-settings                                      sffffoof foof
        POST desk/photo-settings                                      sffffoof foof
        GET  desk/money/bills                                         sfffffff f ff oooo f
        GET  desk/money/bills/{id:guid}                               sfffffff f ff onon f
        POST desk/money/bills/{id:guid}/again                         sfffffff f ff onff f
        POST desk/money/bills/{id:guid}/differences                   sfffffff f ff onff f
        GET  exams/{round}/{institution}/pay/wechat                   soofffff
        GET  pay/wechat/back                                          snnfffff
        GET  desk/money/receipts                                      sfffffff f ff ooff f
        POST desk/money/receipts                                      sfffffff f ff ooff f
        POST desk/money/receipts/confirm                              sfffffff f ff ooff f
        GET  desk/money/receipts/missing.csv                          sfffffff f ff ooff f
        GET  desk/money/statement                                     sfffffff f ff oooo f
        GET  desk/money/statement.csv                                 sfffffff f ff oooo f
        GET  desk/money/statement.xlsx                                sfffffff f ff oooo f
        GET  desk/news                                                sffffooo f oo f
        GET  desk/news/new                                            sffffooo f oo f
        POST desk/news/new                                            sffffooo f oo f
        GET  desk/news/{id:guid}                                      sffffonn f on f
        GET  desk/news/{id:guid}/versions/{number:int}                sffffonn f on f
        GET  desk/news/{id:guid}/files/{file:guid}                    sffffonn f on f
        GET  desk/news/{id:guid}/withdraw                             sffffonn f on f
        POST desk/news/{id:guid}                                      sffffonn f on f
        POST desk/news/{id:guid}/withdraw                             sffffonn f on f
        GET  desk/accommodations                                      sffffoof
        GET  desk/accommodations/{id:guid}                            sffffonf
        POST desk/accommodations/{id:guid}/decide                     sffffonf
        GET  desk/accommodation-kinds                                 sffffffo f
        GET  desk/accommodation-kinds/new                             sffffffo f
        POST desk/accommodation-kinds/new                             sffffffo f
        GET  desk/accommodation-kinds/{code}                          sffffffo f
        POST desk/accommodation-kinds/{code}                          sffffffo f
        POST exams/{round}/{institution}/accommodation/withdraw       soofffff
        GET  desk/admission                                           sffffoof
        GET  desk/admission/sites/new                                 sffffoof
        POST desk/admission/sites/new                                 sffffoof
        GET  desk/admission/sites/{site:guid}                         sffffonf
        POST desk/admission/sites/{site:guid}                         sffffonf
        GET  desk/admission/sites/{site:guid}/remove                  sffffonf
        POST desk/admission/sites/{site:guid}/remove                  sffffonf
        GET  desk/admission/rooms/{room:guid}                         sffffonf
        POST desk/admission/rooms/{room:guid}                         sffffonf
        GET  desk/admission/rooms/{room:guid}/remove                  sffffonf
        POST desk/admission/rooms/{room:guid}/remove                  sffffonf
        GET  desk/admission/files/{institution}/rooms.xlsx            sffffonf
        GET  desk/admission/files/{institution}/import                sffffonf
        POST desk/admission/files/{institution}/import                sffffonf
        POST desk/admission/files/{institution}/import/confirm        sffffonf
        GET  desk/admission/{round}/{institution}/seats.xlsx          sffffonf
        GET  desk/admission/{round}/{institution}/rooms/{room:guid}/door.pdf     sffffonf
        GET  desk/admission/{round}/{institution}/rooms/{room:guid}/room.pdf     sffffonf
        GET  desk/admission/{round}/{institution}/rooms/{room:guid}/sign-in.pdf  sffffonf
        GET  desk/admission/{round}/{institution}/rules               sffffonf
        POST desk/admission/{round}/{institution}/rules               sffffonf
        GET  desk/admission/{round}/{institution}/seats/{ticket:guid} sffffonf
        GET  desk/admission/{round}/{institution}                     sffffonf
        GET  desk/admission/{round}/{institution}/seats               sffffonf
        POST desk/admission/{round}/{institution}/seats               sffffonf
        GET  desk/admission/{round}/{institution}/rooms/{room:guid}   sffffonf
        POST desk/admission/{round}/{institution}/rooms/{room:guid}/accessible  sffffonf

        GET  door                                                     sffffoof fffffff oof
        GET  door/{round}/{institution}/{site}                        sffffonf fffffff onf
        GET  door/{round}/{institution}/{site}/list                   sffffonf fffffff onf
        GET  door/{round}/{institution}/{site}/photos/{number}        sffffnnf fffffff nnf
        GET  door/{round}/{institution}/{site}/token                  sffffonf fffffff onf
        POST door/{round}/{institution}/{site}/entries                sffffonf fffffff onf

        GET  desk/tickets                                             sffffoof
        GET  desk/tickets/{round}/{institution}                       sffffonf
        POST desk/tickets/{round}/{institution}                       sffffonf
        GET  desk/tickets/{round}/{institution}/progress              sffffonf
        GET  desk/tickets/{round}/{institution}/files/{file:guid}     sffffonf
        GET  desk/tickets/{round}/{institution}/attendance            sffffonf
        POST desk/tickets/{round}/{institution}/attendance            sffffnnf
        GET  desk/tickets/{round}/{institution}/attendance.csv        sffffonf
        GET  desk/tickets/{round}/{institution}/incidents.csv         sffffonf
        POST exams/{round}/{institution}/form/choose                  soofffff
        POST exams/{round}/{institution}/form/autosave                soofffff
        POST exams/{round}/{institution}/form                         soofffff
        """;

    // Called by machines, which have no page to take a token from; a signature stands in its place.
    private static readonly string[] WithoutToken = ["POST notify/{channel}/{account}"];

    private static readonly Dictionary<string, string> Expected = Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(words => string.Join(' ', words.TakeWhile(w => !IsLetters(w))), words => string.Concat(words.SkipWhile(w => !IsLetters(w))));

    private static bool IsLetters(string word) => word.All("osfn".Contains);

    [Fact]
    public void Every_address_has_its_line() =>
        Assert.Equal(Expected.Keys.Order(StringComparer.Ordinal), Routes(street.Portal).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_role_stands_in_the_table() => Assert.Equal(Enum.GetValues<Role>().Where(r => r is not (Role.System or Role.Candidate)),
        street.People.SelectMany(p => p.Role is { } role ? [role] : Array.Empty<Role>()).Distinct().Order());

    [Fact]
    public async Task Everybody_gets_what_the_table_says_and_nobody_else_reads_a_candidates_name()
    {
        var faults = new List<string>();
        foreach (var (route, letters) in Expected)
        {
            var answers = "";
            foreach (var person in street.People)
            {
                var page = await street.AskAsync(route, person, token: true);
                answers += Letter(page);
                if (page.Body.Contains("张伟明") && !person.MayReadTheName) faults.Add($"{route}: {person.Who} reads the candidate's name");
                if (person.UserId is not null && page.Status == HttpStatusCode.OK && page.Response.Content.Headers.ContentType?.MediaType == "text/html"
                    && page.Response.Headers.CacheControl?.NoStore != true) faults.Add($"{route}: a browser may keep the page of {person.Who}");
            }
            if (answers != letters.PadRight(answers.Length, letters[^1])) faults.Add($"{route}: expected {letters}, got {answers} ({Differences(answers, letters)})");
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task No_form_is_taken_without_the_token_of_its_page()
    {
        var taken = new List<string>();
        foreach (var (route, letters) in Expected.Where(line => line.Key.StartsWith("POST", StringComparison.Ordinal) && !WithoutToken.Contains(line.Key)))
        {
            // Whoever is let in, or at least past the door: a visitor who is asked to sign in says nothing about the form.
            var whole = letters.PadRight(street.People.Count, letters[^1]);
            var page = await street.AskAsync(route, street.People[Math.Max(0, whole.Contains('o') ? whole.IndexOf('o') : whole.IndexOf('n'))], token: false);
            if (page.Status != HttpStatusCode.BadRequest) taken.Add($"{route}: {page.Status}");
        }
        Assert.Empty(taken);
    }

    private string Differences(string answers, string letters) => string.Join("; ", street.People.Select((p, n) => (p.Who, Got: answers[n], Expected: letters[Math.Min(n, letters.Length - 1)]))
        .Where(d => d.Got != d.Expected).Select(d => $"{d.Who} {d.Got} for {d.Expected}"));

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

    /// <summary>Somebody who tries the doors.</summary>
    public sealed record Passer(string Who, Guid? UserId, Role? Role = null)
    {
        public bool MayReadTheName => Who is "candidate" or "Reviewer 53" or "Office 53" or "Cashier 53" or "SecondApprover 53";

        /// <summary>The token of this person's forms and the cookie beside it: good for every form of the same account.</summary>
        public (string Token, string Cookie)? Token { get; set; }
    }

    /// <summary>One candidate with everything an address can name, and the people who try to open it; walked by all tests of this class.</summary>
    public sealed class Street : IAsyncLifetime
    {
        private PaymentWorld? world;
        private Dictionary<string, string> names = [];

        public PortalFactory Portal => world!.Factory;

        public IReadOnlyList<Passer> People { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            world = await PaymentWorld.BeginAsync();
            var mine = world.Registration;
            var number = await world.StartAsync();
            await world.BookAsync(number);
            await TestData.SiteAsync(Portal);
            await TestData.SeatAllAsync(Portal, mine.RoundCode);
            var manual = await TestData.CaseAsync(Portal, name: "张伟明", userId: mine.UserId);
            var ban = await TestData.BanAsync(Portal);
            var accommodation = await TestData.AccommodationAsync(Portal, mine);
            names = await Portal.WithAsync(async place =>
            {
                var db = place.GetRequiredService<PortalContext>();
                var news = await NewsAsync(db, Portal.Clock.UtcNow);
                var scan = await db.Set<RuanKao.Portal.Candidates.IdentityScan>().Select(s => s.Id).SingleAsync();
                return new Dictionary<string, string>
                {
                    ["{round}"] = mine.RoundCode, ["{institution}"] = mine.InstitutionCode, ["{number:length(32)}"] = number,
                    ["{channel}"] = "alipay", ["{account}"] = "default", ["{status:int}"] = "404", ["{**path}"] = "no/such/page",
                    ["53/files/{file:guid}"] = $"53/files/{await PrintedAsync(place, mine)}",
                    ["{site}"] = await db.ExamSites.Select(s => s.Code).SingleAsync(), ["{number}"] = await db.AdmissionTickets.Select(t => t.Number).SingleAsync(),
                    ["{room:guid}"] = (await db.ExamRooms.Select(r => r.Id).SingleAsync()).ToString(),
                    ["{site:guid}"] = (await db.ExamSites.Select(s => s.Id).SingleAsync()).ToString(),
                    ["{ticket:guid}"] = (await db.AdmissionTickets.OrderBy(t => t.Number).Select(t => t.Id).FirstAsync()).ToString(),
                    ["captcha/{id}"] = "captcha/" + place.GetRequiredService<Captcha>().Issue(CaptchaForm.SignIn),
                    ["photos/drafts/{id:guid}"] = $"photos/drafts/{await TestData.PhotoDraftAsync(Portal, mine.UserId)}",
                    ["photos/{id:guid}"] = $"photos/{await db.Registrations.Where(r => r.Id == mine.Id).Select(r => r.PhotoId).SingleAsync()}",
                    ["identity-scans/{id:guid}"] = $"identity-scans/{scan}",
                    ["manual/scans/{id:guid}"] = $"manual/scans/{scan}",
                    ["options/{id:guid}"] = $"options/{await db.FormOptions.Where(o => o.Code == "Master").Select(o => o.Id).SingleAsync()}",
                    ["{list}"] = nameof(OptionList.Degree),
                    ["news/{id:guid}"] = $"news/{news.Id}", ["{file:guid}"] = news.Files[0].Id.ToString(), ["{number:int}"] = "1", ["{act:guid}"] = (await SuspendedAsync(db, mine, Portal.Clock.UtcNow)).ToString(),
                    ["desk/accommodations/{id:guid}"] = $"desk/accommodations/{accommodation}",
                    ["accommodation/proofs/{id:guid}"] = $"accommodation/proofs/{await db.AccommodationProofs.Select(p => p.Id).SingleAsync()}",
                    ["accommodation-proofs/{id:guid}"] = $"accommodation-proofs/{await db.AccommodationProofs.Select(p => p.Id).SingleAsync()}",
                    ["accommodation-kinds/{code}"] = "accommodation-kinds/time",
                    ["money/bills/{id:guid}"] = $"money/bills/{await BillAsync(db)}",
                    ["money/orders/{id:guid}"] = $"money/orders/{await db.FeeOrders.Select(o => o.Id).SingleAsync()}",
                    ["money/attempts/{id:guid}"] = $"money/attempts/{await db.PaymentAttempts.Select(a => a.Id).SingleAsync()}",
                    ["money/refunds/{id:guid}"] = $"money/refunds/{await ProposedAsync(db)}",
                    ["desk/bans/{id:guid}"] = $"desk/bans/{ban}",
                    ["desk/identity/{id:guid}"] = $"desk/identity/{manual.Id}",
                    ["links/{id:guid}"] = $"links/{await TestData.GovernmentLinkAsync(Portal, mine.UserId)}",
                    ["{sheet}"] = "notice", ["{number:int}"] = await PolicyAsync(db), ["{subject}"] = "photo", ["{table}"] = "days", ["{key}"] = "registration-approved",
                    ["{token}"] = new Uri((await place.GetRequiredService<Invitations>().InviteFirstAsync(new(AddressKind.Email, "new@ops.example"), "新人", another: true, default))!).Segments[^1],
                    ["invitations/{id:guid}"] = $"invitations/{await OfferedAsync(db)}",
                    ["staff/{id:guid}"] = $"staff/{await ServingAsync(db)}",
                    ["{id:guid}"] = mine.Id.ToString(),
                };
            });
            People =
            [
                new("visitor", null), new("candidate", mine.UserId), new("another candidate", await TestData.VerifiedCandidateAsync(Portal, "李静")),
                await StaffAsync(Role.Reviewer, "53"), await StaffAsync(Role.Reviewer, "11"),
                await StaffAsync(Role.Office, "53"), await StaffAsync(Role.Office, "11"),
                await StaffAsync(Role.NationalAdministrator),
                await StaffAsync(Role.Reviewer, "53", "5303"),
                await StaffAsync(Role.InstitutionAdministrator, "53"), await StaffAsync(Role.InstitutionAdministrator, "11"),
                await StaffAsync(Role.Cashier, "53"), await StaffAsync(Role.Cashier, "11"),
                await StaffAsync(Role.SecondApprover, "53"), await StaffAsync(Role.SecondApprover, "11"),
                await StaffAsync(Role.DoorStaff, "53"), await StaffAsync(Role.DoorStaff, "11"),
                await StaffAsync(Role.SystemAdministrator), await StaffAsync(Role.Auditor),
            ];
        }

        private static async Task<Announcement> NewsAsync(PortalContext db, DateTime now)
        {
            var news = new Announcement { InstitutionCode = "53", CreatedAt = now };
            news.Move(AnnouncementEvent.Publish, new("通知", "正文。", now, null, false), new(null, Role.Office, now));
            news.Files.Add(new() { AnnouncementId = news.Id, Name = "附件", Format = AnnouncementFileFormat.Pdf, Content = TestData.Pdf(), Bytes = 1, AddedAt = now, AddedBy = null });
            db.Add(news);
            await db.SaveChangesAsync();
            return news;
        }

        // Of another qualification than the candidate's.
        private static async Task<Guid> SuspendedAsync(PortalContext db, RegistrationMade mine, DateTime now)
        {
            var act = Guid.NewGuid();
            db.Suspensions.Add(new() { ActId = act, RoundId = mine.RoundId, InstitutionCode = mine.InstitutionCode, ExamRegionCode = null, QualificationCode = "PROGRAMMER", At = now, UserId = null, Why = "停电" });
            await db.SaveChangesAsync();
            return act;
        }

        private static async Task<Guid> PrintedAsync(IServiceProvider place, RegistrationMade mine)
        {
            var (db, printing) = (place.GetRequiredService<PortalContext>(), place.GetRequiredService<TicketPrinting>());
            var at = (await place.GetRequiredService<RuanKao.Portal.Exams.RoundPlaces>().FindAsync(mine.RoundCode, mine.InstitutionCode))!.Place;
            await printing.OrderAsync(at, bySite: false, new(Guid.NewGuid(), Role.Office, DateTime.UnixEpoch), default);
            await printing.MakeNextAsync(default);
            return await db.TicketPrintFiles.Select(f => f.Id).SingleAsync();
        }

        private static async Task<Guid> BillAsync(PortalContext db)
        {
            var bill = Bill.Due(Channel.Alipay, "53", new(2031, 3, 19), DateTime.UnixEpoch);
            bill.Apply(BillReading.Empty, DateTime.UnixEpoch);
            db.Bills.Add(bill);
            await db.SaveChangesAsync();
            return bill.Id;
        }

        private static async Task<string> PolicyAsync(PortalContext db)
        {
            db.Add(new RuanKao.Portal.Exams.PolicyFile
            {
                RoundInstitutionId = await db.Set<RuanKao.Portal.Exams.RoundInstitution>().Where(p => p.InstitutionCode == "53").Select(p => p.Id).SingleAsync(), Number = 1, At = DateTime.UnixEpoch, UserId = null, Name = "通知", Size = 5, File = "%PDF-"u8.ToArray(),
            });
            await db.SaveChangesAsync();
            return "1";
        }

        private static async Task<Guid> ProposedAsync(PortalContext db)
        {
            var refund = Refund.Of(await db.PaymentAttempts.SingleAsync(), "退考", new(null, Role.Cashier, DateTime.UnixEpoch), needsSecond: true);
            db.Refunds.Add(refund);
            await db.SaveChangesAsync();
            return refund.Id;
        }

        // An office of 53, offered and held.
        private static async Task<Guid> OfferedAsync(PortalContext db)
        {
            var offered = new StaffInvitation
            {
                Role = Role.Office, InstitutionCode = "53", Name = "新人", AddressSealed = "", AddressHash = "", TokenHash = "", InvitedBy = null,
                CreatedAt = DateTime.UnixEpoch, ExpiresAt = DateTime.UnixEpoch,
            };
            db.StaffInvitations.Add(offered);
            await db.SaveChangesAsync();
            return offered.Id;
        }

        private async Task<Guid> ServingAsync(PortalContext db)
        {
            var serving = await TestData.StaffAsync(Portal, Role.Office, "53");
            return await db.StaffAppointments.Where(a => a.UserId == serving).Select(a => a.Id).SingleAsync();
        }

        public async Task<Page> AskAsync(string route, Passer passer, bool token)
        {
            var (method, path) = route.Split(' ', 2) is [var verb, var rest] ? (verb, rest) : (route, "");
            path = "/" + names.Aggregate(path, (text, name) => text.Replace(name.Key, name.Value, StringComparison.Ordinal)).TrimStart('/');
            // A new session each time: what was asked before may have ended it.
            var person = passer.UserId is { } id ? await Portal.SignedInAsync(id) : Portal.Visitor();
            if (method != "POST") return await person.GetAsync(path);
            if (passer.Token is not { } known)
            {
                var form = await person.GetAsync("/sign-in");
                passer.Token = known = (form.ValueOf("__RequestVerificationToken")!, person.Cookies.Single(c => c.StartsWith(".AspNetCore.Antiforgery", StringComparison.Ordinal)));
            }
            else person.Cookies.Add(known.Cookie);
            return await person.PostAsync(path, token ? [new("__RequestVerificationToken", known.Token)] : []);
        }

        private async Task<Passer> StaffAsync(Role role, string? institution = null, string? prefecture = null) =>
            new($"{role} {institution} {prefecture}".TrimEnd(), await TestData.StaffAsync(Portal, role, institution, prefecture), role);

        public ValueTask DisposeAsync() => world!.DisposeAsync();
    }
}
