namespace RuanKao.Portal.Tests.Support;

/// <summary>Settings every test starts from. Addresses lead nowhere: a test that speaks to the outside world brings a sandbox.</summary>
public static class TestSettings
{
    public static readonly IReadOnlyDictionary<string, string?> All = new Dictionary<string, string?>
    {
        ["Database:Provider"] = "Sqlite",
        ["Site:PublicAddress"] = "https://localhost",
        ["PersonalData:ActiveKey"] = "k1",
        ["PersonalData:Keys:k1"] = Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray()),
        ["PersonalData:LookupKey"] = Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray()),
    };
}
