using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Sandbox.People;
using SkiaSharp;

namespace RuanKao.Sandbox.Demo;

/// <summary>A manual identity check that waits for a reviewer, handed in as a candidate would.</summary>
internal static class DemoIdentityCases
{
    public static async Task MakeAsync(IServiceProvider services, PortalUser user, string institution, string prefecture, CancellationToken ct)
    {
        var (db, cases, clock) = (services.GetRequiredService<PortalContext>(), services.GetRequiredService<IdentityCaseService>(), services.GetRequiredService<TimeProvider>());
        if (await db.Set<IdentityCase>().AnyAsync(c => c.UserId == user.Id, ct)) return;
        var (operation, today) = (new Operation(user.Id, Role.Candidate, clock.Now()), Beijing.Today(clock));
        var claim = new IdentityClaim(DocumentKind.HongKongMacaoPermit, "陈嘉欣", "H00000017", today.AddYears(-2), today.AddYears(8), false) { Sex = Sex.Female, BirthDate = new(1999, 5, 6) };
        await cases.SaveAsync(claim, institution, prefecture, "香港居民，在昆明就读。", operation, ct);
        await cases.AddScansAsync([Card(17, front: true), Card(17, front: false)], operation, ct);
        await cases.SendAsync(agreed: true, ScansForm.ConsentVersion, operation, ct);
    }

    /// <summary>The picture of an invented card: bars for words, a drawn face, and SAMPLE-coloured ground, so that nobody takes it for a real one.</summary>
    private static byte[] Card(int seed, bool front)
    {
        using var bitmap = new SKBitmap(1360, 860);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(new SKColor(0xdc, 0xe6, 0xee));
            using var ink = new SKPaint { Color = new(0x4a, 0x5b, 0x70) };
            for (var row = 0; row < (front ? 6 : 9); row++) canvas.DrawRect(80, 150 + row * 90, front ? 420 + row % 3 * 90 : 900 - row % 4 * 120, 34, ink);
            if (front)
            {
                using var face = DrawnPortrait.Draw(seed);
                using var image = SKImage.FromBitmap(face);
                canvas.DrawImage(image, new SKRect(890, 150, 1270, 682), new SKSamplingOptions(SKFilterMode.Linear));
            }
        }
        using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 88);
        return jpeg.ToArray();
    }
}
