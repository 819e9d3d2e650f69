using System.Runtime.InteropServices;

namespace RuanKao.Portal.Documents;

/// <summary>A font file opened in HarfBuzz, which cuts out of it the few characters that one document uses.</summary>
/// <remarks>Skia embeds a TrueType font whole and names some characters by their Kangxi radicals; a subset whose
/// character map holds only the used code points cures both.</remarks>
public sealed partial class HarfBuzzSubset : IDisposable
{
    private const string Library = "libHarfBuzzSharp";
    private const uint NoHinting = 0x1, NotdefOutline = 0x40, NoLayoutClosure = 0x200;
    private const int DropTableTag = 3;
    private static readonly uint[] DroppedTables = [Tag("GSUB"), Tag("GPOS"), Tag("GDEF"), Tag("vmtx"), Tag("vhea")];

    private readonly nint face;

    // What every cut needs of the font is worked out once, at the first: the cuts are the same bytes in half the time.
    private readonly Lazy<nint> prepared;

    private HarfBuzzSubset(nint face)
    {
        this.face = face;
        prepared = new(() =>
        {
            var made = hb_subset_preprocess(face);
            hb_face_make_immutable(made);
            return made;
        });
    }

    /// <summary>Opens a face of a font file or collection; null when the file cannot be read.</summary>
    public static HarfBuzzSubset? Open(string path, int index)
    {
        var blob = hb_blob_create_from_file_or_fail(path);
        if (blob == 0)
        {
            return null;
        }

        var face = hb_face_create(blob, (uint)index);
        hb_blob_destroy(blob);
        // An immutable face may be read by any number of threads at once.
        hb_face_make_immutable(face);
        return new HarfBuzzSubset(face);
    }

    /// <summary>A font file that holds these code points and nothing else.</summary>
    public byte[] Cut(IEnumerable<int> codePoints)
    {
        var input = hb_subset_input_create_or_fail();
        if (input == 0)
        {
            throw new InvalidOperationException("HarfBuzz has no memory for a subset.");
        }

        try
        {
            var wanted = hb_subset_input_unicode_set(input);
            foreach (var codePoint in codePoints)
            {
                hb_set_add(wanted, (uint)codePoint);
            }

            var dropped = hb_subset_input_set(input, DropTableTag);
            foreach (var table in DroppedTables)
            {
                hb_set_add(dropped, table);
            }

            hb_subset_input_set_flags(input, NoHinting | NotdefOutline | NoLayoutClosure);
            var subset = hb_subset_or_fail(prepared.Value, input);
            if (subset == 0)
            {
                throw new InvalidOperationException("HarfBuzz could not subset the font.");
            }

            return Bytes(subset);
        }
        finally
        {
            hb_subset_input_destroy(input);
        }
    }

    public void Dispose()
    {
        if (prepared.IsValueCreated)
        {
            hb_face_destroy(prepared.Value);
        }

        hb_face_destroy(face);
    }

    private static byte[] Bytes(nint subset)
    {
        var blob = hb_face_reference_blob(subset);
        try
        {
            var start = hb_blob_get_data(blob, out var length);
            var bytes = new byte[length];
            Marshal.Copy(start, bytes, 0, bytes.Length);
            return bytes;
        }
        finally
        {
            hb_blob_destroy(blob);
            hb_face_destroy(subset);
        }
    }

    private static uint Tag(string name) => (uint)(name[0] << 24 | name[1] << 16 | name[2] << 8 | name[3]);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint hb_blob_create_from_file_or_fail(string path);

    [LibraryImport(Library)]
    private static partial nint hb_blob_get_data(nint blob, out uint length);

    [LibraryImport(Library)]
    private static partial void hb_blob_destroy(nint blob);

    [LibraryImport(Library)]
    private static partial nint hb_face_create(nint blob, uint index);

    [LibraryImport(Library)]
    private static partial void hb_face_make_immutable(nint face);

    [LibraryImport(Library)]
    private static partial nint hb_face_reference_blob(nint face);

    [LibraryImport(Library)]
    private static partial nint hb_subset_preprocess(nint face);

    [LibraryImport(Library)]
    private static partial void hb_face_destroy(nint face);

    [LibraryImport(Library)]
    private static partial nint hb_subset_input_create_or_fail();

    [LibraryImport(Library)]
    private static partial nint hb_subset_input_unicode_set(nint input);

    [LibraryImport(Library)]
    private static partial nint hb_subset_input_set(nint input, int kind);

    [LibraryImport(Library)]
    private static partial void hb_subset_input_set_flags(nint input, uint flags);

    [LibraryImport(Library)]
    private static partial void hb_subset_input_destroy(nint input);

    [LibraryImport(Library)]
    private static partial void hb_set_add(nint set, uint value);

    [LibraryImport(Library)]
    private static partial nint hb_subset_or_fail(nint face, nint input);
}
