using SkiaSharp;

namespace RuanKao.Portal.Photos;

/// <summary>Takes the noise of a camera in bad light out of a picture, where it would not fit into 10 KB otherwise: each pixel becomes the mean of those around it that are like it, so that edges stay.</summary>
public static class PhotoNoise
{
    /// <summary>Pixels that differ by more than this, over all three parts, are another thing and not noise.</summary>
    private const int Alike = 72;

    public static SKBitmap Reduced(SKBitmap picture)
    {
        var calm = picture.Copy();
        var (width, height) = (picture.Width, picture.Height);
        var from = picture.GetPixelSpan();
        var to = calm.GetPixelSpan();
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var own = from.Slice((y * width + x) * 4, 3);
                var (red, green, blue, weight) = (0, 0, 0, 0);
                for (var ny = Math.Max(0, y - 1); ny <= Math.Min(height - 1, y + 1); ny++)
                {
                    for (var nx = Math.Max(0, x - 1); nx <= Math.Min(width - 1, x + 1); nx++)
                    {
                        var near = from.Slice((ny * width + nx) * 4, 3);
                        var share = Alike - Math.Abs(near[0] - own[0]) - Math.Abs(near[1] - own[1]) - Math.Abs(near[2] - own[2]);
                        if (share <= 0) continue;
                        (red, green, blue, weight) = (red + near[0] * share, green + near[1] * share, blue + near[2] * share, weight + share);
                    }
                }

                var target = to.Slice((y * width + x) * 4, 3);
                (target[0], target[1], target[2]) = ((byte)(red / weight), (byte)(green / weight), (byte)(blue / weight));
            }
        }

        calm.NotifyPixelsChanged();
        return calm;
    }
}
