using RuanKao.Portal.Photos;
using RuanKao.Sandbox.People;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Photos;

public sealed class PhotoGroundTests
{
    private static readonly PhotoSettings Settings = PhotoSettings.Default with { MoreThanBytes = 0 };

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void A_mask_decides_where_white_goes_and_nothing_else(int seed)
    {
        using var picture = DrawnPortrait.Draw(seed, 295, 413, new SKColor(0x80, 0x98, 0xb0));
        using var before = picture.Copy();

        Assert.Equal("背景已替换为白色", PhotoGround.Replace(picture, MaskOf(seed)));

        for (var y = 0; y < 413; y++)
        {
            for (var x = 0; x < 295; x++)
            {
                // Deep inside the face nothing changes; far from the person nothing stays.
                if (x is > 90 and < 205 && y is > 110 and < 270) Assert.Equal(before.GetPixel(x, y), picture.GetPixel(x, y));
                if (y < 20 || (y < 160 && x is < 30 or > 265)) Assert.Equal(SKColors.White, picture.GetPixel(x, y));
            }
        }
    }

    [Fact]
    public void No_rim_of_the_old_wall_stays_around_the_person()
    {
        using var picture = DrawnPortrait.Draw(4, 295, 413, new SKColor(0x20, 0x60, 0xe0));
        PhotoGround.Replace(picture, MaskOf(4));

        var blue = picture.Pixels.Take(295 * 260).Count(pixel => pixel.Blue > pixel.Red + 70 && pixel.Blue > 120);
        Assert.InRange(blue, 0, 60);
    }

    [Fact]
    public void A_hole_of_the_mask_inside_the_person_changes_nothing()
    {
        using var picture = DrawnPortrait.Draw(3, 295, 413, SKColors.SlateGray);
        using var before = picture.Copy();
        var mask = MaskOf(3);
        for (var y = 180; y < 200; y++) for (var x = 130; x < 160; x++) mask[y * 295 + x] = 0;

        PhotoGround.Replace(picture, mask);

        Assert.Equal(before.GetPixel(145, 190), picture.GetPixel(145, 190));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void A_mask_that_tells_nothing_apart_changes_nothing(byte everywhere)
    {
        using var picture = DrawnPortrait.Draw(3, 295, 413, SKColors.SlateGray);
        var before = picture.Pixels;

        Assert.Null(PhotoGround.Replace(picture, Enumerable.Repeat(everywhere, 295 * 413).ToArray()));
        Assert.Equal(before, picture.Pixels);
    }

    [Fact]
    public void The_portal_composes_checks_and_says_what_it_changed()
    {
        var blue = TestPhotos.Before(SKColors.CornflowerBlue);

        var photo = PhotoProcessor.Make(blue, new PhotoRecipe(null, TestPhotos.Mask(3), true), Settings);

        Assert.True(photo.Accepted);
        Assert.Equal(["背景已替换为白色"], photo.Changes);
        var forbidden = PhotoProcessor.Make(blue, new PhotoRecipe(null, TestPhotos.Mask(3), true), Settings with { Replacement = false });
        Assert.False(forbidden.Accepted);
        Assert.Empty(forbidden.Changes);
    }

    [Fact]
    public void The_mask_covers_the_frame_also_where_the_picture_is_turned()
    {
        var file = TestPhotos.Turned(3, 6);
        var frame = new PhotoFrame(0, 0, 1, 1);

        var photo = PhotoProcessor.Make(file, new PhotoRecipe(frame, TestPhotos.Mask(3, 420, 588), true), Settings);

        Assert.True(photo.Accepted);
    }

    [Theory]
    [InlineData(0xe6e4e0u, true)]
    [InlineData(0xc8c8ccu, true)]
    [InlineData(0x909090u, false)]
    [InlineData(0x6090d0u, false)]
    public void A_nearly_white_wall_is_cleaned_up_without_a_mask_and_another_is_left(uint wall, bool cleaned)
    {
        var photo = PhotoProcessor.Make(TestPhotos.Before(new SKColor(0xff000000 | wall)), new PhotoRecipe(null, null, true), Settings);

        Assert.Equal(cleaned, photo.Accepted);
        Assert.Equal(cleaned ? ["接近白色的背景已清理为白色"] : [], photo.Changes);
    }

    [Fact]
    public void A_head_before_an_even_wall_is_found_and_framed_by_two_thirds()
    {
        using var wide = new SKBitmap(1600, 1200);
        using (var canvas = new SKCanvas(wide))
        using (var person = DrawnPortrait.Draw(2, 600, 840, SKColors.White))
        {
            canvas.Clear(SKColors.White);
            canvas.DrawImage(SKImage.FromBitmap(person), 700, 360, SKSamplingOptions.Default);
        }

        var photo = PhotoProcessor.Make(TestPhotos.Jpeg(wide), PhotoRecipe.Plain with { FindHead = true }, Settings);

        Assert.Equal(["已自动裁剪，使头部约占画面 2/3"], photo.Changes);
        Assert.True(photo.Accepted);
        Assert.Equal(PhotoVerdict.Pass, photo.Findings.Single(finding => finding.Code == PhotoCheck.Head).Verdict);
        Assert.InRange(photo.Frame!.X + photo.Frame.Width / 2, 0.60, 0.65);
        Assert.Empty(PhotoProcessor.Make(TestPhotos.Before(SKColors.White), PhotoRecipe.Plain, Settings).Changes);
    }

    [Fact]
    public void Only_an_8_bit_grey_png_of_sensible_size_is_a_mask()
    {
        Assert.True(PhotoMask.IsMask(TestPhotos.Mask(3)));
        Assert.False(PhotoMask.IsMask(TestPhotos.As(SKEncodedImageFormat.Png)));
        Assert.False(PhotoMask.IsMask(TestPhotos.Good));
        Assert.False(PhotoMask.IsMask([]));
        var huge = TestPhotos.Mask(3);
        huge[18] = 0x10;
        Assert.False(PhotoMask.IsMask(huge));
    }

    private static byte[] MaskOf(int seed) => PhotoMask.Read(TestPhotos.Mask(seed), new(0, 0, 1, 1), new(0, 0, 1, 1))!;
}
