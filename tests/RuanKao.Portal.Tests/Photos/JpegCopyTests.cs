using RuanKao.Portal.Photos;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Photos;

public sealed class JpegCopyTests
{
    [Fact]
    public void The_picture_stays_and_everything_else_goes()
    {
        var file = WithSegments(TestPhotos.Good,
            (0xE1, [.. "Exif\0\0"u8, .. "place and time"u8]),
            (0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8]),
            (0xE2, [.. "MPF\0"u8]),
            (0xED, [.. "Photoshop 3.0\0"u8]),
            (0xFE, [.. "a comment"u8]));
        file = [.. file, .. "a second file behind the picture"u8];

        var copy = JpegCopy.WithoutMetadata(file, 1);

        foreach (var word in new[] { "Exif", "xap", "MPF", "Photoshop", "comment", "second file" })
        {
            Assert.Equal(-1, copy.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(word)));
        }

        Assert.Equal(TestPhotos.Good, copy);
    }

    [Fact]
    public void The_colour_profile_belongs_to_the_picture()
    {
        var file = WithSegments(TestPhotos.Good, (0xE2, [.. "ICC_PROFILE\0"u8, 1, 1]));

        Assert.Equal(file, JpegCopy.WithoutMetadata(file, 1));
    }

    [Fact]
    public void Nothing_travels_behind_the_names_of_the_segments_that_stay()
    {
        var file = WithSegments(TestPhotos.Good[..2].Concat(TestPhotos.Good[20..]).ToArray(),
            (0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 9, 9, .. "<script>"u8]), (0xE0, [.. "JFXX\0"u8, .. "<script>"u8]), (0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 1, .. "<script>"u8]));

        var copy = JpegCopy.WithoutMetadata(file, 1);

        Assert.Equal(-1, copy.AsSpan().IndexOf("script"u8));
        Assert.Equal(-1, copy.AsSpan().IndexOf("JFXX"u8));
        Assert.NotNull(PhotoProcessor.Examine(copy, PhotoSettings.Default).Processed);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    public void The_orientation_is_kept(int orientation)
    {
        var copy = JpegCopy.WithoutMetadata(TestPhotos.WithOrientation(TestPhotos.Good, orientation), orientation);

        Assert.Equal(orientation, JpegInspection.Read(copy).Orientation);
        using var data = SKData.CreateCopy(copy);
        using var codec = SKCodec.Create(data);
        Assert.Equal(orientation, (int)codec.EncodedOrigin);
    }

    [Fact]
    public void Broken_files_are_copied_without_harm()
    {
        var random = new Random(4);
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = TestPhotos.Good[..random.Next(4, 2_000)];
            for (var change = 0; change < 6; change++)
            {
                bytes[random.Next(2, bytes.Length)] = (byte)random.Next(256);
            }

            Assert.InRange(JpegCopy.WithoutMetadata(bytes, 1).Length, 4, bytes.Length + 2);
        }
    }

    private static byte[] WithSegments(byte[] jpeg, params (byte Marker, byte[] Body)[] segments) =>
    [
        .. jpeg[..2],
        .. segments.SelectMany(segment => Segment(segment.Marker, segment.Body)),
        .. jpeg[2..],
    ];

    private static byte[] Segment(byte marker, byte[] body) => [0xFF, marker, 0, (byte)(body.Length + 2), .. body];
}
