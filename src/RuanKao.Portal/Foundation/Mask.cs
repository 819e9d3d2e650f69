namespace RuanKao.Portal.Foundation;

/// <summary>How personal numbers look on a screen where the work does not need them whole (GB/T 35273).</summary>
public static class Mask
{
    /// <summary>110***********1234; of the shorter numbers of permits and passports two at each end: H1*****78.</summary>
    public static string IdNumber(string number)
    {
        var (first, last) = number.Length >= 15 ? (3, 4) : (2, 2);
        return number.Length <= first + last ? new string('*', number.Length) : number[..first] + new string('*', number.Length - first - last) + number[^last..];
    }

    /// <summary>138****0021.</summary>
    public static string Mobile(string mobile) => mobile.Length < 8 ? mobile : mobile[..3] + "****" + mobile[^4..];

    /// <summary>zh***@example.com.</summary>
    public static string Email(string email)
    {
        var at = email.IndexOf('@');
        return at <= 0 ? email : email[..Math.Min(2, at)] + "***" + email[at..];
    }
}
