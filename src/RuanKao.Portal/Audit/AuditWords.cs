using System.Text.RegularExpressions;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Audit;

/// <summary>What the auditor reads for an action; the code stands beside it.</summary>
public static partial class AuditWords
{
    private static readonly Dictionary<string, string> Rooms = new()
    {
        ["accommodation"] = "合理便利", ["accommodation-kind"] = "便利种类", ["account"] = "账号", ["admission"] = "准考证", ["announcement"] = "公告", ["audit"] = "审计", ["ban"] = "禁考", ["consent"] = "同意", ["government"] = "政务登录", ["identity"] = "实名认证", ["identity-case"] = "人工核验", ["identity-scan"] = "证件影像",
        ["door"] = "入场核验",
        ["notice-text"] = "通知文字", ["option"] = "报名表选项", ["payment"] = "支付", ["personal-data"] = "个人信息", ["photo"] = "照片", ["photo-rules"] = "照片要求", ["plan"] = "考试计划", ["refund"] = "退款", ["registration"] = "报名", ["return-reason"] = "退回原因", ["review"] = "审核",
        ["second-factor"] = "两步验证", ["staff"] = "人员", ["windows"] = "时间窗口",
    };

    private static readonly Dictionary<string, string> Actions = new()
    {
        ["account.signed-up"] = "注册账号", ["account.created"] = "开通账号", ["account.signed-in"] = "登录", ["account.password-reset"] = "找回密码",
        ["account.password-changed"] = "修改密码", ["account.other-sessions-ended"] = "退出其他设备",
        ["account.email-bound"] = "绑定邮箱", ["account.email-unbound"] = "解除绑定邮箱", ["account.mobile-bound"] = "绑定手机号", ["account.mobile-unbound"] = "解除绑定手机号",
        ["account.government-linked"] = "绑定政务账号", ["account.government-unlinked"] = "解除绑定政务账号",
        ["personal-data.consent-withdrawn"] = "撤回同意", ["personal-data.erased"] = "删除账号", ["personal-data.unmasked"] = "显示完整号码", ["personal-data.exported"] = "下载个人信息",
        ["identity-case.abandoned"] = "人工核验过期", ["photo.processed"] = "处理照片", ["photo.used"] = "使用照片", ["photo-rules.set"] = "设置照片要求",
        ["accommodation.asked"] = "申请合理便利", ["accommodation.changed"] = "修改合理便利申请", ["accommodation.withdrawn"] = "撤回合理便利申请", ["accommodation.proof-removed"] = "删除便利证明材料",
        ["accommodation.opened"] = "打开合理便利申请", ["accommodation.proof-opened"] = "查看便利证明材料",
        ["accommodation.granted"] = "同意合理便利", ["accommodation.partly-granted"] = "部分同意合理便利", ["accommodation.refused"] = "不同意合理便利",
        ["accommodation-kind.added"] = "添加便利种类", ["accommodation-kind.changed"] = "修改便利种类",
        ["admission.seated"] = "编排座位", ["admission.round-seated"] = "完成一轮编排", ["admission.site-added"] = "添加考点", ["admission.room-marked"] = "标记无障碍考场",
        ["admission.seat-moved"] = "调整座位", ["admission.rules-set"] = "设置编排规则", ["admission.room-changed"] = "修改考场", ["admission.room-removed"] = "删除考场", ["admission.site-changed"] = "修改考点", ["admission.site-removed"] = "删除考点", ["admission.sites-imported"] = "导入考点考场", ["admission.list-printed"] = "打印考场名单",
        ["announcement.saved"] = "保存公告草稿", ["announcement.published"] = "发布公告", ["announcement.revised"] = "修改公告", ["announcement.withdrawn"] = "撤下公告",
        ["announcement.file-added"] = "添加公告附件", ["announcement.file-removed"] = "删除公告附件",
        ["admission.tickets-ordered"] = "批量生成准考证", ["admission.tickets-downloaded"] = "下载批量准考证",
        ["door.list-loaded"] = "取用核验名单", ["door.entries-taken"] = "登记签到和异常情况", ["door.attendance-settled"] = "考务确认签到", ["door.attendance-exported"] = "下载签到表", ["door.incidents-exported"] = "下载异常情况登记表",
        ["notice-text.changed"] = "修改通知文字", ["notice-text.reset"] = "恢复通知文字",
        ["option.added"] = "添加报名表选项", ["option.changed"] = "修改报名表选项", ["option.moved"] = "调整报名表选项次序", ["option.retired"] = "停用报名表选项", ["option.restored"] = "恢复报名表选项",
        ["audit.verified"] = "校验审计日志",
        ["identity.refused"] = "实名认证未通过", ["identity.verified"] = "实名认证通过", ["identity.validity-changed"] = "更新证件有效期",
        ["identity.moved-away"] = "证件号码转到另一账号", ["identity-case.claimed"] = "申请人工核验", ["identity-case.scans-added"] = "上传证件影像",
        ["identity-case.scan-removed"] = "删除证件影像", ["identity-case.sent"] = "提交人工核验", ["identity-case.withdrawn"] = "撤回人工核验", ["identity-case.opened"] = "打开人工核验",
        ["identity-case.approved"] = "人工核验通过", ["identity-case.returned"] = "退回人工核验", ["identity-scan.opened"] = "查看证件影像",
        ["ban.entered"] = "登记禁考", ["ban.ended"] = "解除禁考", ["ban.imported"] = "导入禁考", ["windows.extended"] = "延长时间窗口",
        ["plan.drafted"] = "起草考试计划", ["plan.changed"] = "修改考试计划草稿", ["plan.corrected"] = "更正考试计划", ["plan.published"] = "发布考试计划", ["plan.closed"] = "关闭考试计划", ["plan.draft-removed"] = "删除考试计划草稿",
        ["plan.joined"] = "机构参加轮次", ["plan.place-changed"] = "修改机构安排草稿", ["plan.place-corrected"] = "更正机构安排", ["plan.place-published"] = "发布机构安排",
        ["plan.contacts-changed"] = "修改机构联系方式", ["plan.policy-added"] = "上传政策文件",
        ["bill.applied"] = "核对账单", ["bill.difference-closed"] = "记下对账差异的核实结果",
        ["review.change-approved"] = "变更通过", ["review.change-returned"] = "退回变更",
        ["registration.change-requested"] = "申请变更", ["registration.change-withdrawn"] = "撤回变更", ["registration.lapsed"] = "逾期失效", ["registration.revived"] = "恢复报名",
        ["registration.voided"] = "作废报名", ["registration.suspension"] = "宣布停考", ["registration.suspended"] = "停考终止报名", ["registration.refunded"] = "报名退费",
        ["payment.settled"] = "支付入账", ["payment.surplus"] = "多付入账", ["payment.closed"] = "支付关闭", ["payment.wrong-amount"] = "金额不符的通知",
        ["payment.wrong-merchant"] = "商户不符的通知", ["payment.unknown-number"] = "未知单号的通知", ["payment.began"] = "发起支付", ["payment.given-up"] = "放弃支付", ["photo.kept"] = "保存照片",
        ["refund.proposed"] = "提出退款", ["refund.requested"] = "办理退款", ["refund.approved"] = "同意退款", ["refund.declined"] = "不同意退款", ["refund.by-rule"] = "停考自动退款",
        ["refund.succeeded"] = "退款成功", ["refund.abnormal"] = "退款异常", ["refund.stuck"] = "退款受阻", ["refund.retried"] = "重试退款",
        ["refund.offline"] = "登记线下退款", ["refund.offline-proposed"] = "提出线下退款", ["refund.offline-declined"] = "不同意线下退款", ["refund.found-returned"] = "登记支付平台已退回",
        ["receipt.imported"] = "导入财政票据", ["receipt.entered"] = "登记财政票据", ["receipt.replaced"] = "更换财政票据", ["receipt.missing-listed"] = "下载未开票据清单",
        ["registration.saved"] = "保存报名草稿", ["registration.submitted"] = "提交报名", ["registration.settled"] = "报名成功", ["registration.cancelled"] = "取消报名",
        ["review.approved"] = "审核通过", ["review.returned"] = "退回修改",
        ["review.undone"] = "撤销审核决定", ["review.dropped"] = "审核决定没有生效", ["review.batch"] = "批量通过", ["review.second-asked"] = "请人复审", ["review.second-withdrawn"] = "收回复审请求",
        ["return-reason.added"] = "添加退回原因", ["return-reason.changed"] = "修改退回原因",
        ["second-factor.enrolled"] = "绑定手机验证器", ["second-factor.codes-renewed"] = "重新生成恢复码", ["second-factor.recovery-code-used"] = "使用恢复码",
        ["second-factor.reset"] = "重置两步验证",
        ["staff.invited"] = "邀请工作人员", ["staff.invitation-revoked"] = "撤回邀请", ["staff.appointed"] = "就任岗位", ["staff.appointment-ended"] = "解除岗位",
    };

