using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>The second step of a sign-in.</summary>
public sealed class SecondStepForm
{
    [Display(Name = "验证器口令"), Required(ErrorMessage = "请填写手机验证器上的6位数字，或一个恢复码"), StringLength(20, ErrorMessage = "口令是6位数字，恢复码是10位字母和数字")]
    public string? Code { get; set; }
}

/// <summary>Binding a phone; <see cref="Setup"/> carries the secret, sealed.</summary>
public sealed class EnrolForm
{
    public string? Setup { get; set; }

    [Display(Name = "验证器口令"), Required(ErrorMessage = "请填写手机验证器上显示的6位数字"), StringLength(20, ErrorMessage = "口令是6位数字")]
    public string? Code { get; set; }
}

/// <summary>The secret to take over into the phone, as a code to scan and as text to type.</summary>
public sealed record EnrolPage(EnrolForm Form, string Secret, string Address, bool IsFirst)
{
    public const string Issuer = "软考报名";

    public string Picture => "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(QrCode.Of(Address).ToSvg("绑定二维码")));

    public static EnrolPage Of(EnrolForm form, byte[] secret, string account, bool isFirst) =>
        new(form, string.Join(' ', Totp.Base32(secret).Chunk(4).Select(part => new string(part))), Totp.Address(secret, Issuer, account), isFirst);
}

/// <summary>两步验证 as its owner sees it.</summary>
public sealed record TwoFactorPage(SecondFactor? Factor, int CodesLeft, SecondStepForm Form);

/// <summary>The line of 账号与安全 that every member of staff has.</summary>
public sealed class SecondFactorLine(SecondFactors factors) : IAccountLine
{
    public async Task<IReadOnlyList<AccountLine>> LinesAsync(ClaimsPrincipal person, CancellationToken ct)
    {
        if (!person.IsStaff()) return [];
        var factor = await factors.FindAsync(person.UserId, ct);
        return [new(40, "两步验证", factor is null ? "未绑定手机验证器" : $"已绑定手机验证器，{Beijing.Date(factor.EnrolledAt)}", "two-factor", "管理")];
    }
}
