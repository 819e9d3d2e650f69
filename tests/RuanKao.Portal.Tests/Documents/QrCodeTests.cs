using AngleSharp.Html.Parser;
using RuanKao.Portal.Documents;
using Xunit;

namespace RuanKao.Portal.Tests.Documents;

public sealed class QrCodeTests
{
    [Fact]
    public void The_matrix_has_its_three_finders_and_no_margin()
    {
        var code = QrCode.Of("https://example.cn/pay?id=42");

        Assert.Equal(0, (code.Size - 17) % 4);
        foreach (var (row, column) in new[] { (0, 0), (0, code.Size - 7), (code.Size - 7, 0) })
        {
            Assert.True(code[row, column] && code[row + 6, column + 6] && code[row + 3, column + 3]);
            Assert.False(code[row + 1, column + 1]);
        }
    }

    [Fact]
    public void The_bars_cover_exactly_the_dark_modules()
    {
        var code = QrCode.Of("准考证 2026153012003187", QrStrength.High);
        var drawn = new bool[code.Size, code.Size];
        foreach (var (row, column, length) in code.Bars())
        {
            for (var i = column; i < column + length; i++)
            {
                Assert.False(drawn[row, i]);
                drawn[row, i] = true;
            }
        }

        for (var row = 0; row < code.Size; row++)
        {
            for (var column = 0; column < code.Size; column++)
            {
                Assert.Equal(code[row, column], drawn[row, column]);
            }
        }
    }

    [Fact]
    public void The_svg_names_itself_and_keeps_its_quiet_zone()
    {
        var code = QrCode.Of("x");

        var svg = new HtmlParser().ParseDocument(code.ToSvg("支付宝\"<付款码>")).QuerySelector("svg")!;

        Assert.Equal("支付宝\"<付款码>", svg.GetAttribute("aria-label"));
        Assert.Equal($"0 0 {code.Size + 8} {code.Size + 8}", svg.GetAttribute("viewBox"));
        Assert.StartsWith("M4 4h7v1h-7z", svg.QuerySelectorAll("path")[1].GetAttribute("d"));
        Assert.Null(svg.GetAttribute("style"));
    }
}
