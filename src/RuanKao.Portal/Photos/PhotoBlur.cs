namespace RuanKao.Portal.Photos;

/// <summary>Means over squares, and the filter that draws one picture to the edges of another.</summary>
public static class PhotoBlur
{
    /// <summary>The mean over the square of this radius; at the border over what lies inside.</summary>
    public static float[] Box(float[] values, int width, int height, int radius)
    {
        var across = new float[values.Length];
        for (var y = 0; y < height; y++)
        {
            double sum = 0;
            var row = values.AsSpan(y * width, width);
            for (var x = 0; x < Math.Min(radius, width); x++) sum += row[x];
            for (var x = 0; x < width; x++)
            {
                if (x + radius < width) sum += row[x + radius];
                if (x - radius - 1 >= 0) sum -= row[x - radius - 1];
                across[y * width + x] = (float)(sum / (Math.Min(width - 1, x + radius) - Math.Max(0, x - radius) + 1));
            }
        }

        var down = new float[values.Length];
        var sums = new double[width];
        for (var y = 0; y < Math.Min(radius, height); y++) Add(sums, across.AsSpan(y * width, width), 1);
        for (var y = 0; y < height; y++)
        {
            if (y + radius < height) Add(sums, across.AsSpan((y + radius) * width, width), 1);
            if (y - radius - 1 >= 0) Add(sums, across.AsSpan((y - radius - 1) * width, width), -1);
            var count = Math.Min(height - 1, y + radius) - Math.Max(0, y - radius) + 1;
            for (var x = 0; x < width; x++) down[y * width + x] = (float)(sums[x] / count);
        }

        return down;
    }

    /// <summary>The guided filter of He, Sun and Tang (2010): in every square the input is taken for a straight function of the guide.</summary>
    public static float[] Guided(float[] guide, float[] input, int width, int height, int radius, float evenness)
    {
        var (guideMean, inputMean) = (Box(guide, width, height, radius), Box(input, width, height, radius));
        var (squares, products) = (new float[guide.Length], new float[guide.Length]);
        for (var i = 0; i < guide.Length; i++) (squares[i], products[i]) = (guide[i] * guide[i], guide[i] * input[i]);
        (squares, products) = (Box(squares, width, height, radius), Box(products, width, height, radius));
        var (slope, offset) = (new float[guide.Length], new float[guide.Length]);
        for (var i = 0; i < guide.Length; i++)
        {
            slope[i] = (products[i] - guideMean[i] * inputMean[i]) / (squares[i] - guideMean[i] * guideMean[i] + evenness);
            offset[i] = inputMean[i] - slope[i] * guideMean[i];
        }

        (slope, offset) = (Box(slope, width, height, radius), Box(offset, width, height, radius));
        var drawn = new float[guide.Length];
        for (var i = 0; i < drawn.Length; i++) drawn[i] = slope[i] * guide[i] + offset[i];
        return drawn;
    }

    private static void Add(double[] sums, ReadOnlySpan<float> row, int sign)
    {
        for (var x = 0; x < row.Length; x++) sums[x] += sign * row[x];
    }
}
