using RuanKao.Portal.Documents;
using SkiaSharp;
using Xunit;

namespace RuanKao.Portal.Tests.Documents;

public sealed class ArithmeticPictureTests
{
    private readonly ArithmeticPicture picture = new(Printed.Fonts);

    [Fact]
    public void It_is_a_png_of_twice_its_size_on_the_page()
    {
        using var drawn = SKBitmap.Decode(picture.Draw("87 - 36 = ?", 1));

        Assert.Equal((336, 96), (drawn.Width, drawn.Height));
    }

    [Fact]
    public void The_figures_are_tall_and_dark_and_fit_inside()
    {
        foreach (var seed in Enumerable.Range(1, 40))
        {
            using var drawn = SKBitmap.Decode(picture.Draw(seed % 2 == 0 ? "87 - 36 = ?" : "9 × 8 = ?", seed));
            var ground = Luminance(new SKColor(0xf6, 0xf8, 0xfb));
            var dark = (from x in Enumerable.Range(0, 336)
                        from y in Enumerable.Range(0, 96)
                        where (ground + 0.05) / (Luminance(drawn.GetPixel(x, y)) + 0.05) >= 4.5
                        select (X: x, Y: y)).ToList();

            Assert.InRange(dark.Max(pixel => pixel.Y) - dark.Min(pixel => pixel.Y), 2 * 28, 94);
            Assert.InRange(dark.Min(pixel => pixel.X), 1, 100);
            Assert.InRange(dark.Max(pixel => pixel.X), 236, 334);
            Assert.InRange(dark.Min(pixel => pixel.Y), 1, 30);
        }
    }

    [Fact]
    public void Each_figure_is_at_least_24_px_tall_on_the_page_and_strong_against_the_ground()
    {
        foreach (var (figure, seed) in Enumerable.Range(0, 30).Select(i => (i % 10, i)))
        {
            using var drawn = SKBitmap.Decode(picture.Draw($"{figure}", seed));
            // The thread through the figures is thinner than they: only what is dark three pixels to each side belongs to a figure.
            bool Dark(int x, int y) => (Luminance(new SKColor(0xf6, 0xf8, 0xfb)) + 0.05) / (Luminance(drawn.GetPixel(x, y)) + 0.05) >= 7;
            var rows = (from x in Enumerable.Range(120, 96)
                        from y in Enumerable.Range(3, 90)
                        where Dark(x - 2, y) && Dark(x + 2, y) && Dark(x, y - 2) && Dark(x, y + 2)
                        select y).ToList();
            Assert.InRange(rows.Max() - rows.Min() + 4, 2 * 24, 96);
        }
    }

    [Fact]
    public void The_same_seed_draws_the_same_picture_and_another_a_different_one()
    {
        Assert.Equal(picture.Draw("1 + 2 = ?", 5), picture.Draw("1 + 2 = ?", 5));
        Assert.NotEqual(picture.Draw("1 + 2 = ?", 5), picture.Draw("1 + 2 = ?", 6));
    }

    private static double Luminance(SKColor colour)
    {
        static double Linear(byte part) => part / 255.0 <= 0.04045 ? part / 255.0 / 12.92 : Math.Pow((part / 255.0 + 0.055) / 1.055, 2.4);
        return 0.2126 * Linear(colour.Red) + 0.7152 * Linear(colour.Green) + 0.0722 * Linear(colour.Blue);
    }
}
