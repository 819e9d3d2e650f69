using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Web;

/// <summary>Who may pass which door: the policy names that controllers carry, each named as its role.</summary>
public static class Doors
{
    public const string Candidate = nameof(Role.Candidate);
    public const string Reviewer = nameof(Role.Reviewer);
    public const string Office = nameof(Role.Office);
    public const string Cashier = nameof(Role.Cashier);
    public const string SecondApprover = nameof(Role.SecondApprover);
    public const string DoorStaff = nameof(Role.DoorStaff);
    public const string InstitutionAdministrator = nameof(Role.InstitutionAdministrator);
    public const string NationalAdministrator = nameof(Role.NationalAdministrator);
    public const string SystemAdministrator = nameof(Role.SystemAdministrator);
    public const string Auditor = nameof(Role.Auditor);

    /// <summary>Anyone who works here, whatever the post.</summary>
    public const string Staff = nameof(Staff);

    /// <summary>The exam office and the institution's administrator: windows, suspension, voiding.</summary>
    public const string Windows = nameof(Windows);

    /// <summary>考试计划: whoever drafts rounds, and whoever joins them for an institution.</summary>
    public const string Plans = nameof(Plans);

    /// <summary>The exam office of an institution, or the national administration.</summary>
    public const string OfficeOrNational = nameof(OfficeOrNational);
    /// <summary>报名统计: the exam office and the administrator of an institution, and the national administration.</summary>
    public const string Figures = nameof(Figures);

    /// <summary>公告: whoever writes them, of the country or of an institution.</summary>
    public const string News = nameof(News);

    /// <summary>财务: the cashier and the second approver of an institution.</summary>
    public const string Money = nameof(Money);

    /// <summary>入场核验: the door staff and the exam office of an institution.</summary>
    public const string Entrance = nameof(Entrance);

    /// <summary>Whoever appoints others: the administrators of an institution, of the country, of the system.</summary>
    public const string Appointing = nameof(Appointing);

    private static readonly Dictionary<Role, string> Names = new()
    {
        [Role.Candidate] = "考生",
        [Role.Reviewer] = "审核人员",
        [Role.Office] = "考务人员",
        [Role.Cashier] = "财务人员",
        [Role.SecondApprover] = "财务复核",
        [Role.DoorStaff] = "考点工作人员",
        [Role.InstitutionAdministrator] = "机构管理员",
        [Role.NationalAdministrator] = "全国考务管理员",
        [Role.SystemAdministrator] = "系统管理员",
        [Role.Auditor] = "审计员",
    };

    /// <summary>The Chinese word for a role.</summary>
    public static string NameOf(Role role) => Names.GetValueOrDefault(role, role.ToString());

    /// <summary>The posts this person holds; a candidate holds none.</summary>
    public static IReadOnlyList<Appointment> Appointments(this ClaimsPrincipal person) =>
        [.. person.FindAll(Appointment.ClaimType).Select(claim => Appointment.Parse(claim.Value))];

    public static bool Holds(this ClaimsPrincipal person, Role role) =>
        person.IsInRole(role.ToString()) || person.Appointments().Any(appointment => appointment.Role == role);

    public static bool IsStaff(this ClaimsPrincipal person) =>
        Names.Keys.Any(role => role is not Role.Candidate && person.Holds(role));

    /// <summary>Whoever is signed in and works nowhere in the house may register for the exam.</summary>
    public static bool IsCandidate(this ClaimsPrincipal person) =>
        person.Identity?.IsAuthenticated is true && !person.IsStaff();

