using Microsoft.Extensions.Options;

namespace RuanKao.Portal.Payments.WeChatPay;

/// <summary>Brings WeChat Pay into the house.</summary>
public static class WeChatPayRoom
{
    public static IServiceCollection AddWeChatPay(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WeChatPayOptions>().Bind(configuration.GetSection(WeChatPayOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WeChatPayOptions>, WeChatPayOptionsRules>();
        services.AddChannelClient(WeChatPayGateway.Client);
        services.AddSingleton<WeChatPayCertificates>();
        services.AddSingleton<WeChatPayGateway>();
        services.AddSingleton<IPaymentChannel, WeChatPayChannel>();
        services.AddSingleton<IPayerDoor, WeChatPayPayerDoor>();
        services.AddSingleton<IBillSource, WeChatPayBills>();
        return services;
    }
}
