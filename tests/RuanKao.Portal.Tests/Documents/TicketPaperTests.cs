using System.Text;
using RuanKao.Portal.Documents;
using Xunit;
using Pdf = UglyToad.PdfPig.PdfDocument;

namespace RuanKao.Portal.Tests.Documents;

public sealed class TicketPaperTests
{
    [Theory]
    [InlineData("张三")]
    [InlineData("欧阳䶮𠅤𬭊〇")]
    [InlineData("𠮷𬑔")]
    public void A_name_is_read_from_the_paper_as_it_was_written(string name)
    {
        Assert.True(Printed.Fonts.Missing(name).Count == 0,
            "No font has a character of " + name + ". Install Debian's fonts-hanazono (and npm for Noto Sans SC), then build again.");

        using var pdf = Pdf.Open(Printed.Ticket(name).Bytes);

        Assert.Contains(name, pdf.GetPage(1).Text);
    }

    [Fact]
    public void No_character_is_read_as_its_Kangxi_radical()
    {
        using var pdf = Pdf.Open(Printed.Ticket("方二女").Bytes);

        Assert.Contains("方二女", pdf.GetPage(1).Text);
        Assert.DoesNotContain(pdf.GetPage(1).Text.EnumerateRunes(), rune => rune.Value is >= 0x2E80 and <= 0x2FDF);
    }

    [Fact]
    public void A_ticket_with_its_photo_stays_under_150_KB()
    {
        Assert.InRange(Printed.Photo.Length, 20_000, 40_000);
        Assert.InRange(Printed.Ticket("欧阳䶮𠅤𬭊〇𠮷").Bytes.Length, Printed.Photo.Length, 150_000);
    }

    [Fact]
    public void The_same_ticket_has_the_same_bytes() =>
        Assert.Equal(Printed.Ticket("张三").Bytes, Printed.Ticket("张三").Bytes);

    [Fact]
    public void The_photo_lies_in_the_paper_byte_for_byte()
    {
        using var pdf = Pdf.Open(Printed.Ticket("张三").Bytes);

        var image = Assert.Single(pdf.GetPage(1).GetImages());
        Assert.Equal(Printed.Photo, image.RawBytes.ToArray());
    }

    [Fact]
    public void The_paper_says_its_title_and_its_language()
    {
        var bytes = Printed.Ticket("张三").Bytes;
        using var pdf = Pdf.Open(bytes);

        Assert.Equal("准考证 张三", pdf.Information.Title);
        Assert.Equal("云南省信息技术发展中心", pdf.Information.Author);
        Assert.Contains("2026", pdf.Information.CreationDate);
        Assert.Contains("/Lang (zh-CN)", Encoding.Latin1.GetString(bytes));
        Assert.True(pdf.Structure.Catalog.CatalogDictionary.ContainsKey(UglyToad.PdfPig.Tokens.NameToken.Create("Lang")));
    }

    [Fact]
    public void A_character_that_no_font_has_stands_as_a_box_and_is_reported_once()
    {
        const string unassigned = "\U000E0FFF";

        var ticket = Printed.Ticket("张" + unassigned + "三" + unassigned);

        Assert.Equal([unassigned], ticket.MissingCharacters);
        using var pdf = Pdf.Open(ticket.Bytes);
        Assert.Contains("三", pdf.GetPage(1).Text);
    }

    [Fact]
    public void A_document_of_many_pages_reads_on_each_of_them()
    {
        var document = new PdfDocument(Printed.Fonts, new PdfFacts("座次表", DateTime.UnixEpoch));
        for (var page = 1; page <= 40; page++)
        {
            document.AddPage().Text($"第 {page} 页", 50, 50, new TextStyle(12));
        }

        using var pdf = Pdf.Open(document.Finish().Bytes);
        Assert.Equal(40, pdf.NumberOfPages);
        Assert.Equal("第 40 页", pdf.GetPage(40).Text);
    }
}
