using RuanKao.Portal.Foundation;
using RuanKao.Portal.Photos;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Photos;

public sealed class PhotoHostileTests
{
    [Fact]
    public void Five_hundred_mutated_files_are_answered_without_harm()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Parallel.For(0, 500, i =>
        {
            var began = PhotoFuzz.ThreadSeconds();
            try
            {
                PhotoFuzz.Try(PhotoFuzz.File(seed + i), seed + i);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {seed + i}.", failure);
            }

            // Time of the processor: other tests run beside this one.
            Assert.True(PhotoFuzz.ThreadSeconds() - began < 3 * PhotoFuzz.LongestRun.TotalSeconds, $"Seed {seed + i} took too long.");
        });
    }

    [Fact]
    public void A_picture_drawn_over_and_over_is_refused_before_it_is_decoded()
    {
        var bomb = PhotoProcessor.Examine(TestJpegs.ScanBomb(1_000), PhotoSettings.Default);

        Assert.Contains("同一画面重复了", bomb.Findings.Single(finding => finding.Verdict == PhotoVerdict.Refuse).Words);
        Assert.Null(bomb.Processed);
        Assert.NotNull(PhotoProcessor.Examine(TestJpegs.Progressive, PhotoSettings.Default).Processed);
    }

    [Fact]
    public void Scans_and_pixels_are_counted_together()
    {
        var large = TestJpegs.ScanBomb(30);
        var frame = large.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC2]);
        (large[frame + 5], large[frame + 6], large[frame + 7], large[frame + 8]) = (0x10, 0, 0x10, 0);

        Assert.Equal(PhotoCheck.Whole, PhotoProcessor.Examine(large, PhotoSettings.Default).Findings.Single(finding => finding.Verdict == PhotoVerdict.Refuse).Code);
    }

    [Fact]
    public void A_file_that_is_something_else_behind_the_picture_is_kept_as_a_picture_alone()
    {
        byte[] both = [.. TestPhotos.Good, .. "PK\u0003\u0004 and a whole archive"u8];

        Assert.True(PhotoProcessor.Examine(both, PhotoSettings.Default).Accepted);
        Assert.Equal(TestPhotos.Good, JpegCopy.WithoutMetadata(both, 1));
    }

    [Fact]
    public void Grey_cmyk_and_progressive_files_are_opened_as_any_other()
    {
        var settings = PhotoSettings.Default with { MoreThanBytes = 0 };

        Assert.True(PhotoProcessor.Examine(TestJpegs.Cmyk, settings).Accepted);
        Assert.True(PhotoProcessor.Examine(TestJpegs.Progressive, settings).Accepted);
        Assert.Equal(PhotoCheck.Colour, PhotoProcessor.Examine(TestJpegs.Grey, settings).Findings.Single(finding => finding.Verdict == PhotoVerdict.Refuse).Code);
        using var seen = SKBitmap.Decode(PhotoProcessor.Examine(TestJpegs.Cmyk, settings).Processed);
        using var straight = SKBitmap.Decode(PhotoProcessor.Examine(TestJpegs.Progressive, settings).Processed);
        var (one, other) = (seen.GetPixel(147, 200), straight.GetPixel(147, 200));
        Assert.InRange(Math.Abs(one.Red - other.Red) + Math.Abs(one.Green - other.Green) + Math.Abs(one.Blue - other.Blue), 0, 60);
    }

    [Fact]
    public async Task Whoever_sends_one_photo_does_not_wait_behind_all_of_another()
    {
        var gate = new PhotoDecoding(1);
        var (many, one) = (Guid.NewGuid(), Guid.NewGuid());
        var open = new TaskCompletionSource();
        var order = new List<Guid>();
        Task Send(Guid account) => gate.RunAsync(account, async () =>
        {
            await open.Task;
            lock (order) order.Add(account);
            return 0;
        }, default);

        List<Task> all = [Send(many), Send(many), Send(many), Send(many), Send(one)];
        open.SetResult();
        await Task.WhenAll(all);

        Assert.Equal([many, many, one, many, many], order);
    }

    [Fact]
    public async Task Whoever_waits_too_long_or_too_often_is_asked_to_wait_in_words()
    {
        var gate = new PhotoDecoding(1, TimeSpan.FromMilliseconds(50));
        var (open, account) = (new TaskCompletionSource(), Guid.NewGuid());
        var inside = gate.RunAsync(Guid.NewGuid(), async () => { await open.Task; return 0; }, default);

        var waiting = Enumerable.Range(0, PhotoRules.MostWaitingOfOne).Select(_ => gate.RunAsync(account, () => Task.FromResult(0), default)).ToList();
        var oneMore = await Assert.ThrowsAsync<RuleViolationException>(() => gate.RunAsync(account, () => Task.FromResult(0), default));
        Assert.Contains("请稍候", oneMore.Message);
        foreach (var late in waiting) await Assert.ThrowsAsync<RuleViolationException>(() => late);

        open.SetResult();
        await inside;
        Assert.Equal(7, await gate.RunAsync(account, () => Task.FromResult(7), default));
    }

    [Fact]
    public async Task Whoever_leaves_gives_up_the_place_in_the_queue_and_a_fault_gives_back_the_place_inside()
    {
        var gate = new PhotoDecoding(1);
        var open = new TaskCompletionSource();
        var inside = gate.RunAsync<int>(Guid.NewGuid(), async () => { await open.Task; throw new InvalidOperationException(); }, default);
        using var gone = new CancellationTokenSource();
        var left = gate.RunAsync(Guid.NewGuid(), () => Task.FromResult(1), gone.Token);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        open.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => inside);

        Assert.Equal(2, await gate.RunAsync(Guid.NewGuid(), () => Task.FromResult(2), default));
    }
}
