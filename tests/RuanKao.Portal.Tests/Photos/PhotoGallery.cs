using RuanKao.Portal.Photos;
using RuanKao.Sandbox.People;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Photos;

/// <summary>What a class of pictures must come to.</summary>
internal enum GalleryOutcome
{
    /// <summary>Accepted, whatever hints there are.</summary>
    Accepted,

    /// <summary>Accepted with a hint from the named check.</summary>
    Hinted,

    /// <summary>Refused by one of the named checks.</summary>
    Refused,

    /// <summary>Counted and nothing more.</summary>
    Reported,
}

/// <summary>Pictures of one kind, each from its number.</summary>
internal sealed record GalleryClass(string Name, GalleryOutcome Outcome, Func<int, byte[]> Draw, params PhotoCheck[] By)
{
    public const int Pictures = 25;
}

/// <summary>Drawn people of five skins and four colours of hair, with long hair and short, with glasses and without, as studios and phones would hand them over.</summary>
internal static class PhotoGallery
{
    private const int Width = 360, Height = 504;

    private static readonly SKSamplingOptions Fine = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    private static readonly SKSamplingOptions[] Enlargers = [new(SKFilterMode.Linear), new(SKCubicResampler.CatmullRom), new(SKCubicResampler.Mitchell)];

    private static readonly SKColor[] Walls = [new(0x43, 0x8e, 0xdb), new(0xd0, 0x20, 0x30), new(0xb8, 0xb8, 0xb8), new(0x70, 0xa8, 0x70), new(0xcd, 0xcd, 0xcd)];

    public static readonly IReadOnlyList<GalleryClass> Classes =
    [
        new("studio, 360×504 to 600×840", GalleryOutcome.Accepted, i => Studio(i, 360 + i % 4 * 80)),
        new("studio, just 295×413", GalleryOutcome.Accepted, i => DrawnPortrait.Jpeg(i, 295, 413, 97)),
        new("studio, JPEG quality 65 to 80", GalleryOutcome.Accepted, i => Stored(i, 65 + i % 4 * 5)),
        new("phone, 960×1280", GalleryOutcome.Accepted, i => Phone(i, 960, 1280)),
        new("off-white and cream walls", GalleryOutcome.Accepted, i => Walled(i, new((byte)(232 + i % 5 * 4), (byte)(230 + i % 5 * 4), (byte)(228 + i % 5 * 4)))),
        new("EXIF orientation 1 to 8", GalleryOutcome.Accepted, i => TestPhotos.Turned(i, 1 + i % 8)),
        new("CMYK and progressive", GalleryOutcome.Accepted, i => Kind(i, i % 2 == 0 ? 4 : 3, i % 2 == 1)),
        new("soft lens (blur of half a pixel of the result)", GalleryOutcome.Accepted, i => Blurred(i, 0.5f)),
        new("a little dark or light", GalleryOutcome.Accepted, i => Lit(i, i % 2 == 0 ? 0.9f : 1.0f, i % 2 == 0 ? 0 : 6)),
        new("noise of bad light", GalleryOutcome.Accepted, i => Noisy(i, 14)),
        new("head small", GalleryOutcome.Hinted, i => Placed(i, 0.62f, 0.5f), PhotoCheck.Head),
        new("head beside the middle", GalleryOutcome.Hinted, i => Placed(i, 0.72f, i % 2 == 0 ? 0.36f : 0.64f), PhotoCheck.Head),
        new("two people", GalleryOutcome.Hinted, Two, PhotoCheck.Head),
        new("blue, red, grey and green walls", GalleryOutcome.Refused, i => Walled(i, Walls[i % Walls.Length]), PhotoCheck.Background),
        new("shadow across the wall", GalleryOutcome.Refused, Shadowed, PhotoCheck.Background),
        new("a room behind", GalleryOutcome.Refused, Room, PhotoCheck.Background),
        new("black and white", GalleryOutcome.Refused, i => Kind(i, 1, false), PhotoCheck.Colour),
        new("out of focus", GalleryOutcome.Refused, i => Blurred(i, 3f + i % 3), PhotoCheck.Sharpness, PhotoCheck.Enlarged),
        new("face against the light", GalleryOutcome.Refused, i => Backlit(i, 0.13f), PhotoCheck.Exposure),
        new("burnt out", GalleryOutcome.Refused, i => Lit(i, 1.9f, 90), PhotoCheck.Exposure),
        new("smaller than 295×413", GalleryOutcome.Refused, i => DrawnPortrait.Jpeg(i, 180 + i * 4, 252 + i * 5, 98), PhotoCheck.Dimensions),
        new("not more than 30 KB", GalleryOutcome.Refused, i => DrawnPortrait.Jpeg(i, 300, 420, 40), PhotoCheck.FileSize),
        new("PNG and WebP", GalleryOutcome.Refused, Other, PhotoCheck.Format),
        new("cut off", GalleryOutcome.Refused, i => Cut(Stored(i, 96), (20 + i * 3) / 100.0), PhotoCheck.Whole),
        new("enlarged 1.5 times to 300×420", GalleryOutcome.Reported, i => Enlarged(i, 1.5), PhotoCheck.Enlarged),
        new("enlarged 2 times to 400×560", GalleryOutcome.Refused, i => Enlarged(i, 2), PhotoCheck.Enlarged),
        new("enlarged 3 times to 600×840", GalleryOutcome.Refused, i => Enlarged(i, 3), PhotoCheck.Enlarged),
    ];

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(int, uint), Lazy<SKBitmap>> Drawings = new();

    /// <summary>A person before a wall, drawn once and copied: drawing costs more than judging.</summary>
    private static SKBitmap Person(int i, SKColor? wall = null) =>
        Drawings.GetOrAdd((i, (uint)(wall ?? SKColor.Empty)), _ => new(() => DrawnPortrait.Draw(i, Width, Height, wall))).Value.Copy();

