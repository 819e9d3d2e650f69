using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox;

namespace RuanKao.Portal.Benchmarks.Crash;

/// <summary>What all groups of trials begin with: ports, keys and a database with approved registrations, made once.</summary>
public sealed class CrashGround(string folder)
{
    private readonly (int Portal, int Sandbox, int Mail) ports = (CrashProcess.FreePort(), CrashProcess.FreePort(), CrashProcess.FreePort());

    public Uri Portal => new($"http://127.0.0.1:{ports.Portal}");

    public Uri Sandbox => new($"http://127.0.0.1:{ports.Sandbox}");

    public string SandboxSetting(string data) => $"{data}|{ports.Sandbox}|{ports.Mail}";

    public string Folder => folder;

    public string Database => Path.Combine(folder, "portal.db");

    public string KeysFolder => Path.Combine(folder, "sandbox");

    public SandboxKeys Keys { get; private set; } = null!;

    public Dictionary<string, string?> Settings { get; } = new(TestSettings.All);

    public IReadOnlyList<RegistrationMade> Registrations { get; private set; } = [];

    public Guid Place { get; private set; }

    public async Task PrepareAsync(int registrations)
    {
        await using (var sandbox = SandboxHost.Create(CrashHosts.SandboxOptions(KeysFolder, ports.Sandbox, ports.Mail)))
        {
            await sandbox.StartAsync();
            Keys = sandbox.Keys;
            // The template's own keys sealed what is in it already.
            foreach (var (key, value) in sandbox.PortalSettings(Portal)) if (!key.StartsWith("PersonalData:", StringComparison.Ordinal)) Settings[key] = value;
        }
        // Messages are written as ever; who carries them is not the question here.
        Settings["Notifications:Send"] = "false";
        var file = Path.Combine(folder, "making.db");
        File.Copy(await TestDatabase.CopyAsync(), file);
        await using var portal = new PortalFactory(file, Settings);
        // One day a trial, so the window is long.
        var place = await TestData.OpenRoundAsync(portal, change: p => p.Payment = new(p.Payment.From, p.TicketPrinting.From));
        Place = place.Place.Id;
        var made = new List<RegistrationMade>();
        for (var n = 0; n < registrations; n++) made.Add(await TestData.ApprovedAsync(portal, roundId: place.Round.Id));
        Registrations = made;
        // The keys of its cookies are made once, here.
        await portal.SignedInAsync(made[0].UserId);
        await using var connection = new SqliteConnection(TestDatabase.ConnectionString(file));
        await connection.OpenAsync();
        await using var whole = connection.CreateCommand();
        whole.CommandText = $"VACUUM INTO '{Database}'";
        await whole.ExecuteNonQueryAsync();
    }
}

/// <summary>A portal and a sandbox as processes of their own, with files of their own, under one clock; for a group of trials.</summary>
public sealed class CrashTown : IAsyncDisposable
{
    private static readonly Dictionary<string, string?> AsProcess = new()
    {
        ["Payments:Poll"] = "true",
        ["Registrations:KeepDeadlines"] = "true",
    };

    private readonly CrashGround ground;
    private readonly string folder;
    private readonly string sandboxFolder;
    private readonly string switchFile;
    private readonly Queue<RegistrationMade> waiting;
    private readonly SocketsHttpHandler wire = new() { UseCookies = false, AllowAutoRedirect = false, UseProxy = false };
    private CrashProcess? portal;
    private CrashProcess? sandbox;

    private CrashTown(CrashGround ground, string folder, PortalFactory books)
    {
        (this.ground, this.folder, Books) = (ground, folder, books);
        (sandboxFolder, switchFile) = (Path.Combine(folder, "sandbox"), Path.Combine(folder, "switch"));
        Shared = new(switchFile);
        waiting = new(ground.Registrations);
        Truth = new(sandboxFolder, ground.Keys);
        Cashier = new(wire, disposeHandler: false) { BaseAddress = ground.Sandbox, Timeout = TimeSpan.FromSeconds(60) };
        Site = new(wire, disposeHandler: false) { BaseAddress = ground.Portal, Timeout = TimeSpan.FromSeconds(60) };
    }

    public CrashSwitch Shared { get; }

    public ChannelTruth Truth { get; }

    /// <summary>A portal in this process that serves nobody: makes cookies and reads the books.</summary>
    public PortalFactory Books { get; }

    public HttpClient Cashier { get; }

    public HttpClient Site { get; }

    public CrashProcess Portal => portal!;

    public Guid Place => ground.Place;

    public static async Task<CrashTown> OpenAsync(CrashGround ground, int number)
    {
        var folder = Directory.CreateDirectory(Path.Combine(ground.Folder, $"group-{number}")).FullName;
        var database = Path.Combine(folder, "portal.db");
        File.Copy(ground.Database, database);
        await WalAsync(database);
        Directory.CreateDirectory(Path.Combine(folder, "sandbox"));
        File.Copy(Path.Combine(ground.KeysFolder, "keys.json"), Path.Combine(folder, "sandbox", "keys.json"));
        var town = new CrashTown(ground, folder, new(database, ground.Settings));
        town.Shared.UtcNow = town.Books.Clock.UtcNow;
        await town.StartSandboxAsync();
        await town.StartPortalAsync();
        return town;
    }

    public async Task StartPortalAsync()
    {
        portal?.Dispose();
        Shared.Arm(CrashPoint.None, 0);
        var settings = ground.Settings.Concat(AsProcess).Append(new("Database:ConnectionString", TestDatabase.ConnectionString(Path.Combine(folder, "portal.db"))))
            .Append(new("ASPNETCORE_URLS", ground.Portal.ToString())).Append(new(CrashSwitch.Variable, switchFile));
        portal = await CrashProcess.StartAsync(CrashHosts.Portal, settings, new(ground.Portal, "/health/live"), Path.Combine(folder, "portal.log"));
    }

    public async Task StartSandboxAsync()
    {
        sandbox?.Dispose();
        sandbox = await CrashProcess.StartAsync(CrashHosts.Sandbox, [new(CrashHosts.SandboxVariable, ground.SandboxSetting(sandboxFolder)), new(CrashSwitch.Variable, switchFile)],
            ground.Sandbox, Path.Combine(folder, "sandbox.log"));
    }

    /// <summary>SIGKILL, a while without it, and it is back.</summary>
    public async Task KillSandboxAsync(TimeSpan away)
    {
        sandbox!.Kill();
        await Task.Delay(away);
        await StartSandboxAsync();
    }

    /// <summary>The next candidate who has not paid, signed in.</summary>
    public async Task<(RegistrationMade Registration, Visitor Visitor)> NextAsync()
    {
        var registration = waiting.Dequeue();
        Books.Clock.UtcNow = Shared.UtcNow;
        var cookies = (await Books.SignedInAsync(registration.UserId)).Cookies;
        var visitor = new Visitor(Site);
        visitor.Cookies.AddRange(cookies);
        return (registration, visitor);
    }

    public Task<T> ReadAsync<T>(Func<PortalContext, Task<T>> read) => Books.WithAsync(place => read(place.GetRequiredService<PortalContext>()));

    public async ValueTask DisposeAsync()
    {
        portal?.Dispose();
        sandbox?.Dispose();
        await Books.DisposeAsync();
        Cashier.Dispose();
        Site.Dispose();
        wire.Dispose();
        Shared.Dispose();
    }

    private static async Task WalAsync(string file)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL";
        await command.ExecuteNonQueryAsync();
    }
}
