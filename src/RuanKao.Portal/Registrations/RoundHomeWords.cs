using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>What a candidate is told on 报名首页: how things stand, and the one thing to do now.</summary>
public sealed record RoundHomeWords(string Heading, NowToDo? Now, string? Note = null);

/// <summary>The blue panel: what, in a sentence with its deadline in bold, and the button. Without a route there is nothing to do but wait.</summary>
public sealed record NowToDo(string Heading, string Before, string? Deadline, string After, string? Button = null, string? Route = null, DateTime? Until = null, string UntilWhat = "");

/// <summary>One line of the timeline.</summary>
public sealed record HomeMoment(string When, string Title, JourneyStepState State, string? Detail = null);

/// <summary>What 报名首页 is told from: the place, the person's registration here, where else the person registered, and the present moment.</summary>
public sealed record RoundHomeFacts(RoundPlaceView Place, Registration? Mine, string? RegisteredAt, DateTime? VerifiedAt, DateTime Now)
{
    private RoundInstitution At => Place.Place;

    /// <summary>A reviewer has still to judge who the person is: the form may be filled in, and waits for that.</summary>
    public bool IsWaitingForIdentity { get; init; }

    public RoundHomeWords Words => RegisteredAt is { } elsewhere
        ? new($"您已在{elsewhere}考区报名", null, $"每人每次考试全国只能有一个报名。要改在{Place.Institution.Name}报名，请先到{elsewhere}考区取消报名。")
        : Mine?.State switch
        {
            RegistrationState.Submitted => Submitted(),
            RegistrationState.Returned => Returned(),
            RegistrationState.Approved => Approved(),
            RegistrationState.Paid => Paid(),
            RegistrationState.Cancelled => NotRegistered("您已取消报名"),
            RegistrationState.Draft => Draft(),
            _ => NotRegistered(null),
        };

    /// <summary>What happened, what is awaited, what is to come.</summary>
    public IReadOnlyList<HomeMoment> Moments
    {
        get
        {
            List<HomeMoment> moments = [];
            if (VerifiedAt is { } verified) moments.Add(new(Short(verified), "实名认证通过", JourneyStepState.Done));
            var handedIn = 0;
            foreach (var step in Mine?.Steps ?? [])
                moments.Add(step.On switch
                {
                    RegistrationEvent.Submit => new(Short(step.At), handedIn++ == 0 ? "已提交报考信息" : "已重新提交报考信息", JourneyStepState.Done,
                        Mine!.SystemCode is { } code && handedIn == 1 ? $"系统识别码 {ShellWords.Grouped(code)}" : null),
                    RegistrationEvent.Return => new(Short(step.At), "审核未通过", JourneyStepState.Problem, step.Why),
                    RegistrationEvent.Approve => new(Short(step.At), "审核通过", JourneyStepState.Done),
                    RegistrationEvent.Settle => new(Short(step.At), Mine!.FeeFen == 0 ? "报名成功（不收费）" : "缴费成功，报名成功", JourneyStepState.Done),
                    _ => new(Short(step.At), "已取消报名", JourneyStepState.Done),
                });
            moments.AddRange(ToCome());
            return moments;
        }
    }

    private IEnumerable<HomeMoment> ToCome()
    {
        var state = RegisteredAt is null ? Mine?.State : null;
        var fills = state is null or RegistrationState.Draft or RegistrationState.Returned or RegistrationState.Cancelled;
        if (fills && (RegisteredAt is not null || At.Registration.IsOver(Now))) yield break;
        if (fills) yield return new(Until(At.Registration), "填写并提交报考信息", At.Registration.Contains(Now) ? JourneyStepState.Current : JourneyStepState.Later, "提交后等待审核");
        if (fills || state is RegistrationState.Submitted)
            yield return new(At.ReviewUntil is { } end ? ShortDeadline(end) + " 前" : "", "审核", state is RegistrationState.Submitted ? JourneyStepState.Waiting : JourneyStepState.Later, "结果会通知您");
        if (fills || state is RegistrationState.Submitted or RegistrationState.Approved)
            yield return new(Until(At.Payment), "缴费", state is RegistrationState.Approved ? JourneyStepState.Current : JourneyStepState.Later, "缴费成功后可打印报名表");
        yield return new(At.TicketPrinting.From is { } from ? Short(from) : "时间未公布", "打印准考证", JourneyStepState.Later);
        yield return new(At.Round.ExamFrom.ToString("MM-dd", System.Globalization.CultureInfo.InvariantCulture), "考试", JourneyStepState.Later, "场次与考点见准考证");
    }

