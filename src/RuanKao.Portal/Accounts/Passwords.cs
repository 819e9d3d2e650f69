using Microsoft.AspNetCore.Identity;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>The rule for passwords, as told beside the box.</summary>
public static class PasswordRules
{
    public const int MinLength = 8;
    public const int MaxLength = 64;
    public const string InWords = "至少8位，同时含有字母和数字";

    public static string? Fault(string? password) =>
        string.IsNullOrEmpty(password) ? "请填写密码"
        : password.Length < MinLength ? $"密码至少{MinLength}位，您输入了{password.Length}位"
        : password.Length > MaxLength ? $"密码不能超过{MaxLength}位"
        : !password.Any(char.IsLetter) || !password.Any(char.IsDigit) ? "密码要同时含有字母和数字"
        : null;
}

/// <summary>Hashes and checks passwords, no more at a time than there are processors: a rush of sign-ins must not starve the pages.</summary>
public sealed class Passwords(IPasswordHasher<PortalUser> hasher) : IDisposable
{
    private static readonly PortalUser Nobody = new() { CreatedAt = default };
    private readonly SemaphoreSlim gate = new(Environment.ProcessorCount);
    private readonly Lazy<string> nobodysHash = new(() => hasher.HashPassword(Nobody, Guid.NewGuid().ToString()));

    public Task<string> HashAsync(PortalUser user, string password, CancellationToken ct) => InTurnAsync(() => hasher.HashPassword(user, password), ct);

    /// <summary>Takes as long for an account that does not exist (null) as for one that does.</summary>
    public Task<PasswordVerificationResult> VerifyAsync(PortalUser? user, string password, CancellationToken ct) => InTurnAsync(() =>
    {
        if (user?.PasswordHash is { } hash) return hasher.VerifyHashedPassword(user, hash, password);
        hasher.VerifyHashedPassword(Nobody, nobodysHash.Value, password);
        return PasswordVerificationResult.Failed;
    }, ct);

    public void Dispose() => gate.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try { return work(); }
        finally { gate.Release(); }
    }
}
