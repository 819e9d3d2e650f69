using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>The last sequence given out for a round at an institution.</summary>
public sealed class RegistrationCounter
{
    public required Guid RoundId { get; init; }

    public required string InstitutionCode { get; init; }

    public int Last { get; init; }
}

/// <summary>报名号 (institution 2, year 2, half 2, sequence 6, check digit) and 系统识别码 (11 random digits, check digit).</summary>
public sealed class RegistrationNumbers(PortalContext db)
{
    private const int RandomDigits = 11;

    /// <summary>The next 报名号, in one statement. The raised row stays locked until the caller's transaction ends, so a number is given once and a rolled-back one is given again.</summary>
    public async Task<string> NextAsync(ExamRound round, string institutionCode, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is null) throw new InvalidOperationException("A number is taken inside the transaction that uses it.");
        var raised = db.Database.IsSqlite()
            ? db.Database.SqlQuery<int>($"""
                INSERT INTO [RegistrationCounters] ([RoundId], [InstitutionCode], [Last]) VALUES ({round.Id}, {institutionCode}, 1)
                ON CONFLICT ([RoundId], [InstitutionCode]) DO UPDATE SET [Last] = [Last] + 1 RETURNING [Last] AS [Value]
                """)
            : db.Database.SqlQuery<int>($"""
                MERGE [RegistrationCounters] WITH (HOLDLOCK) AS [counter] USING (SELECT {round.Id} AS [RoundId], {institutionCode} AS [InstitutionCode]) AS [asked]
                ON [counter].[RoundId] = [asked].[RoundId] AND [counter].[InstitutionCode] = [asked].[InstitutionCode]
                WHEN MATCHED THEN UPDATE SET [Last] = [Last] + 1
                WHEN NOT MATCHED THEN INSERT ([RoundId], [InstitutionCode], [Last]) VALUES ([asked].[RoundId], [asked].[InstitutionCode], 1)
                OUTPUT inserted.[Last] AS [Value];
                """);
        return Number(institutionCode, round.Year, round.Half, (await raised.ToListAsync(ct)).Single());
    }

    /// <summary>A 系统识别码; that nobody has it already is for the unique index to say, with odds of one in many thousands even among a million.</summary>
    public static string NewSystemCode() =>
        CheckDigit.Append(string.Concat(Enumerable.Range(0, RandomDigits).Select(_ => (char)('0' + RandomNumberGenerator.GetInt32(10)))));

    public static string Number(string institutionCode, int year, int half, int sequence) =>
        CheckDigit.Append(string.Create(CultureInfo.InvariantCulture, $"{institutionCode}{year % 100:D2}{half:D2}{sequence:D6}"));
}