    private RoundHomeWords NotRegistered(string? before)
    {
        var window = At.Registration;
        if (!window.IsPublished) return new(before ?? "报名时间尚未公布", null, "公布后可以在这里报名，请留意考试机构的通知。");
        if (window.IsBefore(Now))
            return new(before ?? "报名尚未开始", new("等待报名开始", "报名从 ", Beijing.Sentence(window.From!.Value), "（北京时间）开始，可以先阅读考生须知，准备照片。", Until: window.From, UntilWhat: "距报名开始"));
        if (window.IsOver(Now)) return new(before ?? "本次报名已截止", null, $"报名已于 {Beijing.Deadline(window.To!.Value)}（北京时间）截止。");
        if (VerifiedAt is null && IsWaitingForIdentity) return new(before ?? "人工核验中，可以先填写报名表", Fill("先填写报名表", "开始填写"), "人工核验通过后才能提交；草稿不占名额。");
        return VerifiedAt is null
            ? new(before ?? "您还没有报名", new("先完成实名认证", "未实名认证不能报名。报名在 ", Beijing.Deadline(window.To!.Value), "（北京时间）截止。", "去实名认证", "identity", window.To, "距报名截止"))
            : new(before is null ? "您还没有报名" : before + "，可以重新报名", Fill("填写报名表", "开始填写"));
    }

    private RoundHomeWords Draft()
    {
        if (!At.Registration.Contains(Now)) return NotRegistered(At.Registration.IsOver(Now) ? "报名已截止，您的报名表没有提交" : null);
        return VerifiedAt is null && IsWaitingForIdentity
            ? new("人工核验中，您的报名表还没有提交", Fill("继续填写，核验通过后提交", "继续填写"), "核验结果会通知您；草稿不占名额。")
            : VerifiedAt is null ? NotRegistered("您的报名表还没有提交")
            : new("您的报名表还没有提交", Fill("继续填写并提交", "继续填写"), "草稿只有您能看到，不占名额。");
    }

    private NowToDo Fill(string heading, string button) =>
        new(heading, "请在 ", Beijing.Deadline(At.Registration.To!.Value), "（北京时间）前提交报考信息，逾期不能报名。", button, "form", At.Registration.To, "距报名截止");

    private RoundHomeWords Submitted() => new("报考信息已提交，等待审核",
        new("等待审核，现在不需要您做什么", At.ReviewUntil is null ? "审核结果会通知您，也可以随时在这里查看。" : "审核在 ", At.ReviewUntil is { } end ? Beijing.Deadline(end) : null,
            At.ReviewUntil is null ? "" : "（北京时间）前完成，结果会通知您，也可以随时在这里查看。"),
        At.Registration.Contains(Now) ? "审核之前可以修改报名表并重新提交。" : null);

    private RoundHomeWords Returned() => At.Registration.Contains(Now)
        ? new("审核未通过，请修改后重新提交", new("修改报名表", "请在 ", Beijing.Deadline(At.Registration.To!.Value), "（北京时间）前修改并重新提交。", "去修改", "form", At.Registration.To, "距报名截止"))
        : new("审核未通过，报名已截止", null, "不能再修改报名表。有疑问请拨打考试机构的电话。");

    private RoundHomeWords Approved()
    {
        var (window, amount) = (At.Payment, $"缴纳考试费 {Money.Yuan(Mine!.FeeFen ?? 0)} 元");
        if (!window.IsPublished) return new("您的报名已审核通过，等待缴费", null, "缴费时间尚未公布，公布后可以在这里缴费。");
        if (window.IsBefore(Now))
            return new("您的报名已审核通过，等待缴费", new(amount, "缴费从 ", Beijing.Sentence(window.From!.Value), "（北京时间）开始。", Until: window.From, UntilWhat: "距缴费开始"));
        if (window.IsOver(Now)) return new("缴费已截止，您没有缴费", null, $"缴费已于 {Beijing.Deadline(window.To!.Value)}（北京时间）截止。如果您已付款，请拨打考试机构的电话核查。");
        return new("您的报名已审核通过，请缴费",
            new(amount, "请在 ", Beijing.Deadline(window.To!.Value), "（北京时间）前缴费，逾期报名作废。", "去支付", "pay", window.To, "距缴费截止"),
            "缴费后不能再更改报名省市、考试考区、报考级别和报考资格。");
    }

    private RoundHomeWords Paid()
    {
        var window = At.TicketPrinting;
        if (window.Contains(Now))
            return new("报名成功，可以打印准考证", new("打印准考证", "请在 ", Beijing.Deadline(window.To!.Value), "（北京时间）前打印。", "打印准考证", "ticket", window.To, "距打印截止"));
        return new("报名成功", window.IsOver(Now) ? null : new("打印报名表",
            window.IsPublished ? "准考证从 " : "报名表请自行留存。准考证打印时间尚未公布。", window.From is { } from ? Beijing.Sentence(from) : null,
            window.IsPublished ? "（北京时间）起可以打印。" : "", "打印报名表", "registration-form"));
    }

    private static string Short(DateTime utc) => Beijing.Moment(utc)[5..];

    private static string ShortDeadline(DateTime utc) => Beijing.DeadlineMoment(utc)[5..];

    private static string Until(TimeWindow window) => window.To is { } end ? ShortDeadline(end) + " 前" : "时间未公布";
}
