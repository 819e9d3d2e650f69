using System.Text;
using RuanKao.Sandbox.Web;
using static RuanKao.Sandbox.Web.SandboxPages;

namespace RuanKao.Sandbox.Authenticator;

/// <summary>The phone's screen (/authenticator), and the same for a test (/authenticator.json).</summary>
internal static class AuthenticatorPage
{
    public static void MapAuthenticator(this IEndpointRouteBuilder app, SandboxAuthenticator phone)
    {
        app.MapGet("/authenticator", (HttpContext http) => ShowAsync(http, phone));
        app.MapGet("/authenticator.json", (HttpContext http) => http.Response.WriteAsJsonAsync(
            phone.Accounts.Select(a => new { account = a.Name, code = phone.CodeOf(a), phone.SecondsLeft })));
        app.MapGet("/authenticator/add", (HttpContext http) => http.WritePageAsync("添加账号", AddForm("")));
        app.MapPost("/authenticator/add", (HttpContext http) => AddAsync(http, phone));
    }

    private static Task ShowAsync(HttpContext http, SandboxAuthenticator phone)
    {
        var body = new StringBuilder($"<p>工作人员登录时的第二步：填写对应账号现在的口令。每个口令只能用一次，{phone.SecondsLeft} 秒后换下一个（本页自动刷新）。</p>");
        body.Append("<table><thead><tr><th>账号</th><th>口令</th></tr></thead><tbody>");
        foreach (var account in phone.Accounts)
            body.Append($"<tr><td>{Text(account.Name)}</td><td class=\"number\"><strong>{phone.CodeOf(account)}</strong></td></tr>");
        body.Append("</tbody></table><p><a href=\"/authenticator/add\">添加账号</a>：新开通的工作账号，用页面上的密钥绑定</p>");
        http.Response.Headers["Refresh"] = phone.SecondsLeft.ToString();
        return http.WritePageAsync("手机验证器", body.ToString());
    }

    private static async Task AddAsync(HttpContext http, SandboxAuthenticator phone)
    {
        var form = await http.Request.ReadFormAsync();
        if (phone.Add(form["name"].ToString().Trim(), form["secret"].ToString())) http.Response.Redirect("/authenticator");
        else await http.WritePageAsync("添加账号", AddForm("<p><strong>请填写账号名称，以及绑定页面上的密钥（32 位字母和数字）。</strong></p>"));
    }

    private static string AddForm(string fault) => $"""
        {fault}
        <form method="post" action="/authenticator/add">
          <label for="name">账号名称</label>
          <input type="text" id="name" name="name">
          <label for="secret">密钥</label>
          <input type="text" id="secret" name="secret" autocomplete="off">
          <button>添加</button>
        </form>
        """;
}
