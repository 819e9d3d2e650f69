using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace RuanKao.Sandbox.Aliyun;

/// <summary>The SMS texts that the carrier has approved; a portal names them by code, the sandbox fills them in.</summary>
internal sealed partial class SmsTemplates
{
    public const string SignName = "软考报名";

    private static readonly Dictionary<string, string> Known = new()
    {
        ["verification-code"] = "您的验证码为 ${code}，请在 5 分钟内使用，切勿告知他人。",
        ["already-registered"] = "此手机号已注册软考报名账号，请直接登录；忘记密码可在登录页重新设置。如非本人操作请忽略。",
        ["not-registered"] = "此手机号尚未注册软考报名账号，请先注册。如非本人操作请忽略。",
        ["sign-in-locked"] = "有人多次输错您的软考报名账号密码，那个网络上的密码登录已暂停 15 分钟，您随时可用动态码登录。如非本人操作，建议修改密码。",
        ["address-added"] = "您的软考报名账号刚刚绑定了新的${kind}。如非本人操作，请立即登录修改密码并更换。",
        ["address-removed"] = "此${kind}已从您的软考报名账号上更换或解除绑定。如非本人操作，请立即用另一登录方式登录修改密码；无法登录请携证件联系报考地考试机构。",
        ["address-taken"] = "有人正在把此手机号绑定到另一个软考报名账号，而它已绑定账号。如为本人，请用它登录原账号解除绑定；否则请忽略。",
        ["registration-submitted"] = "您的${round}报名信息已提交，报名号 ${number}，请等待审核。",
        ["password-changed"] = "您的软考报名账号刚刚修改了密码。如非本人操作，请立即在登录页用“忘记密码”重新设置。",
        ["second-factor-reset"] = "您的软考工作账号的两步验证已由管理员重置，下次登录请重新绑定手机。如非您提出请联系管理员。",
        ["recovery-code-used"] = "您的软考工作账号刚刚使用了一个恢复码，还剩 ${left} 个。如非本人操作请联系管理员。",
        ["staff-invitation"] = "您被任命为${post}，请在 ${deadline} 前打开 ${link} 开通工作账号，链接只能用一次，请勿转发。",
        ["appointment-ended"] = "您的${post}岗位已解除，相应的权限已停止。如有疑问请联系管理员。",
        ["government-linked"] = "您的软考报名账号刚刚绑定了${platform}账号。如非本人操作，请立即登录解除绑定并修改密码。",
        ["government-unlinked"] = "您的软考报名账号刚刚解除了与${platform}账号的绑定。如非本人操作，请立即登录并修改密码。",
        ["registration-approved"] = "您的${round}报名已通过审核，考试费 ${fee} 元，请在 ${deadline} 前登录系统缴费。",
        ["registration-returned"] = "您的${round}报名信息未通过审核，原因：${reason}。请登录系统修改后重新提交。",
        ["registration-lapsed"] = "您的${round}报名在 ${deadline} 前没有缴费，报名已失效。截止前已付款的，核实后自动恢复。",
        ["registration-revived"] = "${round}缴费时间已延长，您的报名已恢复，请在 ${deadline} 前登录系统缴费 ${fee} 元。",
        ["registration-ended"] = "您的${round}报名已由考试机构终止（${what}），原因：${reason}。已缴考试费将原路退回。",
        ["registration-refunded"] = "您的${round}报名已终止，考试费 ${fee} 元已退回，按原支付方式退回的到账时间以支付平台为准。",
        ["change-approved"] = "您的${round}变更申请已通过审核，新的报考信息已生效。",
        ["change-returned"] = "您的${round}变更申请没有通过，原报考信息继续有效。原因：${reason}",
        ["review-warning"] = "${round}（${institution}）缴费将于 ${deadline} 截止，还有 ${count} 件待审核，请及时审核。",
        ["reminder-draft"] = "您在${institution}填写的${round}报名表还没有提交，报名将于 ${deadline} 截止。请登录系统提交。",
        ["reminder-returned"] = "您在${institution}的${round}报名信息被退回，请在 ${deadline} 前登录系统修改并重新提交。",
        ["reminder-payment"] = "您的${round}报名还没有缴费，请在 ${deadline} 前登录系统缴纳考试费 ${fee} 元，逾期视为放弃报名。",
        ["payment-settled"] = "您的${round}考试费 ${fee} 元已缴纳成功，报名成功。",
        ["identity-approved"] = "您的实名认证已由审核人员核验通过，现在可以提交报名表了。",
        ["identity-returned"] = "您的实名认证人工核验没有通过，原因：${reason}。请登录系统修改后重新提交。",
        ["identity-moved"] = "另一位申请人证明了本账号认证的证件号码属于其本人，本账号的实名认证已被取消。有异议请联系考试机构。",
        ["accommodation-decided"] = "考试机构已答复您的${round}合理便利申请：${answer}。请登录系统查看。",
        ["exam-in-a-week"] = "${round}您的第一场考试在 ${day} ${time} 开始，考点：${place}，考场 ${room}，座位 ${seat}。请带纸质准考证和身份证件原件。",
        ["seat-moved"] = "您的${round}考试座位有调整，以前打印的准考证已作废。请登录系统查看新座位并重新打印准考证。",
        ["exam-tomorrow"] = "${round}明天 ${day} ${time} 开始考试，考点：${place}，考场 ${room}，座位 ${seat}。请带纸质准考证和身份证件原件，提前到达。",
        ["exam-moved"] = "您报考的${round}${qualification}考试时间有更正，第一场：${when}。原因：${reason}。请登录系统查看全部场次，已打印准考证的请重新打印。",
        ["ticket-open"] = "${round}准考证可以打印了，时间为 ${from} 至 ${to}，请登录系统打印。",
    };

    private readonly ConcurrentDictionary<string, string?> textByCode = new();
    private readonly ConcurrentDictionary<string, string> codeByKey = new();

    public SmsTemplates()
    {
        foreach (var key in Known.Keys)
            CodeOf(key);
    }

    public IReadOnlyDictionary<string, string> Codes => codeByKey;

    /// <summary>The provider's code of a template; the same key always has the same code, and asking approves it.</summary>
    public string CodeOf(string key) => codeByKey.GetOrAdd(key, k =>
    {
        var number = BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(k))) % 900_000_000 + 100_000_000;
        var code = $"SMS_{number}";
        textByCode[code] = Known.GetValueOrDefault(k);
        return code;
    });

    /// <summary>The text as the phone shows it, or null when no such template is approved.</summary>
    /// <exception cref="KeyNotFoundException">The template needs a value that was not sent.</exception>
    public string? Fill(string code, IReadOnlyDictionary<string, string> values)
    {
        if (!textByCode.TryGetValue(code, out var text))
            return null;
        var body = text is null
            ? string.Join("，", values.Select(v => $"{v.Key}：{v.Value}"))
            : Placeholder().Replace(text, m => values[m.Groups[1].Value]);
        return $"【{SignName}】{body}";
    }

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Placeholder();
}
