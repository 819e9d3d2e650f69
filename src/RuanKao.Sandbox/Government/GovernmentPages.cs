using System.Text;
using RuanKao.Sandbox.People;
using RuanKao.Sandbox.Web;
using static RuanKao.Sandbox.Web.SandboxPages;

namespace RuanKao.Sandbox.Government;

/// <summary>What a person sees at the platform: choosing who to be, and the switch that takes the platform down.</summary>
internal sealed class GovernmentPages(GovernmentPlatform platform)
{
    private static readonly string[] Fields = ["client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge"];

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(GovernmentGateway.Path + "/authorize", ShowAsync);
        app.MapPost(GovernmentGateway.Path + "/authorize", EnterAsync);
        app.MapGet(GovernmentGateway.Path + "/switch", ShowSwitchAsync);
        app.MapPost(GovernmentGateway.Path + "/switch", SwitchAsync);
    }

    private async Task ShowAsync(HttpContext http)
    {
        if (platform.State == PlatformState.Slow) await Task.Delay(platform.Slowness, http.RequestAborted);
        if (platform.State == PlatformState.Down)
        {
            http.Response.StatusCode = 502;
            await http.WriteMessageAsync("502", "平台维护中。");
            return;
        }
        var asked = Fields.ToDictionary(f => f, f => http.Request.Query[f].ToString());
        if (Fault(asked, http.Request.Query["response_type"]) is { } fault)
        {
            http.Response.StatusCode = 400;
            await http.WriteMessageAsync("参数错误", fault);
            return;
        }
        var hidden = string.Concat(asked.Where(a => a.Value.Length > 0).Select(a => $"""<input type="hidden" name="{a.Key}" value="{Text(a.Value)}">"""));
        var body = new StringBuilder($"""<p>请选择以谁的身份登录。</p><form method="post" action="{GovernmentGateway.Path}/authorize">{hidden}""");
        foreach (var person in SandboxPopulation.People)
            body.Append($"""<button name="person" value="{person.IdNumber}">{Text(person.Name)}<br><span class="meta">{Text(NoteOf(person))}</span></button>""");
        await http.WritePageAsync("政务服务平台登录", body.Append("""<button name="person" value="">取消登录</button></form>""").ToString(), narrow: true);
    }

    private async Task EnterAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var asked = Fields.ToDictionary(f => f, f => form[f].ToString());
        if (Fault(asked, "code") is { } fault)
        {
            http.Response.StatusCode = 400;
            await http.WriteMessageAsync("参数错误", fault);
            return;
        }
        var answer = new Dictionary<string, string?> { ["state"] = asked["state"] };
        if (SandboxPopulation.Find(form["person"].ToString()) is { } person)
            answer["code"] = platform.Grant(new(asked["client_id"], asked["redirect_uri"], asked["scope"], asked["state"], Null(asked["nonce"]), Null(asked["code_challenge"])), person);
        else answer["error"] = "access_denied";
        if (asked["client_id"] == GovernmentPlatform.OidcClient) answer["iss"] = $"http://{http.Request.Host}{GovernmentGateway.Path}";
        http.Response.Redirect(asked["redirect_uri"] + QueryString.Create(answer));
    }

    // Nothing is sent to an address that the client has not registered: the fault is shown here.
    private string? Fault(Dictionary<string, string> asked, string? responseType) =>
        !platform.Clients.TryGetValue(asked["client_id"], out var client) ? "未登记的应用。"
        : !platform.Knows(asked["redirect_uri"]) ? "回调地址与登记的不一致。"
        : responseType != "code" ? "不支持的授权方式。"
        : asked["state"].Length == 0 ? "缺少 state。"
        : client.NeedsPkce && asked["code_challenge"].Length == 0 ? "缺少 code_challenge。"
        : null;

    private Task ShowSwitchAsync(HttpContext http) => http.WritePageAsync("政务服务平台开关", $"""
        <p>现在：{StateWord(platform.State)}</p>
        <form method="post" action="{GovernmentGateway.Path}/switch">
          {string.Concat(Enum.GetValues<PlatformState>().Select(s => $"""<button name="state" value="{s}">{StateWord(s)}</button>"""))}
        </form>
        """, narrow: true);

    private async Task SwitchAsync(HttpContext http)
    {
        if (Enum.TryParse<PlatformState>((await http.Request.ReadFormAsync(http.RequestAborted))["state"], out var state)) platform.State = state;
        http.Response.Redirect(GovernmentGateway.Path + "/switch");
    }

    private static string StateWord(PlatformState state) => state switch { PlatformState.Up => "正常", PlatformState.Slow => "很慢（超时）", _ => "停机" };

    private static string NoteOf(SandboxPerson person) => GovernmentPlatform.KindOf(person) == "2" ? "法人账号" : GovernmentPlatform.LevelOf(person) switch
    {
        "1" => "仅注册，未实名", "2" => "已实名", "3" => "已实人", _ => "未约定的认证等级",
    };

    private static string? Null(string text) => text.Length == 0 ? null : text;
}
