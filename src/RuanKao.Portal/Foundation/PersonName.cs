using System.Globalization;
using System.Text;

namespace RuanKao.Portal.Foundation;

/// <summary>A person's name as people have them: rare characters, the dot of minority names, Latin names. Counted in text elements.</summary>
public static class PersonName
{
    public const int MaxTextElements = 60;

    /// <summary>UTF-16 units in the database: a text element may need several.</summary>
    public const int MaxLength = 200;

    private const string DotsPeopleType = "•‧・．∙⋅";

    /// <summary>Trims, folds the dots people type to U+00B7, and runs of blanks to one.</summary>
    public static string Normalise(string? typed)
    {
        var text = new StringBuilder();
        foreach (var c in (typed ?? "").Trim())
        {
            var folded = DotsPeopleType.Contains(c) ? '·' : char.IsWhiteSpace(c) ? ' ' : c;
            if (folded == ' ' && text.Length > 0 && text[^1] == ' ') continue;
            text.Append(folded);
        }
        return text.ToString();
    }

    /// <summary>What is wrong with the normalised name, in words; null when nothing is.</summary>
    public static string? Fault(string name)
    {
        if (name.Length == 0) return "请填写真实姓名";
        if (new StringInfo(name).LengthInTextElements > MaxTextElements || name.Length > MaxLength) return $"姓名不能超过{MaxTextElements}个字";
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.PrivateUse)
                return "姓名中有自造字，其他系统无法识别。请改用输入法中的标准字；找不到时请与考试机构联系";
            if (!Rune.IsLetter(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
                && rune.Value is not ('·' or ' ' or '-' or '\'' or '’' or '.' or 0x3007))
                return $"姓名中不能有“{rune}”，请按证件填写";
        }
        return null;
    }
}
