using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Candidates;

public class AliyunRealNameTests
{
    [Fact]
    public async Task An_authority_that_cannot_be_reached_is_an_outage_and_no_mismatch()
    {
        await using var portal = await PortalFactory.StartAsync(settings: new() { ["RealName:Aliyun:Endpoint"] = "http://127.0.0.1:9/" });
        var gateway = portal.Services.CreateScope().ServiceProvider.GetRequiredService<IRealNameGateway>();
        Assert.IsType<AliyunRealNameGateway>(gateway);
        Assert.Equal(RealNameVerdict.Unavailable, await gateway.VerifyAsync("张三", "53010219900101123X", default));
    }
}
