namespace RuanKao.Portal.Accounts;

/// <summary>A sum that a person does in the head; the result is never negative.</summary>
public sealed record ArithmeticSum(int Left, char Sign, int Right)
{
    public int Result => Sign == '+' ? Left + Right : Left - Right;

    public string Question => $"{Left} {Sign} {Right} = ?";

    /// <summary>The sum that belongs to a random seed of at least four bytes.</summary>
    public static ArithmeticSum From(ReadOnlySpan<byte> seed)
    {
        var left = 10 + seed[0] % 90;
        return seed[1] % 2 == 0
            ? new(left, '-', 1 + seed[2] % left)
            : new(left, '+', 1 + seed[2] % 60);
    }
}
