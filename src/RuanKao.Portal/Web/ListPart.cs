namespace RuanKao.Portal.Web;

/// <summary>Which lines of a list are shown: one page, or where the address says rows=all the whole list up to a limit, so that it can be sorted, filtered and taken along in the browser.</summary>
public sealed record ListPart(int Page, bool IsAll = false)
{
    public const string Rows = "rows";
    public const string All = "all";
    public const int Usual = 50;

    /// <summary>As many lines as a browser sorts without effort.</summary>
    public const int Most = 2000;

    public int Size => IsAll ? Most : Usual;

    public int Skipped => (Math.Clamp(Page, 1, int.MaxValue / Size) - 1) * Size;

    public static ListPart Of(HttpRequest request, int page) => new(page, request.Query[Rows] == All);

    public int Pages(int total) => Math.Max(1, (total + Size - 1) / Size);
}
