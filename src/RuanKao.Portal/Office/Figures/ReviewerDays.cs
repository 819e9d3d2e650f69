using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Office.Figures;

/// <summary>A day's work of an institution's reviewers, from the audit: what took effect, what was undone, what was handed on for a second review.</summary>
public sealed class ReviewerDays(PortalContext db)
{
    public const string Table = "reviewers";

    /// <summary>A longer pause between two decisions is no time spent on a case; none at all is a batch.</summary>
    public static readonly TimeSpan LongestCase = TimeSpan.FromMinutes(10);

    private static readonly string[] Decisions = ["review.approved", "review.returned", "review.change-approved", "review.change-returned"];

    private static readonly string[] Actions = [.. Decisions, "review.undone", "review.second-asked"];

    private static readonly string[] Heads = ["审核通过", "退回修改", "同意变更", "退回变更", "生效合计", "撤销", "请人复审", "每件用时中位数（秒）"];

    public async Task<FigureTable> OfAsync(string institution, DateOnly day, CancellationToken ct)
    {
        var (from, to) = (Beijing.Start(day), Beijing.Start(day.AddDays(1)));
        // Whoever left since has worked too.
        var posts = await db.StaffAppointments.IgnoreQueryFilters().AsNoTracking().Where(a => a.Role == Role.Reviewer && (a.InstitutionCode == institution || a.InstitutionCode == null)).ToListAsync(ct);
        var reviewers = posts.Select(p => p.UserId).Distinct().ToList();
        var entries = await db.AuditEntries.AsNoTracking().Where(e => e.UserId != null && reviewers.Contains(e.UserId.Value) && e.At >= from && e.At < to && Actions.Contains(e.Action))
            .Select(e => new Act(e.UserId!.Value, e.Action, e.Subject, e.At)).ToListAsync(ct);
        // A reviewer may work for several institutions: only what belongs to this one counts here.
        var subjects = entries.Select(e => Guid.Parse(e.Subject)).Distinct().ToList();
        var here = (await db.Registrations.Where(r => subjects.Contains(r.Id) && r.InstitutionCode == institution).Select(r => r.Id).ToListAsync(ct)).Select(id => id.ToString()).ToHashSet();
        var work = entries.Where(e => here.Contains(e.Subject)).ToLookup(e => e.Reviewer);
        var shown = posts.Where(p => p.InstitutionCode == institution && p.EndedAt == null).Select(p => p.UserId).Concat(work.Select(w => w.Key)).Distinct().ToList();
        var names = await db.Users.Where(u => shown.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, ct);
        List<FigureLine> lines = [.. shown.Select(id => new FigureLine(names.GetValueOrDefault(id) ?? "（未留姓名）", Counts([.. work[id]])))];
        lines = [.. lines.OrderByDescending(line => line.Counts[4]).ThenBy(line => line.Name, StringComparer.Ordinal)];
        if (lines.Count > 1) lines.Add(new("合计", [.. Heads.SkipLast(1).Select((_, at) => lines.Sum(line => line.Counts[at])), null], IsSum: true));
        return new(Table, "审核工作量", "审核人员", Heads, lines);
    }

    private static List<int?> Counts(IReadOnlyList<Act> acts)
    {
        int Of(string action) => acts.Count(a => a.Action == action);
        return [.. Decisions.Select(Of), acts.Count(a => Decisions.Contains(a.Action)), Of("review.undone"), Of("review.second-asked"), Median(acts)];
    }

    private static int? Median(IReadOnlyList<Act> acts)
    {
        var times = acts.Where(a => Decisions.Contains(a.Action)).Select(a => a.At).Order().ToList();
        var gaps = times.Zip(times.Skip(1), (one, next) => next - one).Where(gap => gap >= TimeSpan.FromSeconds(1) && gap <= LongestCase).Order().ToList();
        return gaps.Count == 0 ? null : (int)Math.Round(((gaps[(gaps.Count - 1) / 2] + gaps[gaps.Count / 2]) / 2).TotalSeconds);
    }

    private sealed record Act(Guid Reviewer, string Action, string Subject, DateTime At);
}
