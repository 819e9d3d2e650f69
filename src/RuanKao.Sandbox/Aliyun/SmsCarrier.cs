using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RuanKao.Sandbox.Inbox;

namespace RuanKao.Sandbox.Aliyun;

/// <summary>Dysmsapi SendSms: fills an approved template and delivers it to the inbox.</summary>
internal sealed partial class SmsCarrier(SmsTemplates templates, SandboxInbox inbox, SandboxClock clock)
{
    public JsonObject Send(IReadOnlyDictionary<string, string> parameters)
    {
        foreach (var name in new[] { "PhoneNumbers", "SignName", "TemplateCode" })
        {
            if (parameters.GetValueOrDefault(name) is not { Length: > 0 })
                throw new AliyunRefusal(400, "Missing" + name, $"{name} is mandatory for this action.");
        }

        var numbers = parameters["PhoneNumbers"].Split(',');
        if (numbers.Length > 1000 || !numbers.All(n => Mobile().IsMatch(n)))
            return Refused("isv.MOBILE_NUMBER_ILLEGAL", "非法手机号");
        if (parameters["SignName"] != SmsTemplates.SignName)
            return Refused("isv.SMS_SIGNATURE_ILLEGAL", "该账号下找不到对应签名");
        if (Values(parameters.GetValueOrDefault("TemplateParam")) is not { } values)
            return Refused("isv.INVALID_JSON_PARAM", "参数格式错误，请修改为字符串值的 JSON 格式");

        string? text;
        try
        {
            text = templates.Fill(parameters["TemplateCode"], values);
        }
        catch (KeyNotFoundException)
        {
            return Refused("isv.TEMPLATE_MISSING_PARAMETERS", "模板变量中存在未赋值变量");
        }

        if (text is null)
            return Refused("isv.SMS_TEMPLATE_ILLEGAL", "该账号下找不到对应模板");
        var bizId = $"{clock.UnixSeconds}{Random.Shared.Next(100_000_000, 1_000_000_000)}";
        foreach (var number in numbers)
            inbox.Add(new InboxMessage(Guid.NewGuid().ToString("N"), SandboxInbox.Sms, number, clock.Now, "", text, parameters["TemplateCode"], values));
        return new JsonObject { ["Code"] = "OK", ["Message"] = "OK", ["BizId"] = bizId };
    }

    private static Dictionary<string, string>? Values(string? json)
    {
        try
        {
            return string.IsNullOrEmpty(json) ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonObject Refused(string code, string message) => new() { ["Code"] = code, ["Message"] = message };

    [GeneratedRegex(@"^1[3-9]\d{9}\z")]
    private static partial Regex Mobile();
}
