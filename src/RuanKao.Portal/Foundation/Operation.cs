namespace RuanKao.Portal.Foundation;

/// <summary>Who acts. System is the portal itself (a deadline, a channel's notice).</summary>
public enum Role
{
    System,
    Candidate,
    Reviewer,
    Office,
    Cashier,
    SecondApprover,
    DoorStaff,
    InstitutionAdministrator,
    NationalAdministrator,
    SystemAdministrator,
    Auditor,
}

/// <summary>What goes with every change: who, in which role, when (UTC), and why where a reason is asked.</summary>
public sealed record Operation(Guid? UserId, Role Role, DateTime At, string? Why = null)
{
    public static Operation BySystem(DateTime at, string? why = null) => new(null, Role.System, at, why);
}

/// <summary>A staff role with its scope: an institution (null: the whole country) and, for reviewers, optionally one prefecture.</summary>
public sealed record Appointment(Role Role, string? InstitutionCode, string? PrefectureCode = null)
{
    /// <summary>The claim that carries appointments in a signed-in principal.</summary>
    public const string ClaimType = "appointment";

    public bool Covers(string institutionCode, string? prefectureCode = null) =>
        (InstitutionCode is null || InstitutionCode == institutionCode)
        && (PrefectureCode is null || PrefectureCode == prefectureCode);

    public override string ToString() => $"{Role}:{InstitutionCode}:{PrefectureCode}";

    public static Appointment Parse(string text)
    {
        var parts = text.Split(':');
        return new(Enum.Parse<Role>(parts[0]), Null(parts[1]), Null(parts[2]));

        static string? Null(string part) => part.Length == 0 ? null : part;
    }
}
