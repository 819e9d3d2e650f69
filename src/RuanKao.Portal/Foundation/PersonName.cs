using System.Globalization;
using System.Text;

namespace RuanKao.Portal.Foundation;

/// <summary>A person's name as people have them: rare characters (GB 18030-2022), the dot of minority names, Latin names. Counted in text elements, never folded to look-alikes.</summary>
public static class PersonName
{
    public const int MaxTextElements = 60;

    /// <summary>UTF-16 units in the database: a text element may need several.</summary>
    public const int MaxLength = 200;

    private const string DotsPeopleType = "•‧・∙⋅･·ᐧ᛫●⸱";

    // GB 18030-2005 had these characters in the private area; since then they have code points of their own (Unicode 4.1, GB 18030-2022). Old input methods still type the former.
    private static readonly Dictionary<int, int> PrivateOfOld = new()
    {
        [0xE81E] = 0x9FB4, [0xE826] = 0x9FB5, [0xE82B] = 0x9FB6, [0xE82C] = 0x9FB7, [0xE832] = 0x9FB8, [0xE843] = 0x9FB9, [0xE854] = 0x9FBA, [0xE864] = 0x9FBB,
        [0xE816] = 0x20087, [0xE817] = 0x20089, [0xE818] = 0x200CC, [0xE831] = 0x215D7, [0xE83B] = 0x2298F, [0xE855] = 0x241FE,
    };

    /// <summary>
    /// Trims; folds the dots people type to U+00B7 and takes the blanks around them away, also those between two Chinese characters; narrows full-width Latin letters;
    /// drops characters that cannot be seen. The characters of the name themselves stay as typed.
    /// </summary>
    public static string Normalise(string? typed)
    {
        var runes = (typed ?? "").Trim().EnumerateRunes().Where(r => Rune.GetUnicodeCategory(r) != UnicodeCategory.Format).Select(Fold).ToList();
        var text = new StringBuilder();
        for (var at = 0; at < runes.Count; at++)
        {
            var (before, after) = (Beside(runes, at, -1), Beside(runes, at, +1));
            if (runes[at].Value == ' ')
            {
                if (before is null || after is null || runes[at - 1].Value == ' ' || before.Value.Value == '·' || after.Value.Value == '·' || (IsChinese(before.Value) && IsChinese(after.Value))) continue;
            }
            text.Append(runes[at].Value == '.' && before is { } left && after is { } right && IsChinese(left) && IsChinese(right) ? "·" : runes[at].ToString());
        }
        return text.ToString();
    }

    /// <summary>What a normalised name is looked up and sorted by: Latin letters without regard to their case, everything else as it is.</summary>
    public static string Key(string name) => name.ToUpperInvariant();

    /// <summary>What is wrong with the normalised name, in words; null when nothing is.</summary>
    public static string? Fault(string name)
    {
        if (name.Length == 0) return "请填写真实姓名";
        if (new StringInfo(name).LengthInTextElements > MaxTextElements || name.Length > MaxLength) return $"姓名不能超过{MaxTextElements}个字";
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.PrivateUse) return PrivateUse(name, rune);
            if (!IsOfNames(rune)) return $"姓名中不能有“{rune}”，请按证件填写";
        }
        if (!name.EnumerateRunes().Any(r => Rune.IsLetter(r) || IsChinese(r))) return "请填写真实姓名";
        return name[0] is '·' or '-' || name[^1] is '·' or '-' ? "姓名不能以“·”或“-”开头或结尾，请按证件填写" : null;
    }

    private static string PrivateUse(string name, Rune rune)
    {
        var place = name.EnumerateRunes().TakeWhile(r => r != rune).Count() + 1;
        var hint = PrivateOfOld.TryGetValue(rune.Value, out var standard)
            ? $"它现在有标准字“{char.ConvertFromUtf32(standard)}”（U+{standard:X4}），请复制这个字代替"
            : "请改用输入法中的标准字（可用手写输入，或升级输入法后用拼音、笔画查找）；找不到时请申请人工核验，在补充说明中写明字的写法，或与考试机构联系";
        return $"姓名第{place}个字是自造字（U+{rune.Value:X4}），其他系统无法识别，打印时会变成方框。{hint}";
    }

    private static Rune Fold(Rune rune) =>
        DotsPeopleType.Contains(rune.ToString(), StringComparison.Ordinal) ? new('·')
        : Rune.IsWhiteSpace(rune) ? new(' ')
        : rune.Value is (>= 'Ａ' and <= 'Ｚ') or (>= 'ａ' and <= 'ｚ') or '．' or '－' or '＇' ? new(rune.Value - '！' + '!')
        : rune;

    // The nearest character on one side that is no blank.
    private static Rune? Beside(List<Rune> runes, int at, int step)
    {
        for (at += step; at >= 0 && at < runes.Count; at += step)
            if (runes[at].Value != ' ') return runes[at];
        return null;
    }

    // U+0F0B parts the syllables of a Tibetan name.
    private static bool IsOfNames(Rune rune) => Rune.IsLetter(rune) || IsChinese(rune) || rune.Value is '·' or ' ' or '-' or '\'' or '’' or '.' or 0x0F0B
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Ideographs, and the radicals, strokes and 〇 that some people have in their names (㇏). The planes 2 and 3 hold nothing else, also what a later Unicode adds there.</summary>
    private static bool IsChinese(Rune rune) => rune.Value is 0x3005 or 0x3007
        or (>= 0x2E80 and <= 0x2FDF) or (>= 0x31C0 and <= 0x31EF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFD);
}
