using SkiaSharp;

namespace RuanKao.Portal.Photos;

/// <summary>
/// Makes the ground white. A pixel of the outline is part person, part wall (C = aF + (1-a)B, Porter and Duff 1984): the wall's part, taken from the wall
/// nearby, is exchanged for white, so that no rim of the old wall stays. Further inside the person no pixel changes.
/// </summary>
public static class PhotoGround
{
    /// <summary>The outline reaches this many pixels into what the mask calls person: hair and the softness of lens and mask.</summary>
    private const int Outline = 6;

    /// <summary>A pixel this far from the wall's colour is certainly none of it.</summary>
    private const float Unlike = 110;

    /// <summary>Differences below the root of this, in parts of white, are noise and no edge.</summary>
    private const float Evenness = 0.001f;

    /// <summary>Below and above these shares of person a mask has lost the person or the wall.</summary>
    private const double LeastPerson = 0.08, MostPerson = 0.98;

    /// <summary>White wherever the mask says wall; what was done in words, or null when the mask tells nothing apart.</summary>
    public static string? Replace(SKBitmap picture, byte[] mask) => Whiten(picture, mask) ? "背景已替换为白色" : null;

    /// <summary>A nearly white wall made white by its colour alone; null where the wall is not nearly white or cannot be told from the person.</summary>
    public static string? Clean(SKBitmap picture)
    {
        var wall = PhotoWall.Of(picture, PhotoRules.CleanDistance);
        var (low, high) = (Math.Min(wall.Colour.Red, Math.Min(wall.Colour.Green, wall.Colour.Blue)), Math.Max(wall.Colour.Red, Math.Max(wall.Colour.Green, wall.Colour.Blue)));
        return low >= PhotoRules.CleanLevel && high - low <= PhotoRules.CleanSpread && Whiten(picture, wall.ToMask()) ? "接近白色的背景已清理为白色" : null;
    }

    private static bool Whiten(SKBitmap picture, byte[] mask)
    {
        var (width, height) = (picture.Width, picture.Height);
        var outside = Outside(mask, width, height);
        var person = outside.Count(isOutside => !isOutside) / (double)outside.Length;
        if (person is < LeastPerson or > MostPerson) return false;
        var deep = Deep(outside, width, height);
        var pixels = picture.GetPixelSpan();
        var close = PhotoBlur.Box(Array.ConvertAll(outside, isOutside => isOutside ? 0f : 1f), width, height, Outline);
        var sure = Array.ConvertAll(close, near => near <= 1e-6f ? 1f : 0f);
        var wall = WallNearby(sure, pixels, width, height);
        var share = Refined(mask, outside, deep, sure, wall, pixels, width, height);
        for (var i = 0; i < share.Length; i++)
        {
            var a = share[i];
            if (a >= 1) continue;
            for (var part = 0; part < 3; part++)
            {
                ref var value = ref pixels[i * 4 + part];
                var own = Math.Clamp(value - (1 - a) * wall[i * 3 + part], 0, 255 * a);
                value = (byte)(own + (1 - a) * 255 + 0.5f);
            }
        }

        picture.NotifyPixelsChanged();
        return true;
    }

    /// <summary>What the mask calls wall and what hangs together with the upper or side edges; holes inside the person are person.</summary>
    private static bool[] Outside(byte[] mask, int width, int height)
    {
        var outside = new bool[mask.Length];
        var open = new Stack<int>();
        for (var x = 0; x < width; x++) Visit(x);
        for (var y = 0; y < height; y++)
        {
            Visit(y * width);
            Visit(y * width + width - 1);
        }

        while (open.TryPop(out var at))
        {
            var x = at % width;
            if (x > 0) Visit(at - 1);
            if (x < width - 1) Visit(at + 1);
            if (at >= width) Visit(at - width);
            if (at < mask.Length - width) Visit(at + width);
        }

        return outside;

        void Visit(int at)
        {
            if (outside[at] || mask[at] >= 128) return;
            outside[at] = true;
            open.Push(at);
        }
    }

    /// <summary>Pixels further inside the person than the outline reaches.</summary>
    private static bool[] Deep(bool[] outside, int width, int height)
    {
        var near = PhotoBlur.Box(Array.ConvertAll(outside, isOutside => isOutside ? 1f : 0f), width, height, Outline);
        return Array.ConvertAll(near, share => share <= 1e-6f);
    }

    /// <summary>How much of each pixel is person, 0 to 1: the mask drawn to the edges of the picture (guided filter, He 2010), 1 deep inside, 0 far outside.</summary>
    private static float[] Refined(byte[] mask, bool[] outside, bool[] deep, float[] sure, float[] wall, ReadOnlySpan<byte> pixels, int width, int height)
    {
        var (guide, soft) = (new float[mask.Length], new float[mask.Length]);
        for (var i = 0; i < mask.Length; i++)
        {
            // How unlike the wall nearby a pixel is: the same whether they differ in light or in colour.
            var (red, green, blue) = (pixels[i * 4] - wall[i * 3], pixels[i * 4 + 1] - wall[i * 3 + 1], pixels[i * 4 + 2] - wall[i * 3 + 2]);
            guide[i] = Math.Min(1, MathF.Sqrt(red * red + green * green + blue * blue) / Unlike);
            soft[i] = deep[i] || (!outside[i] && mask[i] < 128) ? 1 : mask[i] / 255f;
        }

        var drawn = PhotoBlur.Guided(guide, soft, width, height, Outline, Evenness);
        // Its own border a mask is never certain of: there lie the pixels that are half person, half wall.
        var certain = PhotoBlur.Box(soft, width, height, 1);
        for (var i = 0; i < drawn.Length; i++)
        {
            // Stretched, so that the filter's faint traces on either side are not taken for hair or wall; where the mask is certain of the person, so is this.
            drawn[i] = deep[i] ? 1 : sure[i] > 0 ? 0 : Math.Clamp(Math.Max((drawn[i] - 0.08f) / 0.84f, (certain[i] - 0.75f) / 0.22f), 0, 1);
        }

        return drawn;
    }

    /// <summary>The colour of the wall around each pixel, from pixels that are wall and nothing else; near the person from far, where nothing is nearer.</summary>
    private static float[] WallNearby(float[] sure, ReadOnlySpan<byte> pixels, int width, int height)
    {
        var nearby = new float[sure.Length * 3];
        var (close, wide) = (PhotoBlur.Box(sure, width, height, 8), PhotoBlur.Box(sure, width, height, 40));
        for (var part = 0; part < 3; part++)
        {
            var wall = new float[sure.Length];
            for (var i = 0; i < wall.Length; i++) wall[i] = sure[i] * pixels[i * 4 + part];
            var (closeWall, wideWall) = (PhotoBlur.Box(wall, width, height, 8), PhotoBlur.Box(wall, width, height, 40));
            for (var i = 0; i < wall.Length; i++)
            {
                nearby[i * 3 + part] = close[i] > 0.01f ? closeWall[i] / close[i] : wide[i] > 0.001f ? wideWall[i] / wide[i] : 255;
            }
        }

        return nearby;
    }
}
