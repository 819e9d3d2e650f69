namespace RuanKao.Portal.Registrations;

/// <summary>在职情况.</summary>
public enum EmploymentState { Studying, Employed, Other }

/// <summary>所学专业 compared with the qualification applied for.</summary>
public enum MajorRelation { Same, Near, Different }

/// <summary>在学/已有学历, as coarse as the real form's.</summary>
public enum Education { BachelorOrAbove, JuniorCollege, SecondaryOrBelow }

/// <summary>学位.</summary>
public enum Degree { None, Bachelor, Master, Doctor }

/// <summary>The candidate's answers in the order of the paper form (the manual's 考生报名 page). A draft may lack any of them.</summary>
public sealed class RegistrationForm
{
    public const int TextLength = 100;
    public const int AddressLength = 200;
    public const int ShortLength = 30;

    /// <summary>现有职称(资格); 无 where there is none.</summary>
    public string? Title { get; set; }

    public DateOnly? TitleObtainedOn { get; set; }

    public EmploymentState? Employment { get; set; }

    public string? Employer { get; set; }

    public DateOnly? WorkingSince { get; set; }

    public DateOnly? InProfessionSince { get; set; }

    public string? School { get; set; }

    public MajorRelation? MajorRelation { get; set; }

    public DateOnly? GraduatedOn { get; set; }

    public string? Major { get; set; }

    public Education? Education { get; set; }

    /// <summary>学制, in years.</summary>
    public decimal? YearsOfStudy { get; set; }

    public Degree? Degree { get; set; }

    public string? Address { get; set; }

    public string? Email { get; set; }

    public string? Mobile { get; set; }

    public string? Telephone { get; set; }

    public string? Postcode { get; set; }
}
