using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Foundation;

public class CsvTextTests
{
    [Fact]
    public void Quoted_cells_hold_commas_quotes_and_line_ends_and_lines_keep_their_place()
    {
        var lines = CsvText.Read("a,b\r\n\"x, \"\"y\"\"\nz\",\n\n last,\"\"");
        Assert.Equal([1, 2, 4, 5], lines.Select(l => l.Line));
        Assert.Equal(["a", "b"], lines[0].Cells);
        Assert.Equal(["x, \"y\"\nz", ""], lines[1].Cells);
        Assert.Equal([""], lines[2].Cells);
        Assert.Equal([" last", ""], lines[3].Cells);
        Assert.Empty(CsvText.Read(""));
    }

    [Theory]
    [InlineData("=1+1"), InlineData("+1"), InlineData("-1"), InlineData("@SUM(A1)"), InlineData("\t=1"), InlineData("\r=1"), InlineData("\n=1"), InlineData("  =1"), InlineData("＝1"), InlineData("＋1"), InlineData("－1"), InlineData("＠A1")]
    public void A_text_that_a_spreadsheet_could_take_for_a_formula_is_written_as_text(string text) =>
        Assert.Equal("'" + text, CsvText.Read(CsvText.Write([["名称", text]]))[0].Cells[1]);

    [Fact]
    public void What_is_written_is_read_back()
    {
        Assert.Equal("昆明市,1204,-3\r\n\"a, \"\"b\"\"\",0\r\n", CsvText.Write([["昆明市", 1204, -3], ["a, \"b\"", 0]]));
        Assert.Equal(["a, \"b\"", "x\ny", ""], CsvText.Read(CsvText.Write([["a, \"b\"", "x\ny", ""]]))[0].Cells);
    }
}
