using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>How registrations end by somebody else's word: the office voids one, or suspends what it would have been sat in; and the refund that follows. Money still under way comes back by itself when it arrives.</summary>
public sealed class RegistrationEndings(PortalContext db, INotifier notifier)
{
    /// <summary>作废 with a reason that the candidate reads.</summary>
    /// <param name="version">The version that the office saw.</param>
    public async Task VoidAsync(Guid registrationId, int version, Operation operation, CancellationToken ct = default)
    {
        var why = Reason(operation.Why);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.HoldAsync(registrationId, ct);
        var registration = await db.Registrations.SingleAsync(r => r.Id == registrationId, ct);
        if (registration.Version != version) throw new RuleViolationException("", "您打开本页以后，这份报名有了变化。请核对现在的内容，再决定");
        if (!RegistrationLifecycle.Table.Allows(registration.State, RegistrationEvent.Void, operation.Role))
            throw new RuleViolationException("", $"这份报名现在是“{registration.Words.ForStaff}”，不能作废");
        operation = operation with { Why = why };
        await db.DropChangeAsync(registration.Id, operation, ct);
        registration.Void(operation);
        // The audit keeps that there was a reason; the words, which may name people, stand in the history.
        db.Audit(operation with { Why = null }, "registration.voided", registration.Id);
        await TellAsync(registration, "作废", why, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>停考: noted first, so that nobody is let in any more, then every live registration it covers is moved. What is interrupted goes on by itself. The number of registrations moved now.</summary>
    public async Task<int> SuspendAsync(Guid roundId, string institutionCode, string? examRegionCode, string? qualificationCode, Operation operation, CancellationToken ct = default)
    {
        var suspension = await NoteAsync(null, roundId, institutionCode, examRegionCode, qualificationCode, operation, ct);
        await db.SaveChangesAsync(ct);
        return await MoveAllAsync(suspension, operation, int.MaxValue, ct);
    }

    /// <summary>Notes that the exam will not be held there, in the caller's unit of work; from its save on nobody is let in, and the sweep moves who is covered.</summary>
    public async Task<Suspension> NoteAsync(Guid? actId, Guid roundId, string institutionCode, string? examRegionCode, string? qualificationCode, Operation operation, CancellationToken ct)
    {
        var suspension = new Suspension
        {
            ActId = actId, RoundId = roundId, InstitutionCode = institutionCode, ExamRegionCode = examRegionCode, QualificationCode = qualificationCode,
            At = operation.At, UserId = operation.UserId, Why = Reason(operation.Why),
        };
        if (await db.Suspensions.AnyAsync(s => s.RoundId == roundId && s.InstitutionCode == institutionCode
            && s.ExamRegionCode == examRegionCode && s.QualificationCode == qualificationCode, ct)) throw new RuleViolationException("", "这个范围已经停考");
        db.Suspensions.Add(suspension);
        db.Audit(operation with { Why = null }, "registration.suspension", suspension.Id);
        return suspension;
    }

    /// <summary>Moves some of those a suspension covers; the sweep goes on behind them.</summary>
    public Task<int> MoveAsync(Suspension suspension, int most, Operation operation, CancellationToken ct) => MoveAllAsync(suspension, operation, most, ct);

    /// <summary>Moves what slipped in while a suspension was being noted, or was left by an interrupted one.</summary>
    /// <param name="most">No more at once: whoever calls has other deadlines to keep.</param>
    public async Task<int> SweepAsync(DateTime now, CancellationToken ct, int most = 1000)
    {
        var moved = 0;
        foreach (var suspension in await Unfinished().ToListAsync(ct)) moved += await MoveAllAsync(suspension, Operation.BySystem(now), most - moved, ct);
        return moved;
    }

    /// <summary>Whether a suspension has not reached everybody it covers.</summary>
    public Task<bool> HasMoreAsync(CancellationToken ct) => Unfinished().AnyAsync(ct);

    private IQueryable<Suspension> Unfinished()
    {
        var registrations = db.Registrations;
        return db.Suspensions.AsNoTracking().Where(s => registrations.Any(r => r.RoundId == s.RoundId && r.InstitutionCode == s.InstitutionCode
            && (s.ExamRegionCode == null || s.ExamRegionCode == r.ExamRegionCode) && (s.QualificationCode == null || s.QualificationCode == r.QualificationCode)
            && RegistrationLifecycle.Live.Contains(r.State)));
    }

    /// <summary>已退费: what was owed back has gone back, and the candidate is told. Saves nothing itself, like settling. False where nothing is owed.</summary>
    public async Task<bool> RefundAsync(Guid registrationId, Operation operation, CancellationToken ct = default)
    {
        var registration = await db.Registrations.SingleOrDefaultAsync(r => r.Id == registrationId, ct);
        if (registration?.RefundDueFen is null || !RegistrationLifecycle.Table.Allows(registration.State, RegistrationEvent.Refund, operation.Role)) return false;
        registration.Refund(operation);
        db.Audit(operation, "registration.refunded", registration.Id);
        var round = await db.ExamRounds.AsNoTracking().SingleAsync(r => r.Id == registration.RoundId, ct);
        await notifier.NotifyAsync(registration.UserId, NoticeTemplates.RegistrationRefunded,
            new Dictionary<string, string> { ["round"] = round.Name + "软考", ["fee"] = Money.Yuan(registration.RefundDueFen.Value) }, ct);
        return true;
    }

    public IQueryable<Registration> CoveredBy(Suspension s) => db.Registrations.Where(r => r.RoundId == s.RoundId && r.InstitutionCode == s.InstitutionCode
        && (s.ExamRegionCode == null || s.ExamRegionCode == r.ExamRegionCode) && (s.QualificationCode == null || s.QualificationCode == r.QualificationCode)
        && RegistrationLifecycle.Live.Contains(r.State));

    private async Task<int> MoveAllAsync(Suspension suspension, Operation operation, int most, CancellationToken ct)
    {
        var moved = 0;
        foreach (var id in await CoveredBy(suspension).OrderBy(r => r.Id).Select(r => r.Id).Take(most).ToListAsync(ct))
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await db.HoldAsync(id, ct);
            if (await CoveredBy(suspension).SingleOrDefaultAsync(r => r.Id == id, ct) is not { } registration) continue;
            var own = operation with { Why = suspension.Why };
            await db.DropChangeAsync(id, own, ct);
            registration.Suspend(own);
            db.Audit(operation with { Why = null }, "registration.suspended", id);
            if (await TellAsync(registration, "停考", suspension.Why, ct))
                await db.Suspensions.Where(s => s.Id == suspension.Id).ExecuteUpdateAsync(row => row.SetProperty(s => s.Told, s => s.Told + 1), ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            moved++;
        }
        return moved;
    }

    private async Task<bool> TellAsync(Registration registration, string what, string why, CancellationToken ct)
    {
        var round = await db.ExamRounds.AsNoTracking().SingleAsync(r => r.Id == registration.RoundId, ct);
        return await notifier.NotifyAsync(registration.UserId, NoticeTemplates.RegistrationEnded,
            new Dictionary<string, string> { ["round"] = round.Name + "软考", ["what"] = what, ["reason"] = why }, NoticeTerms.None, ct);
    }

    private static string Reason(string? why)
    {
        var text = why?.Trim() ?? "";
        if (text.Length == 0) throw new RuleViolationException("Why", "请写明原因，考生会看到");
        if (text.Length > Registration.ReasonLength) throw new RuleViolationException("Why", $"原因最多{Registration.ReasonLength}个字，现在有{text.Length}个");
        return text;
    }
}
