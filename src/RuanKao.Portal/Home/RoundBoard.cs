using System.Globalization;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Home;

/// <summary>Puts the windows of a round into the words of the home page.</summary>
public static class RoundBoard
{
    private const string Unpublished = "时间未公布";

    public static HomePage Page(IReadOnlyList<CurrentRound> rounds, string? wanted, string? own, string? query, DateTime now)
    {
        var round = rounds.FirstOrDefault(r => r.Round.Code == wanted) ?? MostUseful(rounds, own, now);
        var asked = (query ?? "").Trim();
        if (round is null) return new(null, null, rounds, [], asked);
        var mine = round.Institutions.FirstOrDefault(i => i.Institution.Code == own);
        var rows = round.Institutions
            .Where(i => Matches(i.Institution, asked))
            .OrderByDescending(i => i.Institution.Code == own)
            .ThenBy(i => i.Institution.Order)
            .Select(i => Row(round.Round, i, i.Institution.Code == own, now));
        return new(mine is null ? null : Hero(round.Round, mine, now), round, rounds, [.. rows], asked);
    }

    /// <summary>The round a visitor most likely comes for: open at the own institution, else open anywhere, else the nearest.</summary>
    private static CurrentRound? MostUseful(IReadOnlyList<CurrentRound> rounds, string? own, DateTime now) =>
        rounds.FirstOrDefault(r => r.Institutions.Any(i => i.Institution.Code == own && i.Place?.Registration.Contains(now) == true))
        ?? rounds.FirstOrDefault(r => own is null && r.IsRegistrationOpen(now))
        ?? rounds.FirstOrDefault(r => r.Institutions.Any(i => i.Institution.Code == own && i.Place is not null))
        ?? rounds.FirstOrDefault();

    private static bool Matches(Institution institution, string query) =>
        query.Length == 0
        || new[] { institution.Name, institution.FullName, institution.Operator }.Any(name => name.Contains(query, StringComparison.OrdinalIgnoreCase))
        || institution.Name.Length > 0 && query.Contains(institution.Name, StringComparison.Ordinal);

    private static RoundHero Hero(ExamRound round, InstitutionInRound mine, DateTime now)
    {
        var place = mine.Place;
        var state = State(place, now, inHero: true);
        var examStart = Beijing.Start(round.ExamFrom);
        var next = place switch
        {
            { Registration: var r } when r.IsBefore(now) => new Countdown("距报名开始还有", r.From!.Value),
            { Registration: var r } when r.Contains(now) => new Countdown("距报名截止还有", r.To!.Value),
            { Payment: var p } when p.Contains(now) => new Countdown("距缴费截止还有", p.To!.Value),
            { TicketPrinting: var t } when t.IsBefore(now) => new Countdown("距准考证开放打印还有", t.From!.Value),
            { TicketPrinting: var t } when t.Contains(now) => new Countdown("距准考证打印截止还有", t.To!.Value),
            _ => examStart > now ? new Countdown("距考试还有", examStart) : null,
        };
        int? days = examStart > now ? round.ExamFrom.DayNumber - Beijing.Day(now).DayNumber : null;
        return new(mine.Institution, round, place, state, Sentence(round, place, now), next, days, Dates(round, place, now));
    }

    private static string Sentence(ExamRound round, RoundInstitution? place, DateTime now)
    {
        if (place is null || !place.Registration.IsPublished) return "本考区的报名时间还没有公布。";
        var (registration, payment) = (place.Registration, place.Payment);
        if (registration.IsBefore(now)) return $"报名 <b>{Beijing.Sentence(registration.From!.Value)}</b> 开始，<b>{Beijing.Deadline(registration.To!.Value)}</b> 截止（北京时间）";
        if (registration.Contains(now))
        {
            var pay = place.Fee.Kind is FeeKind.Free || !payment.IsPublished ? "" : $"，缴费截止 <b>{Beijing.Deadline(payment.To!.Value)}</b>";
            return $"报名截止 <b>{Beijing.Deadline(registration.To!.Value)}</b>{pay}（北京时间）";
        }
        if (payment.Contains(now)) return $"报名已截止。审核通过的考生请在 <b>{Beijing.Deadline(payment.To!.Value)}</b>（北京时间）前缴费";
        if (place.TicketPrinting.Contains(now)) return $"准考证可以打印，截止 <b>{Beijing.Deadline(place.TicketPrinting.To!.Value)}</b>（北京时间）";
        if (place.TicketPrinting.IsBefore(now)) return $"报名已截止。准考证 <b>{Beijing.Sentence(place.TicketPrinting.From!.Value)}</b>（北京时间）起打印";
        return $"考试日期 <b>{Beijing.DaySentence(round.ExamFrom)}</b> 至 <b>{Beijing.DaySentence(round.ExamTo)}</b>";
    }

