using RuanKao.Portal.Registrations;
using RuanKao.Portal.Registrations.Figures;

namespace RuanKao.Portal.Office.Figures;

/// <summary>The figures of a place as tables.</summary>
public static class FigureTabulation
{
    public const string Days = "days";
    public const string Places = "places";
    public const string Qualifications = "qualifications";

    /// <summary>The headings of what stands where now; the first five are what the picture shows and what the page says on top.</summary>
    private static readonly string[] Stock = ["待审核", "变更待审", "已退回", "审核通过，待缴费", "报名成功", "有效报名", "逾期未缴费", "已取消", "作废或停考"];

    private static readonly string[] Flow = ["首次提交", "再次提交", "退回", "审核通过", "缴费成功", "取消", "逾期", "日终待审核"];

    /// <summary>Every day from the first on which something happened to the last, those without anything too.</summary>
    public static FigureTable ByDay(PlaceFigures figures)
    {
        var keys = figures.Keys(FigureDimension.Day);
        var lines = new List<FigureLine>();
        var waiting = 0;
        if (keys.Count > 0)
            for (var day = PlaceFigures.Day(keys[0]); day <= PlaceFigures.Day(keys[^1]); day = day.AddDays(1))
            {
                var key = FigureMarks.Key(day);
                var first = figures[FigureDimension.Day, key, FigureMarks.First];
                waiting += figures[FigureDimension.Day, key, FigureMarks.Arrived] - figures[FigureDimension.Day, key, FigureMarks.Left];
                lines.Add(new(key, [first, figures.On(key, RegistrationEvent.Submit) - first, figures.On(key, RegistrationEvent.Return), figures.On(key, RegistrationEvent.Approve),
                    figures.On(key, RegistrationEvent.Settle), figures.On(key, RegistrationEvent.Cancel), figures.On(key, RegistrationEvent.Lapse), waiting]));
            }
        return new(Days, "按日", "日期", Flow, lines);
    }

    /// <summary>By what is asked, those with most in force first, and what they come to together.</summary>
    public static FigureTable By(PlaceFigures figures, FigureDimension dimension, string key, string title, string first, Func<string, string> nameOf)
    {
        var lines = figures.Keys(dimension).Select(k => new FigureLine(nameOf(k), Counts(mark => figures[dimension, k, mark])))
            .OrderByDescending(line => line.Counts[5]).ThenBy(line => line.Name, StringComparer.Ordinal).ToList();
        if (lines.Count > 0) lines.Add(new("合计", [.. Stock.Select((_, at) => lines.Sum(line => line.Counts[at]))], IsSum: true));
        return new(key, title, first, Stock, lines);
    }

    private static List<int?> Counts(Func<string, int> count)
    {
        int Of(params RegistrationState[] states) => states.Sum(state => count(state.ToString()));
        return [Of(RegistrationState.Submitted), count(FigureMarks.ChangeWaits), Of(RegistrationState.Returned), Of(RegistrationState.Approved), Of(RegistrationState.Paid),
            Of([.. RegistrationLifecycle.Live]), Of(RegistrationState.Lapsed), Of(RegistrationState.Cancelled), Of(RegistrationState.Voided, RegistrationState.Suspended, RegistrationState.Refunded)];
    }
}
