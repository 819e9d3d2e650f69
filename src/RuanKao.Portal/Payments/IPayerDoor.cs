namespace RuanKao.Portal.Payments;

/// <summary>How WeChat says who sits in front of its browser; without that it takes no payment there.</summary>
public interface IPayerDoor
{
    /// <summary>Whether this merchant account has an official account that may ask.</summary>
    bool IsOpen(string account);

    /// <summary>Where the browser goes to be told; it comes back to the address with a code and the mark, without the payer seeing anything.</summary>
    string Address(string account, string back, string mark);

    /// <summary>The openid behind a code; null where WeChat gives none.</summary>
    Task<string?> PayerAsync(string account, string code, CancellationToken ct);
}
