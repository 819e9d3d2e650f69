using System.Buffers.Binary;

namespace RuanKao.Portal.Photos;

/// <summary>What a file is by its first bytes, whatever its name says.</summary>
public enum PhotoFormat
{
    Empty,
    Unknown,
    Jpeg,
    Png,
    Gif,
    Bmp,
    WebP,
    Heic,
    Avif,
    Tiff,
    Video,
    Pdf,
}

/// <summary>What the header of a photo file says, read without decoding a single pixel. Dimensions are known for JPEG alone.</summary>
public sealed record JpegInspection(PhotoFormat Format)
{
    private const int StartOfFrame = 0xC0, LastOfFrame = 0xCF, StartOfScan = 0xDA, EndOfImage = 0xD9, Exif = 0xE1;
    private const ushort OrientationTag = 0x0112;

    /// <summary>The width as stored, before the orientation is applied.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    public int Components { get; private set; }

    public bool IsProgressive { get; private set; }

    /// <summary>How many times the decoder goes over the picture: one scan in a plain JPEG, about ten in a progressive one.</summary>
    public int Scans { get; private set; }

    /// <summary>The EXIF orientation, 1 to 8; 1 where none is given.</summary>
    public int Orientation { get; private set; } = 1;

    /// <summary>The width as a person sees it.</summary>
    public int UprightWidth => Orientation >= 5 ? Height : Width;

    public int UprightHeight => Orientation >= 5 ? Width : Height;

    /// <summary>A frame header was found, so that the picture has a size.</summary>
    public bool HasFrame => Width > 0 && Height > 0;

    public static JpegInspection Read(ReadOnlySpan<byte> file)
    {
        var inspection = new JpegInspection(FormatOf(file));
        if (inspection.Format == PhotoFormat.Jpeg)
        {
            inspection.ReadSegments(file);
        }

        return inspection;
    }

    private static PhotoFormat FormatOf(ReadOnlySpan<byte> file) => file switch
    {
        [] => PhotoFormat.Empty,
        [0xFF, 0xD8, 0xFF, ..] => PhotoFormat.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => PhotoFormat.Png,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => PhotoFormat.Gif,
        [(byte)'B', (byte)'M', ..] => PhotoFormat.Bmp,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => PhotoFormat.WebP,
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => PhotoFormat.Pdf,
        [(byte)'I', (byte)'I', 0x2A, 0, ..] or [(byte)'M', (byte)'M', 0, 0x2A, ..] => PhotoFormat.Tiff,
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'a', (byte)'v', (byte)'i', ..] => PhotoFormat.Avif,
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'h' or (byte)'m', (byte)'e' or (byte)'i', (byte)'i' or (byte)'v' or (byte)'f', ..] => PhotoFormat.Heic,
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => PhotoFormat.Video,
        _ => PhotoFormat.Unknown,
    };

    private void ReadSegments(ReadOnlySpan<byte> file)
    {
        var at = 2;
        while (at + 4 <= file.Length && file[at] == 0xFF)
        {
            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker is StartOfScan or EndOfImage)
            {
                Scans = ScansFrom(file[at..]);
                return;
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                at += 2;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2 || at + 2 + length > file.Length)
            {
                return;
            }

            ReadSegment(marker, file.Slice(at + 4, length - 2));
            at += 2 + length;
        }
    }

    /// <summary>Counts start-of-scan markers up to the end of the image: inside a scan every FF of the picture is followed by 00.</summary>
    private static int ScansFrom(ReadOnlySpan<byte> file)
    {
        var scans = 0;
        while (file.IndexOf((byte)0xFF) is >= 0 and var at && at + 1 < file.Length)
        {
            var marker = file[at + 1];
            if (marker == EndOfImage) break;
            if (marker == StartOfScan) scans++;
            file = file[(at + (marker == 0xFF ? 1 : 2))..];
        }

        return scans;
    }

    private void ReadSegment(byte marker, ReadOnlySpan<byte> body)
    {
        // C4, C8 and CC lie among the frame headers but are tables.
        if (marker is >= StartOfFrame and <= LastOfFrame and not (0xC4 or 0xC8 or 0xCC) && body.Length >= 6)
        {
            Height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
            Width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
            Components = body[5];
            IsProgressive = (marker & 0x03) == 0x02;
        }
        else if (marker == Exif && body.StartsWith("Exif\0\0"u8))
        {
            Orientation = ReadOrientation(body[6..]);
        }
    }

    private static int ReadOrientation(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8)
        {
            return 1;
        }

        var big = tiff[0] == 'M';
        var directory = (int)Math.Min(Long(tiff[4..], big), int.MaxValue);
        if (directory > tiff.Length - 2)
        {
            return 1;
        }

        var entries = Short(tiff[directory..], big);
        for (var i = 0; i < entries && directory + 2 + (i + 1) * 12 <= tiff.Length; i++)
        {
            var entry = tiff.Slice(directory + 2 + i * 12, 12);
            if (Short(entry, big) == OrientationTag)
            {
                var value = Short(entry[8..], big);
                return value is >= 1 and <= 8 ? value : 1;
            }
        }

        return 1;
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, bool big) =>
        big ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint Long(ReadOnlySpan<byte> bytes, bool big) =>
        big ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
