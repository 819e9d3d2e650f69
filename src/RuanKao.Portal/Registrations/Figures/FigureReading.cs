using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations.Figures;

/// <summary>Reads the figures of a round for one institution or for the country. Its work depends on how many numbers there are, not on how many registrations they count.</summary>
public sealed class FigureReading(PortalContext db)
{
    // One statement, so that both halves are of one moment and a move that is folded meanwhile is neither missed nor counted twice.
    // Written out, because EF does not unite columns that only one side has.
    public const string Sql = """
        SELECT [Dimension], [Key], [Mark], [Count], NULL AS [InstitutionCode], NULL AS [FromPrefecture], NULL AS [FromQualification], NULL AS [FromState], NULL AS [FromChange], NULL AS [FromSince],
            NULL AS [ToPrefecture], NULL AS [ToQualification], NULL AS [ToState], NULL AS [ToChange], NULL AS [ToSince], NULL AS [On], NULL AS [Day]
        FROM [FigureTallies] WHERE [RoundId] = {0} AND [Scope] = {1} AND [Count] <> 0
        UNION ALL
        SELECT NULL, NULL, NULL, 0, [InstitutionCode], [FromPrefecture], [FromQualification], [FromState], [FromChange], [FromSince],
            [ToPrefecture], [ToQualification], [ToState], [ToChange], [ToSince], [On], [Day]
        FROM [FigureMoves] WHERE [RoundId] = {0} AND ({1} = '' OR [InstitutionCode] = {1})
        """;

    public async Task<PlaceFigures> ReadAsync(Guid roundId, string scope, CancellationToken ct)
    {
        var cells = new Dictionary<(FigureDimension Dimension, string Key, string Mark), int>();
        await foreach (var line in db.Database.SqlQueryRaw<Line>(Sql, roundId, scope).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (line.Dimension is { } dimension) Add((Enum.Parse<FigureDimension>(dimension), line.Key!, line.Mark!), line.Count);
            else foreach (var (cell, change) in FigureCells.Of(line.Move(roundId), scope)) Add((cell.Dimension, cell.Key, cell.Mark), change);
        }
        return new(cells.Where(c => c.Value != 0).ToDictionary());

        void Add((FigureDimension, string, string) cell, int change) => cells[cell] = cells.GetValueOrDefault(cell) + change;
    }

    /// <summary>A tally, or a move that is not folded yet.</summary>
    private sealed class Line
    {
        public string? Dimension { get; init; }

        public string? Key { get; init; }

        public string? Mark { get; init; }

        public int Count { get; init; }

        public string? InstitutionCode { get; init; }

        public string? FromPrefecture { get; init; }

        public string? FromQualification { get; init; }

        public string? FromState { get; init; }

        public bool? FromChange { get; init; }

        public DateOnly? FromSince { get; init; }

        public string? ToPrefecture { get; init; }

        public string? ToQualification { get; init; }

        public string? ToState { get; init; }

        public bool? ToChange { get; init; }

        public DateOnly? ToSince { get; init; }

        public string? On { get; init; }

        public DateOnly? Day { get; init; }

        public FigureMove Move(Guid roundId) => new()
        {
            RoundId = roundId, InstitutionCode = InstitutionCode!,
            FromPrefecture = FromPrefecture, FromQualification = FromQualification, FromState = Name<RegistrationState>(FromState), FromChange = FromChange is true, FromSince = FromSince,
            ToPrefecture = ToPrefecture, ToQualification = ToQualification, ToState = Name<RegistrationState>(ToState), ToChange = ToChange is true, ToSince = ToSince,
            On = Name<RegistrationEvent>(On), Day = Day,
        };

        private static T? Name<T>(string? name) where T : struct, Enum => name is null ? null : Enum.Parse<T>(name);
    }
}
