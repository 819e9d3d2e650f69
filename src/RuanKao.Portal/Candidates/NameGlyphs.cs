using RuanKao.Portal.Documents;

namespace RuanKao.Portal.Candidates;

/// <summary>Tells which characters of a name the fonts of the printed documents lack, so that staff know before a ticket is printed with a box in it.</summary>
public sealed class NameGlyphs(FontChain fonts)
{
    /// <summary>Each once, as 字 and code point: “𠅤”（U+20164）. Empty where the name prints whole.</summary>
    public IReadOnlyList<string> Missing(string name) =>
        [.. fonts.Missing(name).Select(character => $"“{character}”（U+{char.ConvertToUtf32(character, 0):X4}）")];
}
