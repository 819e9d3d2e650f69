using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Support;

/// <summary>A manual check a test starts from, and whose it is.</summary>
public sealed record CaseMade(Guid Id, Guid UserId, string Number);

public static partial class TestData
{
    private static readonly Lazy<byte[]> Card = new(() => Scan(1200, 800));

    /// <summary>A manual check of a permit of 香港, handed in with one scan.</summary>
    public static async Task<CaseMade> CaseAsync(PortalFactory factory, string institution = "53", string? prefecture = "5301", string name = "陈嘉欣",
        Guid? userId = null, string? number = null, DocumentKind kind = DocumentKind.HongKongMacaoPermit, bool sent = true)
    {
        var user = userId ?? await CandidateAsync(factory);
        number ??= $"H{Interlocked.Increment(ref count):D8}";
        return await factory.WithAsync(async place =>
        {
            var (cases, operation) = (place.GetRequiredService<IdentityCaseService>(), new Operation(user, Role.Candidate, factory.Clock.UtcNow));
            var claim = new IdentityClaim(kind, name, number, new(2030, 1, 1), new(2040, 1, 1), false) { Sex = Sex.Female, BirthDate = new(1999, 5, 6), Issuer = "USA" };
            var file = await cases.SaveAsync(claim, institution, prefecture, null, operation, default);
            await cases.AddScansAsync([Card.Value], operation, default);
            if (sent) await cases.SendAsync(true, "test", operation, default);
            return new CaseMade(file.Id, user, number);
        });
    }

    /// <summary>The authority was asked about the number by this account and said so.</summary>
    public static Task AskedAsync(PortalFactory factory, Guid userId, string number, RealNameVerdict verdict) => factory.WithAsync(async place =>
    {
        var (db, seal) = (place.GetRequiredService<PortalContext>(), place.GetRequiredService<PersonalDataSeal>());
        db.IdentityAttempts.Add(new() { UserId = userId, NumberHash = seal.Hash(VerifiedPeople.NumberPurpose, number), NetworkHash = "test", At = factory.Clock.UtcNow, Verdict = verdict });
        await db.SaveChangesAsync();
    });

    public static Task<IdentityCase> CaseOfAsync(PortalFactory factory, Guid userId) => factory.WithAsync(place =>
        place.GetRequiredService<PortalContext>().IdentityCases.AsNoTracking().Include(c => c.History).OrderByDescending(c => c.CreatedAt).FirstAsync(c => c.UserId == userId));

    /// <summary>A ban that the office entered.</summary>
    public static async Task<Guid> BanAsync(PortalFactory factory, string institution = "53")
    {
        var office = await StaffAsync(factory, Role.Office, institution);
        return await factory.WithAsync(async place => (await place.GetRequiredService<BanService>().EnterAsync(
            new("李禁", DocumentKind.ResidentIdCard, null, NewIdNumber(), new(2031, 1, 1), new(2032, 1, 1), false, "处理决定"), new(false, [institution]),
            new(office, Role.Office, factory.Clock.UtcNow), default)).Id);
    }

    /// <summary>A picture of a card.</summary>
    public static byte[] Scan(int width, int height, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg)
    {
        using var bitmap = new SKBitmap(width, height);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            using var ink = new SKPaint { Color = new(40, 60, 110) };
            canvas.DrawRect(width / 10f, height / 10f, width / 4f, height / 3f, ink);
        }
        using var image = SKImage.FromBitmap(bitmap);
        using var data = image.Encode(format, 80);
        return data.ToArray();
    }
}
