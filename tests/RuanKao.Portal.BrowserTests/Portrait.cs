using SkiaSharp;

namespace RuanKao.Portal.BrowserTests;

/// <summary>A real person before a busy background: NASA's portrait of Eileen Collins, public domain, fetched by ./portal test and never committed.</summary>
public static class Portrait
{
    /// <summary>As a JPEG of 512×512; a test that asks where it could not be fetched shows as skipped.</summary>
    public static byte[] Jpeg()
    {
        var file = Path.Combine(Sandbox.Demo.DemoHost.Checkout(), "data", "portraits", "astronaut.png");
        Assert.SkipUnless(File.Exists(file), "The portrait is not there; ./portal test fetches it on Debian.");
        using var picture = SKBitmap.Decode(file);
        using var jpeg = picture.Encode(SKEncodedImageFormat.Jpeg, 94);
        return jpeg.ToArray();
    }

    /// <summary>How far two JPEGs differ in a part of the picture, on average over pixels and colours, of 255.</summary>
    public static double Difference(byte[] one, byte[] other, SKRectI part)
    {
        using var a = SKBitmap.Decode(one);
        using var b = SKBitmap.Decode(other);
        var sum = 0.0;
        for (var y = part.Top; y < part.Bottom; y++)
        for (var x = part.Left; x < part.Right; x++)
        {
            var (left, right) = (a.GetPixel(x, y), b.GetPixel(x, y));
            sum += Math.Abs(left.Red - right.Red) + Math.Abs(left.Green - right.Green) + Math.Abs(left.Blue - right.Blue);
        }
        return sum / 3 / part.Width / part.Height;
    }
}
