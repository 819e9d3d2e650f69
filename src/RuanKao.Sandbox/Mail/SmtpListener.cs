using System.Net;
using System.Net.Sockets;
using RuanKao.Sandbox.Inbox;

namespace RuanKao.Sandbox.Mail;

/// <summary>A mail server that delivers everything into the inbox.</summary>
internal sealed class SmtpListener(SandboxKeys keys, SandboxInbox inbox, SandboxClock clock) : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private TcpListener? listener;
    private Task accepting = Task.CompletedTask;

    /// <summary>Starts listening on 127.0.0.1 and gives the port.</summary>
    public int Start(int port)
    {
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        accepting = AcceptAsync(listener);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener?.Dispose();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync(TcpListener from)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var client = await from.AcceptTcpClientAsync(stopping.Token);
                _ = ServeAsync(client, stopping.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken ct)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await using var stream = client.GetStream();
                await new SmtpSession(stream, keys, inbox, clock).RunAsync(ct);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The client went away or the sandbox stops: nothing was accepted, nothing is owed.
            }
        }
    }
}
