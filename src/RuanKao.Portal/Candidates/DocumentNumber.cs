using System.Text.RegularExpressions;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Candidates;

/// <summary>The number of an identity document in the one spelling that is stored, judged by the rules of its kind.</summary>
public sealed partial record DocumentNumber(DocumentKind Kind, string Text, string? IssuerCode = null, DateOnly? BirthDate = null, Sex? Sex = null)
{
    public const int IssuerLength = 3;

    /// <summary>What is hashed to find the person again. Numbers of 18 characters are unique among all kinds that have them; others only among their kind, passports only in their country.</summary>
    public string LookupText => Text.Length == ResidentIdNumber.Length ? Text : Kind == DocumentKind.Passport ? $"{Kind}:{IssuerCode}:{Text}" : $"{Kind}:{Text}";

    /// <summary>The number as typed, or null and the fault at its field.</summary>
    /// <param name="issuer">For a passport the code of the country that issued it (ICAO Doc 9303-3, section 5); otherwise ignored.</param>
    public static DocumentNumber? Parse(DocumentKind kind, string? issuer, string? typed, DateOnly today, out RuleViolation? fault)
    {
        var text = Normalise(typed);
        if (text.Length == 0)
        {
            fault = new("Number", "请填写证件号码");
            return null;
        }
        var (number, words) = kind switch
        {
            DocumentKind.ResidentIdCard => Resident(text, today),
            DocumentKind.HongKongMacaoPermit => Permit(text),
            DocumentKind.TaiwanPermit => Eight().IsMatch(text) ? (new(kind, text), null) : (null, "台湾居民来往大陆通行证号码为8位数字"),
            DocumentKind.ResidencePermit => Residence(text, today),
            DocumentKind.ForeignerPermanentResidence => Permanent(text, today),
            DocumentKind.Passport => Book(issuer, text),
            _ => ((DocumentNumber?)null, (string?)IdentityRules.MilitaryCard),
        };
        fault = number is not null ? null : kind == DocumentKind.MilitaryOfficerCard ? new("Kind", words!)
            : kind == DocumentKind.Passport && CountryCodes.Find(issuer) is null ? new("Issuer", "请填写护照资料页上的国家码，3个字母，例如 USA、JPN、SGP") : new("Number", words!);
        return number;
    }

    /// <summary>Everything that typed text may mean, as it would have been hashed: for those who search by number without saying the kind.</summary>
    public static IReadOnlyList<string> LookupTexts(string? typed, DateOnly today)
    {
        var text = Normalise(typed);
        List<string> texts = [];
        foreach (var kind in Enum.GetValues<DocumentKind>())
            if (Parse(kind, text.Length > IssuerLength ? text[..IssuerLength] : null, kind == DocumentKind.Passport && text.Length > IssuerLength ? text[IssuerLength..] : text, today, out _) is { } number)
                texts.Add(number.LookupText);
        return [.. texts.Distinct()];
    }

    /// <summary>Without blanks and hyphens, letters raised, full-width characters narrowed.</summary>
    public static string Normalise(string? typed) => new([.. (typed ?? "").Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '—' or '－' or '(' or ')' or '（' or '）'))
        .Select(c => char.ToUpperInvariant(c is >= '！' and <= '～' ? (char)(c - '！' + '!') : c))]);

    // GB 11643-1999. What another kind of document has in the same shape is sent there.
    private static (DocumentNumber?, string?) Resident(string text, DateOnly today)
    {
        if (text.Length == ResidentIdNumber.Length && text[..2] is "81" or "82" or "83") return (null, "以81、82、83开头的是港澳台居民居住证号码，请改选证件类型“港澳台居民居住证”");
        if (text.Length == ResidentIdNumber.Length && text[0] == '9') return (null, "以9开头的18位号码是外国人永久居留身份证号码，请改选证件类型");
        return ResidentIdNumber.Parse(text, today, out var fault) is { } number
            ? (new(DocumentKind.ResidentIdCard, number.Text, null, number.BirthDate, number.Sex), null) : (null, fault);
    }

    // 公安部《港澳居民来往内地通行证号码规则》 (2010-03-10): a letter and eight digits for life, then two digits that count the renewals.
    private static (DocumentNumber?, string?) Permit(string text) => Permit().IsMatch(text)
        ? (new(DocumentKind.HongKongMacaoPermit, text[..9]), null)
        : (null, "港澳居民来往内地通行证号码为字母H（香港）或M（澳门）加8位数字，后面如还有2位换证次数可以不填");

    // 国办发〔2018〕81号 《港澳台居民居住证申领发放办法》: GB 11643 with the area codes 810000, 820000 and 830000.
    private static (DocumentNumber?, string?) Residence(string text, DateOnly today)
    {
        if (ResidentIdNumber.Parse(text, today, out var fault) is not { } number) return (null, fault);
        return text[..6] is "810000" or "820000" or "830000"
            ? (new(DocumentKind.ResidencePermit, number.Text, null, number.BirthDate, number.Sex), null)
            : (null, "港澳台居民居住证号码以810000（香港）、820000（澳门）或830000（台湾）开头，请核对");
    }

    // 国家移民管理局, cards since 2023-12-01: 18 characters that begin with 9, date and check character as in GB 11643. Older cards: the country's letters and 12 digits.
    private static (DocumentNumber?, string?) Permanent(string text, DateOnly today)
    {
        if (OldPermanent().IsMatch(text)) return (new(DocumentKind.ForeignerPermanentResidence, text), null);
        if (text.Length != ResidentIdNumber.Length || text[0] != '9')
            return (null, "外国人永久居留身份证号码为以9开头的18位号码，或3个字母加12位数字（2023年12月以前的证件）");
        return ResidentIdNumber.Parse(text, today, out var fault) is { } number
            ? (new(DocumentKind.ForeignerPermanentResidence, number.Text, null, number.BirthDate), null) : (null, fault);
    }

    // ICAO Doc 9303-4: up to nine letters and digits in the machine-readable zone; some states print more.
    private static (DocumentNumber?, string?) Book(string? issuer, string text) =>
        CountryCodes.Find(issuer) is not { } country ? (null, null)
        : Book().IsMatch(text) ? (new(DocumentKind.Passport, text, country), null)
        : (null, "护照号码为5至12位字母和数字，其中至少有一位数字，请按护照资料页填写");

    [GeneratedRegex("^[HM][0-9]{8}([0-9]{2})?$")]
    private static partial Regex Permit();

    [GeneratedRegex("^[0-9]{8}$")]
    private static partial Regex Eight();

    [GeneratedRegex("^[A-Z]{3}[0-9]{12}$")]
    private static partial Regex OldPermanent();

    [GeneratedRegex("^(?=.*[0-9])[A-Z0-9]{5,12}$")]
    private static partial Regex Book();
}

/// <summary>The three-letter codes of countries and regions (ISO 3166-1 alpha-3, and the further ones of ICAO Doc 9303-3).</summary>
public static class CountryCodes
{
    private static readonly HashSet<string> All = [.. """
        ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN
        BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH
        FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN
        IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL
        MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL
        PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCA TCD
        TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE
        GBD GBN GBO GBP GBS RKS EUE UNO UNA UNK XOM XXA XXB XXC XXX
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The code as stored, or null where there is none such. Germany prints a single D.</summary>
    public static string? Find(string? typed)
    {
        var code = DocumentNumber.Normalise(typed);
        return code == "D" ? "DEU" : All.Contains(code) ? code : null;
    }
}
