using System.Text.Json;
using System.Text.Json.Nodes;

namespace RuanKao.Portal.Payments.WeChatPay;

/// <summary>The official account's web authorisation, silent (snsapi_base): it yields the openid and nothing else of the person.</summary>
public sealed class WeChatPayPayerDoor(WeChatPayGateway gateway, IHttpClientFactory clients, ILogger<WeChatPayPayerDoor> log) : IPayerDoor
{
    public bool IsOpen(string account) => gateway.Accounts.TryGetValue(account, out var merchant) && merchant.TakesInWeChat;

    public string Address(string account, string back, string mark)
    {
        var merchant = gateway.Accounts[account];
        // In this very order, and with the fragment: their page refuses others.
        return $"{merchant.AuthorizeAddress}?appid={Uri.EscapeDataString(merchant.AppId)}&redirect_uri={Uri.EscapeDataString(back)}&response_type=code&scope=snsapi_base&state={Uri.EscapeDataString(mark)}#wechat_redirect";
    }

    public async Task<string?> PayerAsync(string account, string code, CancellationToken ct)
    {
        var merchant = gateway.Accounts[account];
        var address = $"{merchant.TokenAddress}?appid={Uri.EscapeDataString(merchant.AppId)}&secret={Uri.EscapeDataString(merchant.OfficialAccountSecretText!)}&code={Uri.EscapeDataString(code)}&grant_type=authorization_code";
        try
        {
            using var response = await clients.CreateClient(WeChatPayGateway.Client).GetAsync(new Uri(address), ct);
            var answer = JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(ct), documentOptions: WeChatPayAnswer.Strict) as JsonObject ?? [];
            if (WeChatPayAnswer.TextOf(answer, "openid") is { Length: > 0 and <= 128 } openId) return openId;
            log.LogWarning("WeChat names no payer for {Account}: {Code}", account, answer["errcode"]?.ToString());
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException or InvalidOperationException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            log.LogWarning("WeChat names no payer for {Account}: {Failure}", account, failure.GetType().Name);
        }
        return null;
    }
}
