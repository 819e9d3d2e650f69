using RuanKao.Portal.Notifications;

namespace RuanKao.Portal.Tests.Notifications;

public class AliyunAcs3SignatureTests
{
    // Aliyun's published example (V3 版本请求体&签名机制, RunInstances).
    private static readonly Dictionary<string, string> Example = new()
    {
        ["host"] = "ecs.cn-shanghai.aliyuncs.com",
        ["x-acs-action"] = "RunInstances",
        ["x-acs-content-sha256"] = AliyunAcs3Signature.EmptyBodyHash,
        ["x-acs-date"] = "2023-10-26T10:22:32Z",
        ["x-acs-signature-nonce"] = "3156853299f313e23d1673dc12e1703d",
        ["x-acs-version"] = "2014-05-26",
    };

    [Fact]
    public void The_published_example_gives_the_published_signature()
    {
        var query = AliyunAcs3Signature.CanonicalQuery(new Dictionary<string, string>
        {
            ["RegionId"] = "cn-shanghai",
            ["ImageId"] = "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
        });
        var authorization = AliyunAcs3Signature.Authorization("YourAccessKeyId", "YourAccessKeySecret", "/", query, Example);
        Assert.Equal("ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
            + "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0", authorization);
    }

    [Fact]
    public void Names_and_values_are_encoded_as_RFC_3986_asks() =>
        Assert.Equal("A=%E9%A9%AC%20%2B%2A~&B=%7B%22c%22%3A1%7D", AliyunAcs3Signature.CanonicalQuery(new Dictionary<string, string> { ["B"] = "{\"c\":1}", ["A"] = "马 +*~" }));
}
