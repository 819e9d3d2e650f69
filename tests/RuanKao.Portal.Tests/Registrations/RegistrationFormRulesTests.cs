using RuanKao.Portal.Exams;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Tests.Registrations;

public class RegistrationFormRulesTests
{
    private static readonly DateOnly Today = new(2031, 3, 20);
    private static readonly DateOnly Birth = new(2008, 6, 26);

    private static readonly FormChoices Choices = new(
        [new() { Code = "5301", InstitutionCode = "53", Name = "昆明市" }],
        [new() { RoundInstitutionId = default, Code = "5301", Name = "昆明市" }, new() { RoundInstitutionId = default, Code = "5307", Name = "丽江市" }],
        [new() { Code = "SOFTWARE_DESIGNER", Name = "软件设计师", Level = Level.Intermediate, Category = "", Papers = "", Order = 1 }], new(FormOptionList.All()));

    [Fact]
    public void A_complete_form_has_no_fault() => Assert.Empty(Faults(_ => { }));

    [Fact]
    public void An_empty_form_lacks_every_starred_answer_and_a_draft_may_lack_them_all()
    {
        var nothing = new RegistrationAnswers(null, null, null, new());
        Assert.Equal(
            ["PrefectureCode", "ExamRegionCode", "QualificationCode", "Title", "Employment", "School", "Major", "MajorRelation", "GraduatedOn", "Education", "YearsOfStudy", "Degree", "Address", "Email", "Mobile"],
            RegistrationFormRules.Check(nothing, Choices, Birth, Today, complete: true).Select(f => f.Field));
        Assert.Empty(RegistrationFormRules.Check(nothing, Choices, Birth, Today, complete: false));
    }

    [Fact]
    public void Where_there_are_no_prefectures_none_is_asked()
    {
        var answers = Complete() with { PrefectureCode = null };
        Assert.Empty(RegistrationFormRules.Check(answers, Choices with { Prefectures = [] }, Birth, Today, complete: true));
    }

    [Theory]
    [InlineData("5399", "5301", "SOFTWARE_DESIGNER", "PrefectureCode")]
    [InlineData("5301", "1101", "SOFTWARE_DESIGNER", "ExamRegionCode")]
    [InlineData("5301", "5301", "SYSTEM_ARCHITECT", "QualificationCode")]
    public void What_is_not_offered_cannot_be_chosen_even_in_a_draft(string prefecture, string region, string qualification, string field) =>
        Assert.Equal(field, Assert.Single(RegistrationFormRules.Check(new(prefecture, region, qualification, Complete().Form), Choices, Birth, Today, complete: false)).Field);

    [Theory]
    [InlineData(FormOptionList.Employed, 3)]
    [InlineData(FormOptionList.Studying, 0)]
    [InlineData("Other", 0)]
    public void Work_is_asked_of_the_employed_only(string employment, int missing)
    {
        var faults = Faults(f => (f.Employment, f.GraduatedOn) = (employment, Today));
        Assert.Equal(new[] { "Employer", "WorkingSince", "InProfessionSince" }.Take(missing), faults);
    }

    [Theory]
    [InlineData("Employment", "Retired"), InlineData("MajorRelation", "Near "), InlineData("Education", "bachelororabove"), InlineData("Degree", "Nobody")]
    public void Only_what_the_list_has_can_be_chosen_even_in_a_draft(string field, string code)
    {
        var answers = Complete();
        typeof(RegistrationForm).GetProperty(field)!.SetValue(answers.Form, code);
        var right = code.Trim() == "Near";
        Assert.Equal(right ? [] : [field], RegistrationFormRules.Check(RegistrationFormRules.Normalise(answers, Choices), Choices, Birth, Today, complete: false).Select(f => f.Field));
    }

    [Fact]
    public void What_was_retired_is_chosen_no_more_but_stays_in_a_form_that_was_handed_in()
    {
        var all = FormOptionList.All();
        all.Single(o => o is { List: OptionList.Degree, Code: "Bachelor" }).RetiredAt = DateTime.UnixEpoch;
        var fault = Assert.Single(RegistrationFormRules.Check(Complete(), Choices with { Options = new(all) }, Birth, Today, complete: false));
        Assert.Equal(("Degree", "“学士”已停用，请重新选择学位"), (fault.Field, fault.Message));
        Assert.Empty(RegistrationFormRules.Check(Complete(), Choices with { Options = new(all, Complete().Form) }, Birth, Today, complete: true));
    }

    [Theory]
    [InlineData("无", null, true)]
    [InlineData("没有", null, true)]
    [InlineData("助理工程师", null, false)]
    [InlineData("助理工程师", "2031-03-20", true)]
    [InlineData("助理工程师", "2031-03-21", false)]
    [InlineData("助理工程师", "2008-06-26", true)]
    [InlineData("助理工程师", "2008-06-25", false)]
    public void A_title_needs_the_day_it_was_obtained(string title, string? day, bool right) =>
        Assert.Equal(right ? [] : ["TitleObtainedOn"], Faults(f => (f.Title, f.TitleObtainedOn) = (title, Day(day))));

    [Theory]
    [InlineData("2031-03-20", "2031-03-20", null)]
    [InlineData("2031-03-21", "2031-03-20", "WorkingSince")]
    [InlineData("2008-06-25", "2031-03-20", "WorkingSince")]
    [InlineData("2030-01-02", "2030-01-02", null)]
    [InlineData("2030-01-02", "2030-01-01", "InProfessionSince")]
    [InlineData("2030-01-02", "2031-03-21", "InProfessionSince")]
    public void Work_began_between_birth_and_today_and_the_profession_not_before_it(string work, string profession, string? field) =>
        Assert.Equal(field is null ? [] : [field], Faults(f => (f.Employment, f.Employer, f.GraduatedOn, f.WorkingSince, f.InProfessionSince) = (FormOptionList.Employed, "某某公司", Today, Day(work), Day(profession))));

