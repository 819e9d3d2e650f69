namespace RuanKao.Portal.Exams;

/// <summary>A new plan from an old one: days move with the exam, the weekdays stay where the exam's do, and everything is marked to be looked at.</summary>
public static class PlanCopies
{
    /// <summary>When the exam of a half-year would fall by the pattern of another: whole weeks later, so that it begins on the same weekday.</summary>
    public static DateOnly Suggested(ExamRound from, int year, int half) => from.ExamFrom.AddDays(7 * Weeks((year - from.Year) * 2 + half - from.Half));

    /// <summary>The round as a draft; sittings keep their distance from the first exam day.</summary>
    /// <param name="from">With offerings and sittings; null for an empty draft.</param>
    public static ExamRound Draft(ExamRound? from, int year, int half, DateOnly examFrom)
    {
        var days = from is null ? 0 : examFrom.DayNumber - from.ExamFrom.DayNumber;
        var round = new ExamRound
        {
            Code = ExamRound.CodeOf(year, half), Year = year, Half = half, ExamFrom = examFrom, ExamTo = from?.ExamTo.AddDays(days) ?? examFrom,
            PlanRemark = from?.PlanRemark ?? "", CopiedFrom = from?.Code, ToCheck = from is null ? PlanPart.None : PlanParts.OfRound,
        };
        foreach (var old in from?.Offerings ?? [])
        {
            var offering = new RoundOffering { RoundId = round.Id, QualificationCode = old.QualificationCode };
            offering.Sittings.AddRange(old.Sittings.Select(s => new ExamSitting
            {
                RoundId = round.Id, QualificationCode = s.QualificationCode, Batch = s.Batch, Day = s.Day.AddDays(days), DayUnpublished = s.DayUnpublished, From = s.From, To = s.To, Papers = s.Papers,
            }));
            round.Offerings.Add(offering);
        }
        return round;
    }

    /// <summary>An institution's part as a draft; its windows keep their distance from the exam and their time of day.</summary>
    /// <param name="from">With its round and regions; null for an empty draft.</param>
    public static RoundInstitution Draft(RoundInstitution? from, ExamRound round, string institutionCode)
    {
        var place = new RoundInstitution { RoundId = round.Id, InstitutionCode = institutionCode, CopiedFrom = from?.Round.Code, ToCheck = from is null ? PlanPart.None : PlanParts.OfPlace };
        if (from is null) return place;
        // Beijing keeps one offset: a day more is the same time of the next day.
        var days = round.ExamFrom.DayNumber - from.Round.ExamFrom.DayNumber;
        // An extension was that round's own: the ends as first published are the pattern.
        (place.Registration, place.Payment, place.TicketPrinting) = (Moved(from.Registration with { To = from.FirstRegistrationTo ?? from.Registration.To }),
            Moved(from.Payment with { To = from.FirstPaymentTo ?? from.Payment.To }), Moved(from.TicketPrinting));
        var extended = from.Payment.To - (from.FirstPaymentTo ?? from.Payment.To);
        (place.ReviewUntil, place.ChangesUntil, place.MendHours, place.Fee) = (from.ReviewUntil?.AddDays(days) - extended, from.ChangesUntil?.AddDays(days), from.MendHours, from.Fee);
        (place.Notice, place.Policy, place.Pledge) = (from.Notice, from.Policy, from.Pledge);
        place.Regions.AddRange(from.Regions.Select(r => new ExamRegion { RoundInstitutionId = place.Id, Code = r.Code, Name = r.Name }));
        return place;

        Foundation.TimeWindow Moved(Foundation.TimeWindow window) => new(window.From?.AddDays(days), window.To?.AddDays(days));
    }

    // A year is 52 weeks here, a half 26; after 5 or 6 years a week is missing.
    private static int Weeks(int halves) => (int)Math.Round(halves * 365.25 / 14);
}
