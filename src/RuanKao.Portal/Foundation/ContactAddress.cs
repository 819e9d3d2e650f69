using System.Net.Mail;
using System.Text.RegularExpressions;

namespace RuanKao.Portal.Foundation;

public enum AddressKind { Mobile, Email }

/// <summary>A mobile number of mainland China or an e-mail address, in the one spelling that is stored and compared.</summary>
public sealed partial record ContactAddress(AddressKind Kind, string Text)
{
    public const int MaxLength = 120;

    public string Masked => Kind == AddressKind.Mobile ? Mask.Mobile(Text) : Mask.Email(Text);

    /// <summary>The address, or null and what is wrong with it in words.</summary>
    public static ContactAddress? Parse(string? typed, out string? fault)
    {
        var text = (typed ?? "").Trim();
        fault = null;
        if (text.Contains('@')) return ParseEmail(text, out fault);
        if (text.Length == 0) fault = "请填写手机号或邮箱";
        else if (ParseMobile(text, out fault) is { } mobile) return mobile;
        return null;
    }

    public static ContactAddress? ParseMobile(string? typed, out string? fault)
    {
        var digits = new string((typed ?? "").Where(c => !char.IsWhiteSpace(c) && c != '-').ToArray());
        if (digits.StartsWith("+86", StringComparison.Ordinal)) digits = digits[3..];
        fault = Mobile().IsMatch(digits) ? null
            : digits.Length == 0 ? "请填写手机号码"
            : digits.All(char.IsAsciiDigit) && digits.Length != 11 ? $"手机号码应为11位，您输入了{digits.Length}位"
            : "请填写11位手机号码，以1开头";
        return fault is null ? new(AddressKind.Mobile, digits) : null;
    }

    public static ContactAddress? ParseEmail(string? typed, out string? fault)
    {
        var text = (typed ?? "").Trim().ToLowerInvariant();
        fault = text.Length == 0 ? "请填写邮箱"
            : text.Length > MaxLength ? $"邮箱不能超过{MaxLength}个字符"
            : MailAddress.TryCreate(text, out var address) && address.Address == text && address.Host.Contains('.') ? null
            : "邮箱格式不对，应像 name@example.com";
        return fault is null ? new(AddressKind.Email, text) : null;
    }

    [GeneratedRegex("^1[3-9][0-9]{9}$")]
    private static partial Regex Mobile();
}
