using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

/// <summary>证件类型. Only 居民身份证 can be confirmed online; 军官证 is known and refused, the others go to a reviewer (<see cref="IdentityCase"/>).</summary>
public enum DocumentKind
{
    ResidentIdCard, MilitaryOfficerCard, HongKongMacaoPermit, TaiwanPermit, ResidencePermit, ForeignerPermanentResidence, Passport,
}

/// <summary>What a person claimed and the authority said: 实名认证. One identity belongs to one account.</summary>
public sealed class CandidateIdentity : IVersioned
{
    public required Guid UserId { get; init; }

    public required DocumentKind DocumentKind { get; set; }

    public required string Name { get; set; }

    /// <summary>The country that issued it, for a passport alone.</summary>
    public string? IssuerCode { get; set; }

    /// <summary>The document number, sealed by <see cref="PersonalDataSeal"/>.</summary>
    public required string NumberSealed { get; set; }

    /// <summary>Keyed hash of the number: unique, so that one identity cannot serve two accounts.</summary>
    public required string NumberHash { get; set; }

    public required Sex Sex { get; set; }

    public required DateOnly BirthDate { get; set; }

    /// <summary>证件生效期.</summary>
    public required DateOnly ValidFrom { get; set; }

    /// <summary>证件失效期; null is 长期.</summary>
    public DateOnly? ValidTo { get; set; }

    public required DateTime VerifiedAt { get; set; }

    /// <summary>Which authority confirmed the pair of name and number, or <see cref="Manually"/>.</summary>
    public required string VerifiedBy { get; set; }

    /// <summary>In <see cref="VerifiedBy"/>: a reviewer compared it with the document.</summary>
    public const string Manually = "manual";

    public int Version { get; private set; }
}

/// <summary>One question to the authority: each costs money and could be used to guess, so they are counted.</summary>
public sealed class IdentityAttempt
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid UserId { get; init; }

    public required string NumberHash { get; init; }

    /// <summary>Keyed hash of the network it came from.</summary>
    public required string NetworkHash { get; init; }

    public required DateTime At { get; init; }

    /// <summary>Null while the answer is awaited, and for good where it never came.</summary>
    public RealNameVerdict? Verdict { get; set; }
}

/// <summary>A verified person as other rooms see one; Number is in clear, so it stays in memory.</summary>
public sealed record VerifiedPerson(Guid UserId, DocumentKind DocumentKind, string Name, string Number, string NumberHash, Sex Sex, DateOnly BirthDate)
{
    /// <summary>False for what a person only claims while a reviewer has still to judge it.</summary>
    public bool IsConfirmed { get; init; } = true;
}

public static class IdentityWords
{
    public static string Word(this DocumentKind kind) => kind switch
    {
        DocumentKind.ResidentIdCard => "居民身份证/社保卡",
        DocumentKind.HongKongMacaoPermit => "港澳居民来往内地通行证",
        DocumentKind.TaiwanPermit => "台湾居民来往大陆通行证",
        DocumentKind.ResidencePermit => "港澳台居民居住证",
        DocumentKind.ForeignerPermanentResidence => "外国人永久居留身份证",
        DocumentKind.Passport => "护照",
        _ => "军官证",
    };

    public static string Word(this Sex sex) => sex == Sex.Male ? "男" : "女";

    public static string Word(this ConfirmedField field) => field switch
    {
        ConfirmedField.Name => "姓名",
        ConfirmedField.Number => "证件类型和号码",
        ConfirmedField.Person => "性别和出生日期",
        _ => "有效期",
    };

    public static string Word(this IdentityCaseReason reason) => reason switch
    {
        IdentityCaseReason.OtherDocument => "证件不能在线核验",
        IdentityCaseReason.NoRecord => "认证机构没有查到记录",
        IdentityCaseReason.Mismatch => "认证机构答复姓名与号码不一致",
        IdentityCaseReason.Outage => "认证服务当时无法使用",
        IdentityCaseReason.Taken => "号码已由另一个账号认证",
        IdentityCaseReason.UsedUp => "该号码当天的在线认证次数被其他账号用完",
        _ => "已认证，姓名或号码有变化",
    };
}
