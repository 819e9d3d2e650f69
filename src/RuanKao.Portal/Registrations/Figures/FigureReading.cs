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

    public async Task<PlaceFigures> ReadAsync(Guid roundId, string scope, CancellationToken ct)
    {
        var cells = new Dictionary<(FigureDimension Dimension, string Key, string Mark), int>();
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            (command.CommandText, command.Transaction) = (Sql, db.Database.CurrentTransaction?.GetDbTransaction());
            Give(command, "@round", roundId);
            Give(command, "@scope", scope);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                if (!reader.IsDBNull(0)) Add((Enum.Parse<FigureDimension>(reader.GetString(0)), reader.GetString(1), reader.GetString(2)), reader.GetInt32(3));
                else foreach (var (cell, change) in FigureCells.Of(Move(reader, roundId), scope)) Add((cell.Dimension, cell.Key, cell.Mark), change);
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
        return new(cells.Where(c => c.Value != 0).ToDictionary());

        void Add((FigureDimension, string, string) cell, int change) => cells[cell] = cells.GetValueOrDefault(cell) + change;
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

    private static void Give(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
