namespace RuanKao.Portal.Notifications;

/// <summary>How soon a message must come.</summary>
public enum NoticeClass
{
    /// <summary>Somebody sits before a page and waits for it: a code, a link.</summary>
    Awaited,

    /// <summary>Something happened to the account that its owner may not have done.</summary>
    Security,

    /// <summary>It tells of a deadline that runs out soon.</summary>
    Deadline,

    /// <summary>Everything else waits for the end of the quiet hours, unless its use ends before.</summary>
    News,
}

/// <summary>A text that may leave the house: the values it needs, and what a mail says. An SMS has its text with the carrier, under the id in Sms:Templates.</summary>
public sealed record NoticeTemplate(string Key, NoticeClass Class, string Subject, string Body, params string[] Values)
{
    public string Fill(IReadOnlyDictionary<string, string> values) => Fill(Body, values);

    /// <summary>The body without greeting and foot, behind the signature: about what an SMS says.</summary>
    public string Core(IReadOnlyDictionary<string, string> values) => "【软考报名】" + Fill(Body.Split("\n\n登录地址", 2)[0].Replace("\n", "", StringComparison.Ordinal), values);

    private string Fill(string text, IReadOnlyDictionary<string, string> values)
    {
        // In one pass per name and never over a filled value: a reason that contains {site} stays as typed.
        foreach (var name in Values) text = text.Replace("{" + name + "}", "\u0001" + name + "\u0002", StringComparison.Ordinal);
        foreach (var name in Values) text = text.Replace("\u0001" + name + "\u0002", values[name], StringComparison.Ordinal);
        return text;
    }
}

/// <summary>Every message of the portal. The key is also the name under Sms:Templates.</summary>
public static class NoticeTemplates
{
    public const string VerificationCode = "verification-code";
    public const string AlreadyRegistered = "already-registered";
    public const string NotRegistered = "not-registered";
    public const string PasswordChanged = "password-changed";
    public const string SignInLocked = "sign-in-locked";
    public const string AddressAdded = "address-added";
    public const string AddressRemoved = "address-removed";
    public const string AddressTaken = "address-taken";
    public const string SecondFactorReset = "second-factor-reset";
    public const string RecoveryCodeUsed = "recovery-code-used";
    public const string StaffInvitation = "staff-invitation";
    public const string AppointmentEnded = "appointment-ended";
    public const string GovernmentLinked = "government-linked";
    public const string GovernmentUnlinked = "government-unlinked";
    public const string RegistrationSubmitted = "registration-submitted";
    public const string RegistrationApproved = "registration-approved";
    public const string RegistrationReturned = "registration-returned";
    public const string RegistrationLapsed = "registration-lapsed";
    public const string RegistrationRevived = "registration-revived";
    public const string RegistrationEnded = "registration-ended";
    public const string RegistrationRefunded = "registration-refunded";
    public const string ChangeApproved = "change-approved";
    public const string ChangeReturned = "change-returned";
    public const string ReviewWarning = "review-warning";
    public const string ReminderDraft = "reminder-draft";
    public const string ReminderReturned = "reminder-returned";
    public const string ReminderPayment = "reminder-payment";
    public const string PaymentSettled = "payment-settled";
    public const string TicketOpen = "ticket-open";
    public const string SeatMoved = "seat-moved";
    public const string IdentityApproved = "identity-approved";
    public const string IdentityReturned = "identity-returned";
    public const string IdentityMoved = "identity-moved";
    public const string ExamInAWeek = "exam-in-a-week";
    public const string ExamTomorrow = "exam-tomorrow";
    public const string ExamMoved = "exam-moved";
    public const string AccommodationDecided = "accommodation-decided";

    private const string Foot = "\n\n登录地址：{site}\n本邮件由系统自动发出，请勿回复。";

