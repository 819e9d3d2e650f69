using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

/// <summary>One row of a file of bans: its line in the file, what it says, and what is wrong with it.</summary>
public sealed record BanRow(int Line, ExamBan? Ban, string Name, string MaskedNumber, IReadOnlyList<string> Faults);

/// <summary>A file of bans as read: all rows, and the token with which the same file is entered after it was looked at.</summary>
public sealed record BanFile(IReadOnlyList<BanRow> Rows, string? Token)
{
    public int Wrong => Rows.Count(r => r.Faults.Count > 0);
}

/// <summary>Reads bans from a CSV file (UTF-8 or GB18030, with a header row); enters all of them or none.</summary>
public sealed class BanImport(PortalContext db, BanService bans, PersonalDataSeal seal, CheckedFiles checks)
{
    public const int LargestFile = 512 * 1024;
    public const int MostRows = 1000;

    private const string Purpose = "bans-import";

    public static readonly IReadOnlyList<string> Columns = ["姓名", "证件类型", "证件号码", "国家码", "开始日期", "截止日期", "依据"];

    private static readonly string[] Optional = ["国家码"];

    /// <summary>Judges every row; the token is null while anything is wrong.</summary>
    /// <exception cref="RuleViolationException">The file cannot be read as a table of bans at all.</exception>
    public async Task<BanFile> ReadAsync(byte[] file, BanScope scope, Operation operation, CancellationToken ct)
    {
        if (file.Length == 0) throw new RuleViolationException("File", "请选择 CSV 文件");
        if (file.Length > LargestFile) throw new RuleViolationException("File", $"文件不能超过 {LargestFile / 1024} KB");
        return await JudgeAsync(CsvText.Decode(file), scope, operation, ct);
    }

    /// <summary>Enters the file that the token stands for; every row is judged once more.</summary>
    public async Task<int> EnterAsync(string? token, BanScope scope, Operation operation, CancellationToken ct)
    {
        var file = await JudgeAsync(seal.Open(checks.Open(Purpose, token, operation)), scope, operation, ct);
        if (file.Wrong > 0) throw new RuleViolationException("File", "核对以后，记录有了变化，请重新上传文件核对");
        foreach (var row in file.Rows) bans.Add(row.Ban!, operation);
        db.Audit(operation with { Why = $"{file.Rows.Count} 条" }, "ban.imported", operation.UserId!.Value);
        await db.SaveChangesAsync(ct);
        return file.Rows.Count;
    }

    private async Task<BanFile> JudgeAsync(string text, BanScope scope, Operation operation, CancellationToken ct)
    {
        var lines = CsvText.Read(text);
        if (lines.Count == 0) throw new RuleViolationException("File", "文件里没有内容");
        var header = lines[0].Cells.Select(c => c.Trim()).ToList();
        var missing = Columns.Except(Optional).Where(c => !header.Contains(c)).ToList();
        if (missing.Count > 0) throw new RuleViolationException("File", $"第一行应为列名，缺少：{string.Join("、", missing)}");
        var body = lines.Skip(1).Where(l => l.Cells.Any(c => c.Trim().Length > 0)).ToList();
        if (body.Count == 0) throw new RuleViolationException("File", "文件里只有列名，没有记录");
        if (body.Count > MostRows) throw new RuleViolationException("File", $"一次最多导入{MostRows}条，文件里有{body.Count}条，请分几个文件");

        var (rows, seen) = (new List<BanRow>(), new Dictionary<(string, DateOnly, DateOnly?, string), int>());
        foreach (var (line, cells) in body)
        {
            string Cell(string column) => header.IndexOf(column) is >= 0 and var at && at < cells.Count ? cells[at].Trim() : "";
            var faults = new List<string>();
            var kind = Kind(Cell("证件类型"), faults);
            var (from, until, forGood) = (Day(Cell("开始日期"), "开始日期", faults), (DateOnly?)null, Cell("截止日期") is "长期" or "永久");
            if (!forGood) until = Day(Cell("截止日期"), "截止日期", faults);
            if (Cell("证件号码").Contains("E+", StringComparison.OrdinalIgnoreCase)) faults.Add("证件号码被表格软件改成了科学计数法，请把该列设为文本后重新填写");
            ExamBan? ban = null;
            if (faults.Count == 0)
            {
                (ban, var found) = await bans.JudgeAsync(new(Cell("姓名"), kind, Cell("国家码"), Cell("证件号码"), from, until, forGood, Cell("依据")), scope, operation, ct);
                faults.AddRange(found.Select(f => f.Message));
                if (ban is not null && !seen.TryAdd((ban.NumberHash, ban.From, ban.Until, ban.Basis), line)) faults.Add($"与第{seen[(ban.NumberHash, ban.From, ban.Until, ban.Basis)]}行重复");
            }
            rows.Add(new(line, ban, PersonName.Normalise(Cell("姓名")), Mask.IdNumber(DocumentNumber.Normalise(Cell("证件号码"))), faults));
        }
        return new(rows, rows.All(r => r.Faults.Count == 0) ? checks.Close(Purpose, seal.Seal(text), operation) : null);
    }

    private static DocumentKind Kind(string word, List<string> faults)
    {
        if (word is "身份证" or "居民身份证" or "社保卡") return DocumentKind.ResidentIdCard;
        foreach (var kind in Enum.GetValues<DocumentKind>())
            if (kind.Word() == word && kind != DocumentKind.MilitaryOfficerCard) return kind;
        faults.Add(word.Length == 0 ? "没有填写证件类型" : $"证件类型“{word}”不在可选范围：身份证、{string.Join("、", Enum.GetValues<DocumentKind>().Where(k => k is not (DocumentKind.ResidentIdCard or DocumentKind.MilitaryOfficerCard)).Select(k => k.Word()))}");
        return DocumentKind.ResidentIdCard;
    }

    private static DateOnly? Day(string text, string column, List<string> faults)
    {
        if (CsvText.Day(text) is { } day) return day;
        faults.Add(text.Length == 0 ? $"没有填写{column}" : $"{column}“{text}”不是日期，应像 2026-01-31" + (column == "截止日期" ? "；没有期限的填“长期”" : ""));
        return null;
    }
}
