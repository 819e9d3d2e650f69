using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using RuanKao.Sandbox.Web;
using static RuanKao.Sandbox.Web.SandboxPages;

namespace RuanKao.Sandbox.Inbox;

/// <summary>The inbox to read (/inbox) and to ask from a test (/inbox.json?to=…).</summary>
internal static partial class InboxPage
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void MapInbox(this IEndpointRouteBuilder app, SandboxInbox inbox)
    {
        app.MapGet("/inbox", (HttpContext http) => ShowAsync(http, inbox));
        app.MapGet("/inbox.json", (HttpContext http) => http.Response.WriteAsJsonAsync(inbox.Messages(To(http)), Json));
    }

    private static Task ShowAsync(HttpContext http, SandboxInbox inbox)
    {
        var to = To(http);
        var body = new StringBuilder($"""
            <form method="get" action="/inbox">
              <label for="to">手机号码或邮箱</label>
              <input type="text" id="to" name="to" value="{Text(to)}">
              <button>查看</button>
            </form>
            """);
        var messages = inbox.Messages(to);
        if (messages.Count == 0)
            body.Append("<p>没有消息。</p>");
        foreach (var message in messages.Take(200))
        {
            body.Append($"""
                <article>
                  <div class="meta">{(message.Kind == SandboxInbox.Sms ? "短信" : "邮件")} · {Text(message.To)} · {SandboxClock.Text(message.At)}</div>
                  {(message.Subject.Length > 0 ? $"<strong>{Text(message.Subject)}</strong>" : "")}
                  <p>{Address().Replace(Text(message.Text), "<a href=\"$0\">$0</a>")}</p>
                </article>
                """);
        }

        return http.WritePageAsync("收件箱", body.ToString());
    }

    private static string? To(HttpContext http) =>
        http.Request.Query["to"].ToString().Trim() is { Length: > 0 } to ? to : null;

    // Works on encoded text, in which a quote can no longer end the attribute.
    [GeneratedRegex(@"https?://[^\s<>""，。；）]+")]
    private static partial Regex Address();
}
