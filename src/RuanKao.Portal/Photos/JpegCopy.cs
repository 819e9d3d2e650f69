using System.Buffers.Binary;

namespace RuanKao.Portal.Photos;

/// <summary>The same picture, byte for byte, without what else a camera writes: place, time, device, thumbnail, comments, further pictures behind the end.</summary>
public static class JpegCopy
{
    public static byte[] WithoutMetadata(ReadOnlySpan<byte> file, int orientation)
    {
        var copy = new MemoryStream(file.Length);
        copy.Write(file[..2]);
        if (orientation != 1)
        {
            copy.Write(OrientationSegment(orientation));
        }

        var at = 2;
        while (at + 4 <= file.Length)
        {
            var marker = file[at + 1];
            if (file[at] != 0xFF || IsData(marker))
            {
                // Inside a scan: everything up to the next true marker belongs to the picture.
                var next = NextMarker(file, at + 1);
                copy.Write(file[at..next]);
                at = next;
                continue;
            }

            if (marker == 0xD9)
            {
                break;
            }

            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            var end = Math.Min(file.Length, at + 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]));
            var body = file[(at + 4)..Math.Max(at + 4, end)];
            if (BelongsToPicture(marker, body))
            {
                copy.Write(Shortened(marker, file[at..end], body));
            }

            at = end;
        }

        copy.Write([0xFF, 0xD9]);
        return copy.ToArray();
    }

    // APP0 is JFIF, APP2 may hold the colour profile, APP14 says how the components are mixed; COM is FE.
    private static bool BelongsToPicture(byte marker, ReadOnlySpan<byte> body) => marker switch
    {
        0xE0 => body.StartsWith("JFIF\0"u8),
        0xEE => body.StartsWith("Adobe"u8),
        0xE2 => body.StartsWith("ICC_PROFILE\0"u8),
        >= 0xE1 and <= 0xEF => false,
        0xFE => false,
        _ => true,
    };

    // Behind its fourteen bytes JFIF may carry a thumbnail, and Adobe's twelve may be followed by anything.
    private static ReadOnlySpan<byte> Shortened(byte marker, ReadOnlySpan<byte> segment, ReadOnlySpan<byte> body) => (marker, body.Length) switch
    {
        (0xE0, > 14) => (byte[])[0xFF, 0xE0, 0, 16, .. body[..12], 0, 0],
        (0xEE, > 12) => (byte[])[0xFF, 0xEE, 0, 14, .. body[..12]],
        _ => segment,
    };

    private static int NextMarker(ReadOnlySpan<byte> file, int from)
    {
        for (var at = from; at + 1 < file.Length; at++)
        {
            if (file[at] == 0xFF && !IsData(file[at + 1]) && file[at + 1] != 0xFF)
            {
                return at;
            }
        }

        return file.Length;
    }

    /// <summary>A stuffed byte or a restart marker: part of the scan.</summary>
    private static bool IsData(byte afterFf) => afterFf is 0x00 or 0x01 or (>= 0xD0 and <= 0xD7);

    private static byte[] OrientationSegment(int orientation) =>
    [
        0xFF, 0xE1, 0x00, 0x22, .. "Exif\0\0"u8, .. "MM"u8, 0x00, 0x2A, 0x00, 0x00, 0x00, 0x08,
        0x00, 0x01, 0x01, 0x12, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x00, (byte)orientation, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00,
    ];
}
