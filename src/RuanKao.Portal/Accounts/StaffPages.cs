using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.Rendering;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>Which posts are listed: in office, ended, or offered.</summary>
public enum StaffState { Serving, Ended, Invited }

public sealed class StaffFilterForm
{
    public StaffState State { get; set; } = StaffState.Serving;

    public Role? Role { get; set; }

    public string? Institution { get; set; }
}

/// <summary>One line of the list: a post somebody holds, held, or was offered.</summary>
public sealed record StaffLine(Guid Id, string Name, Role Role, string Scope, string Address, DateTime? Since, DateTime? Until, bool HasPhone);

public sealed record StaffListPage(StaffFilterForm Form, IReadOnlyList<StaffLine> Lines, ListPart Part, int Total, IReadOnlyList<Role> Roles, IReadOnlyList<SelectListItem> Institutions)
{
    public int Pages => Part.Pages(Total);
}

public sealed class InviteForm
{
    [Display(Name = "姓名"), Required(ErrorMessage = "请填写对方的姓名"), StringLength(PortalUser.DisplayNameLength, ErrorMessage = "姓名过长")]
    public string? Name { get; set; }

    [Display(Name = "工作邮箱或手机号"), Required(ErrorMessage = "请填写对方的工作邮箱或手机号"), StringLength(ContactAddress.MaxLength)]
    public string? Address { get; set; }

    [Display(Name = "岗位"), Required(ErrorMessage = "请选择岗位")]
    public Role? Role { get; set; }

    [Display(Name = "机构"), StringLength(4)]
    public string? Institution { get; set; }

    [Display(Name = "地州市"), StringLength(10)]
    public string? Prefecture { get; set; }
}

public sealed record InvitePage(InviteForm Form, IReadOnlyList<SelectListItem> Roles, IReadOnlyList<SelectListItem> Institutions, IReadOnlyList<SelectListItem> Prefectures);

public sealed class EndPostForm
{
    [Display(Name = "解除原因"), StringLength(StaffAppointment.ReasonLength, ErrorMessage = "原因不能超过200个字")]
    public string? Reason { get; set; }

    [Display(Name = "重置原因"), StringLength(StaffAppointment.ReasonLength, ErrorMessage = "原因不能超过200个字")]
    public string? ResetReason { get; set; }
}

/// <summary>One post and what can be done about it.</summary>
public sealed record PostPage(StaffAppointment Post, string Name, string Words, string Address, string? AppointedBy, DateTime? BoundAt, DateTime? LastSignIn, bool IsOwn, EndPostForm Form);

/// <summary>What somebody with a link sees; <see cref="Account"/> says whether the address has an account and whose session this is.</summary>
public sealed record InvitationPage(string Words, string Name, string Address, DateTime ExpiresAt, InvitedAccount Account, AcceptForm Form);

public enum InvitedAccount { New, SignInFirst, SignedInAsAnother, Own }

public sealed class AcceptForm
{
    [Display(Name = "设置密码"), StringLength(PasswordRules.MaxLength, ErrorMessage = "密码不能超过64位"), DataType(DataType.Password)]
    public string? Password { get; set; }
}