    private static KeyDate[] Dates(ExamRound round, RoundInstitution? place, DateTime now)
    {
        var today = Beijing.Day(now);
        var payment = place?.Fee.Kind is FeeKind.Free ? new KeyDate("网上缴费", false, ["不收费"]) : Of("网上缴费", place?.Payment);
        return
        [
            Of("网上报名", place?.Registration),
            payment,
            Of("打印准考证", place?.TicketPrinting),
            new("考试", round.ExamFrom <= today && today <= round.ExamTo,
                round.ExamFrom == round.ExamTo ? [Iso(round.ExamFrom)] : [Iso(round.ExamFrom), "至 " + Short(Iso(round.ExamTo), round.ExamFrom.Year)]),
            new("成绩公布", false, ["考后公布", "以通知为准"]),
        ];

        KeyDate Of(string title, TimeWindow? window) => window is { IsPublished: true }
            ? new(title, window.Contains(now), [Beijing.Moment(window.From!.Value), "至 " + Short(Beijing.DeadlineMoment(window.To!.Value), Beijing.Day(window.From.Value).Year)])
            : new(title, false, [Unpublished]);
    }

    private static InstitutionRow Row(ExamRound round, InstitutionInRound row, bool own, DateTime now) => new(
        row.Institution,
        Words(row.Place?.Registration, round.Year),
        row.Place?.Fee.Kind is FeeKind.Free ? "不收费" : Words(row.Place?.Payment, round.Year),
        State(row.Place, now, inHero: false),
        row.Place?.Registration.Contains(now) == true,
        own);

    private static StateWord State(RoundInstitution? place, DateTime now, bool inHero) => place switch
    {
        { Registration: var r } when r.Contains(now) => new(inHero ? "报名进行中" : "报名中", Tone.Done),
        { Registration: var r } when r.IsBefore(now) => new(OpensWhen(r.From!.Value, now), Tone.Waiting),
        { Registration.IsPublished: true, Payment: var p } when p.Contains(now) => new("缴费中", Tone.Info),
        { Registration.IsPublished: true, TicketPrinting: var t } when t.Contains(now) => new("准考证可打印", Tone.Info),
        { Registration.IsPublished: true } => new("报名已截止", Tone.Quiet),
        _ => new(inHero ? "报名时间未公布" : "未公布", Tone.Quiet),
    };

    private static string OpensWhen(DateTime from, DateTime now)
    {
        var days = Beijing.Day(from).DayNumber - Beijing.Day(now).DayNumber;
        var time = Beijing.WallClock(from).ToString("HH:mm", CultureInfo.InvariantCulture);
        return days switch
        {
            0 => $"今天 {time} 开始",
            1 => $"明天 {time} 开始",
            _ => Beijing.WallClock(from).ToString("M月d日", CultureInfo.InvariantCulture) + "开始",
        };
    }

    private static string Words(TimeWindow? window, int year) => window is { IsPublished: true }
        ? $"{Short(Beijing.Moment(window.From!.Value), year)} 至 {Short(Beijing.DeadlineMoment(window.To!.Value), Beijing.Day(window.From.Value).Year)}"
        : Unpublished;

    /// <summary>The year is left out where the heading already says it.</summary>
    private static string Short(string moment, int year) =>
        moment.StartsWith($"{year}-", StringComparison.Ordinal) ? moment[5..] : moment;

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
