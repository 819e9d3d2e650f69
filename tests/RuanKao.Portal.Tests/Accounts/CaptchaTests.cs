using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

public class CaptchaTests
{
    private static Task<string?> CheckAsync(PortalFactory portal, string token, string answer, CaptchaForm form = CaptchaForm.SignIn) =>
        portal.WithAsync(place => place.GetRequiredService<Captcha>().CheckAsync(form, token, answer, default));

    private static Task<(string Token, string Sum)> IssueAsync(PortalFactory portal, CaptchaForm form = CaptchaForm.SignIn) => portal.WithAsync(place =>
    {
        var captcha = place.GetRequiredService<Captcha>();
        var token = captcha.Issue(form);
        return Task.FromResult((token, captcha.ResultOf(token)!.Value.ToString()));
    });

    [Fact]
    public void A_sum_is_never_negative_and_never_guessed_by_one_answer()
    {
        var sums = Enumerable.Range(0, 2000).Select(_ => ArithmeticSum.From(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8))).ToList();
        Assert.All(sums, sum => Assert.InRange(sum.Result, 0, 199));
        Assert.True(sums.GroupBy(s => s.Result).Max(g => g.Count()) < 100);
    }

    [Fact]
    public async Task A_picture_answers_once()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (token, sum) = await IssueAsync(portal);
        Assert.Null(await CheckAsync(portal, token, sum));
        Assert.Contains("失效", await CheckAsync(portal, token, sum));
    }

    [Fact]
    public async Task A_token_that_was_changed_or_has_something_behind_it_is_not_ours()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (token, sum) = await IssueAsync(portal);
        Assert.Contains("失效", await CheckAsync(portal, token + "AAAA", sum));
        Assert.Contains("失效", await CheckAsync(portal, token[..^4] + (token[^4] == 'A' ? 'B' : 'A') + token[^3..], sum));
        Assert.Null(await CheckAsync(portal, token, sum));
    }

    [Fact]
    public async Task A_wrong_answer_uses_it_up_too()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (token, sum) = await IssueAsync(portal);
        Assert.Contains("不正确", await CheckAsync(portal, token, "777"));
        Assert.NotNull(await CheckAsync(portal, token, sum));
    }

    [Fact]
    public async Task Answers_sent_together_open_one_door()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (token, sum) = await IssueAsync(portal);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CheckAsync(portal, token, sum)));
        Assert.Single(answers, a => a is null);
    }

    [Fact]
    public async Task Of_two_answers_in_the_same_instant_one_opens()
    {
        var quicker = new Interloper();
        await using var portal = await quicker.StartAsync();
        var (token, sum) = await IssueAsync(portal);
        string? first = "not asked";
        quicker.BeforeSave(async () => first = await CheckAsync(portal, token, sum));
        Assert.Contains("失效", await CheckAsync(portal, token, sum));
        Assert.Null(first);
    }

    [Fact]
    public async Task Without_a_picture_there_is_no_sum()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var page = await visitor.GetAsync("/sign-in");
        var answer = await visitor.PostAsync("/sign-in", [new("__RequestVerificationToken", page.ValueOf("__RequestVerificationToken")!), new("Address", "13800138000"), new("Password", "Portal2031"), new("CaptchaAnswer", "12")]);
        Assert.Contains("验证码已失效", answer.ErrorOf("CaptchaAnswer"));
    }

    [Fact]
    public async Task It_is_bound_to_its_form_runs_out_and_cannot_be_forged()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (token, sum) = await IssueAsync(portal, CaptchaForm.SignUp);
        Assert.NotNull(await CheckAsync(portal, token, sum, CaptchaForm.SignIn));
        var forged = (token[0] == 'A' ? 'B' : 'A') + token[1..];
        Assert.NotNull(await CheckAsync(portal, forged, sum, CaptchaForm.SignUp));
        Assert.NotNull(await CheckAsync(portal, "", sum, CaptchaForm.SignUp));
        Assert.Equal(HttpStatusCode.NotFound, (await portal.Visitor().GetAsync("/captcha/new?form=9")).Status);
        Assert.Equal(HttpStatusCode.OK, (await portal.Visitor().GetAsync($"/captcha/{token}.png")).Status);
        portal.Clock.UtcNow += Captcha.Life;
        Assert.NotNull(await CheckAsync(portal, token, sum, CaptchaForm.SignUp));
        Assert.Equal(HttpStatusCode.NotFound, (await portal.Visitor().GetAsync($"/captcha/{token}.png")).Status);
    }

    [Fact]
    public async Task The_picture_is_a_PNG_and_another_can_be_had()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var (token, _) = await IssueAsync(portal);
        var picture = await visitor.GetAsync($"/captcha/{token}.png");
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], picture.Bytes[..4]);
        Assert.Contains("no-store", picture.Response.Headers.CacheControl?.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/captcha/nonsense.png")).Status);

        var request = new HttpRequestMessage(HttpMethod.Get, "/captcha/new?form=SignIn");
        request.Headers.Add("Accept", "application/json");
        var answer = JsonDocument.Parse((await visitor.SendAsync(request)).Body).RootElement;
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(answer.GetProperty("src").GetString()!)).Status);
        Assert.StartsWith("/sign-up", (await visitor.GetAsync("/captcha/new?form=SignUp")).Location);
    }

    [Theory]
    [InlineData("%FF%FE")]
    [InlineData("-1")]
    [InlineData("31.02.2031")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_made_up_token_has_no_picture_and_costs_the_form_nothing(string token)
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await visitor.GetAsync($"/captcha/{token}.png")).Status);
        var answer = await visitor.SubmitAsync(await visitor.GetAsync("/sign-in"), new Dictionary<string, string>
        {
            ["Address"] = "13800138000", ["Password"] = "Secret2031", ["CaptchaId"] = Uri.UnescapeDataString(token), ["CaptchaAnswer"] = "7",
        });
        Assert.Contains("验证码已失效", answer.ErrorOf("CaptchaAnswer"));
    }
}
