using System.Globalization;
using System.Text;
using QRCoder;

namespace RuanKao.Portal.Documents;

/// <summary>How much of a QR code may be lost and still be read.</summary>
public enum QrStrength
{
    /// <summary>7 percent, for screens.</summary>
    Low,

    /// <summary>15 percent, for paper.</summary>
    Medium,

    /// <summary>25 percent, for paper that is folded and carried.</summary>
    High,
}

/// <summary>A QR code as a matrix of modules without its quiet zone, which pages show as SVG and documents as rectangles.</summary>
public sealed class QrCode
{
    /// <summary>The white margin that ISO/IEC 18004 demands, in modules.</summary>
    public const int QuietZone = 4;

    private readonly bool[,] modules;

    private QrCode(bool[,] modules) => this.modules = modules;

    public int Size => modules.GetLength(0);

    public bool this[int row, int column] => modules[row, column];

    public static QrCode Of(string text, QrStrength strength = QrStrength.Medium)
    {
        if (strength == QrStrength.High && QrNarrow.Fits(text))
        {
            return new QrCode(QrNarrow.Draw(text));
        }

        var level = strength switch
        {
            QrStrength.Low => QRCodeGenerator.ECCLevel.L,
            QrStrength.High => QRCodeGenerator.ECCLevel.Q,
            _ => QRCodeGenerator.ECCLevel.M,
        };
        using var drawn = QRCodeGenerator.GenerateQrCode(text, level);
        var matrix = drawn.ModuleMatrix;
        var size = matrix.Count - 2 * QuietZone;
        var modules = new bool[size, size];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                modules[row, column] = matrix[row + QuietZone][column + QuietZone];
            }
        }

        return new QrCode(modules);
    }

    /// <summary>The dark modules of each row, neighbours joined.</summary>
    public IEnumerable<(int Row, int Column, int Length)> Bars()
    {
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                var start = column;
                while (column < Size && modules[row, column])
                {
                    column++;
                }

                if (column > start)
                {
                    yield return (row, start, column - start);
                }
            }
        }
    }

    /// <summary>The code with its quiet zone as an SVG element; its size on the page is for the stylesheet to say.</summary>
    /// <param name="label">What the code is, for those who cannot see it.</param>
    public string ToSvg(string label)
    {
        var whole = Size + 2 * QuietZone;
        var path = new StringBuilder();
        foreach (var (row, column, length) in Bars())
        {
            path.Append(CultureInfo.InvariantCulture, $"M{column + QuietZone} {row + QuietZone}h{length}v1h-{length}z");
        }

        return $"""<svg class="qr-code" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" role="img" aria-label="{System.Net.WebUtility.HtmlEncode(label)}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{whole}v{whole}H0z"/><path fill="#000" d="{path}"/></svg>""";
    }
}
