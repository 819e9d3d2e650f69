using SkiaSharp;

namespace RuanKao.Portal.Photos;

/// <summary>
/// How much true detail an upload has at the size of the result, and whether it was enlarged. In a natural picture edges are as steep at one size as at
/// half of it; an enlarged one has its pixels but not its edges.
/// </summary>
/// <param name="Softness">Steepness at this size against the half, mean of two sizes, as a power of ten: 0 natural, -0.7 enlarged twice.</param>
/// <param name="Period">How far a regular trace of enlarging stands out of the rest; 1 to 4 in natural pictures.</param>
/// <param name="Width">The width in pixels to which the upload has true detail, by the softness.</param>
public sealed record PhotoDetail(double Softness, double Period, int Width)
{
    /// <summary>At this width the detail is measured: a third above the result's, because a slightly soft picture of more pixels is as good as a sharp one of just enough.</summary>
    private const int MeasuredWidth = 400;

    private const int SmoothedOver = 11;

    /// <param name="decoded">As stored.</param>
    /// <param name="orientation">EXIF, 1 to 8.</param>
    /// <param name="frame">The part of the upright picture that becomes the photo.</param>
    /// <param name="unscaled">Whether it was decoded pixel by pixel, so that traces of enlarging are still there.</param>
    public static PhotoDetail Measure(SKBitmap decoded, int orientation, PhotoFrame frame, bool unscaled)
    {
        var head = HeadBox(decoded, orientation, frame);
        var native = PhotoPlane.Of(decoded, head);
        var frameWidth = frame.Width * (orientation >= 5 ? decoded.Height : decoded.Width);
        var factor = Math.Max(1, frameWidth / MeasuredWidth);
        var plane = factor > 1 ? native.Shrunk(factor) : native;
        if (plane.Width < 48 || plane.Height < 48) return new(0, 0, (int)frameWidth);
        var whole = plane.LaplacianVariance();
        var (less, half, third) = (plane.Shrunk(1.5), plane.Shrunk(2), plane.Shrunk(3));
        var softness = (Slope(whole, half.LaplacianVariance()) + Slope(less.LaplacianVariance(), third.LaplacianVariance())) / 2;
        var period = unscaled ? Math.Min(PeriodOf(native, across: true), PeriodOf(native, across: false)) : 0;
        // Measured: natural -0.3 and above, enlarged 1.5 times -0.57, twice -0.69, three times -0.77 in the middle.
        var enlarged = softness > -0.3 ? 1 : 1 + (-0.3 - softness) / 0.4;
        return new(softness, period, (int)(frameWidth / factor / enlarged));
    }

    // Half a grey level of noise keeps flat pictures from measuring their rounding.
    private static double Slope(double fine, double coarse) => Math.Log10((fine + 0.5) / (coarse + 0.5));

    /// <summary>Where head and shoulders are: the middle of the frame, in pixels of the stored picture.</summary>
    private static SKRectI HeadBox(SKBitmap decoded, int orientation, PhotoFrame frame)
    {
        var box = new SKRect((float)(frame.X + frame.Width * 0.15), (float)(frame.Y + frame.Height * 0.10),
            (float)(frame.X + frame.Width * 0.85), (float)(frame.Y + frame.Height * 0.80));
        var stored = PhotoComposer.Upright(orientation, 1, 1).Invert().MapRect(box);
        var pixels = new SKRectI((int)(stored.Left * decoded.Width), (int)(stored.Top * decoded.Height), (int)(stored.Right * decoded.Width), (int)(stored.Bottom * decoded.Height));
        pixels.Intersect(new SKRectI(0, 0, decoded.Width, decoded.Height));
        return pixels;
    }

    /// <summary>Interpolation repeats its weights, so that the second difference of neighbours swells and ebbs at a fixed pace (Gallagher 2005): the highest
    /// peak over the middle of the spectrum. The grid of JPEG, an eighth and its multiples, is left out.</summary>
    private static double PeriodOf(PhotoPlane plane, bool across)
    {
        var swell = Flattened(Differences(plane, across));
        var count = swell.Length;
        var spectrum = new List<double>();
        double highest = 0;
        for (var k = (int)Math.Ceiling(count * 0.15); k <= count / 2; k++)
        {
            var pace = (double)k / count;
            var (turn, re, im) = (2 * Math.PI * pace, 0.0, 0.0);
            var (cos, sin, stepCos, stepSin) = (1.0, 0.0, Math.Cos(turn), Math.Sin(turn));
            foreach (var value in swell)
            {
                re += value * cos;
                im += value * sin;
                (cos, sin) = (cos * stepCos - sin * stepSin, sin * stepCos + cos * stepSin);
            }

            var size = Math.Sqrt(re * re + im * im);
            spectrum.Add(size);
            if (Math.Abs(pace * 8 - Math.Round(pace * 8)) > 20.0 / count || pace > 0.49) highest = Math.Max(highest, size);
        }

        if (spectrum.Count == 0) return 0;
        spectrum.Sort();
        return highest / (spectrum[spectrum.Count / 2] + 1e-9);
    }

    private static double[] Differences(PhotoPlane plane, bool across)
    {
        var sums = new double[across ? plane.Width : plane.Height];
        for (var y = across ? 0 : 1; y < plane.Height - (across ? 0 : 1); y++)
        {
            var row = plane.Row(y);
            if (across)
            {
                for (var x = 1; x < row.Length - 1; x++) sums[x] += Math.Abs(row[x - 1] + row[x + 1] - 2 * row[x]);
                continue;
            }

            var above = plane.Row(y - 1);
            var below = plane.Row(y + 1);
            float sum = 0;
            for (var x = 0; x < row.Length; x++) sum += Math.Abs(above[x] + below[x] - 2 * row[x]);
            sums[y] = sum;
        }

        return sums[1..^1];
    }

    /// <summary>Without what changes slowly, and faded out at both ends.</summary>
    private static double[] Flattened(double[] sums)
    {
        var flat = new double[sums.Length];
        var around = new double[SmoothedOver];
        for (var i = 0; i < sums.Length; i++)
        {
            var (from, to) = (Math.Max(0, i - SmoothedOver / 2), Math.Min(sums.Length, i + SmoothedOver / 2 + 1));
            sums.AsSpan(from, to - from).CopyTo(around);
            var part = around.AsSpan(0, to - from);
            part.Sort();
            flat[i] = (sums[i] - part[part.Length / 2]) * (0.5 - 0.5 * Math.Cos(2 * Math.PI * i / (sums.Length - 1)));
        }

        return flat;
    }
}
