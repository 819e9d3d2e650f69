using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Registrations.Figures;

namespace RuanKao.Portal.Reviews;

/// <summary>What lies on the desk: lists, searches, the next case. A page is read from where the last one ended, never by counting lines.</summary>
public sealed class ReviewQueue(PortalContext db, PersonalDataSeal seal, FigureReading figures)
{
    public const int PageSize = 50;

    // Above everything that a name may hold, in the order of UTF-8 bytes that SQLite compares by.
    private const string Highest = "\U0010FFFF";

    /// <summary>
    /// One state, the oldest first; 待审核 is everything that waits, changes too, by how long it has waited. The other states are read within one
    /// round: without it there is nothing to read.
    /// </summary>
    public Task<ReviewLines> ListAsync(ReviewScope scope, RegistrationState state, Guid? roundId, ListPlace? after, DateTime now, CancellationToken ct)
    {
        if (state == RegistrationState.Submitted)
        {
            var waiting = Waiting(scope, roundId);
            if (after is { At: var at, Id: var id }) waiting = waiting.Where(r => r.WaitsSince >= at && (r.WaitsSince > at || r.Id.CompareTo(id) > 0));
            return LinesAsync(waiting.OrderBy(r => r.WaitsSince).ThenBy(r => r.Id), now, ct);
        }
        if (roundId is not { } round) return Task.FromResult(new ReviewLines([], false));
        var within = scope.Within(db.Registrations).Where(r => r.RoundId == round && r.State == state && r.SubmittedAt != null);
        if (after is { At: var from, Id: var last }) within = within.Where(r => r.SubmittedAt >= from && (r.SubmittedAt > from || r.Id.CompareTo(last) > 0));
        return LinesAsync(within.OrderBy(r => r.SubmittedAt).ThenBy(r => r.Id), now, ct);
    }

    /// <summary>By 报名号, 系统识别码 or document number (exactly), else by the beginning of the name, sorted by name and with the newest first; in every state and round.</summary>
    /// <param name="after">The last line of the page before, in a search by name.</param>
    public async Task<ReviewLines> SearchAsync(ReviewScope scope, string typed, Guid? after, DateTime now, CancellationToken ct)
    {
        var (text, name) = (ResidentIdNumber.Normalise(typed), PersonName.Normalise(typed));
        if (text.Length == ResidentIdNumber.Length)
        {
            var hash = seal.Hash(VerifiedPeople.NumberPurpose, text);
            return await AmongAsync(scope, db.Registrations.Where(r => r.PersonHash == hash), now, ct);
        }
        if (text.Length > 0 && text.All(char.IsAsciiDigit)) return await AmongAsync(scope, db.Registrations.Where(r => r.Number == text || r.SystemCode == text), now, ct);
        if (name.Length is 0 or > PersonName.MaxLength) return new([], false);
        var named = Named(scope.Within(db.Registrations), PersonName.Key(name));
        if (after is { } id && await db.Registrations.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is { NameKey: { } key, SubmittedAt: { } at } && key.StartsWith(PersonName.Key(name), StringComparison.Ordinal))
            named = named.Where(r => string.Compare(r.NameKey, key) >= 0 && (string.Compare(r.NameKey, key) > 0 || r.SubmittedAt < at || (r.SubmittedAt == at && r.Id.CompareTo(id) < 0)));
        return await LinesAsync(named.OrderBy(r => r.NameKey).ThenByDescending(r => r.SubmittedAt).ThenByDescending(r => r.Id), now, ct);
    }

    /// <summary>How many stand in each state in the round, out of the figures.</summary>
    public async Task<IReadOnlyDictionary<RegistrationState, int>> CountsAsync(ReviewScope scope, Guid roundId, CancellationToken ct)
    {
        var places = new Dictionary<string, PlaceFigures>();
        foreach (var place in scope.Institutions ?? [FigureTally.Country]) places[place] = await figures.ReadAsync(roundId, place, ct);
        return Enum.GetValues<RegistrationState>().ToDictionary(state => state, state => scope.Count(places, state));
    }

    public Task<int> WaitingAsync(ReviewScope scope, Guid? roundId, CancellationToken ct) => Waiting(scope, roundId).CountAsync(ct);

