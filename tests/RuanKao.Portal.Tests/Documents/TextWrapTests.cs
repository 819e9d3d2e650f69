using RuanKao.Portal.Documents;
using Xunit;
using Pdf = UglyToad.PdfPig.PdfDocument;

namespace RuanKao.Portal.Tests.Documents;

public sealed class TextWrapTests
{
    // One em for Chinese, half of it for anything narrow: ten is five Chinese characters.
    private static IReadOnlyList<string> Lines(string text, float width) =>
        TextWrap.Lines(text, width, part => part.EnumerateRunes().Sum(rune => rune.Value < 0x2E80 ? 1f : 2f));

    [Fact]
    public void Chinese_breaks_between_any_two_characters() =>
        Assert.Equal(["一二三四五", "六七"], Lines("一二三四五六七", 10));

    [Fact]
    public void A_comma_or_full_stop_hangs_over_the_edge_rather_than_begin_a_line() =>
        Assert.Equal(["一二三四五，", "六七。"], Lines("一二三四五，六七。", 10));

    [Fact]
    public void A_closing_bracket_takes_its_character_along_to_the_next_line() =>
        Assert.Equal(["（一二三", "四）五"], Lines("（一二三四）五", 10));

    [Fact]
    public void An_opening_bracket_never_ends_a_line() =>
        Assert.Equal(["一二三四", "（五六）"], Lines("一二三四（五六）", 10));

    [Fact]
    public void Latin_words_and_numbers_stay_whole() =>
        Assert.Equal(["考试时间", "2026-05-23", "开始"], Lines("考试时间 2026-05-23 开始", 12));

    [Fact]
    public void A_word_wider_than_the_line_is_cut() =>
        Assert.Equal(["网址", "abcdefghij", "klm"], Lines("网址abcdefghijklm", 10));

    [Fact]
    public void Line_ends_of_the_text_are_kept() =>
        Assert.Equal(["一", "", "二"], Lines("一\r\n\n二", 10));

    [Fact]
    public void A_rare_character_is_never_cut_in_two() =>
        Assert.Equal(["𠮷𠮷", "𠮷"], Lines("𠮷𠮷𠮷", 5));

    [Fact]
    public void Text_in_a_narrow_cell_shrinks_but_not_below_its_floor()
    {
        var document = new PdfDocument(Printed.Fonts, new PdfFacts("", DateTime.UnixEpoch));
        document.AddPage().Cell("昆明某某职业学院（东校区）", new Box(0, 0, 80, 16), new TextStyle(14));
        using var pdf = Pdf.Open(document.Finish().Bytes);
        var letters = pdf.GetPage(1).Letters;

        Assert.Equal(13, letters.Count);
        Assert.All(letters, letter => Assert.InRange(letter.PointSize, 6, 9));
        Assert.All(letters, letter => Assert.InRange(PdfPage.Height - letter.Location.Y, 0, 16));
    }
}
