using System.Globalization;

namespace RuanKao.Portal.Foundation;

public enum Sex { Male, Female }

/// <summary>An 18-character resident identity number as GB 11643-1999 defines it.</summary>
public sealed record ResidentIdNumber
{
    public const int Length = 18;
    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    private const string CheckCharacters = "10X98765432";

    private ResidentIdNumber(string text, DateOnly birthDate) => (Text, BirthDate) = (text, birthDate);

    public string Text { get; }

    public DateOnly BirthDate { get; }

    public Sex Sex => (Text[16] - '0') % 2 == 1 ? Sex.Male : Sex.Female;

    /// <summary>Trims, narrows full-width digits and raises x to X, as people paste it.</summary>
    public static string Normalise(string? typed) => new((typed ?? "").Where(c => !char.IsWhiteSpace(c))
        .Select(c => c is >= '０' and <= '９' ? (char)(c - '０' + '0') : c is 'x' or 'ｘ' or 'Ｘ' ? 'X' : c).ToArray());

    /// <summary>The number, or what is wrong with it in words that help to mend it. Region codes are not judged: historical ones stay valid.</summary>
    public static ResidentIdNumber? Parse(string? typed, DateOnly today, out string? fault)
    {
        var text = Normalise(typed);
        fault = text.Length != Length ? $"证件号码应为18位，您输入了{text.Length}位"
            : text[..17].Any(c => c is < '0' or > '9') || text[17] is not (>= '0' and <= '9' or 'X') ? "证件号码前17位应为数字，最后一位为数字或X"
            : null;
        if (fault is not null) return null;
        if (!DateOnly.TryParseExact(text.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var birth)
            || birth > today || birth.Year < 1900)
        {
            fault = "证件号码第7至14位不是有效的出生日期，请核对";
            return null;
        }
        if (text[17] != CheckCharacter(text))
        {
            fault = "证件号码最后一位校验不符，请逐位核对";
            return null;
        }
        return new(text, birth);
    }

    /// <summary>The check character (ISO 7064 MOD 11-2) of the first 17 digits.</summary>
    public static char CheckCharacter(string first17) =>
        CheckCharacters[Weights.Select((w, i) => w * (first17[i] - '0')).Sum() % 11];
}
