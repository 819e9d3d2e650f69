using System.Security.Cryptography;

namespace RuanKao.Portal.Tests.Support;

/// <summary>Settings as a real installation has them, with keys made for the occasion: enough to start in Production, of no use to anybody.</summary>
public static class CompleteSettings
{
    public static Dictionary<string, string> For(string databaseFile)
    {
        using var ours = RSA.Create(2048);
        using var theirs = RSA.Create(2048);
        var settings = new Dictionary<string, string>
        {
            ["Database:Provider"] = "Sqlite",
            ["Database:ConnectionString"] = $"Data Source={databaseFile}",
            ["Site:PublicAddress"] = "https://bm.example.cn",
            ["PersonalData:ActiveKey"] = "k1",
            ["PersonalData:Keys:k1"] = Key(),
            ["PersonalData:LookupKey"] = Key(),
            ["Audit:ActiveKey"] = "a1",
            ["Audit:Keys:a1"] = Key(),
            ["Sms:Aliyun:Endpoint"] = "https://dysmsapi.aliyuncs.com/",
            ["Sms:Aliyun:AccessKeyId"] = "LTAI0000000000000000",
            ["Sms:Aliyun:AccessKeySecret"] = Key(),
            ["Sms:Aliyun:SignName"] = "软考报名",
            ["Mail:Host"] = "smtp.example.cn",
            ["Mail:Port"] = "465",
            ["Mail:Security"] = "SslOnConnect",
            ["Mail:User"] = "no-reply@example.cn",
            ["Mail:Password"] = Key(),
            ["Mail:From"] = "no-reply@example.cn",
            ["RealName:Aliyun:Endpoint"] = "https://cloudauth.aliyuncs.com/",
            ["RealName:Aliyun:AccessKeyId"] = "LTAI0000000000000000",
            ["RealName:Aliyun:AccessKeySecret"] = Key(),
            ["Alipay:Accounts:default:AppId"] = "2021000000000001",
            ["Alipay:Accounts:default:SellerId"] = "2088000000000001",
            ["Alipay:Accounts:default:PrivateKey"] = ours.ExportPkcs8PrivateKeyPem(),
            ["Alipay:Accounts:default:AlipayPublicKey"] = theirs.ExportSubjectPublicKeyInfoPem(),
            ["Alipay:Accounts:default:Gateway"] = "https://openapi.alipay.com/gateway.do",
            ["WeChatPay:Accounts:default:MchId"] = "1600000001",
            ["WeChatPay:Accounts:default:AppId"] = "wx0000000000000001",
            ["WeChatPay:Accounts:default:ApiV3Key"] = "0123456789abcdef0123456789abcdef",
            ["WeChatPay:Accounts:default:MerchantSerialNumber"] = "1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C",
            ["WeChatPay:Accounts:default:PrivateKey"] = ours.ExportPkcs8PrivateKeyPem(),
            ["WeChatPay:Accounts:default:PublicKeyId"] = "PUB_KEY_ID_0116000000012025010100000000000001",
            ["WeChatPay:Accounts:default:PublicKey"] = theirs.ExportSubjectPublicKeyInfoPem(),
            ["WeChatPay:Accounts:default:Gateway"] = "https://api.mch.weixin.qq.com",
        };
        foreach (var template in RuanKao.Portal.Notifications.NoticeTemplates.Keys)
            settings[$"Sms:Templates:{template}"] = "SMS_100000001";
        return settings;
    }

    private static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
