using System.Globalization;

namespace RuanKao.Sandbox;

/// <summary>Amounts as Alipay and payers write them, kept in fen.</summary>
internal static class Yuan
{
    public static string Text(int fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Reads 0.01 … 20000000 with at most two decimals.</summary>
    public static bool TryRead(string? text, out int fen)
    {
        fen = 0;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan)
            || yuan is < 0.01m or > 20_000_000m || decimal.Round(yuan, 2) != yuan)
            return false;
        fen = (int)(yuan * 100);
        return true;
    }
}
