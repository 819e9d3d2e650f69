using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations;

/// <summary>便利种类: what can be asked for is data.</summary>
public class AccommodationKindTests
{
    private const string List = "/desk/accommodation-kinds";

    private static async Task<Visitor> AdministratorAsync(PortalFactory factory) => await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.NationalAdministrator));

    private static Dictionary<string, string> Kind(string words, string then = "save", string meaning = "None", string order = "5") => new()
    {
        ["Form.Words"] = words, ["Form.Measure"] = "提供" + words, ["Form.Meaning"] = meaning, ["Form.AsksForProof"] = "true", ["Form.Order"] = order, ["Form.Then"] = then,
    };

    private static async Task<Page> ChangeAsync(Visitor administrator, string code, Dictionary<string, string> values) =>
        await administrator.SubmitAsync(await administrator.GetAsync($"{List}/{code}"), values, "/" + code);

    private static async Task<IReadOnlyList<string>> OfferedAsync(PortalFactory factory, RegistrationMade made) =>
        [.. (await (await factory.SignedInAsync(made.UserId)).GetAsync(made.At("accommodation"))).Html.QuerySelectorAll("input[name='Form.Kinds'] + span").Select(s => s.TextContent)];

    [Fact]
    public async Task An_added_kind_can_be_chosen_at_once()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var administrator = await AdministratorAsync(factory);
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(await administrator.GetAsync(List + "/new"), Kind("手语翻译"))).Status);
        Assert.Equal("手语翻译（需要证明材料）", (await OfferedAsync(factory, made))[0]);
        await StaffActionsTests.LandedAsync(factory, "accommodation-kind.added", Role.NationalAdministrator);
    }

    [Fact]
    public async Task A_kind_is_reworded_retired_and_restored_and_old_requests_keep_it()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (asked, other) = (await TestData.SubmittedAsync(factory), await TestData.SubmittedAsync(factory, name: "李静"));
        await TestData.AccommodationAsync(factory, asked);
        var administrator = await AdministratorAsync(factory);
        await ChangeAsync(administrator, "aid", Kind("自带器具"));
        await StaffActionsTests.LandedAsync(factory, "accommodation-kind.changed", Role.NationalAdministrator);
        var me = await factory.SignedInAsync(asked.UserId);
        Assert.Contains("自带器具", (await me.GetAsync(asked.At("accommodation"))).Text);
        await ChangeAsync(administrator, "aid", Kind("自带器具", "retire"));
        Assert.DoesNotContain(await OfferedAsync(factory, other), text => text.StartsWith("自带器具", StringComparison.Ordinal));
        Assert.Contains("自带器具", (await me.GetAsync(asked.At("accommodation") + "?again=true")).Text);
        await ChangeAsync(administrator, "aid", Kind("自带器具", "restore"));
        Assert.Contains(await OfferedAsync(factory, other), text => text.StartsWith("自带器具", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_a_kind_is_refused_and_the_last_one_stays()
    {
        await using var factory = await PortalFactory.StartAsync();
        var administrator = await AdministratorAsync(factory);
        Assert.Contains("请填写", (await ChangeAsync(administrator, "aid", Kind(" "))).ErrorOf("Form.Words"));
        Assert.Contains("最多40个字", (await ChangeAsync(administrator, "aid", Kind(new string('长', 41)))).ErrorOf("Form.Words"));
        Assert.Contains("已经有", (await ChangeAsync(administrator, "aid", Kind("单独考场"))).ErrorOf("Form.Words"));
        Assert.Contains("顺序", (await ChangeAsync(administrator, "aid", Kind("别的", order: "10000"))).ErrorOf("Form.Order"));
        foreach (var kind in AccommodationKinds.Seeds.SkipLast(1)) await ChangeAsync(administrator, kind.Code, Kind(kind.Words, "retire"));
        Assert.Contains("最后一项", (await ChangeAsync(administrator, "other", Kind("其他需要", "retire"))).Text);
        Assert.Equal(1, await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AccommodationKinds.CountAsync(k => k.RetiredAt == null)));
    }

    [Fact]
    public async Task The_second_of_two_administrators_is_told()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (one, two) = (await AdministratorAsync(factory), await AdministratorAsync(factory));
        var page = await two.GetAsync(List + "/aid");
        await ChangeAsync(one, "aid", Kind("自带器具"));
        Assert.Equal(HttpStatusCode.Conflict, (await two.SubmitAsync(page, Kind("自己的器具"), "/aid")).Status);
    }

    [Fact]
    public async Task What_an_administrator_made_of_the_list_stays_at_the_next_start()
    {
        await using var factory = await PortalFactory.StartAsync();
        await ChangeAsync(await AdministratorAsync(factory), "aid", Kind("自带器具"));
        await factory.WithAsync(place => PortalApplication.ApplyReferenceDataAsync(place));
        Assert.Equal("自带器具", await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AccommodationKinds.Where(k => k.Code == "aid").Select(k => k.Words).SingleAsync()));
    }
}
