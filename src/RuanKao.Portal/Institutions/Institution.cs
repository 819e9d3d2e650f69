namespace RuanKao.Portal.Institutions;

/// <summary>One of the 35 examination institutions (机构): 31 provincial units, 大连, 宁波, 新疆兵团 and 香港.</summary>
public sealed class Institution
{
    public const int CodeLength = 2;
    public const int NameLength = 40;
    public const int OperatorLength = 100;
    public const int TelephonesLength = 400;
    public const int WebsiteLength = 200;

    /// <summary>Two digits, used in every number: the GB/T 2260 province code; own codes for those without one (大连 26, 宁波 38, 兵团 66).</summary>
    public required string Code { get; init; }

    /// <summary>The short name of the entrance: 云南.</summary>
    public required string Name { get; init; }

    /// <summary>The province or city as an address writes it: 云南省.</summary>
    public required string FullName { get; init; }

    /// <summary>The body that runs the exam there: 云南省信息技术发展中心.</summary>
    public required string Operator { get; set; }

    /// <summary>One telephone a line; empty where none was found.</summary>
    public required string Telephones { get; set; }

    public string? Website { get; set; }

    /// <summary>Order of the national list.</summary>
    public required int Order { get; init; }

    public IReadOnlyList<string> TelephoneList => Telephones.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>A prefecture-level city (地州市) where a person registers (报名市): 丽江市.</summary>
public sealed class Prefecture
{
    public const int CodeLength = 6;

    /// <summary>GB/T 2260: 5307.</summary>
    public required string Code { get; init; }

    public required string InstitutionCode { get; init; }

    public required string Name { get; init; }
}
