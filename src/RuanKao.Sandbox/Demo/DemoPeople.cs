using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Sandbox.People;

namespace RuanKao.Sandbox.Demo;

/// <summary>One account of the demo: what to type at sign-in, and who that is.</summary>
public sealed record DemoAccount(string SignIn, string Who);

/// <summary>Accounts at every step of the journey, and the staff of 云南. They sign in with one password; staff besides with the code that the sandbox's authenticator shows.</summary>
public static class DemoPeople
{
    public const string Password = "ruankao2026";
    public const string Institution = "53";
    public const string Reviewer = "reviewer@demo.example";
    public const string Office = "office@demo.example";
    public const string Administrator = "admin@demo.example";
    public const string InstitutionAdministrator = "institution@demo.example";
    public const string SystemAdministrator = "system@demo.example";
    public const string Auditor = "audit@demo.example";
    public const string Cashier = "cashier@demo.example";
    public const string SecondApprover = "approver@demo.example";
    public const string DoorStaff = "door@demo.example";

    private sealed record Candidate(string Mobile, int Person, string Who, RegistrationState? Open = null, bool HasTicket = false, bool Verified = true, bool WaitsForReviewer = false);

    private static readonly Candidate[] Candidates =
    [
        new("13800000001", 0, "考生，还没有实名认证（可用沙箱人员页中的张伟明）", Verified: false),
        new("13800000002", 1, "考生，已实名认证，还没有报名"),
        new("13800000003", 2, "考生，等待审核", RegistrationState.Submitted),
        new("13800000004", 3, "考生，审核未通过，待修改", RegistrationState.Returned),
        new("13800000005", 4, "考生，审核通过，待缴费", RegistrationState.Approved),
        new("13800000006", 6, "考生，报名成功，可打印准考证", HasTicket: true),
        new("13800000007", 0, "考生，持港澳居民来往内地通行证，等待人工核验", Verified: false, WaitsForReviewer: true),
    ];

    private static readonly (string Email, Role Role, string? Institution, string Who)[] Staff =
    [
        (Reviewer, Role.Reviewer, Institution, "云南审核人员"),
        (Office, Role.Office, Institution, "云南考务办公室"),
        (InstitutionAdministrator, Role.InstitutionAdministrator, Institution, "云南机构管理员"),
        (Administrator, Role.NationalAdministrator, null, "全国考务管理员"),
        (SystemAdministrator, Role.SystemAdministrator, null, "系统管理员"),
        (Cashier, Role.Cashier, Institution, "云南财务人员"),
        (SecondApprover, Role.SecondApprover, Institution, "云南财务复核"),
        (DoorStaff, Role.DoorStaff, Institution, "云南考点工作人员"),
        (Auditor, Role.Auditor, null, "审计员"),
    ];

    /// <summary>Strangers who wait for review or sit beside the ticket holder, so that lists are lists.</summary>
    private const int Crowd = 8;

    public static IEnumerable<DemoAccount> Accounts =>
        Candidates.Select(c => new DemoAccount(c.Mobile, c.Who)).Concat(Staff.Select(s => new DemoAccount(s.Email, s.Who)));

    public static IEnumerable<string> StaffAddresses => Staff.Select(s => s.Email);

    public static async Task SeedAsync(IServiceProvider portal, SandboxHost sandbox, CancellationToken ct)
    {
        await using var scope = portal.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var (db, users, clock) = (services.GetRequiredService<PortalContext>(), services.GetRequiredService<UserManager<PortalUser>>(), services.GetRequiredService<TimeProvider>());
        foreach (var (email, role, institution, who) in Staff)
        {
            if (await users.FindByEmailAsync(email) is not null) continue;
            var user = await AccountAsync(users, clock, null, email, who);
            db.StaffAppointments.Add(new() { UserId = user.Id, Role = role, InstitutionCode = institution });
            await db.SaveChangesAsync(ct);
        }

        await DemoBans.MakeAsync(services, Office, Institution, ct);
        await DemoBills.MakeAsync(services, ct);
        var registrations = new DemoRegistrations(db, clock);
        var (open, ticketed) = await registrations.RoundsAsync(Institution, ct);
        foreach (var candidate in Candidates)
        {
            var person = SandboxPopulation.People[candidate.Person];
            var user = await CandidateAsync(services, candidate.Mobile, candidate.Verified ? person : null, ct);
            if (candidate.Open is { } state && open is not null) await registrations.MakeAsync(open, user, candidate.Person, state, ct);
            if (candidate.Open == RegistrationState.Submitted && open is not null) await DemoAccommodations.MakeAsync(services, user, open, ct);
            if (candidate.WaitsForReviewer) await DemoIdentityCases.MakeAsync(services, user, Institution, "5301", ct);
            if (candidate.HasTicket && ticketed is not null) await registrations.MakeAsync(ticketed, user, candidate.Person, RegistrationState.Paid, ct);
        }
        for (var n = 0; n < Crowd; n++)
        {
            var user = await CandidateAsync(services, $"1390000{n:D4}", SandboxPopulation.Crowd(20_000 + n * 523), ct);
            if (open is not null) await registrations.MakeAsync(open, user, 100 + n, RegistrationState.Submitted, ct);
            if (ticketed is not null) await registrations.MakeAsync(ticketed, user, 100 + n, RegistrationState.Paid, ct);
        }
        for (var n = 0; n < DemoMoney.Payers && open is not null; n++)
        {
            var user = await CandidateAsync(services, $"1390001{n:D4}", SandboxPopulation.Crowd(30_000 + n * 523), ct);
            await registrations.MakeAsync(open, user, 200 + n, RegistrationState.Approved, ct);
            await DemoMoney.MakeAsync(services, sandbox, user, open, n, ct);
        }
    }

    private static async Task<PortalUser> CandidateAsync(IServiceProvider services, string mobile, SandboxPerson? person, CancellationToken ct)
    {
        var (db, users, clock) = (services.GetRequiredService<PortalContext>(), services.GetRequiredService<UserManager<PortalUser>>(), services.GetRequiredService<TimeProvider>());
        if (await users.Users.SingleOrDefaultAsync(u => u.PhoneNumber == mobile, ct) is { } known) return known;
        var user = await AccountAsync(users, clock, mobile, null, person?.Name);
        if (person is null) return user;
        var seal = services.GetRequiredService<PersonalDataSeal>();
        db.CandidateIdentities.Add(new()
        {
            UserId = user.Id, DocumentKind = DocumentKind.ResidentIdCard, Name = person.Name,
            NumberSealed = seal.Seal(person.IdNumber), NumberHash = seal.Hash(VerifiedPeople.NumberPurpose, person.IdNumber),
            Sex = person.IsFemale ? Sex.Female : Sex.Male, BirthDate = person.BirthDate,
            ValidFrom = Beijing.Today(clock).AddYears(-3), ValidTo = null, VerifiedAt = clock.Now(), VerifiedBy = "aliyun",
        });
        await db.SaveChangesAsync(ct);
        return user;
    }

    private static async Task<PortalUser> AccountAsync(UserManager<PortalUser> users, TimeProvider clock, string? mobile, string? email, string? name)
    {
        var id = Guid.NewGuid();
        var user = new PortalUser
        {
            Id = id, UserName = id.ToString("N"), CreatedAt = clock.Now(), DisplayName = name,
            PhoneNumber = mobile, PhoneNumberConfirmed = mobile is not null, Email = email, EmailConfirmed = email is not null,
        };
        var made = await users.CreateAsync(user, Password);
        return made.Succeeded ? user : throw new InvalidOperationException(string.Join("; ", made.Errors.Select(e => e.Description)));
    }
}
