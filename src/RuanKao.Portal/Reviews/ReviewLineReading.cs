using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Reviews;

/// <summary>Which registrations are asked for: conditions on the row <c>r</c>, written as both databases read them, with their values.</summary>
public sealed class LineQuestion
{
    private readonly List<string> conditions = [];
    private readonly List<(string Name, object Value)> values = [];

    /// <summary>As in <c>r.[WaitsSince], r.[Id]</c>.</summary>
    public string Order { get; init; } = "";

    /// <summary>How many lines are read at once, where they have an order.</summary>
    public int Most { get; init; } = ReviewQueue.PageSize;

    public IReadOnlyList<(string Name, object Value)> Values => values;

    public string Where => string.Join(" AND ", conditions);

    public LineQuestion And(string condition, params (string Name, object Value)[] given)
    {
        conditions.Add($"({condition})");
        values.AddRange(given);
        return this;
    }
}

/// <summary>Reads lines of the desk. By hand: a reviewer asks four hundred times a day, and building and translating the question took longer than answering it.</summary>
public sealed class ReviewLineReading(PortalContext db)
{
    private const string Lines = """
        SELECT r.[Id], r.[Person_Name], r.[Number], q.[Name], r.[State], r.[ChangeWaits], r.[SubmittedAt], r.[WaitsSince], e.[Year], e.[Half], p.[Name], c.[ReviewerId], u.[DisplayName],
            r.[InstitutionCode], r.[PrefectureCode]
        FROM [Registrations] r
        JOIN [ExamRounds] e ON e.[Id] = r.[RoundId]
        LEFT JOIN [Qualifications] q ON q.[Code] = r.[QualificationCode]
        LEFT JOIN [Prefectures] p ON p.[Code] = r.[PrefectureCode]
        LEFT JOIN [ReviewClaims] c ON c.[RegistrationId] = r.[Id] AND c.[LapsesAt] > @now
        LEFT JOIN [AspNetUsers] u ON u.[Id] = c.[ReviewerId]
        WHERE
        """;

    /// <param name="covers">Asked of each line's institution and prefecture, where the question itself does not say the scope.</param>
    public async Task<ReviewLines> ReadAsync(LineQuestion question, DateTime now, CancellationToken ct, Func<string, string?, bool>? covers = null)
    {
        var most = question.Most + 1;
        var page = question.Order.Length == 0 ? "" : $" ORDER BY {question.Order} " + (db.Database.IsSqlite() ? $"LIMIT {most}" : $"OFFSET 0 ROWS FETCH NEXT {most} ROWS ONLY");
        var lines = new List<ReviewLine>();
        await AskAsync($"{Lines} {question.Where}{page}", [.. question.Values, ("@now", now)], row =>
        {
            if (covers is null || covers(row.GetString(13), Text(row, 14))) lines.Add(Line(row));
        }, ct);
        return new([.. lines.Take(question.Most)], lines.Count > question.Most);
    }

    private async Task AskAsync(string sql, IReadOnlyList<(string Name, object Value)> values, Action<DbDataReader> read, CancellationToken ct)
    {
        using var maker = db.Database.GetDbConnection().CreateCommand();
        var built = db.GetService<IRawSqlCommandBuilder>().Build(sql, values.Select(value => Parameter(maker, value.Name, value.Value)));
        await using var rows = await built.RelationalCommand.ExecuteReaderAsync(
            new(db.GetService<IRelationalConnection>(), built.ParameterValues, null, db, db.GetService<IRelationalCommandDiagnosticsLogger>()), ct);
        while (await rows.DbDataReader.ReadAsync(ct)) read(rows.DbDataReader);
    }

    private static DbParameter Parameter(DbCommand maker, string name, object value)
    {
        var parameter = maker.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        // SQL Server would take an instant for its old type, which knows no fractions of a millisecond.
        if (value is DateTime) parameter.DbType = DbType.DateTime2;
        return parameter;
    }

    private static ReviewLine Line(DbDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), Text(row, 3) ?? "", ExamRound.CodeOf(row.GetInt32(8), row.GetInt32(9)), Text(row, 10),
        Enum.Parse<RegistrationState>(row.GetString(4)), Moment(row, 6)!.Value, Moment(row, 7), row.GetBoolean(5), row.IsDBNull(11) ? null : Text(row, 12) ?? ReviewerNames.Unnamed);

    private static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static DateTime? Moment(DbDataReader row, int at) => row.IsDBNull(at) ? null : DateTime.SpecifyKind(row.GetDateTime(at), DateTimeKind.Utc);
}
