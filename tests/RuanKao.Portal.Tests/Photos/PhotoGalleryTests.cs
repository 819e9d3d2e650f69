using System.Runtime.CompilerServices;
using System.Text;
using RuanKao.Portal.Photos;

namespace RuanKao.Portal.Tests.Photos;

/// <summary>docs/photo-checks.md holds the numbers of the checks and what they make of a drawn gallery. To write it anew: PORTAL_WRITE_DOCS=1 and run this test.</summary>
public sealed class PhotoGalleryTests
{
    private sealed record Count(GalleryClass Class, int Clean, int Hinted, int Refused, int AsExpected, IReadOnlyList<string> Strays);

    [Fact]
    public void The_page_of_photo_checks_says_what_the_checks_do()
    {
        var counts = PhotoGallery.Classes.Select(Judge).ToList();
        var file = Path.GetFullPath(Path.Combine(Here(), "../../../docs/photo-checks.md"));
        var drawn = Draw(counts);
        if (Environment.GetEnvironmentVariable("PORTAL_WRITE_DOCS") == "1") File.WriteAllText(file, drawn);

        Assert.All(counts.Where(count => count.Class.Outcome == GalleryOutcome.Accepted), count => Assert.True(count.Refused == 0, $"{count.Class.Name}: {string.Join('\n', count.Strays)}"));
        Assert.All(counts.Where(count => count.Class.Outcome is not (GalleryOutcome.Accepted or GalleryOutcome.Reported)),
            count => Assert.True(count.AsExpected >= GalleryClass.Pictures * 9 / 10, $"{count.Class.Name}: {count.AsExpected} of {GalleryClass.Pictures}\n{string.Join('\n', count.Strays)}"));
        Assert.Equal(drawn, File.ReadAllText(file));
    }

    private static Count Judge(GalleryClass pictures)
    {
        var results = new ExaminedPhoto[GalleryClass.Pictures];
        Parallel.For(0, results.Length, i => results[i] = PhotoProcessor.Examine(pictures.Draw(i + 1), PhotoSettings.Default));
        var hinted = results.Count(photo => photo.Accepted && Hints(photo).Any());
        var expected = results.Select(photo => IsExpected(pictures, photo)).ToList();
        return new(pictures, results.Count(photo => photo.Accepted) - hinted, hinted, results.Count(photo => !photo.Accepted), expected.Count(is_ => is_),
            [.. results.Zip(expected).Where(pair => !pair.Second).Select(pair => string.Join("; ", pair.First.Findings.Select(finding => $"{finding.Verdict} {finding.Code} {finding.Measured}")))]);
    }

    private static bool IsExpected(GalleryClass pictures, ExaminedPhoto photo) => pictures.Outcome switch
    {
        GalleryOutcome.Accepted => photo.Accepted,
        GalleryOutcome.Hinted => photo.Accepted && Hints(photo).Any(finding => pictures.By.Contains(finding.Code)),
        GalleryOutcome.Refused => photo.Findings.Any(finding => finding.Verdict == PhotoVerdict.Refuse && pictures.By.Contains(finding.Code)),
        _ => true,
    };

    private static IEnumerable<PhotoFinding> Hints(ExaminedPhoto photo) => photo.Findings.Where(finding => finding.Verdict == PhotoVerdict.Warn && finding.Code != PhotoCheck.ResultSize);

    private static string Draw(IReadOnlyList<Count> counts)
    {
        var text = new StringBuilder($"""
            # Photo checks

            What the photo tool measures, with which numbers, and what it makes of a drawn gallery. Written by a test (`PhotoGalleryTests`); to write it anew after a change: `PORTAL_WRITE_DOCS=1 ./portal test PhotoGallery`. The numbers are constants of `PhotoRules`, each with its source; an institution sets its own at 照片要求 on the desk (`desk/photo-settings`).

            | check | measured on | passes | hint | refused |
            |---|---|---|---|---|
            | 文件格式 | first bytes | JPEG | | everything else, each named in words |
            | 文件大小 | upload | more than {PhotoRules.MoreThanBytes / 1024} KB | | {PhotoRules.MoreThanBytes / 1024} KB and less; more than {PhotoRules.MaximumBytes / 1024 / 1024} MB |
            | 原照片尺寸 | header, upright; the chosen part | {PhotoRules.MinimumWidth}×{PhotoRules.MinimumHeight} and more | | less; a side over {PhotoRules.MaximumSide}; over {PhotoRules.MaximumPixels / 1_000_000} megapixels |
            | 文件完整 | header walk, decoder | opens to the end | | broken, cut off; more than {PhotoRules.MaximumScans} scans or {PhotoRules.MaximumScannedPixels / 1_000_000} million scanned pixels |
            | 有效清晰度 | upload, middle of the frame, 400 pixels wide | softness above {PhotoRules.DoubtfulSoftness:0.00} | to {PhotoRules.EnlargedSoftness:0.00} | below; or a trace of enlarging above {PhotoRules.EnlargedPeriod} with softness below {PhotoRules.EnlargedPeriodSoftness:0.00} |
            | 色彩 | result | coloured share from {PhotoRules.DoubtfulColourShare:0.00} | from {PhotoRules.GreyShare:0.00} | less |
            | 背景 | strips above and beside the head | white share from {PhotoRules.WhiteShare:0.00} | from {PhotoRules.DoubtfulWhiteShare:0.00} | less |
            | 清晰程度 | head box of the result, variance of the Laplacian | from {PhotoRules.DoubtfulEdges} | from {PhotoRules.BlurredEdges} | less |
            | 明暗 | face box of the result | | highlight below {PhotoRules.DoubtfulHighlight}, burnt over {PhotoRules.DoubtfulBurntShare:0.00}, contrast below {PhotoRules.DoubtfulContrast} | highlight below {PhotoRules.DarkHighlight}, burnt over {PhotoRules.BurntShare:0.00}, contrast below {PhotoRules.FlatContrast} |
            | 头部 | outline before an even wall | one, {PhotoRules.SmallestHead:0.00} to {PhotoRules.LargestHead:0.00} of the height, middle within {PhotoRules.OffCentre:0.00} | anything else | never |
            | 处理后大小 | result | {PhotoRules.ResultBytes} bytes and less | more | never |

            Softness compares the variance of the Laplacian at one size with that at half of it, as a power of ten and the mean of two sizes: a natural picture is as steep at both, an enlarged one is not. The numbers were chosen on natural pictures (23 of them, cut and shrunk, at three qualities, against the same enlarged by three methods) and not on this gallery.

            ## The gallery
            {GalleryClass.Pictures} drawn pictures a class. No good picture may be refused; of the others nine in ten must come out as expected. Enlargement by 1.5 is reported and not barred.

            | class | expected | clean | with hints | refused | as expected |
            |---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var count in counts)
        {
            var outcome = count.Class.Outcome is GalleryOutcome.Accepted or GalleryOutcome.Reported ? $"{count.Class.Outcome}" : $"{count.Class.Outcome} by {string.Join(" or ", count.Class.By)}";
            text.Append($"| {count.Class.Name} | {outcome} | {count.Clean} | {count.Hinted} | {count.Refused} | {(count.Class.Outcome == GalleryOutcome.Reported ? "–" : count.AsExpected)} |\n");
        }

        return text.ToString();
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
