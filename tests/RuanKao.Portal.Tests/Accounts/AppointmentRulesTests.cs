using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Accounts;

public class AppointmentRulesTests
{
    private static readonly Role[] Staff = [.. Enum.GetValues<Role>().Where(r => r is not (Role.System or Role.Candidate))];

    // Who gives which posts, one line a giver; whoever is not listed gives none.
    [Theory]
    [InlineData(Role.SystemAdministrator, "NationalAdministrator SystemAdministrator Auditor")]
    [InlineData(Role.NationalAdministrator, "InstitutionAdministrator")]
    [InlineData(Role.InstitutionAdministrator, "Reviewer Office Cashier SecondApprover DoorStaff")]
    public void Each_administrator_gives_the_posts_of_the_table(Role giver, string given) =>
        Assert.Equal(given, string.Join(' ', AppointmentRules.Given([new(giver, giver == Role.InstitutionAdministrator ? "53" : null)])));

    [Fact]
    public void Nobody_else_gives_any_and_nobody_gives_his_own_but_the_system_administrator()
    {
        foreach (var role in Staff.Except([Role.SystemAdministrator, Role.NationalAdministrator, Role.InstitutionAdministrator]))
            Assert.Empty(AppointmentRules.Given([new(role, "53")]));
        Assert.Equal([Role.SystemAdministrator], Staff.Where(r => AppointmentRules.Given([new(r, "53")]).Contains(r)));
        Assert.Equal(Staff.Order(), Staff.SelectMany(r => AppointmentRules.Given([new(r, "53")])).Distinct().Order());
    }

    [Theory]
    [InlineData(Role.InstitutionAdministrator, "53", Role.Office, "53", true)]
    [InlineData(Role.InstitutionAdministrator, "53", Role.Office, "11", false)]
    [InlineData(Role.InstitutionAdministrator, "53", Role.Office, null, false)]
    [InlineData(Role.InstitutionAdministrator, "53", Role.InstitutionAdministrator, "53", false)]
    [InlineData(Role.NationalAdministrator, null, Role.InstitutionAdministrator, "11", true)]
    [InlineData(Role.NationalAdministrator, null, Role.Reviewer, "53", false)]
    [InlineData(Role.NationalAdministrator, null, Role.NationalAdministrator, null, false)]
    [InlineData(Role.SystemAdministrator, null, Role.Auditor, null, true)]
    [InlineData(Role.SystemAdministrator, null, Role.InstitutionAdministrator, "53", false)]
    [InlineData(Role.Auditor, null, Role.Reviewer, "53", false)]
    public void A_post_is_given_within_the_own_institution(Role giver, string? at, Role post, string? where, bool may) =>
        Assert.Equal(may, AppointmentRules.MayAppoint([new(giver, at)], post, where));

    [Theory]
    [InlineData(Role.SystemAdministrator)]
    [InlineData(Role.Auditor)]
    public void System_administrator_and_auditor_hold_no_other_post(Role alone)
    {
        Assert.Null(AppointmentRules.Conflict([], new(alone, null)));
        Assert.NotNull(AppointmentRules.Conflict([new(Role.Office, "53")], new(alone, null)));
        Assert.NotNull(AppointmentRules.Conflict([new(alone, null)], new(Role.Office, "53")));
    }

    [Fact]
    public void The_same_post_is_not_given_twice_but_others_may_be_held_beside_it()
    {
        Assert.Contains("已经在这个岗位上", AppointmentRules.Conflict([new(Role.Office, "53")], new(Role.Office, "53")));
        Assert.Null(AppointmentRules.Conflict([new(Role.Office, "53")], new(Role.Reviewer, "53", "5301")));
        Assert.Null(AppointmentRules.Conflict([new(Role.Reviewer, "53", "5301")], new(Role.Reviewer, "53", "5303")));
    }

    [Fact]
    public void Only_those_of_the_country_need_no_institution_and_only_reviewers_have_a_prefecture()
    {
        Assert.Equal([Role.NationalAdministrator, Role.SystemAdministrator, Role.Auditor], Staff.Where(r => !AppointmentRules.NeedsInstitution(r)));
        Assert.Equal([Role.Reviewer], Staff.Where(AppointmentRules.MayNamePrefecture));
        Assert.Equal([Role.NationalAdministrator, Role.SystemAdministrator], Staff.Where(AppointmentRules.LastMustStay));
    }

    [Fact]
    public void An_account_is_tended_by_whoever_may_give_its_highest_post()
    {
        Appointment[] institution = [new(Role.InstitutionAdministrator, "53")], national = [new(Role.NationalAdministrator, null)], system = [new(Role.SystemAdministrator, null)];
        Assert.True(AppointmentRules.MayTend(institution, [new(Role.Office, "53"), new(Role.Reviewer, "11")]));
        Assert.False(AppointmentRules.MayTend(institution, [new(Role.Office, "11")]));
        Assert.False(AppointmentRules.MayTend(institution, [new(Role.Office, "53"), new(Role.InstitutionAdministrator, "53")]));
        Assert.True(AppointmentRules.MayTend(national, [new(Role.Office, "53"), new(Role.InstitutionAdministrator, "53")]));
        Assert.False(AppointmentRules.MayTend(national, [new(Role.InstitutionAdministrator, "53"), new(Role.NationalAdministrator, null)]));
        Assert.True(AppointmentRules.MayTend(system, [new(Role.InstitutionAdministrator, "53"), new(Role.NationalAdministrator, null)]));
        Assert.False(AppointmentRules.MayTend(system, []));
    }
}
