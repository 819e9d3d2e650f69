using System.Data.Common;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace RuanKao.Portal.Persistence;

/// <summary>Chooses, opens and migrates the database.</summary>
public static class PortalDatabase
{
    /// <summary>The version of Identity's tables that has room for passkeys.</summary>
    public static readonly Version IdentitySchema = IdentitySchemaVersions.Version3;

    // Built once: to build them anew for each request costs more than the request's first query. So no interceptor may belong to a request.
    private const ServiceLifetime Options = ServiceLifetime.Singleton;

    public static IServiceCollection AddPortalDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection(DatabaseOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        var provider = configuration.GetValue("Database:Provider", DatabaseProvider.Sqlite);
        if (provider == DatabaseProvider.Sqlite)
        {
            services.AddDbContext<SqlitePortalContext>((place, options) =>
                UseSqlite(options.AddInterceptors(place.GetServices<ISaveChangesInterceptor>()), place.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString), ServiceLifetime.Scoped, Options);
            services.AddScoped<PortalContext>(place => place.GetRequiredService<SqlitePortalContext>());
        }
        else
        {
            services.AddDbContext<SqlServerPortalContext>((place, options) =>
                UseSqlServer(options.AddInterceptors(place.GetServices<ISaveChangesInterceptor>()), place.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString), ServiceLifetime.Scoped, Options);
            services.AddScoped<PortalContext>(place => place.GetRequiredService<SqlServerPortalContext>());
        }
        return services;
    }

    /// <summary>Brings the database to the newest schema; WAL is set here because it is a property of the file.</summary>
    public static async Task MigrateAsync(PortalContext db, CancellationToken ct = default)
    {
        if (db.Database.IsSqlite() && new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource is { Length: > 0 } file
            && Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
            Directory.CreateDirectory(folder);
        await db.Database.MigrateAsync(ct);
        if (db.Database.IsSqlite()) await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", ct);
    }

    public static void UseSqlite(DbContextOptionsBuilder options, string connectionString) => Strict(options
        .UseSqlite(connectionString, sqlite => sqlite.MigrationsHistoryTable("__Migrations"))
        .AddInterceptors(SqliteManners.Instance));

    public static void UseSqlServer(DbContextOptionsBuilder options, string connectionString) => Strict(options
        .UseSqlServer(connectionString, server => server.MigrationsHistoryTable("__Migrations")));

    // Warnings that hide slow or wrong queries are errors here.
    private static void Strict(DbContextOptionsBuilder options) => options.ConfigureWarnings(w => w.Throw(
        RelationalEventId.MultipleCollectionIncludeWarning,
        CoreEventId.RowLimitingOperationWithoutOrderByWarning,
        CoreEventId.FirstWithoutOrderByAndFilterWarning));

    /// <summary>What every SQLite connection keeps to: patience while another writes, enforced keys, no commit lost when the power fails, and 16 MB of pages at hand instead of 2.</summary>
    private sealed class SqliteManners : DbConnectionInterceptor
    {
        public static readonly SqliteManners Instance = new();
        private const string Pragmas = "PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken ct = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}

/// <summary>For dotnet ef and for tests that read the model: no server is contacted to write a migration.</summary>
public sealed class SqliteDesign : IDesignTimeDbContextFactory<SqlitePortalContext>
{
    public SqlitePortalContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqlitePortalContext>();
        PortalDatabase.UseSqlite(options, "Data Source=design.db");
        options.UseApplicationServiceProvider(Design.Services);
        return new(options.Options);
    }
}

/// <summary>For dotnet ef and for tests that read the model: no server is contacted to write a migration.</summary>
public sealed class SqlServerDesign : IDesignTimeDbContextFactory<SqlServerPortalContext>
{
    public SqlServerPortalContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqlServerPortalContext>();
        PortalDatabase.UseSqlServer(options, "Server=localhost;Database=RuanKao;Encrypt=true");
        options.UseApplicationServiceProvider(Design.Services);
        return new(options.Options);
    }
}

/// <summary>Identity asks the application's services which version of its tables to make, so the design must have them too.</summary>
internal static class Design
{
    public static readonly IServiceProvider Services = new ServiceCollection()
        .Configure<IdentityOptions>(options => options.Stores.SchemaVersion = PortalDatabase.IdentitySchema).BuildServiceProvider();
}
