namespace RuanKao.Portal.Tests.Support;

/// <summary>The checkout that the tests were built from.</summary>
public static class Repository
{
    public static readonly string Root = Find();

    public static string File(params string[] path) => Path.Combine([Root, .. path]);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "RuanKao.Portal.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the checkout.");
        return folder;
    }
}
