using System.Globalization;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using Yuan = RuanKao.Portal.Foundation.Money;

namespace RuanKao.Portal.Office.Receipts;

/// <summary>What entering a row would do.</summary>
public enum ReceiptEffect { Refused, Replaces, New, Same }

/// <summary>One row of the file: what it says, what it would do, what stands there now and what is wrong with it.</summary>
public sealed record ReceiptRow(int Line, string OrderNumber, string Code, string Number, string Amount, FiscalReceipt? Receipt, FiscalReceipt? Before, IReadOnlyList<string> Faults)
{
    public ReceiptEffect Effect => Faults.Count > 0 ? ReceiptEffect.Refused : Before is null ? ReceiptEffect.New : Receipt!.SaysTheSameAs(Before) ? ReceiptEffect.Same : ReceiptEffect.Replaces;

    /// <summary>What a replacement changes: the column, what stands there and what is to stand there.</summary>
    public IEnumerable<(string Column, string Before, string After)> Changes => Before is null || Receipt is null ? [] : ReceiptCells.Of(Before).Zip(ReceiptCells.Of(Receipt))
        .Where(cell => cell.First.Text != cell.Second.Text).Select(cell => (cell.First.Column, cell.First.Text, cell.Second.Text));
}

/// <summary>A file as read, with the token by which the same content is entered once it was looked at; null while a row is refused.</summary>
public sealed record ReceiptFile(IReadOnlyList<ReceiptRow> Rows, string? Token)
{
    public int Count(ReceiptEffect effect) => Rows.Count(r => r.Effect == effect);
}

/// <summary>The columns of the file and how their cells are read.</summary>
public static class ReceiptCells
{
    public const string OrderNumber = "订单号";
    public const string Code = "票据代码";
    public const string Number = "票据号码";
    public const string CheckCode = "校验码";
    public const string IssuedOn = "开票日期";
    public const string Amount = "金额";
    public const string Link = "下载链接";

    public static readonly IReadOnlyList<string> All = [OrderNumber, Code, Number, CheckCode, IssuedOn, Amount, Link];

    /// <summary>Not every region prints a check code.</summary>
    public static readonly IReadOnlyList<string> Optional = [CheckCode];

    public static IReadOnlyList<(string Column, string Text)> Of(FiscalReceipt receipt) =>
    [
        (Code, receipt.Code), (Number, receipt.Number), (CheckCode, receipt.CheckCode),
        (IssuedOn, receipt.IssuedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), (Amount, Yuan.Yuan(receipt.AmountFen)), (Link, receipt.Link),
    ];

    /// <summary>A number as printed: letters and digits only. Spreadsheets like to make figures of them.</summary>
    public static string Figures(string text, string column, int most, bool required, List<string> faults)
    {
        if (text.Length == 0 && required) faults.Add($"没有填写{column}");
        else if (text.Contains("E+", StringComparison.OrdinalIgnoreCase)) faults.Add($"{column}被表格软件改成了科学计数法，请把该列设为文本后重新填写");
        else if (text.Length > most) faults.Add($"{column}最多{most}个字符，这一行有{text.Length}个");
        else if (!text.All(char.IsAsciiLetterOrDigit)) faults.Add($"{column}“{text}”只能有数字和字母");
        return text;
    }

    public static DateOnly Day(string text, DateOnly paidOn, DateOnly today, List<string> faults)
    {
        var day = CsvText.Day(text);
        if (day is null) faults.Add(text.Length == 0 ? $"没有填写{IssuedOn}" : $"{IssuedOn}“{text}”不是日期，应像 2026-01-31");
        else if (day > today) faults.Add($"{IssuedOn} {day:yyyy-MM-dd} 还没有到");
        else if (day < paidOn) faults.Add($"{IssuedOn} {day:yyyy-MM-dd} 早于缴费日期 {paidOn:yyyy-MM-dd}");
        return day.GetValueOrDefault();
    }

    public static int Fen(string text, List<string> faults)
    {
        if (Yuan.Fen(text.Replace(",", "").TrimEnd('元').Trim()) is { } fen) return fen;
        faults.Add(text.Length == 0 ? $"没有填写{Amount}" : $"{Amount}“{text}”不是金额，应像 100.00");
        return 0;
    }

    public static string Https(string text, List<string> faults)
    {
        if (text.Length > FiscalReceipt.LinkLength) faults.Add($"{Link}最多{FiscalReceipt.LinkLength}个字符，这一行有{text.Length}个");
        else if (text.Length == 0) faults.Add($"没有填写{Link}");
        else if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps || address.Host.Length == 0 || address.UserInfo.Length > 0)
            faults.Add($"{Link}应以 https:// 开头，才能安全地给付款人打开");
        return text;
    }
}
