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
public sealed class ReviewQueue(PortalContext db, PersonalDataSeal seal, FigureReading figures, ReviewLineReading reading)
{
    public const int PageSize = 50;

    // Above everything that a name may hold, in the order of UTF-8 bytes that SQLite compares by.
    private const string Highest = "\U0010FFFF";

    /// <summary>
    /// One state, the oldest first; 待审核 is everything that waits, changes too, by how long it has waited. The other states are read within one
    /// round: without it there is nothing to read.
    /// </summary>
    /// <param name="most">How many lines at once.</param>
    public Task<ReviewLines> ListAsync(ReviewScope scope, RegistrationState state, Guid? roundId, ListPlace? after, DateTime now, CancellationToken ct, int most = PageSize)
    {
        var order = state == RegistrationState.Submitted ? "r.[WaitsSince]" : "r.[SubmittedAt]";
        var question = scope.Narrow(new LineQuestion { Order = $"{order}, r.[Id]", Most = most }.And($"{order} IS NOT NULL"));
        if (roundId is { } round) question.And("r.[RoundId] = @round", ("@round", round));
        if (state != RegistrationState.Submitted)
        {
            if (roundId is null) return Task.FromResult(new ReviewLines([], false));
            question.And("r.[State] = @state", ("@state", state.ToString()));
        }
        if (after is not null) question.And($"{order} >= @at AND ({order} > @at OR r.[Id] > @last)", ("@at", after.At), ("@last", after.Id));
        return reading.ReadAsync(question, now, ct);
    }

    /// <summary>By 报名号, 系统识别码 or document number (exactly), else by the beginning of the name, sorted by name and with the newest first; in every state and round.</summary>
    /// <param name="after">The last line of the page before, in a search by name.</param>
    public async Task<ReviewLines> SearchAsync(ReviewScope scope, string typed, Guid? after, DateTime now, CancellationToken ct)
    {
        var (text, name) = (ResidentIdNumber.Normalise(typed), PersonName.Normalise(typed));
        // From what was named exactly, a few at most, to the scope, and not the other way round.
        var exactly = new LineQuestion().And("r.[Number] IS NOT NULL");
        if (text.Length == ResidentIdNumber.Length)
            return await reading.ReadAsync(exactly.And("r.[PersonHash] = @hash", ("@hash", seal.Hash(VerifiedPeople.NumberPurpose, text))), now, ct, scope.Covers);
        if (text.Length > 0 && text.All(char.IsAsciiDigit))
            return text.Length > Registration.NumberLength ? new([], false) : await reading.ReadAsync(exactly.And("r.[Number] = @text OR r.[SystemCode] = @text", ("@text", text)), now, ct, scope.Covers);
        if (name.Length is 0 or > PersonName.MaxLength) return new([], false);

        var begins = PersonName.Key(name);
        var named = scope.Narrow(new LineQuestion { Order = "r.[NameKey], r.[SubmittedAt] DESC, r.[Id] DESC" }.And("r.[NameKey] IS NOT NULL"));
        // SQLite reads an index by a range, SQL Server by its LIKE, whose order is not that of bytes. No name holds a sign that LIKE knows.
        if (db.Database.IsSqlite()) named.And("r.[NameKey] >= @name AND r.[NameKey] < @end", ("@name", begins), ("@end", begins + Highest));
        else named.And("r.[NameKey] LIKE @name", ("@name", begins + "%"));
        if (after is { } id && await db.Registrations.AsNoTracking().Where(r => r.Id == id).Select(r => new { r.NameKey, r.SubmittedAt }).SingleOrDefaultAsync(ct) is { NameKey: { } key, SubmittedAt: { } at }
            && key.StartsWith(begins, StringComparison.Ordinal))
            named.And("r.[NameKey] >= @key AND (r.[NameKey] > @key OR r.[SubmittedAt] < @at OR (r.[SubmittedAt] = @at AND r.[Id] < @last))", ("@key", key), ("@at", at), ("@last", id));
        return await reading.ReadAsync(named, now, ct);
    }

    /// <summary>How many stand in each state in the round, out of the figures.</summary>
    public async Task<IReadOnlyDictionary<RegistrationState, int>> CountsAsync(ReviewScope scope, Guid roundId, CancellationToken ct)
    {
        var places = new Dictionary<string, PlaceFigures>();
        foreach (var place in scope.Institutions ?? [FigureTally.Country]) places[place] = await figures.ReadAsync(roundId, place, ct);
        return Enum.GetValues<RegistrationState>().ToDictionary(state => state, state => scope.Count(places, state));
    }

    /// <summary>How many wait, in one round or in all, out of the figures: counting the lines would take longer the more there are.</summary>
    public async Task<int> WaitingAsync(ReviewScope scope, Guid? roundId, CancellationToken ct)
    {
        var waiting = 0;
        foreach (var (place, prefecture) in scope.Places) waiting += await figures.WaitingAsync(roundId, place, prefecture, ct);
        return waiting;
    }

    /// <summary>Since when the case waits that has waited longest (UTC), in one round or in all; null where none waits.</summary>
    public Task<DateTime?> OldestAsync(ReviewScope scope, Guid? roundId, CancellationToken ct)
    {
        var waiting = scope.Waiting(db.Registrations);
        if (roundId is { } round) waiting = waiting.Where(r => r.RoundId == round);
        return waiting.OrderBy(r => r.WaitsSince).ThenBy(r => r.Id).Select(r => r.WaitsSince).FirstOrDefaultAsync(ct);
    }

    /// <summary>The case that has waited longest of those that are free, other than this one.</summary>
    public Task<Guid?> NextAsync(ReviewScope scope, Func<IQueryable<Registration>, IQueryable<Registration>> free, Guid besides, CancellationToken ct) =>
        free(scope.Waiting(db.Registrations)).Where(r => r.Id != besides)
            .OrderBy(r => r.WaitsSince).ThenBy(r => r.Id).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(ct);

    /// <summary>The 报名市 by which a list may be narrowed: those of the scope, where it is smaller than the country and holds more than one.</summary>
    public async Task<IReadOnlyList<Prefecture>> PrefecturesAsync(ReviewScope scope, CancellationToken ct)
    {
        if (scope.Institutions is not { } own) return [];
        var seen = (await db.Prefectures.AsNoTracking().Where(p => own.Contains(p.InstitutionCode)).OrderBy(p => p.Code).ToListAsync(ct)).Where(p => scope.Covers(p.InstitutionCode, p.Code)).ToList();
        return seen.Count > 1 ? seen : [];
    }

    /// <summary>The rounds in which the scope's institutions take part, the newest first.</summary>
    public async Task<IReadOnlyList<ExamRound>> RoundsAsync(ReviewScope scope, CancellationToken ct)
    {
        var places = scope.Institutions is { } own ? db.RoundInstitutions.Where(p => own.Contains(p.InstitutionCode) && p.State == PlaceState.Published) : db.RoundInstitutions.Where(p => p.State == PlaceState.Published);
        return await db.ExamRounds.AsNoTracking().Where(r => places.Any(p => p.RoundId == r.Id)).OrderByDescending(r => r.ExamFrom).ToListAsync(ct);
    }
}
