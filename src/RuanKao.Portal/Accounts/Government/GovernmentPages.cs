namespace RuanKao.Portal.Accounts.Government;

/// <summary>Somebody from a platform whom no account here belongs to yet.</summary>
public sealed record UnlinkedPage(string Platform, string Recognisable);

/// <summary>Both sides of a link, before it is made.</summary>
public sealed record ConfirmLinkPage(string Platform, string Recognisable, string Account);

public sealed record LinkLine(Guid Id, string Platform, DateTime LinkedAt, DateTime? LastUsedAt);

public sealed record LinkablePlatform(string Key, string Title);

public sealed record LinksPage(IReadOnlyList<LinkLine> Links, IReadOnlyList<LinkablePlatform> Open);

/// <summary>What a refusal says to the person: what happened and what to do next.</summary>
public static class GovernmentWords
{
    public static (string Heading, string What) Of(GovernmentRefusal refusal) => refusal switch
    {
        GovernmentRefusal.Unavailable => ("政务服务平台暂时无法连接", "平台没有响应，这与您的账号无关。请直接用手机号或邮箱登录，不影响报名和缴费；也可以过几分钟再试。"),
        GovernmentRefusal.Cancelled => ("您没有完成平台登录", "您在政务服务平台取消了登录，没有任何改动。"),
        GovernmentRefusal.Expired => ("这次平台登录已失效", "登录等待时间过长，或者页面被重复打开。请回到登录页重新点击平台登录，并在同一个浏览器中完成。"),
        GovernmentRefusal.Organisation => ("请使用个人账号", "您在政务服务平台登录的是法人（单位）账号，报名只能由本人办理。请在平台退出法人账号，改用个人账号登录。"),
        GovernmentRefusal.LevelTooLow => ("平台账号尚未实名", "您的政务服务平台账号还没有完成实名认证，不能用来登录。请先在平台完成实名认证，或直接用手机号、邮箱登录。"),
        GovernmentRefusal.Staff => ("工作人员请用密码登录", "工作人员账号需要密码和第二重验证，不能用政务服务平台账号登录或绑定。"),
        _ => ("平台登录没有成功", "政务服务平台返回的信息无法核实，为安全起见没有让您登录。请重新登录一次；反复出现时，请先用手机号或邮箱登录，并告知考试机构。"),
    };
}
