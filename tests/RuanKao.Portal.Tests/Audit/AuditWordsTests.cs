using RuanKao.Portal.Accounts;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Audit;

public class AuditWordsTests
{
    [Theory]
    [InlineData("password authenticator", "密码、手机验证器")]
    [InlineData("code", "动态码")]
    [InlineData("government", "政务平台")]
    [InlineData("password recoverycode", "密码、恢复码")]
    [InlineData("Reviewer:53:5301", "审核人员 53 5301")]
    [InlineData("NationalAdministrator::", "全国考务管理员")]
    [InlineData("whole, 1204 links", "完整，共 1204 条")]
    [InlineData("2 faults", "发现 2 处不符")]
    [InlineData("工作调动", "工作调动")]
    [InlineData("see the letter of 3 March", "see the letter of 3 March")]
    [InlineData("", "—")]
    [InlineData(null, "—")]
    public void A_reason_that_the_house_wrote_as_a_code_is_read_in_Chinese_and_a_persons_words_stay(string? why, string words) => Assert.Equal(words, AuditWords.Reason(why));

    [Fact]
    public void Every_way_in_with_every_second_step_has_its_words() => Assert.All(
        from way in Enum.GetValues<SignInWay>()
        from second in Enum.GetValues<SecondStep>().Select(step => step.ToString()).Append("")
        select $"{way} {second}".TrimEnd().ToLowerInvariant(), why => Assert.DoesNotContain(AuditWords.Reason(why).ToCharArray(), char.IsAsciiLetter));

    [Fact]
    public void Every_post_has_its_words() => Assert.All(Enum.GetValues<Role>().Where(role => role != Role.System), role => Assert.DoesNotContain(AuditWords.Reason(new Appointment(role, "53").ToString()).ToCharArray(), char.IsAsciiLetter));
}
