using System.ComponentModel.DataAnnotations;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts.MyData;

public sealed class ProofForm
{
    [Display(Name = "登录密码"), Required(ErrorMessage = "请填写登录密码"), StringLength(PasswordRules.MaxLength, ErrorMessage = "密码不能超过64位"), DataType(DataType.Password)]
    public string? Password { get; set; }

    public string? ReturnUrl { get; set; }
}

public sealed record DataSection(string Title, IReadOnlyList<DataKind> Kinds);

/// <summary>Everything told; <paramref name="Withdrawable"/> names the subjects of consents that can be taken back.</summary>
public sealed record MyDataPage(IReadOnlyList<DataSection> Sections, IReadOnlyList<ConsentGiven> Consents, IReadOnlySet<string> Withdrawable, bool MayDelete);

public sealed record WithdrawPage(string Subject, string Title, string What, IReadOnlyList<string> Obstacles);

/// <summary>Before a deletion: what stands in its way, and what will stay.</summary>
public sealed record DeletionPage(IReadOnlyList<string> Obstacles, IReadOnlyList<DataKind> Kept, DeletionForm Form);

public sealed class DeletionForm
{
    public const string Words = "注销账号";

    [Display(Name = "请输入“注销账号”四个字"), Required(ErrorMessage = "请输入“注销账号”四个字，表示您确定要注销"), StringLength(20)]
    public string? Typed { get; set; }
}
