using SkiaSharp;

namespace RuanKao.Portal.Photos;

/// <summary>A part of a picture in light and dark alone, 0 to 255, for measuring.</summary>
public sealed class PhotoPlane(int width, int height, float[] values)
{
    public int Width => width;

    public int Height => height;

    public ReadOnlySpan<float> Row(int y) => values.AsSpan(y * width, width);

    public static PhotoPlane Of(SKBitmap picture, SKRectI part)
    {
        var values = new float[part.Width * part.Height];
        var pixels = picture.GetPixelSpan();
        var stride = picture.RowBytes;
        for (var y = 0; y < part.Height; y++)
        {
            var row = pixels.Slice((y + part.Top) * stride + part.Left * 4, part.Width * 4);
            var target = values.AsSpan(y * part.Width, part.Width);
            for (var x = 0; x < target.Length; x++) target[x] = Luma(row[x * 4], row[x * 4 + 1], row[x * 4 + 2]);
        }

        return new(part.Width, part.Height, values);
    }

    /// <summary>ITU-R BT.601, 0 to 255.</summary>
    public static float Luma(byte red, byte green, byte blue) => (77 * red + 150 * green + 29 * blue) / 256f;

    /// <summary>The same at a size smaller by the factor, each value the mean of the area it stands for.</summary>
    public PhotoPlane Shrunk(double factor)
    {
        var (newWidth, newHeight) = ((int)(width / factor), (int)(height / factor));
        var across = new float[newWidth * height];
        var steps = Steps(newWidth, width, factor);
        for (var y = 0; y < height; y++)
        {
            var row = values.AsSpan(y * width, width);
            var target = across.AsSpan(y * newWidth, newWidth);
            for (var x = 0; x < newWidth; x++)
            {
                ref readonly var step = ref steps[x];
                var sum = row[step.First] * step.FirstShare;
                for (var i = step.First + 1; i < step.Last; i++) sum += row[i];
                target[x] = (sum + row[step.Last] * step.LastShare) * step.Scale;
            }
        }

        var down = new float[newWidth * newHeight];
        steps = Steps(newHeight, height, factor);
        for (var y = 0; y < newHeight; y++)
        {
            ref readonly var step = ref steps[y];
            var target = down.AsSpan(y * newWidth, newWidth);
            for (var i = step.First; i <= step.Last; i++)
            {
                var share = (i == step.First ? step.FirstShare : i == step.Last ? step.LastShare : 1) * step.Scale;
                if (share == 0) continue;
                var row = across.AsSpan(i * newWidth, newWidth);
                for (var x = 0; x < newWidth; x++) target[x] += row[x] * share;
            }
        }

        return new(newWidth, newHeight, down);
    }

    /// <summary>The variance of the Laplacian: how much each point differs from its neighbours. Sharp edges and noise raise it.</summary>
    public double LaplacianVariance()
    {
        double sum = 0, squares = 0;
        for (var y = 1; y < height - 1; y++)
        {
            var above = Row(y - 1);
            var here = Row(y);
            var below = Row(y + 1);
            float rowSum = 0, rowSquares = 0;
            for (var x = 1; x < width - 1; x++)
            {
                var edge = here[x - 1] + here[x + 1] + above[x] + below[x] - 4 * here[x];
                rowSum += edge;
                rowSquares += edge * edge;
            }

            (sum, squares) = (sum + rowSum, squares + rowSquares);
        }

        var count = (double)(width - 2) * (height - 2);
        return count <= 0 ? 0 : Math.Max(0, squares / count - sum / count * (sum / count));
    }

    private static Step[] Steps(int count, int length, double factor)
    {
        var steps = new Step[count];
        for (var i = 0; i < count; i++)
        {
            var (from, to) = (i * factor, Math.Min((i + 1) * factor, length));
            var (first, last) = ((int)from, Math.Min((int)to, length - 1));
            var firstShare = (float)(Math.Min(first + 1, to) - from);
            steps[i] = new(first, last, firstShare, last == first ? 0 : (float)(to - last), (float)(1 / (to - from)));
        }

        return steps;
    }

    private readonly record struct Step(int First, int Last, float FirstShare, float LastShare, float Scale);
}
