using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>The lists that a new installation begins with: the manual's values and what they imply, coarse as on the real form, with the nearest code of the standard.</summary>
public static class FormOptionList
{
    public const string Studying = "Studying";
    public const string Employed = "Employed";

    public static IReadOnlyList<FormOption> All() => [.. Rows.Select((row, place) => new FormOption
    {
        List = row.List, Code = row.Code, Words = row.Words, StandardCode = row.Standard, Meaning = row.Meaning, Order = place + 1,
    })];

    private static readonly (OptionList List, string Code, string Words, string? Standard, OptionMeaning Meaning)[] Rows =
    [
        (OptionList.Employment, Studying, "在校", "31", OptionMeaning.StillStudies),
        (OptionList.Employment, Employed, "在职", "17", OptionMeaning.AsksForWork),
        (OptionList.Employment, "Other", "待业或其他", "70", OptionMeaning.None),
        (OptionList.MajorRelation, "Same", "与报考专业相同", null, OptionMeaning.None),
        (OptionList.MajorRelation, "Near", "与报考专业相近", null, OptionMeaning.None),
        (OptionList.MajorRelation, "Different", "与报考专业不同", null, OptionMeaning.None),
        (OptionList.Education, "BachelorOrAbove", "本科及以上", "20", OptionMeaning.None),
        (OptionList.Education, "JuniorCollege", "大专", "30", OptionMeaning.None),
        (OptionList.Education, "SecondaryOrBelow", "中专、高中及以下", "40", OptionMeaning.None),
        (OptionList.Degree, "None", "无", null, OptionMeaning.None),
        (OptionList.Degree, "Bachelor", "学士", "4", OptionMeaning.None),
        (OptionList.Degree, "Master", "硕士", "3", OptionMeaning.None),
        (OptionList.Degree, "Doctor", "博士", "2", OptionMeaning.None),
    ];
}

/// <summary>Puts the lists into a new database; what the administrator changed stays.</summary>
public sealed class FormOptionReference : IReferenceData
{
    public int Order => 30;

    public async Task ApplyAsync(PortalContext db, CancellationToken ct)
    {
        var there = (await db.FormOptions.Select(o => new { o.List, o.Code }).ToListAsync(ct)).Select(o => (o.List, o.Code)).ToHashSet();
        db.AddRange(FormOptionList.All().Where(o => !there.Contains((o.List, o.Code))));
        await db.SaveChangesAsync(ct);
    }
}
