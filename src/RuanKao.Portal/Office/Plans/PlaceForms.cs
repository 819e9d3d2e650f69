using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using Yuan = RuanKao.Portal.Foundation.Money;

namespace RuanKao.Portal.Office.Plans;

/// <summary>The windows as they were read.</summary>
public sealed record WindowsRead(TimeWindow Registration, DateTime? ReviewUntil, TimeWindow Payment, DateTime? ChangesUntil, TimeWindow TicketPrinting, int MendHours);

/// <summary>The windows of an institution as people type them: Beijing wall clocks, an end at midnight as 24:00; empty is not published.</summary>
public sealed class WindowsForm : PlanForm
{
    public const int MostMendHours = 168;

    [Display(Name = "报名开始")]
    public string? RegistrationFrom { get; set; }

    [Display(Name = "报名截止")]
    public string? RegistrationTo { get; set; }

    [Display(Name = "审核截止")]
    public string? ReviewUntil { get; set; }

    [Display(Name = "缴费开始")]
    public string? PaymentFrom { get; set; }

    [Display(Name = "缴费截止")]
    public string? PaymentTo { get; set; }

    [Display(Name = "数据冻结")]
    public string? ChangesUntil { get; set; }

    [Display(Name = "准考证打印开始")]
    public string? TicketsFrom { get; set; }

    [Display(Name = "准考证打印截止")]
    public string? TicketsTo { get; set; }

    [Display(Name = "退回后修改")]
    public int? MendHours { get; set; }

    public static WindowsForm Of(RoundInstitution place) => new()
    {
        RegistrationFrom = Start(place.Registration.From), RegistrationTo = End(place.Registration.To), ReviewUntil = End(place.ReviewUntil), PaymentFrom = Start(place.Payment.From), PaymentTo = End(place.Payment.To),
        ChangesUntil = End(place.ChangesUntil), TicketsFrom = Start(place.TicketPrinting.From), TicketsTo = End(place.TicketPrinting.To), MendHours = place.MendHours,
    };

    public WindowsRead Read()
    {
        List<RuleViolation> faults = [];
        var read = new WindowsRead(Window(nameof(RegistrationFrom), RegistrationFrom, nameof(RegistrationTo), RegistrationTo), Moment(nameof(ReviewUntil), ReviewUntil),
            Window(nameof(PaymentFrom), PaymentFrom, nameof(PaymentTo), PaymentTo), Moment(nameof(ChangesUntil), ChangesUntil), Window(nameof(TicketsFrom), TicketsFrom, nameof(TicketsTo), TicketsTo), MendHours ?? 24);
        if (read.MendHours is < 0 or > MostMendHours) faults.Add(new(nameof(MendHours), $"请填 0 到 {MostMendHours} 小时"));
        RuleViolationException.ThrowIfAny(faults);
        return read;

        TimeWindow Window(string fromField, string? from, string toField, string? to)
        {
            var window = new TimeWindow(Moment(fromField, from), Moment(toField, to));
            if (string.IsNullOrWhiteSpace(from) != string.IsNullOrWhiteSpace(to)) faults.Add(new(string.IsNullOrWhiteSpace(from) ? fromField : toField, "开始和截止要么都填，要么都不填"));
            else if (window.From >= window.To) faults.Add(new(toField, "截止时间须晚于开始时间"));
            return window;
        }

        DateTime? Moment(string field, string? typed)
        {
            if (string.IsNullOrWhiteSpace(typed)) return null;
            if (Beijing.Parse(typed) is { } at) return at;
            faults.Add(new(field, "请写成 2027-03-15 09:00 的样子，当天结束写 24:00"));
            return null;
        }
    }

    private static string? Start(DateTime? at) => at is { } utc ? Beijing.Moment(utc) : null;

    private static string? End(DateTime? at) => at is { } utc ? Beijing.DeadlineMoment(utc) : null;
}

