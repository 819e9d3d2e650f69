namespace RuanKao.Portal.Photos;

/// <summary>The gate before decoding: as many photos at once as the machine has cores, the rest wait in the order they came.</summary>
public sealed class PhotoDecoding(int places)
{
    private readonly SemaphoreSlim gate = new(places);

    public async Task<T> RunAsync<T>(Guid account, Func<Task<T>> work, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            return await Task.Run(work, ct);
        }
        finally
        {
            gate.Release();
        }
    }
}
