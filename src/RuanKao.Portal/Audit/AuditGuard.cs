using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Audit;

/// <summary>Has the database itself refuse to change or remove audit entries and links; put in place after every migration, where it is missing.</summary>
public sealed class AuditGuard : IReferenceData
{
    private static readonly string[] Tables = ["AuditEntries", "AuditLinks"];

    public int Order => 0;

    public static string TriggerOf(string table) => table + "_AppendOnly";

    public async Task ApplyAsync(PortalContext db, CancellationToken ct)
    {
        foreach (var table in Tables)
            foreach (var command in db.Database.IsSqlite() ? Sqlite(table) : SqlServer(table))
                await db.Database.ExecuteSqlRawAsync(command, ct);
    }

    public static IEnumerable<string> Sqlite(string table) => new[] { "UPDATE", "DELETE" }.Select(verb =>
        $"CREATE TRIGGER IF NOT EXISTS {TriggerOf(table)}_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END");

    public static IEnumerable<string> SqlServer(string table) =>
        [$"CREATE OR ALTER TRIGGER {TriggerOf(table)} ON {table} INSTEAD OF UPDATE, DELETE AS BEGIN SET NOCOUNT ON; THROW 50001, '{table} is append-only', 1; END"];
}