/// <summary>The fee of an institution: amounts in yuan, one exception a line.</summary>
public sealed class FeesForm : PlanForm
{
    public const int MostFen = 1_000_000;

    [Display(Name = "收费方式")]
    public FeeKind Kind { get; set; }

    [Display(Name = "报名费")]
    public string? Base { get; set; }

    [Display(Name = "初级")]
    public string? Junior { get; set; }

    [Display(Name = "中级")]
    public string? Intermediate { get; set; }

    [Display(Name = "高级")]
    public string? Senior { get; set; }

    [Display(Name = "例外"), DataType(DataType.MultilineText)]
    public string? Exceptions { get; set; }

    [Display(Name = "收费批准文号")]
    public string? ApprovalDocument { get; set; }

    [Display(Name = "有效期自")]
    public DateOnly? ValidFrom { get; set; }

    [Display(Name = "有效期至")]
    public DateOnly? ValidUntil { get; set; }

    public static IEnumerable<SelectListItem> Kinds =>
        [new("还没有确定", nameof(FeeKind.Unpublished)), new("不收费", nameof(FeeKind.Free)), new("按级别，每人一笔", nameof(FeeKind.FlatByLevel)), new("按科目，每科一笔", nameof(FeeKind.PerPaper))];

    public static FeesForm Of(FeeRule fee, IReadOnlyList<Qualification> qualifications) => new()
    {
        Kind = fee.Kind, Base = Amount(fee.BaseFen), Junior = Amount(fee.JuniorFen), Intermediate = Amount(fee.IntermediateFen), Senior = Amount(fee.SeniorFen), ApprovalDocument = fee.ApprovalDocument, ValidFrom = fee.ValidFrom, ValidUntil = fee.ValidUntil,
        Exceptions = string.Join('\n', fee.ExceptionList.Select(e => $"{qualifications.FirstOrDefault(q => q.Code == e.Code)?.Name ?? e.Code} {Yuan.Yuan(e.Fen)}")),
    };

    public FeeRule Read(IReadOnlyList<Qualification> qualifications)
    {
        List<RuleViolation> faults = [];
        var charges = Kind is FeeKind.FlatByLevel or FeeKind.PerPaper;
        var exceptions = new List<string>();
        foreach (var line in charges ? (Exceptions ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [])
        {
            var parts = ContactAddress.Narrow(line).Split([' ', '\t', '='], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 2 && qualifications.FirstOrDefault(q => q.Name == parts[0]) is { } known && Fen(parts[1]) is { } fen)
            {
                if (exceptions.Any(e => e.StartsWith(known.Code + "=", StringComparison.Ordinal))) faults.Add(new(nameof(Exceptions), $"{known.Name}写了两次"));
                exceptions.Add(string.Create(CultureInfo.InvariantCulture, $"{known.Code}={fen}"));
            }
            else faults.Add(new(nameof(Exceptions), $"“{line}”看不懂，请写成“信息处理技术员 170.00”，一行一个"));
        }
        var rule = new FeeRule(Kind, Amount(nameof(Base), Base), Amount(nameof(Junior), Junior), Amount(nameof(Intermediate), Intermediate), Amount(nameof(Senior), Senior),
            string.Join(' ', exceptions), string.IsNullOrWhiteSpace(ApprovalDocument) ? null : ApprovalDocument.Trim(), ValidFrom, ValidUntil);
        if (rule.ApprovalDocument?.Length > FeeRule.ApprovalDocumentLength) faults.Add(new(nameof(ApprovalDocument), $"最多{FeeRule.ApprovalDocumentLength}个字"));
        if (rule.Exceptions.Length > FeeRule.ExceptionsLength) faults.Add(new(nameof(Exceptions), "例外太多，请改用按级别或按科目收费"));
        if (ValidUntil < ValidFrom) faults.Add(new(nameof(ValidUntil), "有效期至早于有效期自"));
        RuleViolationException.ThrowIfAny(faults);
        return rule;

        int Amount(string field, string? typed)
        {
            if (!charges || string.IsNullOrWhiteSpace(typed)) return 0;
            if (Fen(typed) is { } fen) return fen;
            faults.Add(new(field, $"请填写金额，例如 100.00，最多 {Yuan.Yuan(MostFen)} 元"));
            return 0;
        }
    }

    private static int? Fen(string typed) => Yuan.Fen(ContactAddress.Narrow(typed).Trim().TrimEnd('元').Trim()) is { } fen and >= 0 and <= MostFen ? fen : null;

    private static string? Amount(int fen) => fen == 0 ? null : Yuan.Yuan(fen);
}

/// <summary>A place that can be an exam region of the institution.</summary>
public sealed record RegionOption(string Code, string Name);

/// <summary>考试考区.</summary>
public sealed class RegionsForm : PlanForm
{
    [Display(Name = "考试考区")]
    public List<string> Codes { get; set; } = [];
}

/// <summary>考生须知, 报考承诺书 and 政策文件 as text.</summary>
public sealed class TextsForm : PlanForm
{
    [Display(Name = "考生须知"), DataType(DataType.MultilineText)]
    public string? Notice { get; set; }

