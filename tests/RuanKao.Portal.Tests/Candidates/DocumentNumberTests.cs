using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Candidates;

public class DocumentNumberTests
{
    private static readonly DateOnly Today = new(2031, 3, 20);

    private static string Eighteen(string first17) => first17 + ResidentIdNumber.CheckCharacter(first17);

    [Theory]
    [InlineData(DocumentKind.HongKongMacaoPermit, "H12345678", "H12345678")]
    [InlineData(DocumentKind.HongKongMacaoPermit, "m1234567802", "M12345678")]
    [InlineData(DocumentKind.HongKongMacaoPermit, " Ｈ１２３４５６７８ ", "H12345678")]
    [InlineData(DocumentKind.TaiwanPermit, "0123 4567", "01234567")]
    [InlineData(DocumentKind.ForeignerPermanentResidence, "usa123456789012", "USA123456789012")]
    [InlineData(DocumentKind.Passport, "e-1234567", "E1234567")]
    public void A_number_is_kept_in_one_spelling(DocumentKind kind, string typed, string kept)
    {
        var number = DocumentNumber.Parse(kind, "USA", typed, Today, out var fault);
        Assert.Null(fault);
        Assert.Equal(kept, number!.Text);
    }

    [Theory]
    [InlineData(DocumentKind.HongKongMacaoPermit, "C12345678", "Number", "字母H（香港）或M（澳门）")]
    [InlineData(DocumentKind.HongKongMacaoPermit, "H1234567", "Number", "字母H（香港）或M（澳门）")]
    [InlineData(DocumentKind.HongKongMacaoPermit, "H123456789", "Number", "字母H（香港）或M（澳门）")]
    [InlineData(DocumentKind.HongKongMacaoPermit, "H12345678901", "Number", "字母H（香港）或M（澳门）")]
    [InlineData(DocumentKind.TaiwanPermit, "1234567", "Number", "8位数字")]
    [InlineData(DocumentKind.TaiwanPermit, "1234567A", "Number", "8位数字")]
    [InlineData(DocumentKind.ResidencePermit, "81000019900101001X", "Number", "校验")]
    [InlineData(DocumentKind.ForeignerPermanentResidence, "US123456789012", "Number", "以9开头的18位")]
    [InlineData(DocumentKind.ForeignerPermanentResidence, "USA12345678901", "Number", "以9开头的18位")]
    [InlineData(DocumentKind.ForeignerPermanentResidence, "91234567890123456", "Number", "以9开头的18位")]
    [InlineData(DocumentKind.ForeignerPermanentResidence, "11010519491231002X", "Number", "以9开头的18位")]
    [InlineData(DocumentKind.Passport, "ABCDEF", "Number", "至少有一位数字")]
    [InlineData(DocumentKind.Passport, "A123", "Number", "5至12位")]
    [InlineData(DocumentKind.Passport, "A123456789012", "Number", "5至12位")]
    [InlineData(DocumentKind.Passport, "A12345<7", "Number", "5至12位")]
    [InlineData(DocumentKind.MilitaryOfficerCard, "12345678", "Kind", "军官证暂不支持")]
    [InlineData(DocumentKind.Passport, "", "Number", "请填写证件号码")]
    public void What_is_no_such_number_is_refused_with_what_it_should_look_like(DocumentKind kind, string typed, string field, string words)
    {
        Assert.Null(DocumentNumber.Parse(kind, "USA", typed, Today, out var fault));
        Assert.Equal(field, fault!.Field);
        Assert.Contains(words, fault.Message);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("XYZ", false)]
    [InlineData("US", false)]
    [InlineData("usa", true)]
    [InlineData("D", true)]
    [InlineData("CHN", true)]
    public void A_passport_needs_the_country_that_issued_it(string? issuer, bool holds)
    {
        Assert.Equal(holds, DocumentNumber.Parse(DocumentKind.Passport, issuer, "C01X00T47", Today, out var fault) is not null);
        if (!holds) Assert.Equal("Issuer", fault!.Field);
    }

    [Theory]
    [InlineData("810000", true)]
    [InlineData("820000", true)]
    [InlineData("830000", true)]
    [InlineData("810001", false)]
    [InlineData("530102", false)]
    public void A_residence_permit_has_the_area_of_where_its_holder_comes_from(string area, bool holds)
    {
        var text = Eighteen(area + "19900101001");
        var number = DocumentNumber.Parse(DocumentKind.ResidencePermit, null, text, Today, out _);
        Assert.Equal(holds, number is not null);
        if (holds) Assert.Equal((new DateOnly(1990, 1, 1), Sex.Male), (number!.BirthDate, number.Sex));
    }

    [Theory]
    [InlineData("810000")]
    [InlineData("820000")]
    [InlineData("830000")]
    [InlineData("911840")]
    public void A_number_of_another_document_is_sent_to_its_own_kind(string area)
    {
        Assert.Null(DocumentNumber.Parse(DocumentKind.ResidentIdCard, null, Eighteen(area + "19900101001"), Today, out var fault));
        Assert.Contains("改选证件类型", fault!.Message);
    }