    /// <summary>The rooms that write to the log, for the filter: code and word.</summary>
    public static IEnumerable<KeyValuePair<string, string>> KnownRooms => Rooms;

    public static string Of(string action) => Actions.TryGetValue(action, out var words) ? words
        : Rooms.TryGetValue(action.Split('.')[0], out var room) ? room + "：" + action : action;

    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["password"] = "密码", ["code"] = "动态码", ["government"] = "政务平台", ["authenticator"] = "手机验证器", ["recoverycode"] = "恢复码", ["signup"] = "注册", ["invitation"] = "邀请",
        ["national"] = "国家政务服务平台", ["photo"] = "照片", ["identity-scan"] = "证件影像", ["guardian"] = "监护人",
    };

    /// <summary>The entry's reason as the auditor reads it: codes that the house wrote become words, what a person wrote stays as it is.</summary>
    public static string Reason(string? why)
    {
        if (string.IsNullOrEmpty(why)) return "—";
        if (why.Split(' ') is var codes && codes.All(Reasons.ContainsKey)) return string.Join("、", codes.Select(code => Reasons[code]));
        if (Post().Match(why) is { Success: true } post && Enum.TryParse<Role>(post.Groups[1].Value, out var role))
            return string.Join(' ', new[] { Doors.NameOf(role), post.Groups[2].Value, post.Groups[3].Value }.Where(part => part.Length > 0));
        if (Links().Match(why) is { Success: true } whole) return $"完整，共 {whole.Groups[1].Value} 条";
        if (Faults().Match(why) is { Success: true } broken) return $"发现 {broken.Groups[1].Value} 处不符";
        return why.StartsWith("invitation ", StringComparison.Ordinal) ? "凭邀请 " + why["invitation ".Length..][..8] : why;
    }

    [GeneratedRegex("^([A-Za-z]+):([0-9]*):([0-9]*)$")]
    private static partial Regex Post();

    [GeneratedRegex("^whole, ([0-9]+) links$")]
    private static partial Regex Links();

    [GeneratedRegex("^([0-9]+) faults$")]
    private static partial Regex Faults();
}
