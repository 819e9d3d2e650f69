using RuanKao.Portal.Photos;
using RuanKao.Sandbox.People;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Photos;

public sealed class PhotoProcessorTests
{
    [Theory]
    [InlineData(600, 840)]
    [InlineData(295, 413)]
    [InlineData(1500, 2100)]
    [InlineData(700, 840)]
    public void The_result_has_295_by_413_pixels_and_about_10_KB(int width, int height)
    {
        var photo = Examine(TestPhotos.Sized(width, height));
        var header = JpegInspection.Read(photo.Processed);

        Assert.Equal((295, 413, 3), (header.Width, header.Height, header.Components));
        Assert.InRange(photo.Processed!.Length, 5_000, 10_240);
    }

    [Fact]
    public void Where_and_with_what_the_photo_was_taken_is_left_out()
    {
        var processed = Examine(TestPhotos.WithOrientation(TestPhotos.Good, 1)).Processed!;

        Assert.Equal(-1, processed.AsSpan().IndexOf("Exif"u8));
        Assert.Equal(-1, processed.AsSpan().IndexOf("ICC_PROFILE"u8));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_photo_in_any_orientation_comes_out_upright(int orientation)
    {
        using var upright = Painted();
        using var stored = Stored(upright, orientation);

        var processed = PhotoProcessor.Examine(TestPhotos.WithOrientation(TestPhotos.Jpeg(stored, 98), orientation),
            PhotoSettings.Default with { WhiteBackground = false, MoreThanBytes = 0 }).Processed!;

        using var seen = SKBitmap.Decode(processed);
        Assert.Equal("red green blue white", Corners(seen));
    }

    [Fact]
    public void A_tall_photo_loses_more_below_than_above()
    {
        // 840 of 1,680 rows remain: 252 are cut above (red), 588 below (blue).
        using var tall = new SKBitmap(600, 1680);
        using (var canvas = new SKCanvas(tall))
        {
            canvas.Clear(SKColors.Green);
            canvas.DrawRect(0, 0, 600, 252, new SKPaint { Color = SKColors.Red });
            canvas.DrawRect(0, 1092, 600, 588, new SKPaint { Color = SKColors.Blue });
        }

        var processed = PhotoProcessor.Examine(TestPhotos.Jpeg(tall), PhotoSettings.Default with { WhiteBackground = false, MoreThanBytes = 0 }).Processed!;

        using var seen = SKBitmap.Decode(processed);
        Assert.Equal("green", Name(seen.GetPixel(147, 6)));
        Assert.Equal("green", Name(seen.GetPixel(147, 406)));
    }

    [Fact]
    public void A_photo_full_of_noise_is_kept_larger_and_says_so()
    {
        var random = new Random(5);
        var noisy = TestPhotos.Changed((pixel, _, y) => y < 0.5f ? pixel : new SKColor((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)));
        using var picture = SKBitmap.Decode(noisy);
        using var small = picture.Resize(new SKSizeI(295, 413), SKSamplingOptions.Default);

        var photo = Examine(TestPhotos.Jpeg(small, 100));

        Assert.True(photo.Accepted);
        Assert.InRange(photo.Processed!.Length, 10_241, 60_000);
        Assert.Equal(PhotoVerdict.Warn, photo.Findings.Single(finding => finding.Code == PhotoCheck.ResultSize).Verdict);
    }

    [Fact]
    public void The_same_photo_gives_the_same_result() =>
        Assert.Equal(Examine(TestPhotos.Good).Processed, Examine(TestPhotos.Good).Processed);

    [Fact]
    public async Task No_more_photos_are_decoded_at_once_than_there_are_places()
    {
        var gate = new PhotoDecoding(2);
        var (inside, most) = (0, 0);
        var entered = new SemaphoreSlim(0);
        var leave = new ManualResetEventSlim();
        var all = Enumerable.Range(0, 8).Select(_ => gate.RunAsync(Guid.NewGuid(), () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            entered.Release();
            leave.Wait();
            return Task.FromResult(Interlocked.Decrement(ref inside));
        }, TestContext.Current.CancellationToken)).ToList();

        await entered.WaitAsync(TestContext.Current.CancellationToken);
        await entered.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(await entered.WaitAsync(50, TestContext.Current.CancellationToken));
        leave.Set();
        await Task.WhenAll(all);

        Assert.Equal(2, most);
    }

    private static ExaminedPhoto Examine(byte[] file) => PhotoProcessor.Examine(file, PhotoSettings.Default);

    private static SKBitmap Painted()
    {
        var picture = new SKBitmap(590, 826);
        using var canvas = new SKCanvas(picture);
        canvas.Clear(SKColors.White);
        canvas.DrawRect(0, 0, 295, 413, new SKPaint { Color = SKColors.Red });
        canvas.DrawRect(295, 0, 295, 413, new SKPaint { Color = SKColors.Green });
        canvas.DrawRect(0, 413, 295, 413, new SKPaint { Color = SKColors.Blue });
        return picture;
    }

    /// <summary>The pixels a camera would store, so that this orientation brings them upright: pixel by pixel, by EXIF's own words.</summary>
    private static SKBitmap Stored(SKBitmap upright, int orientation)
    {
        var (width, height) = (upright.Width, upright.Height);
        var stored = orientation >= 5 ? new SKBitmap(height, width) : new SKBitmap(width, height);
        var (seen, pixels) = (upright.Pixels, new SKColor[width * height]);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                // Row 0 and column 0 of the stored picture are these sides of the upright one.
                var (column, row) = orientation switch
                {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, width - 1 - x),
                    7 => (height - 1 - y, width - 1 - x),
                    8 => (height - 1 - y, x),
                    _ => (x, y),
                };
                pixels[row * stored.Width + column] = seen[y * width + x];
            }
        }

        stored.Pixels = pixels;
        return stored;
    }

    private static string Corners(SKBitmap picture) => string.Join(' ',
        Name(picture.GetPixel(40, 40)), Name(picture.GetPixel(250, 40)), Name(picture.GetPixel(40, 370)), Name(picture.GetPixel(250, 370)));

    private static string Name(SKColor colour) => (colour.Red > 200, colour.Green > 90, colour.Blue > 200) switch
    {
        (true, false, false) => "red",
        (false, true, false) => "green",
        (false, false, true) => "blue",
        (true, true, true) => "white",
        _ => colour.ToString(),
    };
}