    private static readonly Dictionary<string, NoticeTemplate> All = new NoticeTemplate[]
    {
        new(VerificationCode, NoticeClass.Awaited, "验证码", "您正在{purpose}，验证码为 {code}，5 分钟内有效。\n\n请勿把验证码告诉他人。如不是您本人操作，请不必理会这封邮件。" + Foot, "purpose", "code", "site"),
        new(AlreadyRegistered, NoticeClass.Awaited, "您已有账号", "有人正在用这个地址注册软考报名账号，而它已经注册过了。\n\n如果是您本人，请直接登录；忘记密码时，可在登录页点击“忘记密码”重新设置。如不是您本人操作，请不必理会。" + Foot, "site"),
        new(NotRegistered, NoticeClass.Awaited, "这个地址尚未注册", "有人正在用这个地址登录软考报名系统，而它还没有注册。\n\n如果是您本人，请先注册，或改用注册时填写的手机号或邮箱。如不是您本人操作，请不必理会。" + Foot, "site"),
        new(PasswordChanged, NoticeClass.Security, "密码已修改", "您的软考报名账号刚刚修改了密码，其他设备上的登录已退出。\n\n如不是您本人操作，请立即在登录页点击“忘记密码”重新设置，并查看账号与安全中绑定的手机号和邮箱。" + Foot, "site"),
        new(SignInLocked, NoticeClass.Security, "有人多次输错密码", "有人在短时间内多次输错您的软考报名账号密码，那个网络上的密码登录已暂停 15 分钟。您在其他网络照常登录，也随时可以用动态码登录。\n\n如果是您本人忘记了密码，可在登录页点击“忘记密码”。如不是您本人操作，账号没有被打开；密码较简单或在别处用过时，建议修改。" + Foot, "site"),
        new(AddressAdded, NoticeClass.Security, "已绑定新的登录方式", "您的软考报名账号刚刚绑定了新的{kind}，以后可以用它登录。\n\n如不是您本人操作，请立即登录，修改密码，并在账号与安全中更换这个{kind}。" + Foot, "kind", "site"),
        new(AddressRemoved, NoticeClass.Security, "登录方式已更换", "这个{kind}刚刚从您的软考报名账号上更换或解除绑定，以后不能再用它登录。\n\n如不是您本人操作，请立即用账号的另一个登录方式登录并修改密码；无法登录时，请携带有效身份证件联系报考地考试机构。" + Foot, "kind", "site"),
        new(AddressTaken, NoticeClass.Security, "这个地址已绑定账号", "有人正在把这个地址绑定到一个软考报名账号，而它已经绑定在另一个账号上。\n\n如果是您本人，请用这个地址登录原来的账号，在账号与安全中解除绑定后再试；每人只需一个账号。如不是您本人操作，请不必理会。" + Foot, "site"),
        new(SecondFactorReset, NoticeClass.Security, "两步验证已重置", "管理员刚刚重置了您的软考工作账号的两步验证，原来的手机验证器和恢复码已失效。下次登录时请重新绑定手机。\n\n如果您没有提出过这个要求，请立即联系您的管理员。" + Foot, "site"),
        new(RecoveryCodeUsed, NoticeClass.Security, "有人用恢复码登录", "您的软考工作账号刚刚使用了一个恢复码，还剩 {left} 个。\n\n如不是您本人操作，请立即修改密码，并联系您的管理员重置两步验证。" + Foot, "left", "site"),
        new(StaffInvitation, NoticeClass.Awaited, "请开通您的工作账号", "您被任命为{post}。请在 {deadline}（北京时间）前打开以下地址，设置密码并绑定手机验证器：\n\n{link}\n\n这个地址只能使用一次，请勿转发给他人。如果您不认识这项任命，请不必理会。" + Foot, "post", "deadline", "link", "site"),
        new(AppointmentEnded, NoticeClass.Security, "工作岗位已解除", "您的{post}岗位已解除，相应的权限已立即停止。如有疑问，请联系您的管理员。" + Foot, "post", "site"),
        new(GovernmentLinked, NoticeClass.Security, "已绑定政务平台账号", "您的软考报名账号刚刚绑定了{platform}账号，以后可以用它登录。\n\n如不是您本人操作，请立即登录，在“账号与安全”中解除绑定并修改密码。" + Foot, "platform", "site"),
        new(GovernmentUnlinked, NoticeClass.Security, "已解除政务平台账号的绑定", "您的软考报名账号刚刚解除了与{platform}账号的绑定。\n\n如不是您本人操作，请立即登录并修改密码。" + Foot, "platform", "site"),
        new(RegistrationSubmitted, NoticeClass.News, "报名信息已提交", "您的{round}报名信息已提交，报名号 {number}，现在等待审核。审核结果会再通知您。" + Foot, "round", "number", "site"),
        new(RegistrationApproved, NoticeClass.News, "报名审核已通过", "您的{round}报名已通过审核。考试费 {fee} 元，请在 {deadline}（北京时间）前登录系统完成缴费，逾期未缴费视为放弃报名。" + Foot, "round", "fee", "deadline", "site"),
        new(RegistrationReturned, NoticeClass.News, "报名信息被退回", "您的{round}报名信息没有通过审核，原因：{reason}\n\n请登录系统修改后重新提交。" + Foot, "round", "reason", "site"),
        new(RegistrationLapsed, NoticeClass.News, "逾期未缴费", "您的{round}报名在 {deadline}（北京时间）前没有缴费，报名已失效。如果您已在截止前付款，不必担心，款项核实后报名会自动恢复。" + Foot, "round", "deadline", "site"),
        new(RegistrationRevived, NoticeClass.News, "报名已恢复，请缴费", "{round}缴费时间已延长，您的报名已恢复。请在 {deadline}（北京时间）前登录系统缴纳考试费 {fee} 元。" + Foot, "round", "fee", "deadline", "site"),
        new(RegistrationEnded, NoticeClass.News, "报名已终止", "您的{round}报名已由考试机构终止（{what}）。原因：{reason}\n\n已缴纳的考试费将按原支付方式退回。" + Foot, "round", "what", "reason", "site"),
        new(RegistrationRefunded, NoticeClass.News, "考试费已退回", "您的{round}报名已由考试机构终止，考试费 {fee} 元已退回。按原支付方式退回的，到账时间以支付平台为准。" + Foot, "round", "fee", "site"),
        new(ChangeApproved, NoticeClass.News, "变更已生效", "您的{round}变更申请已通过审核，新的报考信息已生效。还没有缴费的，请在缴费截止前登录系统缴费。" + Foot, "round", "site"),
        new(ChangeReturned, NoticeClass.News, "变更申请未通过", "您的{round}变更申请没有通过，原来的报考信息继续有效。原因：{reason}" + Foot, "round", "reason", "site"),
        new(ReviewWarning, NoticeClass.Deadline, "缴费将截止，还有报名待审核", "{round}（{institution}）缴费将于 {deadline}（北京时间）截止，还有 {count} 件报名或变更申请待审核。请及时审核，以免考生来不及缴费。" + Foot, "round", "institution", "deadline", "count", "site"),
        new(ReminderDraft, NoticeClass.Deadline, "报名将截止，您的报名表还没有提交", "您在{institution}填写的{round}报名表还没有提交。报名将于 {deadline}（北京时间）截止，过时不能补报。\n\n请登录系统，把报名表填完并提交；您填写过的内容都在。不打算报考的，不必理会。" + Foot, "round", "institution", "deadline", "site"),
        new(ReminderReturned, NoticeClass.Deadline, "请尽快修改并重新提交报名表", "您在{institution}的{round}报名信息被退回后还没有重新提交。请在 {deadline}（北京时间）前登录系统，按退回原因修改并重新提交，过时不能再改。" + Foot, "round", "institution", "deadline", "site"),
        new(ReminderPayment, NoticeClass.Deadline, "缴费将截止，您还没有缴费", "您的{round}报名已通过审核，还没有缴费。请在 {deadline}（北京时间）前登录系统缴纳考试费 {fee} 元，逾期未缴费视为放弃报名。\n\n如果您刚刚已经付款，不必重复缴费。" + Foot, "round", "fee", "deadline", "site"),
        new(PaymentSettled, NoticeClass.News, "缴费成功", "您的{round}考试费 {fee} 元已缴纳成功，报名成功。请在准考证打印时间内登录系统打印准考证。" + Foot, "round", "fee", "site"),
        new(TicketOpen, NoticeClass.News, "准考证可以打印了", "{round}准考证现在可以打印，打印时间为 {from} 至 {to}（北京时间）。请登录系统打印，并核对姓名、证件号码和考试地点。" + Foot, "round", "from", "to", "site"),
        new(ExamInAWeek, NoticeClass.Deadline, "考试时间和地点", "{round}您的第一场考试在 {day} {time}（北京时间）开始。考点：{place}，考场 {room}，座位 {seat}。\n\n请提前打印准考证，查好路线；请带纸质准考证和有效身份证件原件。全部场次见“考试安排”。" + Foot, "round", "day", "time", "place", "room", "seat", "site"),
        new(ExamTomorrow, NoticeClass.Deadline, "明天考试", "{round}您的第一场考试在明天 {day} {time}（北京时间）开始，请提前到达考点签到。考点：{place}，考场 {room}，座位 {seat}。\n\n请带纸质准考证和有效身份证件原件。全部场次见“考试安排”。" + Foot, "round", "day", "time", "place", "room", "seat", "site"),
        new(ExamMoved, NoticeClass.News, "考试时间有更正", "您报考的{round}{qualification}考试时间有更正，第一场：{when}。原因：{reason}\n\n请登录系统查看全部场次；已经打印准考证的，请重新打印。" + Foot, "round", "qualification", "when", "reason", "site"),
        new(SeatMoved, NoticeClass.News, "座位有调整，请重新打印准考证", "您的{round}考试座位有调整，准考证号不变，以前打印的准考证已作废。请登录系统查看新的考场和座位，并重新打印准考证。" + Foot, "round", "site"),
        new(IdentityApproved, NoticeClass.News, "人工核验已通过", "您的实名认证已由审核人员核验通过，现在可以提交报名表了。" + Foot, "site"),
        new(IdentityReturned, NoticeClass.News, "人工核验没有通过", "您的实名认证人工核验没有通过，原因：{reason}\n\n请登录系统，在“个人中心”修改后重新提交；您填写过的内容都在。" + Foot, "reason", "site"),
        new(IdentityMoved, NoticeClass.Security, "您账号上的实名认证已被取消", "另一位申请人用证件证明了本账号所认证的证件号码属于其本人，经审核人员核验，本账号的实名认证已被取消。报名表草稿仍然保留。\n\n如果您认为有误，请登录系统重新实名认证，或联系报考地的考试机构。" + Foot, "site"),
        new(AccommodationDecided, NoticeClass.News, "合理便利申请有了答复", "考试机构已答复您的{round}合理便利申请：{answer}。\n\n请登录系统，在“合理便利申请”中查看。" + Foot, "round", "answer", "site"),
    }.ToDictionary(t => t.Key);

    public static IEnumerable<string> Keys => All.Keys;

    public static NoticeTemplate Find(string key) => All[key];
}
