using System.Text.Json;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Notifications;

namespace RuanKao.Portal.Candidates;

/// <summary>What the authority says about a name and a number. NoRecord and Unavailable are never a mismatch: the person may be right.</summary>
public enum RealNameVerdict { Match, Mismatch, NoRecord, InvalidInput, Unavailable }

/// <summary>The authority that knows which name belongs to which number.</summary>
public interface IRealNameGateway
{
    /// <summary>As kept beside what it confirmed.</summary>
    string Name { get; }

    /// <summary>Never throws for what the authority or the network does.</summary>
    Task<RealNameVerdict> VerifyAsync(string name, string number, CancellationToken ct);
}

/// <summary>Configuration section RealName:Aliyun.</summary>
public sealed record RealNameOptions : AliyunOptions
{
    public const string Section = "RealName:Aliyun";
}

/// <summary>Aliyun Cloudauth 2019-03-07, Id2MetaVerify.</summary>
public sealed class AliyunRealNameGateway(AliyunClient aliyun, IOptions<RealNameOptions> options, ILogger<AliyunRealNameGateway> log) : IRealNameGateway
{
    public string Name => "aliyun-id2meta";

    public async Task<RealNameVerdict> VerifyAsync(string name, string number, CancellationToken ct)
    {
        try
        {
            var answer = await aliyun.CallAsync(options.Value, "Id2MetaVerify", "2019-03-07",
                new Dictionary<string, string> { ["ParamType"] = "normal", ["IdentifyNum"] = number, ["UserName"] = name }, ct);
            var verdict = (answer.Text("Code"), BizCode(answer.Json)) switch
            {
                ("200", "1") => RealNameVerdict.Match,
                ("200", "2") => RealNameVerdict.Mismatch,
                ("200", "3") => RealNameVerdict.NoRecord,
                ("400" or "401", _) => RealNameVerdict.InvalidInput,
                _ => RealNameVerdict.Unavailable,
            };
            // The code alone: the authority's sentences may repeat the number.
            if (verdict == RealNameVerdict.Unavailable) log.LogError("The real-name authority answered {Code} (HTTP {Status})", answer.Text("Code"), (int)answer.Status);
            return verdict;
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            log.LogError("The real-name authority could not be asked: {Fault}", fault.GetType().Name);
            return RealNameVerdict.Unavailable;
        }
    }

    private static string BizCode(JsonElement json) =>
        json.TryGetProperty("ResultObject", out var result) && result.ValueKind == JsonValueKind.Object && result.TryGetProperty("BizCode", out var code) ? code.ToString() : "";
}
