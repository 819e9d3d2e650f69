using QRCoder;
using RuanKao.Portal.Documents;

namespace RuanKao.Portal.Tests.Documents;

public class QrNarrowTests
{
    private const string Signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

    /// <summary>The library weighs the masks and takes one; under that one both draw the same.</summary>
    [Fact]
    public void Under_the_librarys_mask_it_draws_what_the_library_draws()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var trial = 0; trial < 200; trial++)
        {
            var text = new string(random.GetItems<char>(Signs, random.Next(QrNarrow.Shortest, QrNarrow.Longest + 1)));
            using var drawn = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.Q);
            var library = string.Concat(drawn.ModuleMatrix.Skip(QrCode.QuietZone).Take(QrNarrow.Side).SelectMany(row => Enumerable.Range(QrCode.QuietZone, QrNarrow.Side).Select(column => row[column] ? '#' : '.')));
            Assert.True(Enumerable.Range(0, 8).Any(mask => Text(QrNarrow.Draw(text, mask)) == library), $"seed {seed}, trial {trial}: {text}");
        }
    }

    [Theory]
    [InlineData(125, false)]
    [InlineData(126, true)]
    [InlineData(157, true)]
    [InlineData(158, false)]
    public void It_takes_what_the_library_would_put_into_the_same_size(int length, bool takes)
    {
        var text = new string('A', length);
        Assert.Equal(takes, QrNarrow.Fits(text));
        Assert.Equal(takes, QrCode.Of(text, QrStrength.High).Size == QrNarrow.Side);
        Assert.False(QrNarrow.Fits(text[..^1] + "a"));
    }

    private static string Text(bool[,] modules) => string.Concat(modules.Cast<bool>().Select(dark => dark ? '#' : '.'));
}