    [Fact]
    public void A_permanent_resident_is_asked_for_the_sex_but_not_for_the_birth_date()
    {
        var number = DocumentNumber.Parse(DocumentKind.ForeignerPermanentResidence, null, Eighteen("91184019900101001"), Today, out _);
        Assert.Equal((new DateOnly(1990, 1, 1), null), (number!.BirthDate, number.Sex));
    }

    [Fact]
    public void The_same_digits_of_two_kinds_or_two_countries_are_two_people()
    {
        string?[] texts =
        [
            DocumentNumber.Parse(DocumentKind.TaiwanPermit, null, "12345678", Today, out _)?.LookupText,
            DocumentNumber.Parse(DocumentKind.Passport, "USA", "12345678", Today, out _)?.LookupText,
            DocumentNumber.Parse(DocumentKind.Passport, "GBR", "12345678", Today, out _)?.LookupText,
        ];
        Assert.Equal(3, texts.OfType<string>().Distinct().Count());
    }

    [Fact]
    public void A_renewed_permit_of_Hong_Kong_is_the_same_person() => Assert.Equal(
        DocumentNumber.Parse(DocumentKind.HongKongMacaoPermit, null, "H1234567800", Today, out _)!.LookupText,
        DocumentNumber.Parse(DocumentKind.HongKongMacaoPermit, null, "H1234567801", Today, out _)!.LookupText);

    /// <summary>Any number that its kind's own rule makes is taken and kept; with one character more, one less, or a wrong check character it is not.</summary>
    [Fact]
    public void Numbers_made_by_rule_are_taken_and_broken_ones_are_not()
    {
        var seed = Environment.TickCount;
        var chance = new Random(seed);
        for (var n = 0; n < 2000; n++)
        {
            var kind = Enum.GetValues<DocumentKind>()[chance.Next(7)];
            if (kind == DocumentKind.MilitaryOfficerCard) continue;
            var text = Make(kind, chance);
            var said = $"seed {seed}, {kind} {text}";
            var number = DocumentNumber.Parse(kind, "JPN", Disguise(text, chance), Today, out var fault);
            Assert.True(number is not null, $"{said}: {fault?.Message}");
            Assert.True(number.Text == text, said);
            if (number.BirthDate is { } birth) Assert.True(birth <= Today, said);
            Assert.True(DocumentNumber.LookupTexts(kind == DocumentKind.Passport ? "JPN" + text : text, Today).Contains(number.LookupText), said + " is not found again");
            if (kind != DocumentKind.Passport) Assert.True(DocumentNumber.Parse(kind, null, text[..^1], Today, out _) is null && DocumentNumber.Parse(kind, null, text + "1", Today, out _) is null, said + " with another length");
            if (text.Length == 18)
            {
                var wrong = text[..17] + (text[17] == '1' ? '2' : '1');
                Assert.True(DocumentNumber.Parse(kind, null, wrong, Today, out _) is null, said + " with a wrong check character");
            }
        }
    }

    private static string Make(DocumentKind kind, Random chance)
    {
        string Digits(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => chance.Next(10)));
        string Letters(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('A' + chance.Next(26))));
        var birth = new DateOnly(1930, 1, 1).AddDays(chance.Next(30_000)).ToString("yyyyMMdd");
        return kind switch
        {
            DocumentKind.ResidentIdCard => Eighteen($"{chance.Next(11, 66)}{Digits(4)}{birth}{Digits(3)}"),
            DocumentKind.HongKongMacaoPermit => "HM"[chance.Next(2)] + Digits(8),
            DocumentKind.TaiwanPermit => Digits(8),
            DocumentKind.ResidencePermit => Eighteen($"8{chance.Next(1, 4)}0000{birth}{Digits(3)}"),
            DocumentKind.ForeignerPermanentResidence => chance.Next(2) == 0 ? Letters(3) + Digits(12) : Eighteen($"9{Digits(5)}{birth}{Digits(3)}"),
            _ => Letters(chance.Next(0, 3)) + Digits(chance.Next(5, 10)),
        };
    }

    // As people paste them: spaces, small letters, full-width characters.
    private static string Disguise(string text, Random chance) => string.Concat(text.Select(c => chance.Next(4) switch
    {
        0 => " " + c,
        1 => char.ToLowerInvariant(c).ToString(),
        2 => ((char)(c - '!' + '！')).ToString(),
        _ => c.ToString(),
    }));

    [Fact]
    public void A_birth_date_that_differs_from_the_number_s_own_is_told()
    {
        const string first17 = "91101119900101123";
        var number = first17 + ResidentIdNumber.CheckCharacter(first17);
        IReadOnlyList<RuleViolation> Faults(DateOnly birth)
        {
            try
            {
                IdentityRules.Check(new(DocumentKind.ForeignerPermanentResidence, "Anna Maria", number, new(2030, 1, 1), new(2040, 1, 1), false) { Sex = Sex.Female, BirthDate = birth }, new(2031, 3, 20));
                return [];
            }
            catch (RuleViolationException e) { return e.Violations; }
        }
        Assert.Empty(Faults(new(1990, 1, 1)));
        var fault = Assert.Single(Faults(new(1990, 1, 2)));
        Assert.Equal("BirthDate", fault.Field);
        Assert.Contains("与证件号码中的出生日期", fault.Message);
    }
}
