namespace RuanKao.Portal.Tests.Support;

/// <summary>Settings every test starts from. Addresses lead nowhere: a test that speaks to the outside world brings a sandbox.</summary>
public static class TestSettings
{
    /// <summary>Holds the connection string of an SQL Server, where one is at hand.</summary>
    public const string SqlServerVariable = "PORTAL_TEST_SQLSERVER";

    public static string? SqlServer => Environment.GetEnvironmentVariable(SqlServerVariable);

    public static readonly IReadOnlyDictionary<string, string?> All = new Dictionary<string, string?>
    {
        ["Database:Provider"] = "Sqlite",
        ["Site:PublicAddress"] = "https://localhost",
        // A test that wants messages to leave turns this on and brings a sandbox or carriers of its own.
        ["Notifications:Send"] = "false",
        ["RealName:Aliyun:Endpoint"] = "http://127.0.0.1:9/",
        ["RealName:Aliyun:AccessKeyId"] = "nobody",
        ["RealName:Aliyun:AccessKeySecret"] = "nothing",
        ["PersonalData:ActiveKey"] = "k1",
        ["PersonalData:Keys:k1"] = Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray()),
        ["PersonalData:LookupKey"] = Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray()),
        ["Payments:Poll"] = "false",
        ["Registrations:KeepDeadlines"] = "false",
        // A test that wants tickets printed does it itself.
        ["Admission:Print"] = "false",
        // A test that wants figures folded does it itself.
        ["Registrations:FoldFigures"] = "false",
        ["Retention:Sweep"] = "false",
        // Decisions take effect at once; the tests of undoing set their seconds.
        ["Reviews:UndoSeconds"] = "0",
        ["Audit:ActiveKey"] = "a1",
        ["Audit:Keys:a1"] = Convert.ToBase64String(Enumerable.Repeat((byte)3, 32).ToArray()),
        // A test that wants the log sealed does it itself.
        ["Audit:Seals"] = "false",
    };
}
