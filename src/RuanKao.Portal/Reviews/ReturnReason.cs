using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Reviews;

/// <summary>A reason that a reviewer ticks instead of writing it, as the candidate reads it: national, or an institution's own beside them.</summary>
public sealed class ReturnReason : IVersioned
{
    public const int CodeLength = 40;
    public const int WordsLength = 200;

    public required string Code { get; init; }

    /// <summary>Null: offered everywhere.</summary>
    public string? InstitutionCode { get; init; }

    public required string Words { get; set; }

    /// <summary>Smaller first; national ones stand before an institution's own.</summary>
    public required int Order { get; set; }

    /// <summary>Not offered from then on; a page opened before may still carry it.</summary>
    public DateTime? RetiredAt { get; set; }

    public int Version { get; private set; }
}

/// <summary>The reasons for returning, and how they become what the candidate reads.</summary>
public static class ReturnReasons
{
    /// <summary>The usual ones, the manual's photo rules among them; what every installation starts with.</summary>
    public static IReadOnlyList<ReturnReason> Seeds =>
    [
        Seed(10, "photo-recent", "照片不是本人近期正面免冠白底彩色证件照，请重新上传"),
        Seed(20, "photo-head", "照片中头部过大或过小，头部应占照片的三分之二"),
        Seed(30, "photo-face", "照片中头发过眉或没有露出双耳，常戴眼镜的应配戴眼镜"),
        Seed(40, "photo-clear", "照片不清晰，或为翻拍照、生活照、自拍照"),
        Seed(50, "dates", "所填时间前后不符，请核对参加工作时间、毕业时间等"),
        Seed(60, "employer", "工作单位填写不完整，请填写全称"),
        Seed(70, "school", "所在学校或专业名称填写不完整，请填写全称"),
        Seed(80, "address", "通讯地址填写不完整"),
    ];

    /// <summary>Every reason that may stand under a registration of this institution, in the order of the page, the retired ones too.</summary>
    public static async Task<IReadOnlyList<ReturnReason>> ReasonsAtAsync(this PortalContext db, string institutionCode, CancellationToken ct) =>
        [.. (await db.ReturnReasons.AsNoTracking().Where(r => r.InstitutionCode == null || r.InstitutionCode == institutionCode).ToListAsync(ct))
            .OrderBy(r => r.InstitutionCode is not null).ThenBy(r => r.Order).ThenBy(r => r.Code, StringComparer.Ordinal)];

    /// <summary>The ticked reasons and the reviewer's own words as one text; empty when there is neither.</summary>
    public static string Compose(IEnumerable<ReturnReason> reasons, IEnumerable<string>? codes, string? words)
    {
        var ticked = reasons.Where(r => codes?.Contains(r.Code) == true).Select(r => r.Words).ToList();
        if (words?.Trim() is { Length: > 0 } own) ticked.Add(own);
        return ticked is [var only] ? Sentence(only) : string.Join("\n", ticked.Select((text, at) => $"{at + 1}. {Sentence(text)}"));
    }

    /// <summary>The way back: which reasons a composed text holds, and what the reviewer wrote besides.</summary>
    public static (IReadOnlyList<string> Codes, string? Words) Split(IEnumerable<ReturnReason> reasons, string text)
    {
        var (lines, codes, offered) = (text.Split('\n').ToList(), new List<string>(), reasons.ToList());
        for (var at = 1; lines.Count > 0; at++)
        {
            var line = lines[0].StartsWith($"{at}. ", StringComparison.Ordinal) ? lines[0][$"{at}. ".Length..] : lines[0];
            lines[0] = line;
            if (offered.Find(r => Sentence(r.Words) == line) is not { } ticked) break;
            codes.Add(ticked.Code);
            lines.RemoveAt(0);
        }
        return (codes, lines.Count == 0 ? null : string.Join('\n', lines));
    }

    private static string Sentence(string text) => text[^1] is '。' or '？' ? text : text + "。";

    private static ReturnReason Seed(int order, string code, string words) => new() { Order = order, Code = code, Words = words };
}

/// <summary>Adds the usual reasons where they are missing; what an administrator made of them stays.</summary>
public sealed class ReturnReasonReference : IReferenceData
{
    public int Order => 30;

    public async Task ApplyAsync(PortalContext db, CancellationToken ct)
    {
        await db.AddMissingAsync(ReturnReasons.Seeds, r => r.Code, ct);
        await db.SaveChangesAsync(ct);
    }
}
