using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Foundation;

public class PersonNameTests
{
    [Theory]
    [InlineData(" 张伟明 ", "张伟明")]
    [InlineData("张　伟", "张伟")]
    [InlineData("阿卜杜热西提•买买提艾力", "阿卜杜热西提·买买提艾力")]
    [InlineData("阿卜杜热西提‧买买提艾力", "阿卜杜热西提·买买提艾力")]
    [InlineData("阿卜杜热西提・买买提艾力", "阿卜杜热西提·买买提艾力")]
    [InlineData("阿卜杜热西提．买买提艾力", "阿卜杜热西提·买买提艾力")]
    [InlineData("阿卜杜热西提.买买提艾力", "阿卜杜热西提·买买提艾力")]
    [InlineData("阿卜杜热西提 · 买买提艾力", "阿卜杜热西提·买买提艾力")]
    [InlineData("阿依·买买提·艾力", "阿依·买买提·艾力")]
    [InlineData("John  R. Smith", "John R. Smith")]
    [InlineData("Ｊｏｈｎ　Ｓｍｉｔｈ", "John Smith")]
    [InlineData("Anna-Lena O’Brien", "Anna-Lena O’Brien")]
    [InlineData("\u200b王\ufeff𠮷\u200e", "王𠮷")]
    [InlineData("葛\ufe00", "葛\ufe00")]
    [InlineData("﨑", "﨑")]
    [InlineData(null, "")]
    public void A_name_is_brought_into_one_spelling_and_none_of_its_characters_changes(string? typed, string kept) => Assert.Equal(kept, PersonName.Normalise(typed));

    [Theory]
    [InlineData("赵𠅤")]
    [InlineData("邓㇏")]
    [InlineData("李㇇")]
    [InlineData("孙〇")]
    [InlineData("王⺮")]
    [InlineData("陈\U000323B0")]
    [InlineData("石々")]
    [InlineData("阿卜杜热西提·买买提艾力")]
    [InlineData("Maximiliana Wolfeschlegelsteinhausenberg")]
    [InlineData("José María Ñíguez")]
    [InlineData("རྡོ་རྗེ")]
    [InlineData("O'Neil")]
    public void Names_as_people_have_them_are_taken(string name) => Assert.Null(PersonName.Fault(PersonName.Normalise(name)));

    [Theory]
    [InlineData("", "请填写真实姓名")]
    [InlineData("- -", "请填写真实姓名")]
    [InlineData("张3", "不能有“3”")]
    [InlineData("张伟（小）", "不能有“（”")]
    [InlineData("张😀", "不能有“😀”")]
    [InlineData("张\ud800", "不能有")]
    [InlineData("·张伟", "开头或结尾")]
    [InlineData("张伟·", "开头或结尾")]
    public void What_no_document_says_is_refused_with_the_character(string typed, string fault) => Assert.Contains(fault, PersonName.Fault(PersonName.Normalise(typed)));

    [Fact]
    public void Length_is_counted_in_what_people_see()
    {
        Assert.Null(PersonName.Fault(string.Concat(Enumerable.Repeat("𠮷", PersonName.MaxTextElements))));
        Assert.Contains("不能超过60个字", PersonName.Fault(string.Concat(Enumerable.Repeat("𠮷", PersonName.MaxTextElements + 1))));
        Assert.Null(PersonName.Fault(string.Concat(Enumerable.Repeat("葛\ufe00", PersonName.MaxTextElements))));
    }

    [Fact]
    public void A_private_character_is_named_with_what_to_do()
    {
        var fault = PersonName.Fault("王\ue863明")!;
        Assert.All(["第2个字", "U+E863", "人工核验", "标准字"], text => Assert.Contains(text, fault));
    }

    [Theory]
    [InlineData('\ue81e', "龴", "U+9FB4")]
    [InlineData('\ue816', "𠂇", "U+20087")]
    public void For_a_character_that_has_its_own_place_by_now_the_place_is_told(char old, string standard, string code)
    {
        var fault = PersonName.Fault("李" + old)!;
        Assert.Contains($"“{standard}”（{code}）", fault);
        Assert.Null(PersonName.Fault("李" + standard));
    }
}
