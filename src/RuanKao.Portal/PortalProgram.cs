namespace RuanKao.Portal;

/// <summary>Starts the portal; with the single argument <c>migrate</c> it brings the database up to date and stops.</summary>
public sealed class PortalProgram
{
    private PortalProgram() { }

    public static async Task<int> Main(string[] args)
    {
        var migrate = args is ["migrate", ..];
        var builder = WebApplication.CreateBuilder(migrate ? args[1..] : args);
        PortalApplication.AddTo(builder);
        await using var app = builder.Build();
        PortalApplication.Use(app);
        if (migrate)
        {
            await PortalApplication.MigrateAsync(app.Services);
            return 0;
        }
        await app.RunAsync();
        return 0;
    }
}
