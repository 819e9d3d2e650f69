using RuanKao.Sandbox.Aliyun;
using RuanKao.Sandbox.Government;

namespace RuanKao.Sandbox;

/// <summary>The settings with which a portal speaks to one running sandbox.</summary>
internal static class PortalSettings
{
    public const string AccessKeyId = SandboxKeys.Mark;
    public const string MailUser = SandboxKeys.Mark;

    public static Dictionary<string, string?> For(
        SandboxKeys keys, SmsTemplates templates, Uri sandbox, int smtpPort, Uri? portal, WeChatPayKeyMode keyMode, bool inWeChat)
    {
        var aliyun = new Uri(sandbox, "aliyun/").ToString();
        var settings = new Dictionary<string, string?>
        {
            ["PersonalData:ActiveKey"] = "k1",
            ["PersonalData:Keys:k1"] = keys.PersonalDataKey,
            ["PersonalData:LookupKey"] = keys.PersonalDataLookupKey,
            ["Audit:ActiveKey"] = "a1",
            ["Audit:Keys:a1"] = keys.AuditKey,
            ["Sms:Aliyun:Endpoint"] = aliyun,
            ["Sms:Aliyun:AccessKeyId"] = AccessKeyId,
            ["Sms:Aliyun:AccessKeySecret"] = keys.AccessKeySecret,
            ["Sms:Aliyun:SignName"] = SmsTemplates.SignName,
            // Whoever tries the portal at night sees at once what it would say.
            ["Notifications:Quiet:From"] = "00:00",
            ["Notifications:Quiet:To"] = "00:00",
            ["RealName:Aliyun:Endpoint"] = aliyun,
            ["RealName:Aliyun:AccessKeyId"] = AccessKeyId,
            ["RealName:Aliyun:AccessKeySecret"] = keys.AccessKeySecret,
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = smtpPort.ToString(),
            ["Mail:Security"] = "None",
            ["Mail:User"] = MailUser,
            ["Mail:Password"] = keys.MailPassword,
            ["Mail:From"] = "no-reply@ruankao.example",
        };
        foreach (var (name, value) in GovernmentSettings.National(keys, sandbox)) settings["GovernmentLogin:Providers:national:" + name] = value;
        if (portal is not null)
            settings["Site:PublicAddress"] = portal.GetLeftPart(UriPartial.Authority);
        foreach (var (key, code) in templates.Codes)
            settings[$"Sms:Templates:{key}"] = code;
        foreach (var merchant in keys.Alipay)
        {
            var prefix = $"Alipay:Accounts:{merchant.Account}:";
            settings[prefix + "AppId"] = merchant.AppId;
            settings[prefix + "SellerId"] = merchant.SellerId;
            settings[prefix + "PrivateKey"] = merchant.AppPrivateKey;
            settings[prefix + "AlipayPublicKey"] = merchant.AlipayPublicKey;
            settings[prefix + "Gateway"] = new Uri(sandbox, "alipay/gateway.do").ToString();
            settings[prefix + "QrProduct"] = "true";
        }

        foreach (var merchant in keys.WeChatPay)
        {
            var prefix = $"WeChatPay:Accounts:{merchant.Account}:";
            settings[prefix + "MchId"] = merchant.MchId;
            settings[prefix + "AppId"] = merchant.AppId;
            settings[prefix + "ApiV3Key"] = merchant.ApiV3Key;
            settings[prefix + "MerchantSerialNumber"] = merchant.MerchantSerialNumber;
            settings[prefix + "PrivateKey"] = merchant.MerchantPrivateKey;
            if (keyMode != WeChatPayKeyMode.Certificate)
            {
                settings[prefix + "PublicKeyId"] = merchant.PublicKeyId;
                settings[prefix + "PublicKey"] = merchant.PlatformPublicKey;
            }

            settings[prefix + "PlatformCertificates"] = keyMode == WeChatPayKeyMode.PublicKey ? "false" : "true";
            settings[prefix + "Gateway"] = new Uri(sandbox, "wechatpay").ToString();
            settings[prefix + "H5"] = "true";
            if (!inWeChat) continue;
            settings[prefix + "OfficialAccountSecret"] = WeChatPay.WeChatInApp.SecretOf(merchant);
            settings[prefix + "AuthorizeAddress"] = new Uri(sandbox, "wechat/connect/oauth2/authorize").ToString();
            settings[prefix + "TokenAddress"] = new Uri(sandbox, "wechat/sns/oauth2/access_token").ToString();
        }

        return settings;
    }
}
