namespace RuanKao.Portal.Foundation;

/// <summary>The Damm check digit: finds every single wrong digit and every swap of two neighbours in numbers that people read aloud.</summary>
public static class CheckDigit
{
    // The quasigroup of order 10 from H. M. Damm's thesis (2004).
    private static readonly string[] Table =
    [
        "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
        "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
    ];

    /// <summary>The digits with their check digit appended.</summary>
    public static string Append(string digits) => digits + Of(digits);

    public static bool Holds(string digits) => digits.Length > 1 && digits.All(char.IsAsciiDigit) && Of(digits) == '0';

    private static char Of(string digits)
    {
        var state = '0';
        foreach (var digit in digits) state = Table[state - '0'][digit - '0'];
        return state;
    }
}
