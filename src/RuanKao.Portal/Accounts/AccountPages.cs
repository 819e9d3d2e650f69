using System.ComponentModel.DataAnnotations;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Accounts;

/// <summary>A form with an arithmetic picture.</summary>
public interface ICaptchaForm
{
    CaptchaForm Captcha { get; }

    string? CaptchaId { get; set; }

    [Display(Name = "验证码"), Required(ErrorMessage = "请填写图中算式的运算结果")]
    string? CaptchaAnswer { get; }
}

public sealed class SignInForm : ICaptchaForm
{
    [Display(Name = "手机号或邮箱"), Required(ErrorMessage = "请填写手机号或邮箱"), StringLength(ContactAddress.MaxLength)]
    public string? Address { get; set; }

    [Display(Name = "密码"), Required(ErrorMessage = "请填写密码"), StringLength(PasswordRules.MaxLength), DataType(DataType.Password)]
    public string? Password { get; set; }

    public CaptchaForm Captcha => CaptchaForm.SignIn;

    public string? CaptchaId { get; set; }

    [Display(Name = "验证码"), Required(ErrorMessage = "请填写图中算式的运算结果"), StringLength(8)]
    public string? CaptchaAnswer { get; set; }

    public string? ReturnUrl { get; set; }
}

public sealed class SignUpForm : ICaptchaForm
{
    [Display(Name = "手机号或邮箱"), Required(ErrorMessage = "请填写手机号或邮箱"), StringLength(ContactAddress.MaxLength)]
    public string? Address { get; set; }

    public CaptchaForm Captcha => CaptchaForm.SignUp;

    public string? CaptchaId { get; set; }

    [Display(Name = "验证码"), Required(ErrorMessage = "请填写图中算式的运算结果"), StringLength(8)]
    public string? CaptchaAnswer { get; set; }
}

/// <summary>账号与安全.</summary>
public sealed record AccountPage(IReadOnlyList<AccountLine> Lines);

public sealed class ChangePasswordForm
{
    [Display(Name = "原密码"), Required(ErrorMessage = "请填写原密码"), StringLength(PasswordRules.MaxLength, ErrorMessage = "密码不能超过64位"), DataType(DataType.Password)]
    public string? OldPassword { get; set; }

    [Display(Name = "新密码"), Required(ErrorMessage = "请填写新密码"), StringLength(PasswordRules.MaxLength, ErrorMessage = "密码不能超过64位"), DataType(DataType.Password)]
    public string? NewPassword { get; set; }
}

/// <summary>Where to send a code that opens an existing account.</summary>
public sealed class AskCodeForm
{
    [Display(Name = "手机号或邮箱"), Required(ErrorMessage = "请填写手机号或邮箱"), StringLength(ContactAddress.MaxLength)]
    public string? Address { get; set; }

    public string? ReturnUrl { get; set; }
}

/// <summary>The code that came; <see cref="Step"/> carries the address it went to.</summary>
public class CodeForm
{
    public string? Step { get; set; }

    [Display(Name = "验证码"), Required(ErrorMessage = "请填写收到的6位验证码"), StringLength(200)]
    public string? Code { get; set; }

    public string? ReturnUrl { get; set; }
}

public class NewPasswordForm : CodeForm
{
    [Display(Name = "密码"), Required(ErrorMessage = "请填写密码"), StringLength(PasswordRules.MaxLength, ErrorMessage = "密码不能超过64位"), DataType(DataType.Password)]
    public string? Password { get; set; }
}

public sealed class FinishSignUpForm : NewPasswordForm
{
    /// <summary>The date of the text in <see cref="ConsentText"/>; raise it whenever the text or 个人信息保护 changes.</summary>
    public const string ConsentVersion = "2026-11-24";

    public const string ConsentText = "我已阅读并同意《个人信息保护说明》，同意为注册和登录使用我的手机号或邮箱";

    /// <summary>Whether the person came without a picture, and goes back that way.</summary>
    public bool WithoutPicture { get; set; }

    [Display(Name = "同意")]
    public bool Agreed { get; set; }
}
