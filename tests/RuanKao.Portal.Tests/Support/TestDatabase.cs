using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Tests.Support;

/// <summary>One migrated template with the reference data for the whole run; every test gets a file copy of it.</summary>
public static class TestDatabase
{
    private static readonly string Folder = Directory.CreateDirectory(
        Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "portal-tests-" + Environment.ProcessId)).FullName;

    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    static TestDatabase() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);

    public static async Task<string> CopyAsync()
    {
        var copy = Path.Combine(Folder, Guid.NewGuid().ToString("N") + ".db");
        File.Copy(await Template.Value, copy);
        return copy;
    }

    /// <summary>The connection string of a database file. Pooled like the portal's own: a connection that is opened anew reads the whole schema first, which costs more than most questions.</summary>
    public static string ConnectionString(string file) => $"Data Source={file}";

    /// <summary>Lets go of the file and takes it away.</summary>
    public static void Delete(string file)
    {
        using (var connection = new SqliteConnection(ConnectionString(file))) SqliteConnection.ClearPool(connection);
        foreach (var part in new[] { file, file + "-wal", file + "-shm" }) File.Delete(part);
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var file = Path.Combine(Folder, "template.db");
        await using (var portal = new PortalFactory(file) { Prepare = PrepareAsync }) _ = portal.Services;
        SqliteConnection.ClearAllPools();
        return file;
    }

    // While a model is still being worked on its migration is not written yet: PORTAL_TEST_SCHEMA=model makes the tables from the model.
    private static async Task PrepareAsync(IServiceProvider services)
    {
        if (Environment.GetEnvironmentVariable("PORTAL_TEST_SCHEMA") != "model")
        {
            await PortalApplication.MigrateAsync(services);
            return;
        }
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PortalContext>().Database.EnsureCreatedAsync();
        await PortalApplication.ApplyReferenceDataAsync(scope.ServiceProvider);
    }
}
