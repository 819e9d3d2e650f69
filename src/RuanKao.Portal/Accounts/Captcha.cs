using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>The form that a picture was drawn for; it opens no other.</summary>
public enum CaptchaForm : byte { SignIn = 1, SignUp = 2 }

/// <summary>A picture that has been answered, rightly or wrongly: it answers no second time.</summary>
public sealed class UsedCaptcha
{
    public required Guid Id { get; init; }

    public required DateTime ExpiresAt { get; init; }
}

/// <summary>
/// The arithmetic picture (验证码). A challenge is a signed token, from which only this house can tell the sum:
/// showing a form writes nothing, so that nobody can fill the database by asking for pages. Answering writes one row.
/// </summary>
public sealed class Captcha(PortalContext db, PersonalDataSeal seal, ArithmeticPicture picture, TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private const int TokenLength = 16 + 1 + 8;
    private const int SignatureLength = 16;

    public string Issue(CaptchaForm form)
    {
        var token = new byte[TokenLength + SignatureLength];
        RandomNumberGenerator.Fill(token.AsSpan(0, 16));
        token[16] = (byte)form;
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(17), (clock.Now() + Life).Ticks);
        Sign(token).CopyTo(token.AsSpan(TokenLength));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>The picture as PNG; null where the token is not ours or has run out.</summary>
    public byte[]? Draw(string token)
    {
        if (Read(token) is not { } challenge || challenge.ExpiresAt <= clock.Now()) return null;
        var sum = SumOf(challenge.Id, out var seed);
        return picture.Draw(sum.Question, seed);
    }

    /// <summary>Uses the challenge up and tells what is wrong with the answer, in words; null when it is right.</summary>
    public async Task<string?> CheckAsync(CaptchaForm form, string? token, string? answer, CancellationToken ct)
    {
        if (Read(token) is not { } challenge || challenge.Form != form) return "验证码已失效，请按新的图片重新填写";
        if (challenge.ExpiresAt <= clock.Now() || !await UseAsync(challenge, ct)) return "验证码已失效，请按新的图片重新填写";
        var digits = new string([.. (answer ?? "").Where(char.IsDigit).Select(c => (char)('0' + char.GetNumericValue(c)))]);
        return digits == SumOf(challenge.Id, out _).Result.ToString(System.Globalization.CultureInfo.InvariantCulture)
            ? null : "运算结果不正确，请按新的图片重新填写";
    }

    /// <summary>The result of the sum on the picture, for whoever may ask the house itself (tests); null where the token is not ours.</summary>
    public int? ResultOf(string token) => Read(token) is { } challenge ? SumOf(challenge.Id, out _).Result : null;

    private async Task<bool> UseAsync(Challenge challenge, CancellationToken ct)
    {
        var now = clock.Now();
        await db.UsedCaptchas.Where(u => u.ExpiresAt <= now).ExecuteDeleteAsync(ct);
        if (await db.UsedCaptchas.AnyAsync(u => u.Id == challenge.Id, ct)) return false;
        var used = db.UsedCaptchas.Add(new() { Id = challenge.Id, ExpiresAt = challenge.ExpiresAt });
        try { await db.SaveChangesAsync(ct); }
        // Two answers at the same moment: the key lets one through.
        catch (DbUpdateException) { return false; }
        finally { used.State = EntityState.Detached; }
        return true;
    }

    private ArithmeticSum SumOf(Guid id, out int seed)
    {
        var bytes = Convert.FromHexString(seal.Hash("captcha-sum", id.ToString("N")));
        seed = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(8));
        return ArithmeticSum.From(bytes);
    }

    private Challenge? Read(string? token)
    {
        var bytes = new byte[TokenLength + SignatureLength];
        // Only IsValid may be asked about rubbish: decoding throws on a letter outside the alphabet.
        if (token is null || !Base64Url.IsValid(token) || !Base64Url.TryDecodeFromChars(token, bytes, out _)
            || !CryptographicOperations.FixedTimeEquals(Sign(bytes), bytes.AsSpan(TokenLength))) return null;
        return new(new Guid(bytes.AsSpan(0, 16)), (CaptchaForm)bytes[16], new DateTime(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(17)), DateTimeKind.Utc));
    }

    private ReadOnlySpan<byte> Sign(byte[] token) =>
        Convert.FromHexString(seal.Hash("captcha-token", Convert.ToHexString(token.AsSpan(0, TokenLength)))).AsSpan(0, SignatureLength);

    private readonly record struct Challenge(Guid Id, CaptchaForm Form, DateTime ExpiresAt);
}

public sealed class UsedCaptchaTables : IEntityTypeConfiguration<UsedCaptcha>
{
    public void Configure(EntityTypeBuilder<UsedCaptcha> used)
    {
        used.ToTable("UsedCaptchas");
        used.HasIndex(u => u.ExpiresAt);
    }
}
