using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Registrations.Figures;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Benchmarks;

/// <summary>
/// A round of so many registrations in a database file of its own: a tenth of them at one institution, a tenth of those waiting, names as frequent as in
/// life (in a million exactly 300 of the commonest at that institution), the others spread over the country. Any two sizes differ in nothing else.
/// </summary>
public sealed class ReviewRound : IAsyncDisposable
{
    public const string Institution = "53";
    private const int Seed = 20310320;
    private const int Days = 19;

    private ReviewRound(string file, int size) => (File, Size, Portal) = (file, size,
        new(file, new() { ["Database:ConnectionString"] = ConnectionOf(file) }));

    public string File { get; }

    public int Size { get; }

    public PortalFactory Portal { get; }

    public Guid RoundId { get; private set; }

    /// <summary>How many at the institution have a name that begins with the commonest one.</summary>
    public int Namesakes { get; private set; }

    /// <summary>As the portal is configured by default: with pooled connections.</summary>
    public string ConnectionString => ConnectionOf(File);

    public static async Task<ReviewRound> WriteAsync(int size)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"portal-bench-{Environment.ProcessId}")).FullName;
        var round = new ReviewRound(Path.Combine(folder, $"review-{size}.db"), size);
        await PortalApplication.MigrateAsync(round.Portal.Services);
        await round.WriteAsync();
        return round;
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        SqliteConnection.ClearAllPools();
        foreach (var file in new[] { File, File + "-wal", File + "-shm" }) System.IO.File.Delete(file);
    }

    private static string ConnectionOf(string file) => $"Data Source={file}";

    private async Task WriteAsync()
    {
        RoundId = (await TestData.OpenRoundAsync(Portal)).Round.Id;
        Portal.Clock.UtcNow = Portal.Clock.UtcNow.AddDays(Days - 5);
        var (places, qualifications, seal) = await Portal.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            var prefectures = (await db.Prefectures.AsNoTracking().ToListAsync()).ToLookup(p => p.InstitutionCode, p => p.Code);
            return ((await db.Institutions.AsNoTracking().OrderBy(i => i.Order).Select(i => i.Code).ToListAsync()).Select(code => (Code: code, Prefectures: prefectures[code].ToArray())).ToList(),
                await db.Qualifications.AsNoTracking().OrderBy(q => q.Code).Select(q => q.Code).ToListAsync(), services.GetRequiredService<PersonalDataSeal>());
        });
        SqliteConnection.ClearAllPools();
        var rows = Rows(places, qualifications, seal).ToList();
        Namesakes = rows.Count(row => row.Institution == Institution && row.Name.StartsWith(ReviewNames.Commonest, StringComparison.Ordinal));
        using (var writer = new BulkWriter(File))
        {
            writer.Write("Registrations", ReviewRow.Columns, rows);
            writer.Write("RegistrationSteps", ReviewRow.StepColumns, rows.SelectMany(row => row.Steps));
        }
        await Portal.WithAsync(services => services.GetRequiredService<FigureRecount>().WriteAsync());
    }

    private IEnumerable<ReviewRow> Rows(IReadOnlyList<(string Code, string[] Prefectures)> places, IReadOnlyList<string> qualifications, PersonalDataSeal seal)
    {
        var (random, now, here, next) = (new Random(Seed), Portal.Clock.UtcNow, places.Single(p => p.Code == Institution), new Dictionary<string, int>());
        var others = places.Where(p => p.Code != Institution && p.Code.All(char.IsAsciiDigit)).ToList();
        var someSealed = seal.Seal(ReviewRow.DocumentNumber(0));
        var commonest = Math.Max(1, Size * 3 / 10_000);
        for (var ordinal = 0; ordinal < Size; ordinal++)
        {
            var place = ordinal < Size / 10 ? here : others[ordinal % others.Count];
            next[place.Code] = next.GetValueOrDefault(place.Code) + 1;
            var (state, change) = State(ordinal);
            // What waits came in during the last four days; the other days lie behind.
            var age = state == RegistrationState.Submitted ? 4 * random.NextDouble() : 3 + (Days - 3) * random.NextDouble();
            yield return new()
            {
                Ordinal = ordinal, Id = Guid.NewGuid(), UserId = Guid.NewGuid(), RoundId = RoundId, Institution = place.Code,
                Prefecture = place.Prefectures.Length == 0 ? null : place.Prefectures[(int)(place.Prefectures.Length * random.NextDouble() * random.NextDouble())],
                Qualification = qualifications[random.Next(qualifications.Count)], State = state, ChangeWaits = change,
                // Every so-manieth of the institution has the commonest name.
                Name = place == here && ordinal % (Size / 10 / commonest) == 7 && ordinal / (Size / 10 / commonest) < commonest ? ReviewNames.Commonest : ReviewNames.Next(random),
                Number = RegistrationNumbers.Number(place.Code, 2031, 1, next[place.Code]), SystemCode = CheckDigit.Append($"{ordinal * 7919L % 99_999_999_977:D11}"),
                Hash = seal.Hash(VerifiedPeople.NumberPurpose, ReviewRow.DocumentNumber(ordinal)), Sealed = someSealed, SubmittedAt = now.AddDays(-age),
            };
        }
    }

    // In every hundred ten wait, two of them for a change of what was approved.
    private static (RegistrationState State, bool ChangeWaits) State(int ordinal) => (ordinal * 37 % 100) switch
    {
        < 8 => (RegistrationState.Submitted, false),
        < 10 => (RegistrationState.Approved, true),
        < 16 => (RegistrationState.Returned, false),
        < 36 => (RegistrationState.Approved, false),
        < 39 => (RegistrationState.Cancelled, false),
        _ => (RegistrationState.Paid, false),
    };
}