    [Display(Name = "报考承诺书"), DataType(DataType.MultilineText)]
    public string? Pledge { get; set; }

    [Display(Name = "政策文件正文"), DataType(DataType.MultilineText)]
    public string? Policy { get; set; }

    public (string Notice, string Pledge, string Policy) Read()
    {
        List<RuleViolation> faults = [];
        var read = (Text(nameof(Notice), Notice), Text(nameof(Pledge), Pledge), Text(nameof(Policy), Policy));
        RuleViolationException.ThrowIfAny(faults);
        return read;

        string Text(string field, string? typed)
        {
            var text = (typed ?? "").ReplaceLineEndings("\n").Trim();
            if (text.Length > RoundInstitution.TextLength) faults.Add(new(field, $"最多{RoundInstitution.TextLength:N0}个字，现在有{text.Length:N0}个"));
            return text;
        }
    }
}

/// <summary>How an institution is reached.</summary>
public sealed class ContactsForm
{
    [Display(Name = "咨询电话"), DataType(DataType.MultilineText)]
    public string? Telephones { get; set; }

    [Display(Name = "网站")]
    public string? Website { get; set; }

    /// <summary>What stood there when the page was opened.</summary>
    public string? SeenTelephones { get; set; }

    public string? SeenWebsite { get; set; }

    public (string Telephones, string? Website) Read()
    {
        List<RuleViolation> faults = [];
        var telephones = string.Join('\n', (Telephones ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (telephones.Length > Institution.TelephonesLength) faults.Add(new(nameof(Telephones), $"最多{Institution.TelephonesLength}个字"));
        if (telephones.Split('\n').FirstOrDefault(line => line.Length > 0 && line.Count(char.IsAsciiDigit) < 5) is { } odd) faults.Add(new(nameof(Telephones), $"“{odd}”不像电话号码，请一行写一个"));
        var website = (Website ?? "").Trim();
        foreach (var scheme in new[] { "https://", "http://" })
            if (website.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) website = website[scheme.Length..];
        website = website.TrimEnd('/');
        if (website.Length > Institution.WebsiteLength) faults.Add(new(nameof(Website), $"最多{Institution.WebsiteLength}个字"));
        else if (website.Length > 0 && !(Uri.TryCreate("http://" + website, UriKind.Absolute, out var uri) && uri.Host.Contains('.') && uri.UserInfo.Length == 0)) faults.Add(new(nameof(Website), "网址应像 www.example.org"));
        RuleViolationException.ThrowIfAny(faults);
        return (telephones, website.Length == 0 ? null : website);
    }
}

/// <summary>A PDF and what the page calls it.</summary>
public sealed class PolicyFileForm
{
    [Display(Name = "文件名称")]
    public string? Name { get; set; }

    [Display(Name = "PDF 文件")]
    public IFormFile? File { get; set; }
}
