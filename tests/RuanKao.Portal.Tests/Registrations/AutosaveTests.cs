using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations;

/// <summary>The form saves itself: what is right is kept, what is wrong is named, and nobody's typing is lost between two places.</summary>
public class AutosaveTests
{
    [Fact]
    public async Task The_first_letters_begin_a_draft_and_the_answer_says_when()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, path, user) = await StartAsync(portal);
        var page = await visitor.GetAsync(path);
        var answer = await SaveAsync(visitor, page, ("Form.School", "云南大学"));
        Assert.Equal("10:00:00", answer.GetProperty("saved").GetString());
        Assert.Empty(answer.GetProperty("wrong").EnumerateArray());
        Assert.Equal("云南大学", (await visitor.GetAsync(path)).ValueOf("Form.School"));

        // The next one goes on from the version the answer gave, and the log keeps one entry for all the typing.
        answer = await SaveAsync(visitor, page, ("Form.Version", Version(answer)), ("Form.School", "云南大学"), ("Form.Major", "软件工程"));
        Assert.Equal("软件工程", (await visitor.GetAsync(path)).ValueOf("Form.Major"));
        Assert.Equal(1, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.CountAsync(e => e.Action == "registration.saved" && e.UserId == user)));
    }

    [Fact]
    public async Task An_empty_form_begins_no_draft()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, path, _) = await StartAsync(portal);
        var answer = await SaveAsync(visitor, await visitor.GetAsync(path), ("Form.Mobile", ""), ("Form.Email", " "));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("saved").ValueKind);
        Assert.Equal(0, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Registrations.CountAsync()));
    }

    [Fact]
    public async Task What_is_right_is_saved_and_what_is_wrong_keeps_its_last_right_answer_and_is_named()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, path, _) = await StartAsync(portal);
        var page = await visitor.GetAsync(path);
        var first = await SaveAsync(visitor, page, ("Form.Postcode", "650000"), ("Form.GraduatedOn", "2030-06-30"));
        var answer = await SaveAsync(visitor, page, ("Form.Version", Version(first)), ("Form.Postcode", "65"), ("Form.GraduatedOn", "2031-02-30"), ("Form.School", "云南大学"));
        var wrong = answer.GetProperty("wrong").EnumerateArray().ToDictionary(w => w.GetProperty("field").GetString()!, w => w.GetProperty("message").GetString());
        Assert.Equal(["Form.GraduatedOn", "Form.Postcode"], wrong.Keys.Order());
        Assert.Contains("邮政编码应为6位数字", wrong["Form.Postcode"]);
        var now = await visitor.GetAsync(path);
        Assert.Equal(("650000", "2030-06-30", "云南大学"), (now.ValueOf("Form.Postcode"), now.ValueOf("Form.GraduatedOn"), now.ValueOf("Form.School")));
    }

    [Fact]
    public async Task What_contradicts_what_is_new_beside_it_is_not_kept_for_its_age()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, path, _) = await StartAsync(portal);
        var page = await visitor.GetAsync(path);
        var first = await SaveAsync(visitor, page, ("Form.WorkingSince", "2028-01-01"), ("Form.InProfessionSince", "2028-02-01"));
        // A later beginning of work; the profession is being typed and is in the future.
        await SaveAsync(visitor, page, ("Form.Version", Version(first)), ("Form.WorkingSince", "2030-01-01"), ("Form.InProfessionSince", "2039-01-01"));
        var now = await visitor.GetAsync(path);
        Assert.Equal(("2030-01-01", ""), (now.ValueOf("Form.WorkingSince"), now.ValueOf("Form.InProfessionSince")));
    }

    [Fact]
    public async Task A_qualification_of_another_level_is_not_saved()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, path, _) = await StartAsync(portal);
        var answer = await SaveAsync(visitor, await visitor.GetAsync(path), ("Form.Level", "Junior"), ("Form.QualificationCode", "SYSTEM_ARCHITECT"), ("Form.School", "云南大学"));
        Assert.Equal("Form.QualificationCode", Assert.Single(answer.GetProperty("wrong").EnumerateArray()).GetProperty("field").GetString());
        Assert.Equal("", (await visitor.GetAsync(path)).ValueOf("Form.QualificationCode"));
    }

    [Fact]
    public async Task What_was_handed_in_does_not_save_itself()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(portal);
        var visitor = await portal.SignedInAsync(made.UserId);
        var page = await visitor.GetAsync(made.At("form"));
        Assert.True(string.IsNullOrEmpty(page.Html.QuerySelector("form[data-token]")!.GetAttribute("data-autosave")));
        var answer = await PostAsync(visitor, page, made.At("form"), ("Form.School", "昆明理工大学"));
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Contains("已提交，不再自动保存", Json(answer).GetProperty("closed").GetString());
        Assert.Equal("云南大学", (await visitor.GetAsync(made.At("form"))).ValueOf("Form.School"));
    }

    [Fact]
    public async Task After_the_window_it_says_so()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, path, user) = await StartAsync(portal);
        var page = await visitor.GetAsync(path);
        portal.Clock.UtcNow = portal.Clock.UtcNow.AddDays(16);
        var late = await portal.SignedInAsync(user);
        late.Cookies.AddRange(visitor.Cookies.Where(c => c.StartsWith(".AspNetCore.Antiforgery", StringComparison.Ordinal)));
        var answer = await PostAsync(late, page, path, ("Form.School", "云南大学"));
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Contains("截止", Json(answer).GetProperty("closed").GetString());
    }

    [Fact]
    public async Task A_second_place_is_told_and_overwrites_nothing()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, path, _) = await StartAsync(portal);
        var (one, two) = (await visitor.GetAsync(path), await visitor.GetAsync(path));
        await SaveAsync(visitor, one, ("Form.School", "甲大学"));
        var answer = await PostAsync(visitor, two, path, ("Form.School", "乙大学"));
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.True(Json(answer).GetProperty("elsewhere").GetBoolean());
        Assert.Equal("甲大学", (await visitor.GetAsync(path)).ValueOf("Form.School"));
        // The same words in both places need no choice.
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(visitor, two, path, ("Form.School", "甲大学"))).Status);
    }

    [Fact]
    public async Task Two_places_are_set_side_by_side_and_each_answer_is_chosen()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, path, user) = await StartAsync(portal);
        var (one, two) = (await visitor.GetAsync(path), await visitor.GetAsync(path));
        await visitor.SubmitAsync(one, Fields(("Form.School", "甲大学"), ("Form.Major", "会计"), ("Form.Degree", "Bachelor"), ("then", "keep")));
        var choose = await visitor.SubmitAsync(two, Fields(("Form.School", "乙大学"), ("Form.Major", "会计"), ("Form.Telephone", "0871-64312910"), ("Form.GraduatedOn", "2031-02-30"), ("then", "keep")));
        Assert.Equal("两处填写的内容不同", choose.Heading);
        Assert.Contains("用这里的：乙大学", choose.Text);
        Assert.Contains("用另一处的：甲大学", choose.Text);
        Assert.DoesNotContain("会计", choose.Html.QuerySelector("main form")!.TextContent);
        Assert.Contains("用这里的：2031-02-30", choose.Text);
        // Where one place is empty the other is proposed, where both are filled nothing is.
        Assert.Equal(["choice[Degree]=there", "choice[GraduatedOn]=here", "choice[Telephone]=here"], choose.Html.QuerySelectorAll("input[type=radio][checked]").Select(r => $"{r.GetAttribute("name")}={r.GetAttribute("value")}").Order());

        var refused = await visitor.SubmitAsync(choose, Fields(("choice[Degree]", "there"), ("choice[GraduatedOn]", "there"), ("choice[Telephone]", "here")), "/choose");
        Assert.Contains("请选择所在学校用哪一处的", refused.Text);
        Assert.Equal("甲大学", (await visitor.GetAsync(path)).ValueOf("Form.School"));

        var kept = await visitor.SubmitAsync(refused, Fields(("choice[School]", "here"), ("choice[Degree]", "there"), ("choice[GraduatedOn]", "there"), ("choice[Telephone]", "here")), "/choose");
        Assert.Equal(HttpStatusCode.Redirect, kept.Status);
        var form = await visitor.GetAsync(path);
        Assert.Equal(("乙大学", "会计", "Bachelor", "0871-64312910", ""), (form.ValueOf("Form.School"), form.ValueOf("Form.Major"), form.ValueOf("Form.Degree"), form.ValueOf("Form.Telephone"), form.ValueOf("Form.GraduatedOn")));
        Assert.Equal(1, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Registrations.CountAsync(r => r.UserId == user)));
    }

    [Theory]
    [InlineData("here", "乙大学", "0871-64312910")]
    [InlineData("there", "甲大学", "")]
    public async Task All_answers_of_one_place_can_be_taken_at_once(string all, string school, string telephone)
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, path, _) = await StartAsync(portal);
        var (one, two) = (await visitor.GetAsync(path), await visitor.GetAsync(path));
        await visitor.SubmitAsync(one, Fields(("Form.School", "甲大学"), ("then", "keep")));
        var choose = await visitor.SubmitAsync(two, Fields(("Form.School", "乙大学"), ("Form.Telephone", "0871-64312910"), ("then", "keep")));
        await visitor.SubmitAsync(choose, Fields(("all", all)), "/choose");
        var form = await visitor.GetAsync(path);
        Assert.Equal((school, telephone), (form.ValueOf("Form.School"), form.ValueOf("Form.Telephone")));
    }

    [Fact]
    public async Task A_third_save_while_choosing_asks_again()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, path, _) = await StartAsync(portal);
        var (one, two) = (await visitor.GetAsync(path), await visitor.GetAsync(path));
        await visitor.SubmitAsync(one, Fields(("Form.School", "甲大学"), ("then", "keep")));
        var choose = await visitor.SubmitAsync(two, Fields(("Form.School", "乙大学"), ("then", "keep")));
        await visitor.SubmitAsync(await visitor.GetAsync(path), Fields(("Form.School", "丙大学"), ("then", "keep")));
        var again = await visitor.SubmitAsync(choose, Fields(("choice[School]", "here")), "/choose");
        Assert.Contains("另一处又保存过", again.Text);
        Assert.Contains("用另一处的：丙大学", again.Text);
        Assert.Equal("丙大学", (await visitor.GetAsync(path)).ValueOf("Form.School"));
    }

    [Fact]
    public async Task A_wrong_answer_that_was_chosen_comes_back_at_its_box()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, path, _) = await StartAsync(portal);
        var (one, two) = (await visitor.GetAsync(path), await visitor.GetAsync(path));
        await visitor.SubmitAsync(one, Fields(("Form.School", "甲大学"), ("then", "keep")));
        var choose = await visitor.SubmitAsync(two, Fields(("Form.School", "乙大学"), ("Form.GraduatedOn", "2031-02-30"), ("then", "keep")));
        var form = await visitor.SubmitAsync(choose, Fields(("all", "here")), "/choose");
        Assert.Equal("考生报名", form.Heading);
        Assert.NotNull(form.ErrorOf("Form.GraduatedOn"));
        Assert.Equal(("乙大学", "2031-02-30"), (form.ValueOf("Form.School"), form.ValueOf("Form.GraduatedOn")));
    }

    [Fact]
    public async Task A_page_whose_session_ended_is_told_by_the_door_and_goes_on_after_a_new_sign_in()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, path, user) = await StartAsync(portal);
        var page = await visitor.GetAsync(path);
        portal.Clock.UtcNow = portal.Clock.UtcNow.AddHours(3);
        var gone = await PostAsync(visitor, page, path, ("Form.School", "云南大学"));
        Assert.StartsWith("/sign-in", gone.Location);
        // Signed in again beside it: the page's own token still holds for the same person.
        visitor.Cookies.RemoveAll(c => !c.StartsWith(".AspNetCore.Antiforgery", StringComparison.Ordinal));
        visitor.Cookies.AddRange((await portal.SignedInAsync(user)).Cookies);
        Assert.Contains("回到刚才填写报名表的页面", (await visitor.GetAsync(path + "/signed-in")).Text);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(visitor, page, path, ("Form.School", "云南大学"))).Status);
    }

    [Fact]
    public async Task A_new_token_is_for_the_same_person_only()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, path, user) = await StartAsync(portal);
        var page = await visitor.GetAsync(path);
        var fresh = await TokenAsync(visitor, path, user);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(visitor, page, path, ("__RequestVerificationToken", Json(fresh).GetProperty("token").GetString()!), ("Form.School", "云南大学"))).Status);

        var other = await portal.SignedInAsync(await TestData.VerifiedCandidateAsync(portal, "李静"));
        Assert.Equal(HttpStatusCode.Conflict, (await TokenAsync(other, path, user)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(other, page, path, ("Form.School", "乙大学"))).Status);
        Assert.Equal(1, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Registrations.CountAsync()));
    }

    private static async Task<(Visitor Visitor, string Path, Guid User)> StartAsync(PortalFactory portal)
    {
        var place = await TestData.OpenRoundAsync(portal);
        var user = await TestData.VerifiedCandidateAsync(portal);
        return (await portal.SignedInAsync(user), $"/exams/{place.Round.Code}/53/form", user);
    }

    private static async Task<JsonElement> SaveAsync(Visitor visitor, Page page, params (string Name, string Value)[] typed)
    {
        var answer = await PostAsync(visitor, page, page.Path, typed);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return Json(answer);
    }

    private static Task<Page> PostAsync(Visitor visitor, Page page, string path, params (string Name, string Value)[] typed)
    {
        var hidden = page.Html.QuerySelectorAll("form[data-token] input[type=hidden]").Select(i => KeyValuePair.Create(i.GetAttribute("name")!, i.GetAttribute("value") ?? "")).Where(h => typed.All(t => t.Name != h.Key));
        return visitor.PostAsync(path + "/autosave", [.. hidden, .. Fields(typed)]);
    }

    private static Task<Page> TokenAsync(Visitor visitor, string path, Guid owner)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path + "/token");
        request.Headers.Add(FormSavingController.OwnerHeader, owner.ToString());
        return visitor.SendAsync(request);
    }

    private static JsonElement Json(Page page) => JsonDocument.Parse(page.Bytes).RootElement;

    private static string Version(JsonElement answer) => answer.GetProperty("version").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<KeyValuePair<string, string>> Fields(params (string Name, string Value)[] fields) => fields.Select(f => KeyValuePair.Create(f.Name, f.Value));
}
