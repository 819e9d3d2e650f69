using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Candidates;

/// <summary>What a person says about the own document.</summary>
public sealed record IdentityClaim(DocumentKind Kind, string? Name, string? Number, DateOnly? ValidFrom, DateOnly? ValidTo, bool IsLongTerm);

/// <summary>What can be judged without the authority.</summary>
public static class IdentityRules
{
    public const string MilitaryCard = "军官证暂不支持实名认证，未实名认证不可报名";

    /// <summary>The manual's way out when the authority does not confirm.</summary>
    public const string CertificateHint = "自然人实名如果核验失败，可以到手机应用商店下载“国家网络身份认证”APP，点击首页右上角的“+”，点击网证，开通网证后再试。";

    /// <summary>The name and number as they are asked about; throws with every fault at its field.</summary>
    public static (string Name, ResidentIdNumber Number) Check(IdentityClaim claim, DateOnly today)
    {
        if (claim.Kind != DocumentKind.ResidentIdCard) throw new RuleViolationException("Kind", MilitaryCard);
        List<RuleViolation> faults = [];
        var name = PersonName.Normalise(claim.Name);
        if (PersonName.Fault(name) is { } nameFault) faults.Add(new("Name", nameFault));
        ResidentIdNumber? number = null;
        if (string.IsNullOrWhiteSpace(claim.Number)) faults.Add(new("Number", "请填写证件号码"));
        else if ((number = ResidentIdNumber.Parse(claim.Number, today, out var numberFault)) is null) faults.Add(new("Number", numberFault!));
        faults.AddRange(Dates(claim.ValidFrom, claim.ValidTo, claim.IsLongTerm, number?.BirthDate, today));
        RuleViolationException.ThrowIfAny(faults);
        return (name, number!);
    }

    public static void CheckDates(DateOnly? from, DateOnly? to, bool isLongTerm, DateOnly birthDate, DateOnly today) =>
        RuleViolationException.ThrowIfAny([.. Dates(from, to, isLongTerm, birthDate, today)]);

    private static IEnumerable<RuleViolation> Dates(DateOnly? from, DateOnly? to, bool isLongTerm, DateOnly? birthDate, DateOnly today)
    {
        if (from is null) yield return new("ValidFrom", "请填写证件生效期，在身份证国徽一面的“有效期限”");
        else if (from > today) yield return new("ValidFrom", "证件生效期不能晚于今天");
        else if (from < birthDate) yield return new("ValidFrom", "证件生效期早于出生日期，请核对");

        if (isLongTerm && to is not null) yield return new("ValidTo", "勾选了长期，就不要再填写失效日期");
        else if (!isLongTerm && to is null) yield return new("ValidTo", "请填写证件失效期；证件上写着“长期”时请勾选长期");
        else if (to <= from) yield return new("ValidTo", "证件失效期应晚于生效期，请核对");
        else if (to < today) yield return new("ValidTo", "证件已过有效期，请换领新证后再认证");
    }
}
