using System.Text.RegularExpressions;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Notifications;

/// <summary>What a mail's text must be like, and what its placeholders stand for.</summary>
public static partial class NoticeTextRules
{
    /// <summary>A carrier counts an SMS by this many characters, and a longer one in pieces of <see cref="SmsPiece"/>.</summary>
    public const int SmsLength = 70;

    public const int SmsPiece = 67;

    private static readonly Dictionary<string, (string Word, string Sample)> Placeholders = new()
    {
        ["code"] = ("验证码", "483920"), ["purpose"] = ("正在办理的事", "登录"), ["site"] = ("网站地址", "https://bm.example.cn"), ["kind"] = ("手机号或邮箱", "手机号"),
        ["left"] = ("还剩的恢复码", "7"), ["post"] = ("岗位", "云南 审核人员"), ["deadline"] = ("截止时间", "2026年4月10日 24:00"), ["link"] = ("开通地址", "https://bm.example.cn/invitations/x7Kq"),
        ["platform"] = ("政务平台", "国家政务服务平台"), ["round"] = ("考试", "2026年上半年软考"), ["number"] = ("报名号", "53260100000017"), ["fee"] = ("考试费（元）", "100.00"),
        ["reason"] = ("原因", "照片不清晰，请更换"), ["what"] = ("怎样终止", "停考"), ["institution"] = ("考试机构", "云南"), ["count"] = ("件数", "12"),
        ["answer"] = ("怎样答复", "部分同意"), ["from"] = ("开始时间", "2026年5月16日 09:00"), ["to"] = ("截止时间", "2026年5月23日 08:30"),
        ["qualification"] = ("报考资格", "软件设计师"), ["when"] = ("新的第一场", "2026年5月24日（星期日）08:30（北京时间）"), ["day"] = ("考试日期", "2026年5月23日（星期六）"), ["time"] = ("开考时间", "08:30"), ["place"] = ("考点和地址", "昆明示例学院（示例路 100 号）"), ["room"] = ("考场", "012"), ["seat"] = ("座位", "23"),
    };

    /// <summary>验证码 for code.</summary>
    public static string WordOf(string name) => Placeholders[name].Word;

    /// <summary>Values that look like real ones, for the preview.</summary>
    public static IReadOnlyDictionary<string, string> Samples(NoticeTemplate template) => template.Values.ToDictionary(name => name, name => Placeholders[name].Sample);

    public static string CleanSubject(string? typed) => (typed ?? "").Trim();

    public static string CleanBody(string? typed) => (typed ?? "").ReplaceLineEndings("\n").Trim();

    public static IReadOnlyList<RuleViolation> Faults(NoticeTemplate template, string subject, string body)
    {
        var faults = new List<RuleViolation>();
        if (subject.Length == 0) Subject("请填写标题");
        else if (subject.Length > NoticeText.SubjectLength) Subject($"标题最多{NoticeText.SubjectLength}个字，现在有{subject.Length}个");
        // A line break would begin a header of its own, and a subject is read on a locked screen.
        if (subject.Any(char.IsControl)) Subject("标题只能有一行");
        if (subject.AsSpan().IndexOfAny('{', '}') >= 0) Subject("标题里不能用占位符，它会显示在锁屏的手机上");
        if (body.Length == 0) Body("请填写正文");
        else if (body.Length > NoticeText.BodyLength) Body($"正文最多{NoticeText.BodyLength}个字，现在有{body.Length}个");
        if (body.Any(c => char.IsControl(c) && c != '\n')) Body("正文里有不能显示的字符，请删去后重新输入");
        var used = Placeholder().Matches(body).Select(m => m.Groups[1].Value).ToList();
        foreach (var unknown in used.Except(template.Values)) Body($"没有“{{{unknown}}}”这一项，可用的有：{string.Join("、", template.Values.Select(Named))}");
        if (Placeholder().Replace(body, "").AsSpan().IndexOfAny('{', '}') >= 0) Body("正文里有不成对的大括号，占位符应像 {" + template.Values[0] + "}");
        if (body.Length > 0 && template.Values.Except(used).ToList() is { Count: > 0 } missing) Body($"正文里缺少{string.Join("、", missing.Select(Named))}");
        return faults;

        void Subject(string words) => faults.Add(new(nameof(NoticeTextForm.Subject), words));

        void Body(string words) => faults.Add(new(nameof(NoticeTextForm.Body), words));
    }

    /// <summary>How many messages a carrier counts an SMS of so many characters as.</summary>
    public static int SmsCount(int length) => length <= SmsLength ? 1 : (length + SmsPiece - 1) / SmsPiece;

    private static string Named(string name) => $"{{{name}}}（{WordOf(name)}）";

    [GeneratedRegex(@"\{([^{}\n]*)\}")]
    private static partial Regex Placeholder();
}
