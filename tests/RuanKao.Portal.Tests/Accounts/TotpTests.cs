using System.Text;
using RuanKao.Portal.Accounts;

namespace RuanKao.Portal.Tests.Accounts;

public class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    // RFC 6238 appendix B, SHA-1, the last six of its eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void The_codes_are_those_of_the_standard(long unixSeconds, string code) =>
        Assert.Equal(code, Totp.CodeAt(Secret, Totp.StepAt(DateTime.UnixEpoch.AddSeconds(unixSeconds))));

    // RFC 4648 section 10, without padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void The_secret_is_written_in_Base32(string text, string base32) => Assert.Equal(base32, Totp.Base32(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void The_phone_may_be_one_step_off(int steps, bool opens)
    {
        var now = new DateTime(2031, 3, 20, 2, 0, 17, DateTimeKind.Utc);
        var step = Totp.StepAt(now) + steps;
        Assert.Equal(opens ? step : null, Totp.StepOf(Totp.CodeAt(Secret, step), Secret, now, lastUsed: 0));
    }

    [Fact]
    public void A_used_step_and_those_before_it_open_nothing()
    {
        var now = new DateTime(2031, 3, 20, 2, 0, 17, DateTimeKind.Utc);
        var step = Totp.StepAt(now);
        Assert.Null(Totp.StepOf(Totp.CodeAt(Secret, step), Secret, now, lastUsed: step));
        Assert.Null(Totp.StepOf(Totp.CodeAt(Secret, step - 1), Secret, now, lastUsed: step));
        Assert.Equal(step + 1, Totp.StepOf(Totp.CodeAt(Secret, step + 1), Secret, now, lastUsed: step));
    }

    [Fact]
    public void The_code_to_scan_says_what_authenticator_apps_read()
    {
        var address = Totp.Address(Secret, "软考报名", "re***@example.cn");
        Assert.Equal("otpauth://totp/%E8%BD%AF%E8%80%83%E6%8A%A5%E5%90%8D:re%2A%2A%2A%40example.cn?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E8%BD%AF%E8%80%83%E6%8A%A5%E5%90%8D&algorithm=SHA1&digits=6&period=30", address);
        Assert.Equal(Totp.SecretLength, Totp.NewSecret().Length);
        Assert.NotEqual(Totp.NewSecret(), Totp.NewSecret());
    }
}
