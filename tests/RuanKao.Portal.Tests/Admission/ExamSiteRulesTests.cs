using RuanKao.Portal.Admission;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Admission;

public class ExamSiteRulesTests
{
    [Fact]
    public void A_room_is_its_number_its_place_and_its_seats()
    {
        var rooms = ExamSiteRules.Check(Form("001 机房三楼 302 40\r\n\r\n  002　机房三楼303  38 "));

        Assert.Equal([new("001", "机房三楼 302", 40), new("002", "机房三楼303", 38)], rooms);
    }

    [Theory]
    [InlineData("001 机房", "第1行：应写“考场号 机房名 座位数”，用空格隔开，例如 001 机房三楼 302 40")]
    [InlineData("001 机房 四十", "第1行：座位数“四十”不是数字")]
    [InlineData("001 机房 0", "第1行：座位数应在1到500之间，您写了0")]
    [InlineData("001 机房 501", "第1行：座位数应在1到500之间，您写了501")]
    [InlineData("001 机房 -5", "第1行：座位数“-5”不是数字")]
    [InlineData("12345678901 机房 5", "第1行：考场号“12345678901”不能超过10个字")]
    [InlineData("", "请至少写一个考场，每行一个，例如 001 机房三楼 302 40")]
    public void A_line_that_cannot_be_read_says_why(string lines, string words) =>
        Assert.Equal([new(nameof(ExamSiteForm.Rooms), words)], Faults(Form(lines)));

    [Fact]
    public void Every_wrong_line_is_named()
    {
        var faults = Faults(Form("001 机房一 40\n二\n001 机房二 40\n004 机房 许多"));

        Assert.Equal(["第2行", "第3行", "第4行"], faults.Select(f => f.Message[..3]));
        Assert.Contains("与第1行重复", faults[1].Message);
    }

    [Fact]
    public void Nothing_typed_is_told_field_by_field() => Assert.Equal(
        [nameof(ExamSiteForm.RegionCode), nameof(ExamSiteForm.Name), nameof(ExamSiteForm.Address), nameof(ExamSiteForm.Rooms)],
        Faults(new()).Select(f => f.Field));

    [Fact]
    public void Too_long_is_told_with_its_length()
    {
        var form = Form($"001 {new string('室', 20)} {new string('楼', 20)} 40\n002 {new string('室', 40)} 40");
        (form.Name, form.Address, form.Directions) = (new('长', 61), new('长', 101), new('长', 201));
        Assert.Equal([new("Name", "考点名称不能超过60个字，现在是61个字"), new("Address", "地址不能超过100个字，现在是101个字"), new("Directions", "入场与交通说明不能超过200个字，现在是201个字"),
            new("Rooms", "第1行：机房名不能超过40个字")], Faults(form));
    }

    [Fact]
    public void A_site_has_two_hundred_rooms_at_most()
    {
        Assert.Equal(200, ExamSiteRules.Check(Form(Rooms(200))).Count);
        Assert.Equal([new("Rooms", "一个考点最多200个考场，您写了201个")], Faults(Form(Rooms(201))));

        static string Rooms(int count) => string.Join('\n', Enumerable.Range(1, count).Select(n => $"{n:D3} 机房 5"));
    }

    private static IReadOnlyList<RuleViolation> Faults(ExamSiteForm form) =>
        Assert.Throws<RuleViolationException>(() => ExamSiteRules.Check(form)).Violations;

    private static ExamSiteForm Form(string rooms) => new() { RegionCode = "5301", Name = "示例学院", Address = "示例路1号", Rooms = rooms };
}
