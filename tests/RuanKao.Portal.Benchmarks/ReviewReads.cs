using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Registrations.Figures;
using RuanKao.Portal.Reviews;

namespace RuanKao.Portal.Benchmarks;

/// <summary>What the desk reads, by the portal and by hand: the queue's page with its counts, and the four searches (number, document, whole name, beginning of a name).</summary>
public static class ReviewReads
{
    private const string Line = """
        SELECT r."Id", r."Person_Name", r."Number", q."Name", r."State", r."ChangeWaits", r."SubmittedAt", r."WaitsSince", e."Year", e."Half", p."Name", u."DisplayName"
        FROM "Registrations" r LEFT JOIN "Qualifications" q ON q."Code" = r."QualificationCode" LEFT JOIN "ExamRounds" e ON e."Id" = r."RoundId" LEFT JOIN "Prefectures" p ON p."Code" = r."PrefectureCode"
        LEFT JOIN "ReviewClaims" c ON c."RegistrationId" = r."Id" AND c."LapsesAt" > $0 LEFT JOIN "AspNetUsers" u ON u."Id" = c."ReviewerId"
        WHERE r."InstitutionCode" = $1 AND
        """;

    private static readonly ReviewScope Scope = new([new(Role.Reviewer, ReviewRound.Institution)]);

    /// <summary>A page from the beginning and one from the middle, how many there are of each state, how many wait, and since when.</summary>
    public static async Task QueueAsync(ReviewRound round, IServiceProvider services)
    {
        var (queue, now) = (services.GetRequiredService<ReviewQueue>(), round.Portal.Clock.UtcNow);
        Expect(ReviewQueue.PageSize, (await queue.ListAsync(Scope, RegistrationState.Submitted, null, null, now, default)).Lines.Count);
        Expect(ReviewQueue.PageSize, (await queue.ListAsync(Scope, RegistrationState.Paid, round.RoundId, new(Middle(round), Guid.Empty), now, default)).Lines.Count);
        Expect(round.Size / 100, await queue.WaitingAsync(Scope, null, default));
        if (await queue.OldestAsync(Scope, null, default) is null) throw new InvalidOperationException("Nothing waits.");
        await queue.CountsAsync(Scope, round.RoundId, default);
    }

    public static void BareQueue(ReviewRound round, SqliteConnection connection)
    {
        var now = round.Portal.Clock.UtcNow;
        Expect(ReviewQueue.PageSize + 1, Read(connection, Line + """ r."WaitsSince" IS NOT NULL ORDER BY r."WaitsSince", r."Id" LIMIT 51""", now, ReviewRound.Institution).Count);
        Expect(ReviewQueue.PageSize + 1, Read(connection, Line + """ r."RoundId" = $2 AND r."State" = 'Paid' AND r."SubmittedAt" IS NOT NULL AND r."SubmittedAt" >= $3 ORDER BY r."SubmittedAt", r."Id" LIMIT 51""",
            now, ReviewRound.Institution, round.RoundId, Middle(round)).Count);
        Read(connection, """SELECT COUNT(*), MIN("WaitsSince") FROM "Registrations" WHERE "WaitsSince" IS NOT NULL AND "InstitutionCode" = $0""", ReviewRound.Institution);
        Read(connection, FigureReading.Sql.Replace("@round", "$0", StringComparison.Ordinal).Replace("@scope", "$1", StringComparison.Ordinal), round.RoundId, ReviewRound.Institution);
    }

    public static async Task SearchAsync(ReviewRound round, IServiceProvider services)
    {
        var (queue, now) = (services.GetRequiredService<ReviewQueue>(), round.Portal.Clock.UtcNow);
        Expect(1, (await queue.SearchAsync(Scope, Number, null, now, default)).Lines.Count);
        Expect(1, (await queue.SearchAsync(Scope, ReviewRow.DocumentNumber(Somebody), null, now, default)).Lines.Count);
        Expect(Whole(round), (await queue.SearchAsync(Scope, ReviewNames.Commonest, null, now, default)).Lines.Count);
        Expect(ReviewQueue.PageSize, (await queue.SearchAsync(Scope, "王", null, now, default)).Lines.Count);
    }

    public static void BareSearch(ReviewRound round, SqliteConnection connection)
    {
        var now = round.Portal.Clock.UtcNow;
        var hash = round.Portal.Services.GetRequiredService<PersonalDataSeal>().Hash(VerifiedPeople.NumberPurpose, ReviewRow.DocumentNumber(Somebody));
        Expect(1, Read(connection, Line + """ r."Number" = $2""", now, ReviewRound.Institution, Number).Count);
        Expect(1, Read(connection, Line + """ r."PersonHash" = $2""", now, ReviewRound.Institution, hash).Count);
        foreach (var (from, to) in new[] { (ReviewNames.Commonest, ReviewNames.Commonest + "\U0010FFFF"), ("王", "王\U0010FFFF") })
            Read(connection, Line + """ r."NameKey" >= $2 AND r."NameKey" < $3 ORDER BY r."NameKey", r."SubmittedAt" DESC, r."Id" DESC LIMIT 51""", now, ReviewRound.Institution, from, to);
    }

    public static List<object[]> Read(SqliteConnection connection, string sql, params object[] values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var at = 0; at < values.Length; at++) command.Parameters.AddWithValue("$" + at, values[at]);
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        return rows;
    }

    private const int Somebody = 5;

    private static readonly string Number = RegistrationNumbers.Number(ReviewRound.Institution, 2031, 1, Somebody + 1);

    private static DateTime Middle(ReviewRound round) => round.Portal.Clock.UtcNow.AddDays(-12);

    // Named so, or so and something more: in a small round there are fewer.
    private static int Whole(ReviewRound round) => Math.Min(ReviewQueue.PageSize, round.Namesakes);

    private static void Expect(int expected, int found)
    {
        if (expected != found) throw new InvalidOperationException($"{found} instead of {expected} were read.");
    }
}
