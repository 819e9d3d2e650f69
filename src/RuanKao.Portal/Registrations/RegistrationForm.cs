namespace RuanKao.Portal.Registrations;

/// <summary>The candidate's answers in the order of the paper form (the manual's 考生报名 page). A draft may lack any of them. What is chosen from a list is kept as the option's code.</summary>
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

    public string? Employment { get; set; }

    public string? Employer { get; set; }

    public DateOnly? WorkingSince { get; set; }

    public DateOnly? InProfessionSince { get; set; }

    public string? School { get; set; }

    public string? MajorRelation { get; set; }

    public DateOnly? GraduatedOn { get; set; }

    public string? Major { get; set; }

    public string? Education { get; set; }

    /// <summary>学制, in years.</summary>
    public decimal? YearsOfStudy { get; set; }

    public string? Degree { get; set; }

    public string? Address { get; set; }

    public string? Email { get; set; }

    public string? Mobile { get; set; }

    public string? Telephone { get; set; }

    public string? Postcode { get; set; }

    /// <summary>The code of what was chosen from a list.</summary>
    public string? Chosen(OptionList list) => list switch
    {
        OptionList.Employment => Employment,
        OptionList.MajorRelation => MajorRelation,
        OptionList.Education => Education,
        _ => Degree,
    };

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
