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
}
