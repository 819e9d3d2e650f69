using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Tests.Support;

/// <summary>The databases a test of the archive runs on: SQLite always, SQL Server where PORTAL_TEST_SQLSERVER holds a connection string.</summary>
public static class Databases
{
    public const string Variable = "PORTAL_TEST_SQLSERVER";

    public static string? SqlServer => Environment.GetEnvironmentVariable(Variable);

    /// <summary>For [MemberData]: an absent database shows as skipped instead of being forgotten.</summary>
    public static TheoryData<DatabaseProvider> All => new()
    {
        new TheoryDataRow<DatabaseProvider>(DatabaseProvider.Sqlite),
        new TheoryDataRow<DatabaseProvider>(DatabaseProvider.SqlServer)
        {
            Skip = SqlServer is null ? $"{Variable} holds no connection string" : null,
        },
    };
}
