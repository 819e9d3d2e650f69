using System.Data.Common;
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

    /// <summary>Makes sure that the counter's row is there; outside the transaction that will raise it.</summary>
    public async Task PrepareAsync(Guid roundId, string institutionCode, CancellationToken ct)
    {
        if (await db.RegistrationCounters.AnyAsync(c => c.RoundId == roundId && c.InstitutionCode == institutionCode, ct)) return;
        try
        {
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO [RegistrationCounters] ([RoundId], [InstitutionCode], [Last]) SELECT {roundId}, {institutionCode}, 0
                WHERE NOT EXISTS (SELECT 1 FROM [RegistrationCounters] WHERE [RoundId] = {roundId} AND [InstitutionCode] = {institutionCode})
                """, ct);
        }
        catch (DbException) when (db.RegistrationCounters.Any(c => c.RoundId == roundId && c.InstitutionCode == institutionCode))
        {
            // Somebody else was first; the row is all that matters.
        }
    }

    /// <summary>The next 报名号. The raised row stays locked until the caller's transaction ends, so a number is given once and a rolled-back one is given again.</summary>
    public async Task<string> NextAsync(ExamRound round, string institutionCode, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is null) throw new InvalidOperationException("A number is taken inside the transaction that uses it.");
        var row = db.RegistrationCounters.Where(c => c.RoundId == round.Id && c.InstitutionCode == institutionCode);
        await row.ExecuteUpdateAsync(set => set.SetProperty(c => c.Last, c => c.Last + 1), ct);
        return Number(institutionCode, round.Year, round.Half, await row.Select(c => c.Last).SingleAsync(ct));
    }

    /// <summary>A 系统识别码 that nobody has.</summary>
    public async Task<string> NewSystemCodeAsync(CancellationToken ct)
    {
        while (true)
        {
            var code = CheckDigit.Append(string.Concat(Enumerable.Range(0, RandomDigits).Select(_ => (char)('0' + RandomNumberGenerator.GetInt32(10)))));
            if (!await db.Registrations.AnyAsync(r => r.SystemCode == code, ct)) return code;
        }
    }

    public static string Number(string institutionCode, int year, int half, int sequence) =>
        CheckDigit.Append(string.Create(CultureInfo.InvariantCulture, $"{institutionCode}{year % 100:D2}{half:D2}{sequence:D6}"));
}
