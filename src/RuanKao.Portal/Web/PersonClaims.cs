using System.Security.Claims;

namespace RuanKao.Portal.Web;

/// <summary>Claims that the shell shows; whoever signs a person in adds them.</summary>
public static class PersonClaims
{
    /// <summary>The name in the band: the real name, or a masked mobile number or e-mail.</summary>
    public const string DisplayName = "display_name";

    /// <summary>The short name of the institution a staff member works for, shown beside 工作台.</summary>
    public const string InstitutionName = "institution_name";

    /// <summary>What a member of staff showed besides the password; whoever lacks it has no session as staff.</summary>
    public const string SecondFactor = "second_factor";

    public static string ShownName(this ClaimsPrincipal person) => person.FindFirstValue(DisplayName) ?? "我的账号";
}
