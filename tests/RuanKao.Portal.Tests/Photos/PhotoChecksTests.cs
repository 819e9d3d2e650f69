using RuanKao.Portal.Photos;
using RuanKao.Sandbox.People;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Photos;

public sealed class PhotoChecksTests
{
    [Fact]
    public void A_good_photo_passes_every_check()
    {
        foreach (var seed in Enumerable.Range(1, 12))
        {
            var photo = Examine(DrawnPortrait.Jpeg(seed));

            Assert.True(photo.Accepted);
            Assert.All(photo.Findings.Where(finding => finding.Code != PhotoCheck.ResultSize), finding =>
            {
                Assert.Equal(PhotoVerdict.Pass, finding.Verdict);
                Assert.Equal("", finding.Words);
            });
            Assert.Equal(Enum.GetValues<PhotoCheck>().Order(), photo.Findings.Select(finding => finding.Code).Order());
        }
    }

    [Fact]
    public void A_drawn_portrait_is_a_studio_file_of_more_than_30_KB() =>
        Assert.All(Enumerable.Range(1, 12), seed => Assert.InRange(DrawnPortrait.Jpeg(seed).Length, 30 * 1024 + 1, 300_000));

    [Theory]
    [InlineData(295, 413, true)]
    [InlineData(294, 413, false)]
    [InlineData(295, 412, false)]
    [InlineData(900, 413, true)]
    public void The_smallest_photo_has_295_by_413_pixels(int width, int height, bool accepted)
    {
        var finding = Of(Examine(TestPhotos.Sized(width, height)), PhotoCheck.Dimensions);

        Assert.Equal(accepted ? PhotoVerdict.Pass : PhotoVerdict.Refuse, finding.Verdict);
        Assert.Equal($"{width}×{height} 像素", finding.Measured);
    }

    [Fact]
    public void A_small_photo_is_told_its_size_and_what_is_needed() =>
        Assert.Equal("照片尺寸 240×320 像素，需不小于 295×413 像素；请换用更清楚的原照片，不要把小照片放大。",
            Of(Examine(TestPhotos.Sized(240, 320)), PhotoCheck.Dimensions).Words);

    [Fact]
    public void A_photo_lying_on_its_side_is_measured_upright()
    {
        var lying = TestPhotos.WithOrientation(TestPhotos.Sized(413, 295), 6);

        Assert.Equal("295×413 像素", Of(Examine(lying), PhotoCheck.Dimensions).Measured);
    }

    [Theory]
    [InlineData(30 * 1024, false)]
    [InlineData(30 * 1024 + 1, true)]
    public void A_photo_has_more_than_30_KB(int length, bool accepted)
    {
        var small = TestPhotos.OfLength(TestPhotos.Sized(300, 420, quality: 80), length);

        Assert.Equal(accepted, Of(Examine(small), PhotoCheck.FileSize).Verdict == PhotoVerdict.Pass);
    }

    [Fact]
    public void A_photo_of_more_than_10_MB_is_refused_without_being_decoded()
    {
        var photo = Examine(TestPhotos.OfLength(TestPhotos.Good, PhotoRules.MaximumBytes + 1));

        Assert.Contains("不能超过 10 MB", Of(photo, PhotoCheck.FileSize).Words);
        Assert.DoesNotContain(photo.Findings, finding => finding.Code is PhotoCheck.Whole or PhotoCheck.Colour);
        Assert.True(Examine(TestPhotos.OfLength(TestPhotos.Good, PhotoRules.MaximumBytes)).Accepted);
    }

    [Theory]
    [InlineData(30_000, 30_000)]
    [InlineData(8_001, 100)]
    [InlineData(6_400, 6_400)]
    public void A_photo_that_would_fill_the_memory_is_refused_by_its_header(int width, int height)
    {
        var photo = Examine(TestPhotos.Claiming(width, height));

        Assert.Equal(PhotoVerdict.Refuse, Of(photo, PhotoCheck.Dimensions).Verdict);
        Assert.DoesNotContain(photo.Findings, finding => finding.Code == PhotoCheck.Whole);
    }

    [Fact]
    public void A_png_is_refused_whatever_its_name_and_told_how_to_mend_it()
    {
        var finding = Assert.Single(Examine(TestPhotos.As(SKEncodedImageFormat.Png)).Findings);

        Assert.Equal((PhotoCheck.Format, PhotoVerdict.Refuse), (finding.Code, finding.Verdict));
        Assert.Contains("PNG 图片；请用图片软件打开后另存为 JPG，只改文件名不行", finding.Words);
    }

