using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Accounts.Government;

/// <summary>Stops asking a platform that does not answer: after three faults in a row nothing is sent for half a minute, then one call tries.</summary>
public sealed class GovernmentBreaker(TimeProvider clock)
{
    public const int Faults = 3;
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private int faults;
    private DateTime restsUntil;

    public bool IsOpen
    {
        get { lock (gate) return faults >= Faults && clock.Now() < restsUntil; }
    }

    public void Succeeded()
    {
        lock (gate) faults = 0;
    }

    public void Failed()
    {
        lock (gate)
        {
            faults++;
            restsUntil = clock.Now() + Rest;
        }
    }
}

/// <summary>The breaker of each platform, by its key.</summary>
public sealed class GovernmentBreakers(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, GovernmentBreaker> breakers = new();

    public GovernmentBreaker Of(string key) => breakers.GetOrAdd(key, _ => new(clock));
}

/// <summary>The line to one platform's servers: the breaker, and the client's secret in a header where the contract wants it there.</summary>
public sealed class GovernmentBackchannel(GovernmentProvider provider, GovernmentBreaker breaker) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = Patience })
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    public const int MaxAnswer = 256 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        if (breaker.IsOpen) throw new HttpRequestException("The platform has not answered lately; it is asked again soon.");
        if (provider.ClientAuthentication == ClientAuthentication.Basic && request.Method == HttpMethod.Post) await MoveSecretAsync(request, ct);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            var response = await base.SendAsync(request, patience.Token);
            if ((int)response.StatusCode >= 500) throw new HttpRequestException("The platform answered with a fault of its own.", null, response.StatusCode);
            breaker.Succeeded();
            return response;
        }
        // Who closes the browser while waiting says nothing about the platform.
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            breaker.Failed();
            throw fault as HttpRequestException ?? new HttpRequestException("The platform does not answer.", fault);
        }
    }

    private async Task MoveSecretAsync(HttpRequestMessage request, CancellationToken ct)
    {
        if (request.Content is not { } form) return;
        var fields = QueryHelpers.ParseQuery(await form.ReadAsStringAsync(ct))
            .Where(f => f.Key is not ("client_secret" or "client_id")).SelectMany(f => f.Value.Select(v => KeyValuePair.Create(f.Key, v ?? "")));
        request.Content = new FormUrlEncodedContent(fields);
        var pair = Uri.EscapeDataString(provider.ClientId) + ":" + Uri.EscapeDataString(provider.ClientSecret);
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
    }
}
