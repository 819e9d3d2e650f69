using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Reviews;

/// <summary>What lies on the desk: lists, searches, the next case. Oldest first.</summary>
public sealed class ReviewQueue(PortalContext db, PersonalDataSeal seal)
{
    public const int PageSize = 50;

    // Beyond it the number of skipped lines would overflow, and SQL Server refuses a negative one.
    private const int LastPage = int.MaxValue / PageSize;

    public async Task<(IReadOnlyList<ReviewLine> Lines, int Total)> ListAsync(ReviewScope scope, RegistrationState? state, Guid? roundId, int page, CancellationToken ct)
    {
        var found = scope.Within(db.Registrations.AsNoTracking()).Where(r => (state == null || r.State == state || (state == RegistrationState.Submitted && r.ChangeWaits)) && (roundId == null || r.RoundId == roundId));
        var total = await found.CountAsync(ct);
        return (await LinesAsync(found.OrderBy(r => r.SubmittedAt).ThenBy(r => r.Id).Skip((Math.Clamp(page, 1, LastPage) - 1) * PageSize).Take(PageSize), ct), total);
    }

    /// <summary>By 报名号, 系统识别码 or document number (exactly), else by the beginning of the name; in every state.</summary>
    public async Task<IReadOnlyList<ReviewLine>> SearchAsync(ReviewScope scope, string typed, CancellationToken ct)
    {
        var within = scope.Within(db.Registrations.AsNoTracking());
        var text = ResidentIdNumber.Normalise(typed);
        var name = PersonName.Normalise(typed);
        if (text.Length == ResidentIdNumber.Length)
        {
            var hash = seal.Hash(VerifiedPeople.NumberPurpose, text);
            within = within.Where(r => r.Person!.NumberHash == hash);
        }
        else if (text.Length > 0 && text.All(char.IsAsciiDigit)) within = within.Where(r => r.Number == text || r.SystemCode == text);
        else if (name.Length is > 0 and <= PersonName.MaxLength) within = within.Where(r => r.Person!.Name.StartsWith(name));
        else return [];
        return await LinesAsync(within.OrderBy(r => r.SubmittedAt).ThenBy(r => r.Id).Take(PageSize), ct);
    }

    public async Task<IReadOnlyDictionary<RegistrationState, int>> CountsAsync(ReviewScope scope, Guid? roundId, CancellationToken ct) =>
        await scope.Within(db.Registrations).Where(r => roundId == null || r.RoundId == roundId)
            .GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);

    public Task<int> WaitingAsync(ReviewScope scope, CancellationToken ct) =>
        scope.Within(db.Registrations).CountAsync(r => r.State == RegistrationState.Submitted || r.ChangeWaits, ct);

    /// <summary>The case that has waited longest of those that are free, other than this one.</summary>
    public Task<Guid?> NextAsync(ReviewScope scope, Func<IQueryable<Registration>, IQueryable<Registration>> free, Guid besides, CancellationToken ct) =>
        free(scope.Within(db.Registrations)).Where(r => (r.State == RegistrationState.Submitted || r.ChangeWaits) && r.Id != besides)
            .OrderBy(r => r.SubmittedAt).ThenBy(r => r.Id).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(ct);

    /// <summary>The rounds in which the scope has anything, the newest first.</summary>
    public async Task<IReadOnlyList<ExamRound>> RoundsAsync(ReviewScope scope, CancellationToken ct)
    {
        var ids = scope.Within(db.Registrations).Select(r => r.RoundId);
        return await db.ExamRounds.AsNoTracking().Where(r => ids.Contains(r.Id)).OrderByDescending(r => r.ExamFrom).ToListAsync(ct);
    }

    private async Task<IReadOnlyList<ReviewLine>> LinesAsync(IQueryable<Registration> registrations, CancellationToken ct)
    {
        var (rounds, prefectures) = (db.ExamRounds, db.Prefectures);
        var rows = await registrations.Select(r => new
        {
            r.Id, r.Person!.Name, r.Number, Qualification = r.Qualification!.Name, r.State, r.ChangeWaits, r.SubmittedAt,
            Round = rounds.Where(x => x.Id == r.RoundId).Select(x => new { x.Year, x.Half }).First(),
            Prefecture = prefectures.Where(p => p.Code == r.PrefectureCode).Select(p => p.Name).FirstOrDefault(),
        }).ToListAsync(ct);
        return [.. rows.Select(r => new ReviewLine(r.Id, r.Name, r.Number!, r.Qualification, ExamRound.CodeOf(r.Round.Year, r.Round.Half), r.Prefecture, r.State, r.SubmittedAt!.Value, r.ChangeWaits))];
    }
}
