using System.Text;

namespace RuanKao.Sandbox.Menu;

/// <summary>Answers that never arrive whole.</summary>
internal static class BrokenAnswers
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Says nothing until the caller gives up.</summary>
    public static async Task HangAsync(HttpContext http)
    {
        try
        {
            await Task.Delay(Longest, http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The caller has gone, as it should.
        }

        http.Abort();
    }

    /// <summary>Promises the whole and breaks off in the middle.</summary>
    public static async Task HalfAsync(HttpContext http, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        if (bytes.Length > 0)
        {
            http.Response.ContentLength = bytes.Length;
            await http.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await http.Response.Body.FlushAsync();
        }

        http.Abort();
    }
}