    public static IServiceCollection AddDoors(this IServiceCollection services)
    {
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Candidate, policy => policy.RequireAuthenticatedUser().RequireAssertion(asked => asked.User.IsCandidate()))
            .AddPolicy(Staff, policy => policy.RequireAuthenticatedUser().RequireAssertion(asked => asked.User.IsStaff()))
            .AddPolicy(OfficeOrNational, policy => policy.RequireAuthenticatedUser().RequireAssertion(asked => asked.User.Holds(Role.Office) || asked.User.Holds(Role.NationalAdministrator)))
            .AddPolicy(Figures, policy => policy.RequireAuthenticatedUser().RequireAssertion(asked =>
                asked.User.Holds(Role.Office) || asked.User.Holds(Role.InstitutionAdministrator) || asked.User.Holds(Role.NationalAdministrator)))
            .AddPolicy(News, policy => policy.RequireAuthenticatedUser().RequireAssertion(asked =>
                asked.User.Holds(Role.Office) || asked.User.Holds(Role.InstitutionAdministrator) || asked.User.Holds(Role.NationalAdministrator)))
            .AddPolicy(Appointing, policy => policy.RequireAuthenticatedUser().RequireAssertion(asked =>
                asked.User.Holds(Role.InstitutionAdministrator) || asked.User.Holds(Role.NationalAdministrator) || asked.User.Holds(Role.SystemAdministrator)))
            .AddPolicy(Plans, policy => policy.RequireAuthenticatedUser().RequireAssertion(asked =>
                asked.User.Holds(Role.Office) || asked.User.Holds(Role.InstitutionAdministrator) || asked.User.Holds(Role.NationalAdministrator)))
            .AddPolicy(Entrance, policy => policy.RequireAuthenticatedUser().RequireAssertion(asked => asked.User.Holds(Role.DoorStaff) || asked.User.Holds(Role.Office)))
            .AddPolicy(Reviewer, policy => Post(policy, Role.Reviewer))
            .AddPolicy(Office, policy => Post(policy, Role.Office))
            .AddPolicy(Windows, policy => policy.RequireAuthenticatedUser()
                .RequireAssertion(asked => asked.User.Holds(Role.Office) || asked.User.Holds(Role.InstitutionAdministrator)))
            .AddPolicy(Money, policy => policy.RequireAuthenticatedUser()
                .RequireAssertion(asked => asked.User.Holds(Role.Cashier) || asked.User.Holds(Role.SecondApprover)))
            .AddPolicy(Cashier, policy => Post(policy, Role.Cashier))
            .AddPolicy(SecondApprover, policy => Post(policy, Role.SecondApprover))
            .AddPolicy(DoorStaff, policy => Post(policy, Role.DoorStaff))
            .AddPolicy(InstitutionAdministrator, policy => Post(policy, Role.InstitutionAdministrator))
            .AddPolicy(NationalAdministrator, policy => Post(policy, Role.NationalAdministrator))
            .AddPolicy(SystemAdministrator, policy => Post(policy, Role.SystemAdministrator))
            .AddPolicy(Auditor, policy => Post(policy, Role.Auditor));

        // A closed door answers 403 at its own address; a redirect would hide which page was refused.
        services.PostConfigureAll<CookieAuthenticationOptions>(options =>
        {
            options.Events.OnRedirectToAccessDenied = context =>
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            };
            options.Events.OnRedirectToLogin = context =>
            {
                var query = BackTo(context.Request) is { } page ? QueryString.Create(options.ReturnUrlParameter, page) : QueryString.Empty;
                if (context.HttpContext.EndOfSession(options.Cookie.Name!) is { } why) query = query.Add(SessionEnds.Parameter, why.ToString().ToLowerInvariant());
                context.Response.Redirect(context.Request.PathBase + options.LoginPath + query);
                return Task.CompletedTask;
            };
        });
        return services;
    }

    // Whoever was signed out while filling in a form comes back to the form: the address it is sent to is no page.
    private static string? BackTo(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return request.PathBase + request.Path + request.QueryString;
        return Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == request.Host.Value ? from.PathAndQuery : null;
    }

    private static void Post(AuthorizationPolicyBuilder policy, Role role) =>
        policy.RequireAuthenticatedUser().RequireAssertion(asked => asked.User.Holds(role));
}
