using System.ComponentModel.DataAnnotations;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Accounts;

/// <summary>Where a change begins: what is bound now, the addresses to which a proof can be sent, and whether the verified identity can prove it instead.</summary>
public sealed record BindingPage(AddressKind Kind, string? Bound, IReadOnlyList<ContactAddress> Ways, bool CanProveByIdentity)
{
    public string Word => BindingService.Word(Kind);
}

public sealed class SendProofForm
{
    public AddressKind Kind { get; set; }

    public AddressKind By { get; set; }
}

public sealed class ProveIdentityForm
{
    public AddressKind Kind { get; set; }

    [Display(Name = "真实姓名"), Required(ErrorMessage = "请填写真实姓名"), StringLength(PersonName.MaxLength)]
    public string? Name { get; set; }

    [Display(Name = "证件号码"), Required(ErrorMessage = "请填写证件号码"), StringLength(40)]
    public string? Number { get; set; }

    [Display(Name = "登录密码"), Required(ErrorMessage = "请填写登录密码"), StringLength(PasswordRules.MaxLength), DataType(DataType.Password)]
    public string? Password { get; set; }
}

public sealed class NewAddressForm
{
    public string? Step { get; set; }

    [Display(Name = "新的地址"), StringLength(ContactAddress.MaxLength)]
    public string? Address { get; set; }
}
