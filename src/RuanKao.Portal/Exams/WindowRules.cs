using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Exams;

/// <summary>The ends of an institution's windows once they have been moved (UTC).</summary>
public sealed record ExtendedEnds(DateTime? RegistrationTo, DateTime? ReviewUntil, DateTime? PaymentTo, DateTime? ChangesUntil);

/// <summary>What is extended: registration with review and payment behind it, or review and payment alone.</summary>
public enum ExtensionKind { Registration, Payment }

/// <summary>What windows must be like, and how far they can be moved.</summary>
public static class WindowRules
{
    /// <summary>One extension is at most a week; a longer one is a new announcement.</summary>
    public const int MostHours = 168;

    /// <summary>What is wrong with the windows of a place, in the office's words; empty where all is well or not published.</summary>
    public static IReadOnlyList<string> Faults(TimeWindow registration, DateTime? reviewUntil, TimeWindow payment, DateTime? changesUntil, TimeWindow tickets, DateTime examStart)
    {
        var faults = new List<string>();
        if (registration.IsPublished && registration.From >= registration.To) faults.Add("报名开始时间须早于截止时间");
        if (payment.IsPublished && payment.From >= payment.To) faults.Add("缴费开始时间须早于截止时间");
        if (registration.To is { } registered && payment.To is { } paid)
        {
            if (paid < registered) faults.Add("缴费截止不能早于报名截止");
            if (reviewUntil < registered) faults.Add("审核截止不能早于报名截止");
            // Whoever is approved in the last minute must still be able to pay.
            if (reviewUntil >= paid) faults.Add("审核截止须早于缴费截止，否则最后审核通过的考生来不及缴费");
        }
        var end = tickets.From ?? examStart;
        if (payment.To > end) faults.Add(tickets.From is null ? "缴费截止不能晚于考试开始" : $"缴费截止不能晚于准考证开始打印（{Beijing.Sentence(end)}）");
        if (changesUntil > end) faults.Add(tickets.From is null ? "数据冻结不能晚于考试开始" : $"数据冻结不能晚于准考证开始打印（{Beijing.Sentence(end)}）");
        return faults;
    }

    /// <summary>The ends after so many hours more; throws <see cref="RuleViolationException"/> where that cannot be.</summary>
    public static ExtendedEnds Extended(RoundInstitution place, ExtensionKind kind, int hours, DateTime now)
    {
        if (hours is < 1 or > MostHours) throw new RuleViolationException("Hours", $"一次可以延长 1 到 {MostHours} 小时，您输入的是 {hours}");
        if (place is not { Registration.To: { } registrationTo, Payment.To: { } paymentTo }) throw new RuleViolationException("", "报名和缴费时间还没有公布，不能延长");
        var more = TimeSpan.FromHours(hours);
        var ends = new ExtendedEnds(kind == ExtensionKind.Registration ? registrationTo + more : registrationTo, place.ReviewUntil + more, paymentTo + more,
            // The freeze follows only where it would otherwise fall before payment ends.
            place.ChangesUntil < paymentTo + more ? paymentTo + more : place.ChangesUntil);
        var first = kind == ExtensionKind.Registration ? registrationTo : paymentTo;
        if (first + more <= now)
            throw new RuleViolationException("Hours", (int)Math.Floor((now - first).TotalHours) + 1 is var least and <= MostHours
                ? $"现在的截止时间是 {Beijing.Deadline(first)}，延长 {hours} 小时仍早于现在，请至少延长 {least} 小时"
                : $"已于 {Beijing.Deadline(first)} 截止超过 {MostHours} 小时，不能再延长");
        RuleViolationException.ThrowIfAny([.. Faults(place.Registration with { To = ends.RegistrationTo }, ends.ReviewUntil, place.Payment with { To = ends.PaymentTo },
            ends.ChangesUntil, place.TicketPrinting, Beijing.Start(place.Round.ExamFrom)).Select(fault => new RuleViolation("Hours", $"延长后：{fault}"))]);
        // Time in which nothing may be charged is no time to pay.
        if (place.Fee.Kind != FeeKind.Unpublished && place.Fee.WhyNot(paymentTo.AddTicks(-1), ends.PaymentTo!.Value) is { } expired) throw new RuleViolationException("Hours", $"延长后：{expired}");
        return ends;
    }
}