    /// <summary>Since when the case that has waited longest waits; null where nothing does.</summary>
    public Task<DateTime?> OldestAsync(ReviewScope scope, Guid? roundId, CancellationToken ct) =>
        Waiting(scope, roundId).OrderBy(r => r.WaitsSince).ThenBy(r => r.Id).Select(r => r.WaitsSince).FirstOrDefaultAsync(ct);

    /// <summary>The case that has waited longest of those that are free, other than this one.</summary>
    public Task<Guid?> NextAsync(ReviewScope scope, Func<IQueryable<Registration>, IQueryable<Registration>> free, Guid besides, CancellationToken ct) =>
        free(scope.Waiting(db.Registrations)).Where(r => r.Id != besides)
            .OrderBy(r => r.WaitsSince).ThenBy(r => r.Id).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(ct);

    /// <summary>The rounds in which the scope's institutions take part, the newest first.</summary>
    public async Task<IReadOnlyList<ExamRound>> RoundsAsync(ReviewScope scope, CancellationToken ct)
    {
        var places = scope.Institutions is { } own ? db.RoundInstitutions.Where(p => own.Contains(p.InstitutionCode)) : db.RoundInstitutions;
        return await db.ExamRounds.AsNoTracking().Where(r => places.Any(p => p.RoundId == r.Id)).OrderByDescending(r => r.ExamFrom).ToListAsync(ct);
    }

    private IQueryable<Registration> Waiting(ReviewScope scope, Guid? roundId) => roundId is { } round ? scope.Waiting(db.Registrations.Where(r => r.RoundId == round)) : scope.Waiting(db.Registrations);

    private IQueryable<Registration> Named(IQueryable<Registration> within, string key)
    {
        // SQLite reads an index by a range, SQL Server by its LIKE, whose order is not that of bytes.
        if (!db.Database.IsSqlite()) return within.Where(r => r.NameKey!.StartsWith(key));
        var end = key + Highest;
        return within.Where(r => string.Compare(r.NameKey, key) >= 0 && string.Compare(r.NameKey, end) < 0);
    }

    // From what was named exactly, a few at most, to the scope, and not the other way round.
    private async Task<ReviewLines> AmongAsync(ReviewScope scope, IQueryable<Registration> found, DateTime now, CancellationToken ct)
    {
        var ids = (await found.AsNoTracking().ToListAsync(ct)).Where(scope.Covers).Select(r => r.Id).ToList();
        return ids.Count == 0 ? new([], false) : await LinesAsync(db.Registrations.Where(r => ids.Contains(r.Id)).OrderByDescending(r => r.SubmittedAt).ThenByDescending(r => r.Id), now, ct);
    }

    private async Task<ReviewLines> LinesAsync(IQueryable<Registration> registrations, DateTime now, CancellationToken ct)
    {
        var (rounds, prefectures, claims, users) = (db.ExamRounds, db.Prefectures, db.ReviewClaims, db.Users);
        var rows = await registrations.Take(PageSize + 1).Select(r => new
        {
            r.Id, r.Person!.Name, r.Number, Qualification = r.Qualification!.Name, r.State, r.ChangeWaits, r.SubmittedAt, r.WaitsSince,
            Year = rounds.Where(x => x.Id == r.RoundId).Select(x => x.Year).First(),
            Half = rounds.Where(x => x.Id == r.RoundId).Select(x => x.Half).First(),
            Prefecture = prefectures.Where(p => p.Code == r.PrefectureCode).Select(p => p.Name).FirstOrDefault(),
            HeldBy = claims.Where(c => c.RegistrationId == r.Id && c.LapsesAt > now).Join(users, c => c.ReviewerId, u => u.Id, (_, u) => u.DisplayName ?? ReviewerNames.Unnamed).FirstOrDefault(),
        }).ToListAsync(ct);
        return new([.. rows.Take(PageSize).Select(r => new ReviewLine(r.Id, r.Name, r.Number!, r.Qualification, ExamRound.CodeOf(r.Year, r.Half), r.Prefecture, r.State,
            r.SubmittedAt!.Value, r.WaitsSince, r.ChangeWaits, r.HeldBy))], rows.Count > PageSize);
    }
}