    private static byte[] Studio(int i, int width) => DrawnPortrait.Jpeg(i, width, width * 7 / 5, 92 + i % 5);

    private static byte[] Cut(byte[] file, double share) => file[..(int)(file.Length * share)];

    private static byte[] Stored(int i, int quality)
    {
        using var picture = Person(i);
        return TestPhotos.Padded(TestPhotos.Jpeg(picture, quality), 40_000);
    }

    private static byte[] Phone(int i, int width, int height)
    {
        using var picture = DrawnPortrait.Draw(i, width, height);
        return TestPhotos.Jpeg(picture, 86);
    }

    private static byte[] Walled(int i, SKColor wall)
    {
        using var picture = Person(i, wall);
        return TestPhotos.Padded(TestPhotos.Jpeg(picture, 96), 40_000);
    }

    private static byte[] Kind(int i, int components, bool progressive)
    {
        using var picture = Person(i);
        return TestPhotos.Padded(TestJpegs.Write(picture, components, progressive), 40_000);
    }

    private static byte[] Enlarged(int i, double times)
    {
        using var picture = Person(i);
        using var small = picture.Resize(new SKSizeI(200, 280), Fine);
        using var stored = SKBitmap.Decode(TestPhotos.Jpeg(small, 92));
        using var large = stored.Resize(new SKSizeI((int)(200 * times), (int)(280 * times)), Enlargers[i % 3]);
        return TestPhotos.Padded(TestPhotos.Jpeg(large, new[] { 92, 80, 65 }[i / 3 % 3]), 40_000);
    }

    /// <summary>The blur in pixels of the result.</summary>
    private static byte[] Blurred(int i, float pixels) => Painted(i, (canvas, picture) =>
    {
        var reach = pixels * picture.Width / 295f;
        using var paint = new SKPaint { ImageFilter = SKImageFilter.CreateBlur(reach, reach, SKShaderTileMode.Clamp) };
        using var image = SKImage.FromBitmap(picture);
        canvas.DrawImage(image, 0, 0, Fine, paint);
    });

    private static byte[] Placed(int i, float size, float centre) => Painted(i, (canvas, picture) =>
    {
        canvas.Clear(picture.GetPixel(2, 2));
        canvas.Translate(picture.Width * (centre - size / 2), picture.Height * (1 - size));
        canvas.Scale(size);
        using var image = SKImage.FromBitmap(picture);
        canvas.DrawImage(image, 0, 0, Fine);
    });

    private static byte[] Two(int i)
    {
        using var other = Person(i % GalleryClass.Pictures + 1);
        using var second = SKImage.FromBitmap(other);
        return Painted(i, (canvas, picture) =>
        {
            canvas.Clear(picture.GetPixel(2, 2));
            using var first = SKImage.FromBitmap(picture);
            canvas.Translate(0, picture.Height * 0.45f);
            canvas.Scale(0.55f);
            canvas.DrawImage(first, -picture.Width * 0.12f, 0, Fine);
            canvas.DrawImage(second, picture.Width * 0.95f, 0, Fine);
        });
    }

    private static byte[] Lit(int i, float times, int plus) => Recoloured(i, (value, _, _, _) => value * times + plus);

    private static byte[] Backlit(int i, float times) => Recoloured(i, (value, isWall, _, _) => isWall ? value : value * times);

    private static byte[] Shadowed(int i) => Recoloured(i, (value, isWall, x, _) => isWall && x > 0.5f + i % 5 * 0.04f ? value * (0.62f + i % 4 * 0.05f) : value);

    private static byte[] Room(int i) => Recoloured(i, (value, isWall, x, y) => isWall ? 90 + 110 * MathF.Abs(MathF.Sin(x * (5 + i % 7) + MathF.Floor(y * (3 + i % 4)))) : value);

    private static byte[] Noisy(int i, int most)
    {
        var random = new Random(i);
        return Recoloured(i, (value, isWall, _, _) => value + random.Next(-most, most + 1) * (isWall ? 0.3f : 1));
    }

    private static byte[] Other(int i)
    {
        using var picture = DrawnPortrait.Draw(i, 300, 420);
        using var data = picture.Encode(i % 2 == 0 ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Webp, 90);
        return data.ToArray();
    }

    private static byte[] Painted(int i, Action<SKCanvas, SKBitmap> paint)
    {
        using var picture = Person(i);
        using var result = new SKBitmap(picture.Info);
        using (var canvas = new SKCanvas(result)) paint(canvas, picture);
        // The sensor's noise comes after the lens.
        var random = new Random(i);
        var bytes = result.GetPixelSpan();
        for (var at = 0; at < bytes.Length; at++)
        {
            if (at % 4 < 3) bytes[at] = (byte)Math.Clamp(bytes[at] + random.Next(-1, 2), 0, 255);
        }

        return TestPhotos.Padded(TestPhotos.Jpeg(result, 95), 60_000);
    }

    private static byte[] Recoloured(int i, Func<float, bool, float, float, float> change)
    {
        using var picture = Person(i);
        var bytes = picture.GetPixelSpan();
        for (var at = 0; at < bytes.Length; at += 4)
        {
            var isWall = Math.Min(bytes[at], Math.Min(bytes[at + 1], bytes[at + 2])) > 244;
            var (x, y) = (at / 4 % picture.Width / (float)picture.Width, at / 4 / picture.Width / (float)picture.Height);
            for (var part = at; part < at + 3; part++) bytes[part] = (byte)Math.Clamp(change(bytes[part], isWall, x, y), 0, 255);
        }

        return TestPhotos.Padded(TestPhotos.Jpeg(picture, 94), 60_000);
    }
}
