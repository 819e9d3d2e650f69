namespace RuanKao.Portal.Payments;

/// <summary>Fetches the file of a bill: larger than any answer, and limited all the same.</summary>
internal static class BillDownload
{
    public const string Client = "bills";

    public const int LargestFile = 64 * 1024 * 1024;

    public static async Task<byte[]?> DownloadAsync(this IHttpClientFactory clients, HttpRequestMessage request, string whose, ILogger log, CancellationToken ct)
    {
        using (request)
        {
            try
            {
                using var response = await clients.CreateClient(Client).SendAsync(request, ct);
                if (response.IsSuccessStatusCode) return await response.Content.ReadAsByteArrayAsync(ct);
                log.LogWarning("The bill of {Account} answered HTTP {Status}", whose, (int)response.StatusCode);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidOperationException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
            {
                log.LogWarning("The bill of {Account} failed: {Failure}", whose, failure.GetType().Name);
            }
            return null;
        }
    }
}
