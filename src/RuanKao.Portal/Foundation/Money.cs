using System.Globalization;

namespace RuanKao.Portal.Foundation;

/// <summary>Amounts are whole fen everywhere; yuan text exists only at the edges.</summary>
public static class Money
{
    /// <summary>10000 fen as "100.00".</summary>
    public static string Yuan(long fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>"100.00" as 10000 fen; null where the text is not an amount with at most two decimals.</summary>
    public static int? Fen(string? yuan) =>
        decimal.TryParse(yuan, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        && Math.Abs(value) <= int.MaxValue / 100 && value * 100 == decimal.Truncate(value * 100)
            ? (int)(value * 100)
            : null;
}
