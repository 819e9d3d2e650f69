namespace RuanKao.Portal;

/// <summary>Starts the portal; with the first argument <c>migrate</c> it brings the database up to date and stops, with <c>reseal</c> it seals everything with the active key and stops.</summary>
public sealed class PortalProgram
{
    private PortalProgram() { }

    public static async Task<int> Main(string[] args)
    {
        var verb = args is ["migrate" or "reseal", ..] ? args[0] : null;
        var builder = WebApplication.CreateBuilder(verb is null ? args : args[1..]);
        PortalApplication.AddTo(builder);
        await using var app = builder.Build();
        PortalApplication.Use(app);
        switch (verb)
        {
            case "migrate":
                await PortalApplication.MigrateAsync(app.Services);
                return 0;
            case "reseal":
                return await ResealAsync(app.Services);
        }
        await app.RunAsync();
        return 0;
    }

    /// <summary>Prints what became of each column; 1 where a value could not be opened, so that its key is not removed.</summary>
    public static async Task<int> ResealAsync(IServiceProvider services, TextWriter? to = null)
    {
        await using var scope = services.CreateAsyncScope();
        var counts = await scope.ServiceProvider.GetRequiredService<Persistence.Resealing>()
            .RunAsync(count => (to ?? Console.Out).WriteLine($"{count.Property} resealed {count.Resealed} unreadable {count.Unreadable}"));
        return counts.Any(count => count.Unreadable > 0) ? 1 : 0;
    }
}
