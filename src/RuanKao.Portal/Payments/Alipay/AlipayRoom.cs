using Microsoft.Extensions.Options;

namespace RuanKao.Portal.Payments.Alipay;

/// <summary>Brings Alipay into the house.</summary>
public static class AlipayRoom
{
    public static IServiceCollection AddAlipay(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AlipayOptions>().Bind(configuration.GetSection(AlipayOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AlipayOptions>, AlipayOptionsRules>();
        services.AddChannelClient(AlipayGateway.Client);
        services.AddSingleton<AlipayGateway>();
        services.AddSingleton<IPaymentChannel, AlipayChannel>();
        services.AddSingleton<IBillSource, AlipayBills>();
        return services;
    }
}
