using RuanKao.Portal.Accounts;
using RuanKao.Portal.Accounts.MyData;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

public class AccountFormTests
{
    [Theory]
    [InlineData(typeof(SignInForm), nameof(SignInForm.Address), ContactAddress.MaxLength)]
    [InlineData(typeof(SignInForm), nameof(SignInForm.Password), PasswordRules.MaxLength)]
    [InlineData(typeof(SignInForm), nameof(SignInForm.CaptchaAnswer), 8)]
    [InlineData(typeof(SignUpForm), nameof(SignUpForm.Address), ContactAddress.MaxLength)]
    [InlineData(typeof(SignUpForm), nameof(SignUpForm.CaptchaAnswer), 8)]
    [InlineData(typeof(AskCodeForm), nameof(AskCodeForm.Address), ContactAddress.MaxLength)]
    [InlineData(typeof(CodeForm), nameof(CodeForm.Code), 200)]
    [InlineData(typeof(NewPasswordForm), nameof(NewPasswordForm.Password), PasswordRules.MaxLength)]
    [InlineData(typeof(ChangePasswordForm), nameof(ChangePasswordForm.OldPassword), PasswordRules.MaxLength)]
    [InlineData(typeof(ChangePasswordForm), nameof(ChangePasswordForm.NewPassword), PasswordRules.MaxLength)]
    [InlineData(typeof(NewAddressForm), nameof(NewAddressForm.Address), ContactAddress.MaxLength, false)]
    [InlineData(typeof(ProveIdentityForm), nameof(ProveIdentityForm.Name), PersonName.MaxLength)]
    [InlineData(typeof(ProveIdentityForm), nameof(ProveIdentityForm.Number), 40)]
    [InlineData(typeof(ProveIdentityForm), nameof(ProveIdentityForm.Password), PasswordRules.MaxLength)]
    [InlineData(typeof(ProofForm), nameof(ProofForm.Password), PasswordRules.MaxLength)]
    [InlineData(typeof(DeletionForm), nameof(DeletionForm.Typed), 20)]
    [InlineData(typeof(SecondStepForm), nameof(SecondStepForm.Code), 20)]
    [InlineData(typeof(EnrolForm), nameof(EnrolForm.Code), 20)]
    [InlineData(typeof(InviteForm), nameof(InviteForm.Name), PortalUser.DisplayNameLength)]
    [InlineData(typeof(InviteForm), nameof(InviteForm.Address), ContactAddress.MaxLength)]
    [InlineData(typeof(InviteForm), nameof(InviteForm.Institution), 4, false)]
    [InlineData(typeof(InviteForm), nameof(InviteForm.Prefecture), 10, false)]
    [InlineData(typeof(EndPostForm), nameof(EndPostForm.Reason), StaffAppointment.ReasonLength, false)]
    [InlineData(typeof(EndPostForm), nameof(EndPostForm.ResetReason), StaffAppointment.ReasonLength, false)]
    [InlineData(typeof(AcceptForm), nameof(AcceptForm.Password), PasswordRules.MaxLength, false)]
    public void A_field_is_asked_for_and_has_a_length(Type form, string field, int most, bool isAsked = true) => Fields.Holds(form, field, most, isAsked);

    [Theory]
    [InlineData(null, "请填写密码")]
    [InlineData("", "请填写密码")]
    [InlineData("short1", "密码至少8位，您输入了6位")]
    [InlineData("onlyletters", "字母和数字")]
    [InlineData("12345678", "字母和数字")]
    [InlineData("letters8", null)]
    public void A_password_has_eight_characters_with_letters_and_digits(string? password, string? fault)
    {
        if (fault is null) Assert.Null(PasswordRules.Fault(password));
        else Assert.Contains(fault, PasswordRules.Fault(password));
        Assert.Contains("不能超过64位", PasswordRules.Fault(new string('a', PasswordRules.MaxLength) + "1"));
    }
}
