using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Tests.Support;

/// <summary>The databases a test of the archive runs on: SQLite always, SQL Server where PORTAL_TEST_SQLSERVER holds a connection string.</summary>
public static class Databases
{
    /// <summary>For [MemberData]: an absent database shows as skipped instead of being forgotten.</summary>
    public static TheoryData<DatabaseProvider> All => new()
    {
        new TheoryDataRow<DatabaseProvider>(DatabaseProvider.Sqlite),
        new TheoryDataRow<DatabaseProvider>(DatabaseProvider.SqlServer)
        {
            Skip = TestSettings.SqlServer is null ? $"{TestSettings.SqlServerVariable} holds no connection string" : null,
        },
    };
}
