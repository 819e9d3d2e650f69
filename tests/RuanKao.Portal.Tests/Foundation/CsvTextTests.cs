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
}
