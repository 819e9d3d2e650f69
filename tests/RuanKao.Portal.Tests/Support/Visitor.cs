using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace RuanKao.Portal.Tests.Support;

/// <summary>A person without a browser: asks for pages, reads them as parsed HTML, fills in the forms that stand on them.</summary>
public sealed class Visitor(HttpClient client)
{
    /// <summary>Cookies of the form name=value beyond those the server set.</summary>
    public List<string> Cookies { get; } = [];

    public async Task<Page> GetAsync(string path) => await SendAsync(new(HttpMethod.Get, path));

    /// <summary>Posts the form on the page whose action ends as given (or the page's only form), with its hidden fields and the values over them.</summary>
    public async Task<Page> SubmitAsync(Page page, IEnumerable<KeyValuePair<string, string>> values, string? action = null)
    {
        var forms = page.Html.QuerySelectorAll("form").OfType<IHtmlFormElement>()
            .Where(f => string.Equals(f.Method, "post", StringComparison.OrdinalIgnoreCase));
        var form = action is null ? forms.First(f => !(f.GetAttribute("action") ?? "").EndsWith("/sign-out", StringComparison.Ordinal))
            : forms.First(f => (f.GetAttribute("action") ?? page.Path).EndsWith(action, StringComparison.Ordinal));
        var fields = form.Elements.OfType<IHtmlInputElement>().Where(i => i.Type == "hidden" && i.Name is not null)
            .Select(i => KeyValuePair.Create(i.Name!, i.Value)).ToList();
        var given = values.ToList();
        fields.RemoveAll(f => given.Any(g => g.Key == f.Key));
        return await PostAsync(form.GetAttribute("action") is { Length: > 0 } target ? target : page.Path, fields.Concat(given));
    }

    public Task<Page> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields) =>
        SendAsync(new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) });

    public async Task<Page> SendAsync(HttpRequestMessage request)
    {
        var path = request.RequestUri!.IsAbsoluteUri ? request.RequestUri.PathAndQuery : request.RequestUri.OriginalString;
        if (Cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", Cookies));
        using var response = await client.SendAsync(request);
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var pair = cookie.Split(';')[0];
            Cookies.RemoveAll(c => c.StartsWith(pair[..(pair.IndexOf('=') + 1)], StringComparison.Ordinal));
            Cookies.Add(pair);
        }
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new(path, response.StatusCode, response.Headers.Location?.OriginalString, response, bytes);
    }

    /// <summary>Goes on to where the answer redirects.</summary>
    public Task<Page> FollowAsync(Page page) => GetAsync(page.Location ?? throw new InvalidOperationException($"{page.Path} answered {page.Status} without a redirect."));
}

/// <summary>An answer as a person sees it.</summary>
public sealed class Page(string path, HttpStatusCode status, string? location, HttpResponseMessage response, byte[] bytes)
{
    private IHtmlDocument? html;

    public string Path => path;

    public HttpStatusCode Status => status;

    public string? Location => location;

    public HttpResponseMessage Response => response;

    public byte[] Bytes => bytes;

    public string Body => System.Text.Encoding.UTF8.GetString(bytes);

    public IHtmlDocument Html => html ??= new HtmlParser().ParseDocument(Body);

    /// <summary>The text of the page with runs of blanks folded.</summary>
    public string Text => Fold(Html.Body?.TextContent ?? "");

    public string? Heading => Html.QuerySelector("h1") is { } h ? Fold(h.TextContent) : null;

    /// <summary>The error tied to a field by aria-describedby, or null.</summary>
    public string? ErrorOf(string field)
    {
        var control = Html.QuerySelectorAll("[aria-describedby]").FirstOrDefault(e => e.GetAttribute("name") == field);
        var ids = control?.GetAttribute("aria-describedby")?.Split(' ') ?? [];
        return ids.Select(id => Html.GetElementById(id)).FirstOrDefault(e => e?.ClassList.Contains("field-error") == true) is { } error ? Fold(error.TextContent) : null;
    }

    public string? ValueOf(string field) => Html.QuerySelectorAll("input,textarea,select").FirstOrDefault(e => e.GetAttribute("name") == field) switch
    {
        IHtmlInputElement input => input.Value,
        IHtmlTextAreaElement area => area.Value,
        IHtmlSelectElement select => select.Value,
        _ => null,
    };

    private static string Fold(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
