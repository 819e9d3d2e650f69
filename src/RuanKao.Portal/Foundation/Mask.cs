namespace RuanKao.Portal.Foundation;

/// <summary>How personal numbers look on a screen where the work does not need them whole (GB/T 35273).</summary>
public static class Mask
{
    /// <summary>110***********1234.</summary>
    public static string IdNumber(string number) => number.Length <= 7 ? number
        : number[..3] + new string('*', number.Length - 7) + number[^4..];

    /// <summary>138****0021.</summary>
    public static string Mobile(string mobile) => mobile.Length < 8 ? mobile : mobile[..3] + "****" + mobile[^4..];

    /// <summary>zh***@example.com.</summary>
    public static string Email(string email)
    {
        var at = email.IndexOf('@');
        return at <= 0 ? email : email[..Math.Min(2, at)] + "***" + email[at..];
    }
}
