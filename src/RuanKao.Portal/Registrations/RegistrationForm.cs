using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace RuanKao.Portal.Registrations;

/// <summary>在职情况.</summary>
public enum EmploymentState
{
    [Display(Name = "在校")] Studying,
    [Display(Name = "在职")] Employed,
    [Display(Name = "待业或其他")] Other,
}

/// <summary>所学专业 compared with the qualification applied for.</summary>
public enum MajorRelation
{
    [Display(Name = "与报考专业相同")] Same,
    [Display(Name = "与报考专业相近")] Near,
    [Display(Name = "与报考专业不同")] Different,
}

/// <summary>在学/已有学历, as coarse as the real form's.</summary>
public enum Education
{
    [Display(Name = "本科及以上")] BachelorOrAbove,
    [Display(Name = "大专")] JuniorCollege,
    [Display(Name = "中专、高中及以下")] SecondaryOrBelow,
}

/// <summary>学位.</summary>
public enum Degree
{
    [Display(Name = "无")] None,
    [Display(Name = "学士")] Bachelor,
    [Display(Name = "硕士")] Master,
    [Display(Name = "博士")] Doctor,
}

public static class FormWords
{
    /// <summary>The word that the paper form has for an option; null for none chosen.</summary>
    public static string? Word<TOption>(this TOption? option) where TOption : struct, Enum => option is null ? null
        : typeof(TOption).GetField(option.Value.ToString())!.GetCustomAttribute<DisplayAttribute>()!.Name;
}

/// <summary>The candidate's answers in the order of the paper form (the manual's 考生报名 page). A draft may lack any of them.</summary>
public sealed class RegistrationForm
{
    public const int TextLength = 100;
    public const int AddressLength = 200;
    public const int ShortLength = 30;
    public const int TelephoneLength = 20;
    public const int PostcodeLength = 6;

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

    /// <summary>Takes over every answer.</summary>
    public void Take(RegistrationForm from)
    {
        Title = from.Title;
        TitleObtainedOn = from.TitleObtainedOn;
        Employment = from.Employment;
        Employer = from.Employer;
        WorkingSince = from.WorkingSince;
        InProfessionSince = from.InProfessionSince;
        School = from.School;
        MajorRelation = from.MajorRelation;
        GraduatedOn = from.GraduatedOn;
        Major = from.Major;
        Education = from.Education;
        YearsOfStudy = from.YearsOfStudy;
        Degree = from.Degree;
        Address = from.Address;
        Email = from.Email;
        Mobile = from.Mobile;
        Telephone = from.Telephone;
        Postcode = from.Postcode;
    }

    /// <summary>Whether every answer is the same.</summary>
    public bool SameAs(RegistrationForm other) =>
        (Title, TitleObtainedOn, Employment, Employer, WorkingSince, InProfessionSince) == (other.Title, other.TitleObtainedOn, other.Employment, other.Employer, other.WorkingSince, other.InProfessionSince)
        && (School, MajorRelation, GraduatedOn, Major, Education, YearsOfStudy, Degree) == (other.School, other.MajorRelation, other.GraduatedOn, other.Major, other.Education, other.YearsOfStudy, other.Degree)
        && (Address, Email, Mobile, Telephone, Postcode) == (other.Address, other.Email, other.Mobile, other.Telephone, other.Postcode);
}
