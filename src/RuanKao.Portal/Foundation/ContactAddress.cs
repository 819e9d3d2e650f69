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
        var text = Narrow(typed).Trim();
        fault = null;
        if (text.Contains('@')) return ParseEmail(text, out fault);
        if (text.Length == 0) fault = "请填写手机号或邮箱";
        else if (ParseMobile(text, out fault) is { } mobile) return mobile;
        return null;
    }

    public static ContactAddress? ParseMobile(string? typed, out string? fault)
    {
        var digits = new string(Narrow(typed).Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '(' or ')')).ToArray());
        // The country's own code in the three ways it is written; a number of 11 digits never begins with it.
        if (Country().Match(digits) is { Success: true } country) digits = digits[country.Length..];
        fault = Mobile().IsMatch(digits) ? null
            : digits.Length == 0 ? "请填写手机号码"
            : digits.All(char.IsAsciiDigit) && digits.Length != 11 ? $"手机号码应为11位，您输入了{digits.Length}位"
            : "请填写11位手机号码，以1开头";
        return fault is null ? new(AddressKind.Mobile, digits) : null;
    }

    public static ContactAddress? ParseEmail(string? typed, out string? fault)
    {
        var text = Narrow(typed).Trim().ToLowerInvariant();
        fault = text.Length == 0 ? "请填写邮箱"
            : text.Length > MaxLength ? $"邮箱不能超过{MaxLength}个字符"
            : MailAddress.TryCreate(text, out var address) && address.Address == text && address.Host.Contains('.') ? null
            : "邮箱格式不对，应像 name@example.com";
        return fault is null ? new(AddressKind.Email, text) : null;
    }

    /// <summary>What an input method types in full width (＠, １３９, 。, －) in the width that is stored.</summary>
    public static string Narrow(string? typed) => string.Create(typed?.Length ?? 0, typed, static (to, from) =>
    {
        for (var at = 0; at < to.Length; at++) to[at] = from![at] switch { >= '\uFF01' and <= '\uFF5E' => (char)(from[at] - 0xFEE0), '\u3000' => ' ', '—' or '–' => '-', '。' => '.', var other => other };
    });

    [GeneratedRegex("^(\\+86|0086|86)(?=1[0-9]{10}$)")]
    private static partial Regex Country();

    [GeneratedRegex("^1[3-9][0-9]{9}$")]
    private static partial Regex Mobile();
}
