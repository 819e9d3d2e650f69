using System.Net;

namespace RuanKao.Sandbox.Web;

/// <summary>The one HTML shell of the sandbox's pages, plain enough for a phone of 360 px.</summary>
internal static class SandboxPages
{
    public const string Css = """
        :root { color-scheme: light; font: 16px/1.6 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
        * { box-sizing: border-box; }
        body { margin: 0; background: #f3f4f6; color: #1f2329; }
        header { background: #3b4252; color: #fff; padding: .5rem 1rem; }
        header a { color: #fff; margin-right: 1rem; }
        main { max-width: 44rem; margin: 1rem auto; padding: 1rem; background: #fff; }
        main.narrow { max-width: 26rem; }
        h1 { font-size: 1.25rem; margin: 0 0 .75rem; }
        article { border-top: 1px solid #d5d8dd; padding: .75rem 0; }
        article p, td, dd { overflow-wrap: anywhere; white-space: pre-wrap; }
        .number { white-space: nowrap; }
        .meta { color: #565c66; font-size: .875rem; }
        .amount { font-size: 2rem; font-weight: 700; text-align: center; margin: .5rem 0; }
        dl { display: grid; grid-template-columns: 6em 1fr; gap: .25rem .75rem; } dd { margin: 0; }
        table { width: 100%; border-collapse: collapse; } th, td { text-align: left; padding: .375rem .5rem .375rem 0; border-bottom: 1px solid #e2e5e9; vertical-align: top; }
        input[type=text] { width: 100%; padding: .5rem; font: inherit; border: 1px solid #767c86; }
        button { width: 100%; padding: .625rem; margin-top: .75rem; font: inherit; border: 1px solid #767c86; background: #fff; color: #1f2329; cursor: pointer; }
        button.alipay { background: #1257c4; border-color: #1257c4; color: #fff; }
        button.wechat { background: #06703a; border-color: #06703a; color: #fff; }
        a { color: #1257c4; } :focus-visible { outline: 3px solid #d97706; outline-offset: 2px; }
        """;

    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>Writes a page; <paramref name="body"/> is HTML whose texts went through <see cref="Text"/>.</summary>
    public static Task WritePageAsync(this HttpContext http, string title, string body, bool narrow = false)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync($"""
            <!doctype html>
            <html lang="zh-CN">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{Text(title)} - 模拟环境</title>
              <link rel="stylesheet" href="/sandbox.css">
            </head>
            <body>
              <header><a href="/">模拟环境</a>仅供开发演示，不涉及真实资金</header>
              <main{(narrow ? " class=\"narrow\"" : "")}>
                <h1>{Text(title)}</h1>
                {body}
              </main>
            </body>
            </html>
            """);
    }

    public static Task WriteMessageAsync(this HttpContext http, string title, string message) =>
        http.WritePageAsync(title, $"<p>{Text(message)}</p>", narrow: true);
}
