using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Tests.Support;

public class SupportTests
{
    [Fact]
    public async Task Every_test_has_a_database_of_its_own()
    {
        await using var one = await PortalFactory.StartAsync();
        await using var two = await PortalFactory.StartAsync();
        await one.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            db.Audit(Operation.BySystem(one.Clock.UtcNow), "test.made", "x");
            await db.SaveChangesAsync();
        });
        Assert.Equal(1, await one.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.CountAsync()));
        Assert.Equal(0, await two.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.CountAsync()));
    }

    [Fact]
    public async Task A_portal_is_forgotten_when_its_test_is_over()
    {
        var clocks = new List<WeakReference>();
        for (var i = 0; i < 4; i++) clocks.Add(await UsedAndLetGoAsync());
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        // The last one may still stand in somebody's local variable; a leak keeps all of them.
        Assert.InRange(clocks.Count(clock => clock.IsAlive), 0, 2);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> UsedAndLetGoAsync()
    {
        await using var portal = await PortalFactory.StartAsync();
        await portal.Visitor().GetAsync("/");
        return new(portal.Clock);
    }
}
