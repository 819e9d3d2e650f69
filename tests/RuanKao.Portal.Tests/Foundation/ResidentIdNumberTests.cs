using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Foundation;

public class ResidentIdNumberTests
{
    private static readonly DateOnly Today = new(2031, 3, 20);

    [Theory]
    [InlineData("11010519491231002X", 1949, 12, 31, Sex.Female)]
    [InlineData(" 11010519491231002x ", 1949, 12, 31, Sex.Female)]
    [InlineData("４４０５２４１８８００１０１００１４", 1880, 1, 1, Sex.Male)]
    public void A_number_tells_birth_date_and_sex(string typed, int year, int month, int day, Sex sex)
    {
        var number = ResidentIdNumber.Parse(typed, Today, out var fault);
        if (year < 1900)
        {
            Assert.Contains("出生日期", fault);
            return;
        }
        Assert.Null(fault);
        Assert.Equal(new DateOnly(year, month, day), number!.BirthDate);
        Assert.Equal(sex, number.Sex);
    }

    [Theory]
    [InlineData("1101051949123100", "您输入了16位")]
    [InlineData("", "您输入了0位")]
    [InlineData("11010519491331002X", "出生日期")]
    [InlineData("110105194912310021", "校验不符")]
    [InlineData("A1010519491231002X", "前17位应为数字")]
    [InlineData("110105203112310020", "出生日期")]
    public void A_wrong_number_is_told_how_to_mend_it(string typed, string words)
    {
        Assert.Null(ResidentIdNumber.Parse(typed, Today, out var fault));
        Assert.Contains(words, fault);
    }
}
