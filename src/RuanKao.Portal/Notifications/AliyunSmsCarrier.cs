using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Notifications;

/// <summary>Configuration section Sms:Aliyun.</summary>
public sealed record AliyunSmsOptions : AliyunOptions
{
    public const string Section = "Sms:Aliyun";

    [Required]
    public string SignName { get; init; } = "";
}

/// <summary>Configuration section Sms: the carrier's template id for each of <see cref="NoticeTemplates"/>.</summary>
public sealed class SmsTemplateOptions : IValidatableObject
{
    public const string Section = "Sms";

    public Dictionary<string, string> Templates { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext context) => NoticeTemplates.Keys
        .Where(key => string.IsNullOrWhiteSpace(Templates.GetValueOrDefault(key)))
        .Select(key => new ValidationResult($"Sms:Templates:{key} must hold the carrier's template id."));
}

/// <summary>Aliyun Dysmsapi 2017-05-25, SendSms.</summary>
public sealed class AliyunSmsCarrier(AliyunClient aliyun, IOptions<AliyunSmsOptions> options, IOptions<SmsTemplateOptions> templates) : ICarrier
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public const string CarrierName = "Aliyun";

    public string Name => CarrierName;

    public AddressKind Channel => AddressKind.Mobile;

    public async Task<CarrierAnswer> SendAsync(Parcel parcel, CancellationToken ct)
    {
        var answer = await aliyun.CallAsync(options.Value, "SendSms", "2017-05-25", new Dictionary<string, string>
        {
            ["PhoneNumbers"] = parcel.Address,
            ["SignName"] = options.Value.SignName,
            ["TemplateCode"] = templates.Value.Templates[parcel.Template],
            ["TemplateParam"] = JsonSerializer.Serialize(parcel.Values, Json),
            ["OutId"] = parcel.Key,
        }, ct);
        return answer.Text("Code") switch
        {
            "OK" => CarrierAnswer.Taken,
            // A number that cannot exist will not exist later; everything else (limits, arrears, a template in review) may mend.
            "isv.MOBILE_NUMBER_ILLEGAL" => CarrierAnswer.Refused("isv.MOBILE_NUMBER_ILLEGAL"),
            "" => CarrierAnswer.TryAgain($"http-{(int)answer.Status}"),
            var code => CarrierAnswer.TryAgain(code),
        };
    }
}
