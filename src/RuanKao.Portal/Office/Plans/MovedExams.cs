using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Office.Plans;

/// <summary>Whether somebody whose exam was moved still holds a place in it.</summary>
public sealed class MovedExamReasons(PortalContext db) : INoticeReason
{
    public IReadOnlyCollection<string> Templates { get; } = [NoticeTemplates.ExamMoved];

    public async Task<ReasonVerdict> LookAsync(string template, Guid subjectId, CancellationToken ct)
    {
        var live = RegistrationLifecycle.Live;
        return await db.Registrations.AnyAsync(r => r.Id == subjectId && live.Contains(r.State), ct) ? ReasonVerdict.Holds : ReasonVerdict.Gone;
    }
}

/// <summary>
/// Whoever holds a place in an exam that a correction moved is told the new first sitting and why. The correction's row is what makes it happen once:
/// the place in the list advances in the transaction that writes the messages.
/// </summary>
public sealed class MovedExams(PortalContext db, INotifier notifier, TimeProvider clock) : IDeadlineWork
{
    /// <summary>How many registrations are told in one transaction.</summary>
    public const int Batch = 200;

    private const int MostBatches = 10;

    public async Task DoDueAsync(CancellationToken ct)
    {
        var left = MostBatches;
        foreach (var correction in await db.PlanCorrections.Where(c => c.Moved != null && c.ToldAt == null).OrderBy(c => c.At).Select(c => c.Id).ToListAsync(ct))
            while (left-- > 0 && await BatchAsync(correction, ct)) { }
    }

    /// <summary>Tells the next people; false when there are no more.</summary>
    private async Task<bool> BatchAsync(Guid id, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Whoever holds the row goes through its list: other portals wait and find it gone through.
        await db.PlanCorrections.Where(c => c.Id == id).ExecuteUpdateAsync(row => row.SetProperty(c => c.Told, c => c.Told), ct);
        var correction = await db.PlanCorrections.SingleAsync(c => c.Id == id, ct);
        if (correction.ToldAt is not null) return false;
        var (moved, live, reached, round) = (correction.Moved!.Split(','), RegistrationLifecycle.Live, correction.Reached, correction.RoundId);
        var ids = await db.Registrations.Where(r => r.RoundId == round && live.Contains(r.State) && moved.Contains(r.QualificationCode!) && r.Id > reached).OrderBy(r => r.Id).Select(r => r.Id).Take(Batch).ToListAsync(ct);
        if (ids.Count > 0) correction.Advance(ids[^1], await TellAsync(correction, ids, ct));
        if (ids.Count < Batch) correction.Finish(clock.Now());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return correction.ToldAt is null;
    }

    private async Task<int> TellAsync(PlanCorrection correction, List<Guid> ids, CancellationToken ct)
    {
        var round = await db.ExamRounds.AsNoTracking().Include(r => r.Offerings).ThenInclude(o => o.Qualification).Include(r => r.Offerings).ThenInclude(o => o.Sittings).AsSplitQuery().OrderBy(r => r.Id).FirstAsync(r => r.Id == correction.RoundId, ct);
        var tickets = db.AdmissionTickets;
        var people = await db.Registrations.AsNoTracking().Where(r => ids.Contains(r.Id))
            .Select(r => new { r.Id, r.UserId, r.QualificationCode, Batch = tickets.Where(t => t.RegistrationId == r.Id).Select(t => (int?)t.Batch).FirstOrDefault() }).ToListAsync(ct);
        var accounts = people.Select(p => p.UserId).ToList();
        await db.Users.Where(u => accounts.Contains(u.Id)).LoadAsync(ct);
        var told = 0;
        foreach (var person in people)
        {
            if (round.Offerings.Find(o => o.QualificationCode == person.QualificationCode) is not { Sittings.Count: > 0 } offering) continue;
            var first = offering.Sittings.Where(s => person.Batch is null || s.Batch == person.Batch).OrderBy(s => s.Day).ThenBy(s => s.From).FirstOrDefault() ?? offering.Sittings[0];
            var values = new Dictionary<string, string>
            {
                ["round"] = round.Name + "软考", ["qualification"] = offering.Qualification.Name, ["reason"] = correction.Why,
                ["when"] = first.DayUnpublished ? "日期待公布"
                    : person.Batch is null && offering.Sittings.Any(s => s.Batch != first.Batch) ? "分批次，见考试计划"
                    : $"{Beijing.DaySentence(first.Day)}（{Beijing.Weekday(first.Day)}）{AdmissionWords.Time(first.From)}（北京时间）",
            };
            // A day that is not said yet may be any day of the exam.
            var until = first.DayUnpublished ? Beijing.Start(round.ExamTo.AddDays(1)) : Beijing.At(first.Day, first.From);
            if (await notifier.NotifyAsync(person.UserId, NoticeTemplates.ExamMoved, values, new NoticeTerms(until, person.Id), ct)) told++;
        }
        return told;
    }
}
