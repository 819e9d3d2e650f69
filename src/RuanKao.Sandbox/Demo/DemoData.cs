namespace RuanKao.Sandbox.Demo;

/// <summary>Everything the demo starts with. Seeding again adds what is missing: a database kept for months still has a round that is open.</summary>
public static class DemoData
{
    public static async Task SeedAsync(IServiceProvider portal, SandboxHost sandbox, CancellationToken ct)
    {
        await DemoExams.SeedAsync(portal, ct);
        await DemoPeople.SeedAsync(portal, sandbox, ct);
        await DemoAdmission.SeedAsync(portal, ct);
        await DemoAnnouncements.SeedAsync(portal, ct);
    }
}
