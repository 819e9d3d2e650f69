using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>How each move is told: to the candidate in a sentence, to staff with who made it.</summary>
public static class StepWords
{
    /// <summary>The registration's past as the candidate reads it, oldest first, with what became of a request beside it; needs the histories.</summary>
    public static IReadOnlyList<HomeMoment> Past(Registration registration, AccommodationRequest? accommodation = null)
    {
        List<HomeMoment> moments = [];
        var handedIn = 0;
        var beside = new Queue<(DateTime At, HomeMoment Moment)>(accommodation?.Moments() ?? []);
        foreach (var step in registration.Steps)
        {
            while (beside.TryPeek(out var next) && next.At < step.At) moments.Add(beside.Dequeue().Moment);
            if (step.On == RegistrationEvent.Submit) handedIn++;
            moments.Add(new(Beijing.Moment(step.At)[5..], Title(registration, step, handedIn), Tone(step.On), Detail(registration, step, handedIn)));
        }
        moments.AddRange(beside.Select(b => b.Moment));
        return moments;
    }

    /// <summary>What was done, in the office's words.</summary>
    public static string ForStaff(RegistrationStep step) => step.On switch
    {
        RegistrationEvent.Submit => "提交",
        RegistrationEvent.Return => "退回修改",
        RegistrationEvent.Approve => "审核通过",
        RegistrationEvent.RequestChange => "申请变更",
        RegistrationEvent.WithdrawChange => "撤回变更申请",
        RegistrationEvent.ReturnChange => "变更退回",
        RegistrationEvent.ApproveChange => "变更生效",
        RegistrationEvent.Settle => "报名成功",
        RegistrationEvent.Lapse => "逾期未缴费",
        RegistrationEvent.Revive => "缴费时间延长，恢复待缴费",
        RegistrationEvent.Cancel => "取消报名",
        RegistrationEvent.Void => "作废",
        RegistrationEvent.Suspend => "停考",
        _ => "已退费",
    };

    private static string Title(Registration registration, RegistrationStep step, int handedIn) => step.On switch
    {
        RegistrationEvent.Submit => handedIn == 1 ? "已提交报考信息" : "已重新提交报考信息",
        RegistrationEvent.Return => "审核未通过",
        RegistrationEvent.Approve => "审核通过",
        RegistrationEvent.RequestChange => "已申请变更",
        RegistrationEvent.WithdrawChange => "已撤回变更申请",
        RegistrationEvent.ReturnChange => "变更未通过，原信息继续有效",
        RegistrationEvent.ApproveChange => "变更已生效",
        RegistrationEvent.Settle => registration.FeeFen == 0 ? "报名成功（不收费）" : "缴费成功，报名成功",
        RegistrationEvent.Lapse => "逾期未缴费",
        RegistrationEvent.Revive => "缴费时间延长，报名恢复",
        RegistrationEvent.Cancel => "已取消报名",
        RegistrationEvent.Void => "报名被考试机构作废",
        RegistrationEvent.Suspend => "停考",
        _ => "考试费已退回",
    };

    private static string? Detail(Registration registration, RegistrationStep step, int handedIn) => step.On switch
    {
        RegistrationEvent.Submit when handedIn == 1 && registration.SystemCode is { } code => $"系统识别码 {ShellWords.Grouped(code)}",
        RegistrationEvent.Return or RegistrationEvent.ReturnChange or RegistrationEvent.Void or RegistrationEvent.Suspend => step.Why,
        RegistrationEvent.Lapse => "缴费截止时没有收到付款",
        // Told after the lapse although it was paid before it.
        RegistrationEvent.Settle when registration.Steps.Any(s => s.On == RegistrationEvent.Lapse && s.Order == step.Order - 1) => "您在截止前付了款，核实后报名恢复",
        _ => null,
    };

    private static JourneyStepState Tone(RegistrationEvent on) => on switch
    {
        RegistrationEvent.Return or RegistrationEvent.ReturnChange or RegistrationEvent.Lapse or RegistrationEvent.Void or RegistrationEvent.Suspend => JourneyStepState.Problem,
        _ => JourneyStepState.Done,
    };
}
