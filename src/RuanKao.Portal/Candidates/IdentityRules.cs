using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Candidates;

/// <summary>What a person says about the own document. Sex and birth date are asked only where the number does not hold them.</summary>
public sealed record IdentityClaim(DocumentKind Kind, string? Name, string? Number, DateOnly? ValidFrom, DateOnly? ValidTo, bool IsLongTerm)
{
    /// <summary>For a passport the code of the country that issued it.</summary>
    public string? Issuer { get; init; }

    public Sex? Sex { get; init; }

    public DateOnly? BirthDate { get; init; }

    /// <summary>Judged for a child alone.</summary>
    public GuardianClaim Guardian { get; init; } = new(null, null, false);
}

/// <summary>A claim that holds by itself, in the spelling that is stored.</summary>
public sealed record CheckedClaim(string Name, DocumentNumber Number, Sex Sex, DateOnly BirthDate, DateOnly ValidFrom, DateOnly? ValidTo);

/// <summary>What can be judged without the authority.</summary>
public static class IdentityRules
{
    public const string MilitaryCard = "军官证暂不支持实名认证，未实名认证不可报名";

    /// <summary>The manual's way out when the authority does not confirm.</summary>
    public const string CertificateHint = "自然人实名如果核验失败，可以到手机应用商店下载“国家网络身份认证”APP，点击首页右上角的“+”，点击网证，开通网证后再试。";

    /// <summary>Nobody older has ever sat an exam.</summary>
    public const int OldestAge = 120;

    /// <summary>The claim as it is asked about or judged; throws with every fault at its field.</summary>
    public static CheckedClaim Check(IdentityClaim claim, DateOnly today)
    {
        List<RuleViolation> faults = [];
        var name = PersonName.Normalise(claim.Name);
        if (PersonName.Fault(name) is { } nameFault) faults.Add(new("Name", nameFault));
        var number = DocumentNumber.Parse(claim.Kind, claim.Issuer, claim.Number, today, out var numberFault);
        if (numberFault is not null) faults.Add(numberFault);

        var (birthDate, sex) = (number?.BirthDate ?? claim.BirthDate, number?.Sex ?? claim.Sex);
        if (number?.BirthDate is { } inNumber && claim.BirthDate is { } typed && typed != inNumber && claim.Kind != DocumentKind.ResidentIdCard)
            faults.Add(new("BirthDate", $"与证件号码中的出生日期（{Beijing.DaySentence(inNumber)}）不一致，请核对"));
        else if (birthDate is null && number is not null) faults.Add(new("BirthDate", "请填写证件上的出生日期"));
        else if (birthDate > today || birthDate < today.AddYears(-OldestAge)) faults.Add(new("BirthDate", "出生日期不对，请按证件填写"));
        if (sex is null && number is not null) faults.Add(new("Sex", "请选择性别，与证件一致"));
        faults.AddRange(Dates(claim.Kind, claim.ValidFrom, claim.ValidTo, claim.IsLongTerm, birthDate, today));
        if (birthDate is { } born) faults.AddRange(GuardianConsent.Faults(claim.Guardian, born, today));
        RuleViolationException.ThrowIfAny(faults);
        return new(name, number!, sex!.Value, birthDate!.Value, claim.ValidFrom!.Value, claim.IsLongTerm ? null : claim.ValidTo);
    }

    public static void CheckDates(DocumentKind kind, DateOnly? from, DateOnly? to, bool isLongTerm, DateOnly birthDate, DateOnly today) =>
        RuleViolationException.ThrowIfAny([.. Dates(kind, from, to, isLongTerm, birthDate, today)]);

    private static IEnumerable<RuleViolation> Dates(DocumentKind kind, DateOnly? from, DateOnly? to, bool isLongTerm, DateOnly? birthDate, DateOnly today)
    {
        var card = kind == DocumentKind.ResidentIdCard;
        if (from is null) yield return new("ValidFrom", card ? "请填写证件生效期，在身份证国徽一面的“有效期限”" : "请填写证件生效期，即证件上的签发日期");
        else if (from > today) yield return new("ValidFrom", "证件生效期不能晚于今天");
        else if (from < birthDate) yield return new("ValidFrom", "证件生效期早于出生日期，请核对");

        if (isLongTerm && !card) yield return new("IsLongTerm", "只有居民身份证有长期有效的，请填写证件失效期");
        else if (isLongTerm && to is not null) yield return new("ValidTo", "勾选了长期，就不要再填写失效日期");
        else if (!isLongTerm && to is null) yield return new("ValidTo", card ? "请填写证件失效期；证件上写着“长期”时请勾选长期" : "请填写证件失效期");
        else if (to <= from) yield return new("ValidTo", "证件失效期应晚于生效期，请核对");
        else if (to < today) yield return new("ValidTo", "证件已过有效期，请换领新证后再认证");
    }
}
