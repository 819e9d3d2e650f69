namespace RuanKao.Portal.Photos;

/// <summary>Where a head stands out from an even wall, in fractions of the picture: a hint, never a verdict. Long hair, scarves and white shirts mislead it.</summary>
/// <param name="Crown">The first row of the head.</param>
/// <param name="Neck">The row where it is narrowest under its widest; the chin lies a little above.</param>
/// <param name="Centre">Where its middle is across.</param>
/// <param name="Heads">How many stand side by side.</param>
public sealed record PhotoHead(double Crown, double Neck, double Centre, int Heads)
{
    /// <summary>Narrower than this is no head but a hair or a spot.</summary>
    private const double LeastWidth = 0.06, SecondWidth = 0.12, SecondHeight = 0.10;

    public double Height => Neck - Crown;

    /// <summary>The frame in which this head has two thirds of the height; null when nothing sensible comes out.</summary>
    public PhotoFrame? Frame(int width, int height)
    {
        var down = Height / PhotoRules.HeadShare;
        var across = down * height * PhotoRules.ResultWidth / PhotoRules.ResultHeight / width;
        var frame = new PhotoFrame(Centre - across / 2, Crown - down * PhotoRules.AboveHead, across, down);
        // Rather a little beside the middle than beyond the edge.
        frame = frame with { X = across <= 1 ? Math.Clamp(frame.X, 0, 1 - across) : frame.X, Y = down <= 1 ? Math.Clamp(frame.Y, 0, 1 - down) : frame.Y };
        return across <= 1 && down <= 1 ? frame : null;
    }

    /// <summary>Null where no head can be told from the wall.</summary>
    public static PhotoHead? Find(PhotoWall wall)
    {
        var rows = Enumerable.Range(0, wall.Height).Select(y => RunsOf(wall, y)).ToList();
        var crown = rows.FindIndex(row => row.Widest >= LeastWidth);
        if (crown < 0 || crown > wall.Height * 0.6) return null;
        var heads = rows.Take(wall.Height * 7 / 10).Count(row => row.Second >= SecondWidth) >= wall.Height * SecondHeight ? 2 : 1;
        // Shoulders are as wide as the frame, so the head's widest row is looked for before the silhouette reaches both sides.
        var shoulders = rows.FindIndex(crown, row => row.Widest > 0.93);
        var end = shoulders < 0 ? wall.Height : shoulders;
        var (widest, neck) = (crown, -1);
        for (var y = crown; y < end; y++)
        {
            if (rows[y].Widest > rows[widest].Widest && neck < 0) widest = y;
            if (y > widest + wall.Height * 0.08 && rows[y].Widest < rows[widest].Widest * 0.85 && (neck < 0 || rows[y].Widest < rows[neck].Widest)) neck = y;
            if (neck > 0 && rows[y].Widest > rows[neck].Widest * 1.35) break;
        }

        if (neck < 0) return heads > 1 ? new(crown / (double)wall.Height, 0, 0.5, heads) : null;
        var centre = rows.Skip(crown).Take(neck - crown).Average(row => row.Centre);
        return new(crown / (double)wall.Height, neck / (double)wall.Height, centre, heads);
    }

    private static (double Widest, double Second, double Centre) RunsOf(PhotoWall wall, int y)
    {
        var (first, second, middle, start) = (0, 0, 0.5, -1);
        for (var x = 0; x <= wall.Width; x++)
        {
            var person = x < wall.Width && !wall.Is(x, y);
            if (person && start < 0) start = x;
            if (person || start < 0) continue;
            var length = x - start;
            if (length > first) (first, second, middle) = (length, first, (start + x) / 2.0 / wall.Width);
            else if (length > second) second = length;
            start = -1;
        }

        return (first / (double)wall.Width, second / (double)wall.Width, middle);
    }
}
