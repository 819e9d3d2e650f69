using System.Security.Cryptography;

namespace RuanKao.Sandbox.Authenticator;

/// <summary>One account in the authenticator app: its name and the secret in Base32.</summary>
public sealed record AuthenticatorAccount(string Name, string Secret);

/// <summary>The authenticator app on the phones of the demo's staff. It counts by RFC 6238 with code of its own: one mistake cannot pass on both sides.</summary>
public sealed class SandboxAuthenticator
{
    private const string Kind = "authenticator";
    private const int Step = 30;

    private readonly SandboxStore store;
    private readonly SandboxClock clock;

    internal SandboxAuthenticator(SandboxStore store, SandboxClock clock) => (this.store, this.clock) = (store, clock);

    public IReadOnlyList<AuthenticatorAccount> Accounts => store.All<AuthenticatorAccount>(Kind);

    /// <summary>Seconds until the codes change.</summary>
    public int SecondsLeft => Step - (int)(clock.UnixSeconds % Step);

    public string? SecretOf(string name) => Accounts.FirstOrDefault(a => a.Name == name)?.Secret;

    /// <summary>Adds an account, or gives it another secret; false where the text is no Base32.</summary>
    public bool Add(string name, string secret)
    {
        var clean = new string([.. secret.Where(c => !char.IsWhiteSpace(c) && c is not '-')]).ToUpperInvariant();
        if (name.Length == 0 || clean.Length < 16 || clean.Any(c => c is not ((>= 'A' and <= 'Z') or (>= '2' and <= '7')))) return false;
        store.Put(Kind, name, new AuthenticatorAccount(name, clean));
        return true;
    }

    /// <summary>What the phone shows for the account now.</summary>
    /// <exception cref="KeyNotFoundException">The phone does not know it.</exception>
    public string CodeOf(string name) => CodeOf(Accounts.FirstOrDefault(a => a.Name == name) ?? throw new KeyNotFoundException($"The authenticator has no account {name}."));

    internal string CodeOf(AuthenticatorAccount account)
    {
        var counter = BitConverter.GetBytes(clock.UnixSeconds / Step);
        if (BitConverter.IsLittleEndian) Array.Reverse(counter);
        using var mac = new HMACSHA1(Bytes(account.Secret));
        var hash = mac.ComputeHash(counter);
        var start = hash[19] & 15;
        var number = ((hash[start] & 127) << 24) | (hash[start + 1] << 16) | (hash[start + 2] << 8) | hash[start + 3];
        return $"{number % 1000000:000000}";
    }

    private static byte[] Bytes(string base32)
    {
        var bits = string.Concat(base32.Select(c => Convert.ToString(c is >= 'A' and <= 'Z' ? c - 'A' : c - '2' + 26, 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(n => Convert.ToByte(bits.Substring(8 * n, 8), 2))];
    }
}
