namespace RuanKao.Portal.Foundation;

/// <summary>工作日 as Monday to Friday; public holidays are not in it, so what is promised by it never takes longer than it says on a calendar without them.</summary>
public static class WorkingDays
{
    public static bool IsOne(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    /// <summary>The last of the next <paramref name="count"/> working days after the day.</summary>
    public static DateOnly After(DateOnly day, int count)
    {
        while (count > 0)
        {
            day = day.AddDays(1);
            if (IsOne(day)) count--;
        }
        return day;
    }
}