    [Theory]
    [InlineData(FormOptionList.Studying, "2031-03-21", true)]
    [InlineData(FormOptionList.Studying, "2041-03-20", true)]
    [InlineData(FormOptionList.Studying, "2041-03-21", false)]
    [InlineData("Other", "2031-03-20", true)]
    [InlineData("Other", "2031-03-21", false)]
    [InlineData("Other", "2008-06-26", true)]
    [InlineData("Other", "2008-06-25", false)]
    public void Only_students_graduate_in_the_future(string employment, string day, bool right) =>
        Assert.Equal(right ? [] : ["GraduatedOn"], Faults(f => (f.Employment, f.GraduatedOn) = (employment, Day(day))));

    [Theory]
    [InlineData("0.5", true)]
    [InlineData("0.4", false)]
    [InlineData("2.5", true)]
    [InlineData("2.6", false)]
    [InlineData("10", true)]
    [InlineData("10.5", false)]
    public void Study_lasts_half_a_year_to_ten(string years, bool right) =>
        Assert.Equal(right ? [] : ["YearsOfStudy"], Faults(f => f.YearsOfStudy = decimal.Parse(years, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Words_have_room_for_a_hundred_characters(int length, bool right)
    {
        Assert.Equal(right ? [] : ["School"], Faults(f => f.School = new('学', length)));
        Assert.Equal(right ? [] : ["Major"], Faults(f => f.Major = new('学', length)));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void An_address_has_room_for_two_hundred(int length, bool right) =>
        Assert.Equal(right ? [] : ["Address"], Faults(f => f.Address = new('路', length)));

    [Fact]
    public void What_cannot_be_seen_is_refused() => Assert.Equal(["School"], Faults(f => f.School = "云南\u0007大学"));

    [Theory]
    [InlineData("0871-64312910", true)]
    [InlineData("0871-64312910 转 835", true)]
    [InlineData("（0871）64312910", true)]
    [InlineData("+86 871 64312910", true)]
    [InlineData("64312910-835", true)]
    [InlineData("1234", false)]
    [InlineData("0871-6431291O", false)]
    [InlineData("0871-64312910-64312910-1", false)]
    public void A_telephone_looks_like_one(string telephone, bool right) => Assert.Equal(right ? [] : ["Telephone"], Faults(f => f.Telephone = telephone));

    [Theory]
    [InlineData("650000", true)]
    [InlineData("６５００００", true)]
    [InlineData("65000", false)]
    [InlineData("6500000", false)]
    [InlineData("65000a", false)]
    public void A_postcode_has_six_digits(string postcode, bool right) => Assert.Equal(right ? [] : ["Postcode"], Faults(f => f.Postcode = postcode));

    [Theory]
    [InlineData("1390000000", "zhang@example.com", "Mobile")]
    [InlineData("139 0000 0001", "zhang@example", "Email")]
    public void Addresses_are_such(string mobile, string email, string field) => Assert.Equal([field], Faults(f => (f.Mobile, f.Email) = (mobile, email)));

    [Fact]
    public void Answers_come_into_the_one_spelling()
    {
        var form = Complete().Form;
        (form.School, form.Title, form.TitleObtainedOn, form.Mobile, form.Email, form.Telephone) = ("  云南大学 ", "无", Today, "+86 139 0000 0001", " Zhang@Example.COM ", "   ");
        var one = Choices with { Regions = [Choices.Regions[1]] };
        var answers = RegistrationFormRules.Normalise(new(" 5301 ", null, "", form), one);
        Assert.Equal(("5301", "5307", null), (answers.PrefectureCode, answers.ExamRegionCode, answers.QualificationCode));
        Assert.Equal(("云南大学", null, "13900000001", "zhang@example.com", null),
            (answers.Form.School, answers.Form.TitleObtainedOn, answers.Form.Mobile, answers.Form.Email, answers.Form.Telephone));
    }

    [Theory]
    [InlineData("2000-06-26", "2031-06-25", 30)]
    [InlineData("2000-06-26", "2031-06-26", 31)]
    [InlineData("2000-02-29", "2031-02-28", 30)]
    [InlineData("2000-02-29", "2031-03-01", 31)]
    public void Age_is_in_whole_years(string birth, string today, int age) => Assert.Equal(age, RegistrationPaper_AgeOn(birth, today));

    private static int RegistrationPaper_AgeOn(string birth, string today) => RegistrationPapers.AgeOn(DateOnly.Parse(birth, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture));

    private static IEnumerable<string> Faults(Action<RegistrationForm> change)
    {
        var answers = Complete();
        change(answers.Form);
        return RegistrationFormRules.Check(RegistrationFormRules.Normalise(answers, Choices), Choices, Birth, Today, complete: true).Select(f => f.Field);
    }

    private static RegistrationAnswers Complete() => new("5301", "5307", "SOFTWARE_DESIGNER", new()
    {
        Title = "无", Employment = FormOptionList.Studying, School = "云南大学", MajorRelation = "Same", Major = "软件工程", GraduatedOn = new(2032, 6, 30),
        Education = "BachelorOrAbove", YearsOfStudy = 4, Degree = "Bachelor", Address = "昆明市翠湖北路2号", Email = "zhang@example.com", Mobile = "13900000001",
    });

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
