namespace RuanKao.Sandbox.People;

/// <summary>What the real-name authority does when asked about a person.</summary>
public enum AuthorityAnswer
{
    /// <summary>The name decides: 1 match, 2 mismatch.</summary>
    Known,
    /// <summary>3: the number is valid, but no record is held.</summary>
    NoRecord,
    /// <summary>401: the authority cannot make sense of what it was asked, although the number holds by itself.</summary>
    Refused,
    /// <summary>402: the source behind the authority is down.</summary>
    SourceDown,
    /// <summary>500: the authority itself fails.</summary>
    Broken,
}

/// <summary>An invented person. The county code 99 is assigned to no county, so the number belongs to nobody.</summary>
public sealed record SandboxPerson(string Name, string IdNumber, string Note = "", AuthorityAnswer Answer = AuthorityAnswer.Known)
{
    public DateOnly BirthDate => DateOnly.ParseExact(IdNumber.AsSpan(6, 8), "yyyyMMdd");

    public bool IsFemale => (IdNumber[16] - '0') % 2 == 0;
}
