using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Tests.Persistence;

/// <summary>What can be known of the production database without one.</summary>
public class SqlServerScriptTests
{
    private static readonly Lazy<SqlServerScript> Script = new(() =>
    {
        using var db = new SqlServerDesign().CreateDbContext([]);
        return new(db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Default));
    });

    [Fact]
    public void The_script_of_all_migrations_is_T_SQL() => Assert.Empty(Script.Value.Errors);

    [Fact]
    public void The_idempotent_script_for_operators_is_T_SQL()
    {
        using var db = new SqlServerDesign().CreateDbContext([]);
        Assert.Empty(new SqlServerScript(db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent)).Errors);
    }

    [Fact]
    public void The_script_makes_every_table_of_the_model()
    {
        using var db = new SqlServerDesign().CreateDbContext([]);
        var expected = db.Model.GetEntityTypes().Select(e => e.GetTableName()).OfType<string>().Distinct();
        Assert.Empty(expected.Except(Script.Value.Tables));
    }

    [Fact]
    public void No_key_is_too_long_or_of_a_max_type() => Assert.Empty(Script.Value.KeyFaults());

    [Fact]
    public void No_delete_reaches_a_table_by_two_cascades() => Assert.Empty(Script.Value.CascadeFaults());

    [Fact]
    public void Neither_database_has_a_change_without_a_migration()
    {
        using var server = new SqlServerDesign().CreateDbContext([]);
        using var sqlite = new SqliteDesign().CreateDbContext([]);
        Assert.False(server.Database.HasPendingModelChanges(), "dotnet ef migrations add … --context SqlServerPortalContext");
        Assert.False(sqlite.Database.HasPendingModelChanges(), "dotnet ef migrations add … --context SqlitePortalContext");
    }

    [Fact]
    public void The_reader_of_scripts_sees_what_SQL_Server_would_refuse()
    {
        var script = new SqlServerScript("""
            CREATE TABLE [A] ([Id] uniqueidentifier NOT NULL, [Name] nvarchar(max) NOT NULL, [Long] nvarchar(900) NOT NULL, CONSTRAINT [PK_A] PRIMARY KEY ([Id]));
            CREATE TABLE [B] ([Id] uniqueidentifier NOT NULL, [A] uniqueidentifier NOT NULL, CONSTRAINT [PK_B] PRIMARY KEY ([Id]), CONSTRAINT [F1] FOREIGN KEY ([A]) REFERENCES [A] ([Id]) ON DELETE CASCADE);
            CREATE TABLE [C] ([Id] uniqueidentifier NOT NULL, [A] uniqueidentifier NOT NULL, [B] uniqueidentifier NOT NULL, CONSTRAINT [PK_C] PRIMARY KEY ([Id]),
              CONSTRAINT [F2] FOREIGN KEY ([A]) REFERENCES [A] ([Id]) ON DELETE CASCADE, CONSTRAINT [F3] FOREIGN KEY ([B]) REFERENCES [B] ([Id]) ON DELETE CASCADE);
            CREATE INDEX [I1] ON [A] ([Name]);
            CREATE INDEX [I2] ON [A] ([Long]);
            """);
        Assert.Empty(script.Errors);
        Assert.Equal(["A.I1: Name is of a max type", "A.I2: 1800 bytes, at most 1700"], script.KeyFaults());
        Assert.Equal(["A reaches C 2 times"], script.CascadeFaults());
        Assert.NotEmpty(new SqlServerScript("CREATE TABEL x").Errors);
    }
}
