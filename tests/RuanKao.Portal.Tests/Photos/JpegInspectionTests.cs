using RuanKao.Portal.Photos;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Photos;

public sealed class JpegInspectionTests
{
    [Fact]
    public void The_header_tells_size_and_components()
    {
        var photo = JpegInspection.Read(TestPhotos.Good);

        Assert.Equal((PhotoFormat.Jpeg, 600, 840, 3, 1), (photo.Format, photo.Width, photo.Height, photo.Components, photo.Orientation));
        Assert.False(photo.IsProgressive);
        Assert.Equal(1, photo.Scans);
        Assert.True(JpegInspection.Read(TestJpegs.Progressive) is { IsProgressive: true, Scans: 7 });
    }

    [Theory]
    [InlineData(1, 600, 840)]
    [InlineData(3, 600, 840)]
    [InlineData(6, 840, 600)]
    [InlineData(8, 840, 600)]
    [InlineData(9, 600, 840)]
    public void The_orientation_decides_which_side_is_up(int orientation, int width, int height)
    {
        var photo = JpegInspection.Read(TestPhotos.WithOrientation(TestPhotos.Good, orientation));

        Assert.Equal(orientation > 8 ? 1 : orientation, photo.Orientation);
        Assert.Equal((width, height), (photo.UprightWidth, photo.UprightHeight));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png, PhotoFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp, PhotoFormat.WebP)]
    public void A_picture_of_another_kind_is_known_by_its_content(SKEncodedImageFormat encoded, PhotoFormat format) =>
        Assert.Equal(format, JpegInspection.Read(TestPhotos.As(encoded)).Format);

    [Fact]
    public void Other_files_are_known_by_their_first_bytes()
    {
        Assert.Equal(PhotoFormat.Empty, JpegInspection.Read([]).Format);
        Assert.Equal(PhotoFormat.Heic, JpegInspection.Read([0, 0, 0, 24, .. "ftypheic"u8]).Format);
        Assert.Equal(PhotoFormat.Heic, JpegInspection.Read([0, 0, 0, 24, .. "ftypmif1"u8]).Format);
        Assert.Equal(PhotoFormat.Avif, JpegInspection.Read([0, 0, 0, 24, .. "ftypavif"u8]).Format);
        Assert.Equal(PhotoFormat.Video, JpegInspection.Read([0, 0, 0, 24, .. "ftypisom"u8]).Format);
        Assert.Equal(PhotoFormat.Tiff, JpegInspection.Read([.. "II*"u8, 0]).Format);
        Assert.Equal(PhotoFormat.Gif, JpegInspection.Read("GIF89a"u8).Format);
        Assert.Equal(PhotoFormat.Bmp, JpegInspection.Read("BM123456"u8).Format);
        Assert.Equal(PhotoFormat.Pdf, JpegInspection.Read("%PDF-1.7"u8).Format);
        Assert.Equal(PhotoFormat.Unknown, JpegInspection.Read("<svg/>"u8).Format);
    }

    [Fact]
    public void A_header_cut_off_anywhere_is_read_without_harm()
    {
        var whole = TestPhotos.WithOrientation(TestPhotos.Good, 6);
        for (var length = 0; length < 700; length++)
        {
            var photo = JpegInspection.Read(whole.AsSpan(0, length));
            Assert.InRange(photo.Orientation, 1, 8);
        }
    }

    [Fact]
    public void Any_bytes_after_the_first_three_are_read_without_harm()
    {
        var random = new Random(11);
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = TestPhotos.WithOrientation(TestPhotos.Good, 6)[..800];
            for (var change = 0; change < 8; change++)
            {
                bytes[random.Next(3, bytes.Length)] = (byte)random.Next(256);
            }

            Assert.Equal(PhotoFormat.Jpeg, JpegInspection.Read(bytes).Format);
        }
    }
}
