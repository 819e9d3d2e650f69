using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Accounts;

/// <summary>Who appoints whom (docs/decisions, the record on staff): the system administrator the few at the top, the national administrator those of the institutions, these their own staff.</summary>
public static class AppointmentRules
{
    private static readonly Dictionary<Role, Role[]> Appoints = new()
    {
        [Role.SystemAdministrator] = [Role.SystemAdministrator, Role.Auditor, Role.NationalAdministrator],
        [Role.NationalAdministrator] = [Role.InstitutionAdministrator],
        [Role.InstitutionAdministrator] = [Role.Reviewer, Role.Office, Role.Cashier, Role.SecondApprover, Role.DoorStaff],
    };

    // GB/T 22239-2019 separates system, audit and business administration.
    private static readonly Role[] StandAlone = [Role.SystemAdministrator, Role.Auditor];

    private static readonly Role[] OfTheCountry = [Role.SystemAdministrator, Role.Auditor, Role.NationalAdministrator];

    /// <summary>Of these at least one stays: without the first nobody could appoint anybody, without the second no institution would get an administrator.</summary>
    public static bool LastMustStay(Role role) => role is Role.SystemAdministrator or Role.NationalAdministrator;

    public static bool NeedsInstitution(Role role) => !OfTheCountry.Contains(role);

    public static bool MayNamePrefecture(Role role) => role == Role.Reviewer;

    /// <summary>The posts that somebody with these posts may give, in the order of the list.</summary>
    public static IReadOnlyList<Role> Given(IEnumerable<Appointment> own) => [.. own.SelectMany(a => Appoints.GetValueOrDefault(a.Role, [])).Distinct().Order()];

    /// <summary>The institutions at which he may give this post; null is any.</summary>
    public static IReadOnlyList<string>? Institutions(IEnumerable<Appointment> own, Role role)
    {
        var giving = own.Where(a => Appoints.GetValueOrDefault(a.Role, []).Contains(role)).ToList();
        return giving.Any(a => a.InstitutionCode is null) ? null : [.. giving.Select(a => a.InstitutionCode!).Distinct()];
    }

    public static bool MayAppoint(IEnumerable<Appointment> own, Role role, string? institutionCode) =>
        Given(own).Contains(role) && (Institutions(own, role) is not { } only || (institutionCode is not null && only.Contains(institutionCode)));

    /// <summary>Whether somebody with these posts tends to the account that holds those: he must be able to give one of its highest, so that nobody is undone from below.</summary>
    public static bool MayTend(IEnumerable<Appointment> own, IReadOnlyCollection<Appointment> held)
    {
        var giving = own.ToList();
        return held.Count > 0 && held.Where(h => Height(h.Role) == held.Max(o => Height(o.Role))).Any(h => MayAppoint(giving, h.Role, h.InstitutionCode));
    }

    private static int Height(Role role) => OfTheCountry.Contains(role) ? 2 : role == Role.InstitutionAdministrator ? 1 : 0;

    /// <summary>Why somebody with these posts may not have this one as well, in words for him; null where he may.</summary>
    public static string? Conflict(IReadOnlyCollection<Appointment> held, Appointment post) =>
        held.Contains(post) ? "您已经在这个岗位上"
        : held.Count > 0 && StandAlone.Contains(post.Role) ? "系统管理员和审计员不能兼任其他岗位，您已有岗位"
        : held.Any(h => StandAlone.Contains(h.Role)) ? "您是系统管理员或审计员，不能兼任其他岗位"
        : null;
}
