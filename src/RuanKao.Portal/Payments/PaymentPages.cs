using System.ComponentModel.DataAnnotations;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Payments;

/// <summary>Which channel, and optionally how to reach it; without a way the device decides.</summary>
public sealed class PayForm
{
    [Required(ErrorMessage = "请选择支付方式")]
    [Display(Name = "支付方式")]
    public Channel? Channel { get; set; }

    public PaymentProduct? Product { get; set; }
}

/// <summary>A channel that this institution takes, and how it goes on this device.</summary>
public sealed record PayWay(Channel Channel, PaymentProduct Product);

/// <summary>网上缴费.</summary>
public sealed record PayPage(FeeCase Fee, string? NumberMasked, IReadOnlyList<PayWay> Ways, bool OnPhone, bool InWeChat, string? WhyNot, PayForm Form);

/// <summary>One attempt: the code or the button, the clock, how it stands.</summary>
/// <param name="Bridge">What WeChat's browser opens its payment with.</param>
public sealed record AttemptPage(FeeCase Fee, PaymentAttempt Attempt, string? QrSource, string? OpenAddress, IReadOnlyDictionary<string, string>? Bridge, bool CanPay, bool CanUsePage, bool OnPhone, bool InWeChat)
{
    public string Amount => Money.Yuan(Attempt.AmountFen);
}

/// <summary>What the page's script asks every three seconds.</summary>
public sealed record AttemptState(string State, string Words, bool Decided);
