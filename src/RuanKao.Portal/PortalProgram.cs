using RuanKao.Portal.Accounts;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Registrations.Figures;

namespace RuanKao.Portal;

/// <summary>Starts the portal; with a verb as its first argument it does that one thing and stops (see docs/operations.md).</summary>
public sealed class PortalProgram
{
    private static readonly Dictionary<string, Func<IServiceProvider, string[], Task<int>>> Verbs = new()
    {
        ["migrate"] = async (services, _) =>
        {
            await PortalApplication.MigrateAsync(services);
            return 0;
        },
        ["reseal"] = (services, _) => ResealAsync(services),
        [InviteAdministratorCommand.Verb] = (services, args) => InviteAdministratorCommand.RunAsync(services, args, Console.Out),
        [RecountFiguresCommand.Verb] = (services, _) => RecountFiguresCommand.RunAsync(services, Console.Out),
        [TicketKeysCommand.Verb] = (services, args) => TicketKeysCommand.RunAsync(services, args, Console.Out),
        [VerifyAuditCommand.Verb] = (services, args) => VerifyAuditCommand.RunAsync(services, args, Console.Out),
    };

    private PortalProgram() { }

    public static async Task<int> Main(string[] args)
    {
        var verb = args is [var first, ..] ? Verbs.GetValueOrDefault(first) : null;
        var builder = WebApplication.CreateBuilder(verb is null ? args : args[1..]);
        PortalApplication.AddTo(builder);
        await using var app = builder.Build();
        PortalApplication.Use(app);
        if (verb is not null) return await verb(app.Services, args[1..]);
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