    [Theory]
    [InlineData(0.98)]
    [InlineData(0.5)]
    [InlineData(0.1)]
    public void A_file_that_ends_too_soon_is_refused(double part)
    {
        var whole = TestPhotos.Good;

        var finding = Of(Examine(whole[..(int)(whole.Length * part)]), PhotoCheck.Whole);

        Assert.Equal(PhotoVerdict.Refuse, finding.Verdict);
        Assert.Contains("不完整", finding.Words);
    }

    [Fact]
    public void A_header_without_a_picture_is_refused() =>
        Assert.Equal(PhotoVerdict.Refuse, Of(Examine(TestPhotos.OfLength(TestPhotos.Good[..20], 40_000)), PhotoCheck.Whole).Verdict);

    [Fact]
    public void A_grey_photo_is_refused() =>
        Assert.Contains("须为彩色", Of(Examine(TestPhotos.Grey()), PhotoCheck.Colour).Words);

    [Fact]
    public void A_photo_with_hardly_any_colour_is_accepted_with_a_doubt()
    {
        // A tenth of the picture keeps its colour.
        var pale = TestPhotos.Changed((pixel, x, y) => x is > 0.35f and < 0.65f && y is > 0.4f and < 0.75f
            ? pixel
            : new SKColor(pixel.Green, pixel.Green, pixel.Green));

        Assert.Equal(PhotoVerdict.Warn, Of(Examine(pale), PhotoCheck.Colour).Verdict);
        Assert.True(Examine(pale).Accepted);
    }

    [Theory]
    [InlineData(0xfcfcfdu, PhotoVerdict.Pass)]
    [InlineData(0xf0eff0u, PhotoVerdict.Pass)]
    [InlineData(0xcdcdcdu, PhotoVerdict.Refuse)]
    [InlineData(0x438edbu, PhotoVerdict.Refuse)]
    [InlineData(0xd02030u, PhotoVerdict.Refuse)]
    public void The_wall_must_be_white(uint wall, PhotoVerdict verdict) =>
        Assert.Equal(verdict, Of(Examine(TestPhotos.Before(new SKColor(0xff000000 | wall))), PhotoCheck.Background).Verdict);

    [Fact]
    public void A_wall_of_another_colour_is_named()
    {
        Assert.Contains("背景偏蓝", Of(Examine(TestPhotos.Before(new SKColor(0x43, 0x8e, 0xdb))), PhotoCheck.Background).Words);
        Assert.Contains("背景偏红", Of(Examine(TestPhotos.Before(new SKColor(0xd0, 0x20, 0x30))), PhotoCheck.Background).Words);
        Assert.Contains("背景偏灰", Of(Examine(TestPhotos.Before(new SKColor(0xb0, 0xb0, 0xb0))), PhotoCheck.Background).Words);
    }

    [Fact]
    public void A_shadow_across_the_wall_is_refused_and_a_trace_of_one_is_left_to_people()
    {
        var shadow = TestPhotos.Changed((pixel, x, _) => x > 0.7f ? new SKColor((byte)(pixel.Red * 0.7), (byte)(pixel.Green * 0.7), (byte)(pixel.Blue * 0.7)) : pixel);
        var corner = TestPhotos.Changed((pixel, x, y) => x > 0.9f && y < 0.12f ? SKColors.DarkGray : pixel);

        Assert.Contains("阴影或杂物", Of(Examine(shadow), PhotoCheck.Background).Words);
        Assert.Equal(PhotoVerdict.Refuse, Of(Examine(shadow), PhotoCheck.Background).Verdict);
        Assert.Equal(PhotoVerdict.Warn, Of(Examine(corner), PhotoCheck.Background).Verdict);
    }

    [Fact]
    public void An_institution_may_ask_for_less_or_more()
    {
        var settings = PhotoSettings.Default with { WhiteBackground = false, MinimumWidth = 700 };

        var photo = PhotoProcessor.Examine(TestPhotos.Before(SKColors.CornflowerBlue), settings);

        Assert.DoesNotContain(photo.Findings, finding => finding.Code == PhotoCheck.Background);
        Assert.Equal("不小于 700×413 像素", Of(photo, PhotoCheck.Dimensions).Demanded);
        Assert.False(photo.Accepted);
    }

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        using var small = DrawnPortrait.Draw(3, 200, 280, SKColors.Navy);

        var refused = Examine(TestPhotos.Jpeg(small, 60)).Findings.Where(finding => finding.Verdict == PhotoVerdict.Refuse);

        Assert.Equal([PhotoCheck.FileSize, PhotoCheck.Dimensions, PhotoCheck.Background], refused.Select(finding => finding.Code));
    }

    private static ExaminedPhoto Examine(byte[] file) => PhotoProcessor.Examine(file, PhotoSettings.Default);

    private static PhotoFinding Of(ExaminedPhoto photo, PhotoCheck check) => Assert.Single(photo.Findings, finding => finding.Code == check);
}
