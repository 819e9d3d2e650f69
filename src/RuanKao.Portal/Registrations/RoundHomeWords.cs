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

    /// <summary>What was asked for beside the registration; null where nothing was.</summary>
    public AccommodationRequest? Accommodation { get; init; }

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
            RegistrationState.Lapsed => Lapsed(),
            RegistrationState.Cancelled => NotRegistered("您已取消报名"),
            RegistrationState.Voided => NotRegistered("您的报名已被考试机构作废", Ended("作废")),
            RegistrationState.Suspended => NotRegistered("您报考的考试停考", Ended("停考")),
            RegistrationState.Refunded => NotRegistered("您的报名已终止，考试费已退回", $"考试费 {Money.Yuan(Mine.RefundDueFen ?? 0)} 元已退回。按原支付方式退回的，到账时间以支付平台为准。"),
            RegistrationState.Draft => Draft(),
            _ => NotRegistered(null),
        };

    public bool CanChange => Mine is not null && RegisteredAt is null && At.ChangeUntil(Mine.State, Now) is not null;

    /// <summary>What happened, what is awaited, what is to come.</summary>
    public IReadOnlyList<HomeMoment> Moments
    {
        get
        {
            List<HomeMoment> moments = [];
            if (VerifiedAt is { } verified) moments.Add(new(Short(verified), "实名认证通过", JourneyStepState.Done));
            if (Mine is not null) moments.AddRange(StepWords.Past(Mine, Accommodation));
            moments.AddRange(ToCome());
            return moments;
        }
    }

    private IEnumerable<HomeMoment> ToCome()
    {
        var state = RegisteredAt is null ? Mine?.State : null;
        var fills = state is null or RegistrationState.Draft or RegistrationState.Returned || Mine?.IsEnded == true;
        var handIn = At.HandInUntil(Mine is null or { IsEnded: true } ? RegistrationState.Draft : Mine.State, Mine?.DecidedAt, Now);
        if (fills && (RegisteredAt is not null || (At.Registration.IsOver(Now) && handIn is null))) yield break;
        if (state is RegistrationState.Lapsed) yield break;
        if (fills) yield return new(handIn is { } until ? ShortDeadline(until) + " 前" : Until(At.Registration), "填写并提交报考信息", handIn is not null ? JourneyStepState.Current : JourneyStepState.Later, "提交后等待审核");
        if (fills || state is RegistrationState.Submitted)
            yield return new(At.ReviewUntil is { } end ? ShortDeadline(end) + " 前" : "", "审核", state is RegistrationState.Submitted ? JourneyStepState.Waiting : JourneyStepState.Later, "结果会通知您");
        if (state is not null && Mine!.ChangeWaits) yield return new(ShortDeadline(At.FreezesAt) + " 前", "变更审核", JourneyStepState.Waiting, "结果会通知您");
        if (fills || state is RegistrationState.Submitted or RegistrationState.Approved)
            yield return new(Until(At.Payment), "缴费", state is RegistrationState.Approved ? JourneyStepState.Current : JourneyStepState.Later, "缴费成功后可打印报名表");
        yield return new(At.TicketPrinting.From is { } from ? Short(from) : "时间未公布", "打印准考证", JourneyStepState.Later);
        yield return new(At.Round.ExamFrom.ToString("MM-dd", System.Globalization.CultureInfo.InvariantCulture), "考试", JourneyStepState.Later, "场次与考点见准考证");
    }

    /// <summary>What became of money and what the office said, for a registration that somebody else ended.</summary>
    private string Ended(string what)
    {
        var why = Mine!.Steps.LastOrDefault(s => s.On is RegistrationEvent.Void or RegistrationEvent.Suspend)?.Why;
        return (why is null ? "" : $"{what}原因：{why}{(why.EndsWith('。') ? "" : "。")}")
            + (Mine.RefundDueFen is { } fen ? $"已缴纳的考试费 {Money.Yuan(fen)} 元将按原支付方式退回，不需要您办理。" : "没有收取考试费。如您刚刚付了款，将按原支付方式自动退回。");
    }

    private RoundHomeWords NotRegistered(string before, string note) => NotRegistered(before) with { Note = note };

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

    private RoundHomeWords Returned() => At.HandInUntil(Mine!.State, Mine.DecidedAt, Now) is { } until
        ? new("审核未通过，请修改后重新提交", new("修改报名表", "请在 ", Beijing.Deadline(until), "（北京时间）前修改并重新提交。", "去修改", "form", until, "距提交截止"),
            At.Registration.Contains(Now) ? null : "报名已截止，因为退回得晚，您仍可以在上述时间前修改并重新提交。")
        : At.Registration.IsBefore(Now) ? new("审核未通过", new("等待报名开始", "报名从 ", Beijing.Sentence(At.Registration.From!.Value), "（北京时间）开始，届时可以修改后重新提交。", Until: At.Registration.From, UntilWhat: "距报名开始"))
        : new("审核未通过，报名已截止", null, "不能再修改报名表。如果考试机构延长报名，这里会显示新的截止时间，届时可以修改后重新提交。有疑问请拨打考试机构的电话。");

    private RoundHomeWords Lapsed()
    {
        var end = At.Payment.To is { } to ? Beijing.Deadline(to) : "截止时间";
        return new("逾期未缴费，报名已失效", null, $"缴费已于 {end}（北京时间）截止，没有收到您的付款。截止前已经付款的不必担心：款项核实后报名自动恢复，也可以到“网上缴费”点“我已付款，立即核查”。如果考试机构延长缴费时间，您的报名会自动恢复，并通知您。");
    }

    private RoundHomeWords ChangeWaits() => new(Mine!.State == RegistrationState.Paid ? "报名成功，变更申请等待审核" : "变更申请等待审核，暂时不能缴费",
        Mine.State == RegistrationState.Paid
            ? new("等待变更审核", "现在不需要您做什么。审核通过以前，原来的报考信息继续有效；数据在 ", Beijing.Deadline(At.FreezesAt), "（北京时间）冻结。", "查看变更申请", "change")
            : new("等待变更审核，或撤回后立即缴费", "缴费在 ", At.Payment.To is { } end ? Beijing.Deadline(end) : null, "（北京时间）截止，逾期未缴费报名作废。等不及审核的，请先撤回变更申请再缴费。", "查看变更申请", "change", At.Payment.To, "距缴费截止"));

    private RoundHomeWords Approved()
    {
        if (Mine!.ChangeWaits && !At.Payment.IsOver(Now)) return ChangeWaits();
        var (window, amount) = (At.Payment, $"缴纳考试费 {Money.Yuan(Mine!.FeeFen ?? 0)} 元");
        if (!window.IsPublished) return new("您的报名已审核通过，等待缴费", null, "缴费时间尚未公布，公布后可以在这里缴费。");
        if (window.IsBefore(Now))
            return new("您的报名已审核通过，等待缴费", new(amount, "缴费从 ", Beijing.Sentence(window.From!.Value), "（北京时间）开始。", Until: window.From, UntilWhat: "距缴费开始"));
        if (window.IsOver(Now)) return new("缴费已截止，正在核对付款", null, $"缴费已于 {Beijing.Deadline(window.To!.Value)}（北京时间）截止。截止前已经付款的，支付平台答复后自动报名成功；没有付款的，报名失效。");
        return new("您的报名已审核通过，请缴费",
            new(amount, "请在 ", Beijing.Deadline(window.To!.Value), "（北京时间）前缴费，逾期报名作废。", "去支付", "pay", window.To, "距缴费截止"),
            "缴费后不能再更改报名省市、考试考区、报考级别和报考资格。需要更改的，请在缴费前申请变更。");
    }

    private RoundHomeWords Paid()
    {
        if (Mine!.ChangeWaits) return ChangeWaits();
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
