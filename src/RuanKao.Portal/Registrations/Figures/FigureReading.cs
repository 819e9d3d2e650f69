using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations.Figures;

/// <summary>Reads the figures of a round for one institution or for the country. Its work depends on how many numbers there are, not on how many registrations they count.</summary>
public sealed class FigureReading(PortalContext db)
{
    // One statement, so that both halves are of one moment and a move that is folded meanwhile is neither missed nor counted twice.
    // Written out and read by hand, because EF unites no columns that only one side has.
    public const string Sql = """
        SELECT [Dimension], [Key], [Mark], [Count], NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM [FigureTallies] WHERE [RoundId] = @round AND [Scope] = @scope AND [Count] <> 0
        UNION ALL
        SELECT NULL, NULL, NULL, NULL, [InstitutionCode], [FromPrefecture], [FromQualification], [FromState], [FromChange], [FromSince],
            [ToPrefecture], [ToQualification], [ToState], [ToChange], [ToSince], [On], [Day]
        FROM [FigureMoves] WHERE [RoundId] = @round AND (@scope = '' OR [InstitutionCode] = @scope)
        """;

    // What waits, over one round or all: a row for each day since which something waits, and what is not folded yet.
    private const string WaitingSql = """
        SELECT t.[Count] FROM [ExamRounds] e JOIN [FigureTallies] t ON t.[RoundId] = e.[Id] AND t.[Scope] = @scope AND t.[Dimension] = 'WaitingSince' WHERE @round IS NULL OR e.[Id] = @round
        UNION ALL
        SELECT CASE WHEN m.[ToSince] IS NULL THEN 0 ELSE 1 END - CASE WHEN m.[FromSince] IS NULL THEN 0 ELSE 1 END
        FROM [ExamRounds] e JOIN [FigureMoves] m ON m.[RoundId] = e.[Id] AND (@scope = '' OR m.[InstitutionCode] = @scope) WHERE @round IS NULL OR e.[Id] = @round
        """;

    private const string WaitingInPrefectureSql = """
        SELECT t.[Count] FROM [ExamRounds] e JOIN [FigureTallies] t ON t.[RoundId] = e.[Id] AND t.[Scope] = @scope AND t.[Dimension] = 'Prefecture' AND t.[Key] = @prefecture
            AND t.[Mark] IN ('Submitted', 'ChangeWaits') WHERE @round IS NULL OR e.[Id] = @round
        UNION ALL
        SELECT CASE WHEN m.[ToSince] IS NOT NULL AND m.[ToPrefecture] = @prefecture THEN 1 ELSE 0 END - CASE WHEN m.[FromSince] IS NOT NULL AND m.[FromPrefecture] = @prefecture THEN 1 ELSE 0 END
        FROM [ExamRounds] e JOIN [FigureMoves] m ON m.[RoundId] = e.[Id] AND m.[InstitutionCode] = @scope WHERE @round IS NULL OR e.[Id] = @round
        """;

    /// <summary>How many wait for a reviewer at one institution, in the country ("") or in one prefecture of the institution; in one round or in all.</summary>
    public async Task<int> WaitingAsync(Guid? roundId, string scope, string? prefecture, CancellationToken ct)
    {
        var waiting = 0;
        await AskAsync(prefecture is null ? WaitingSql : WaitingInPrefectureSql, command =>
        {
            Give(command, "@round", roundId, DbType.Guid);
            Give(command, "@scope", scope);
            if (prefecture is not null) Give(command, "@prefecture", prefecture);
        }, row => waiting += row.GetInt32(0), ct);
        return waiting;
    }

    public async Task<PlaceFigures> ReadAsync(Guid roundId, string scope, CancellationToken ct)
    {
        var cells = new Dictionary<(FigureDimension Dimension, string Key, string Mark), int>();
        await AskAsync(Sql, command =>
        {
            Give(command, "@round", roundId);
            Give(command, "@scope", scope);
        }, row =>
        {
            if (!row.IsDBNull(0)) Add((Enum.Parse<FigureDimension>(row.GetString(0)), row.GetString(1), row.GetString(2)), row.GetInt32(3));
            else foreach (var (cell, change) in FigureCells.Of(Move(row, roundId), scope)) Add((cell.Dimension, cell.Key, cell.Mark), change);
        }, ct);
        return new(cells.Where(c => c.Value != 0).ToDictionary());

        void Add((FigureDimension, string, string) cell, int change) => cells[cell] = cells.GetValueOrDefault(cell) + change;
    }

    private async Task AskAsync(string sql, Action<DbCommand> give, Action<DbDataReader> read, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            (command.CommandText, command.Transaction) = (sql, db.Database.CurrentTransaction?.GetDbTransaction());
            give(command);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) read(reader);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>A move that is not folded yet.</summary>
    private static FigureMove Move(DbDataReader row, Guid roundId) => new()
    {
        RoundId = roundId, InstitutionCode = row.GetString(4),
        FromPrefecture = Text(row, 5), FromQualification = Text(row, 6), FromState = Name<RegistrationState>(row, 7), FromChange = row.GetBoolean(8), FromSince = Day(row, 9),
        ToPrefecture = Text(row, 10), ToQualification = Text(row, 11), ToState = Name<RegistrationState>(row, 12), ToChange = row.GetBoolean(13), ToSince = Day(row, 14),
        On = Name<RegistrationEvent>(row, 15), Day = Day(row, 16),
    };

    private static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static DateOnly? Day(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetFieldValue<DateOnly>(at);

    private static T? Name<T>(DbDataReader row, int at) where T : struct, Enum => row.IsDBNull(at) ? null : Enum.Parse<T>(row.GetString(at));

    private static void Give(DbCommand command, string name, object? value, DbType? type = null)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
        if (type is { } given) parameter.DbType = given;
        command.Parameters.Add(parameter);
    }
}
