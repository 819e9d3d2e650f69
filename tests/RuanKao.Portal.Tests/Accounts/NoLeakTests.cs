using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Tests.Notifications;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

public class NoLeakTests
{
    [Fact]
    public async Task No_address_code_or_password_reaches_a_log_or_a_page_address_on_the_way_through_the_entrance()
    {
        var logs = new Logs();
        var carrier = new FakeCarrier(AddressKind.Mobile) { Answer = () => throw new InvalidOperationException("no way out") };
        await using var portal = await PortalFactory.StartAsync(services =>
        {
            services.RemoveAll<ICarrier>();
            services.AddSingleton<ICarrier>(carrier);
            services.AddSingleton<ILoggerFactory>(logs);
        });
        const string mobile = "13812345678";
        var (visitor, codes, paths) = (portal.Visitor(), new List<string>(), new List<string>());
        async Task<Page> EnterAsync(Page page, params (string Name, string Value)[] more)
        {
            codes.Add(await Entrance.LastCodeAsync(portal));
            paths.Add(page.Path);
            await portal.WithAsync(place => place.GetRequiredService<OutboxDelivery>().SendDueAsync(default));
            portal.Clock.UtcNow += TimeSpan.FromMinutes(1);
            // Wrong once, as happens.
            await visitor.SubmitAsync(page, new Dictionary<string, string>(more.ToDictionary(m => m.Name, m => m.Value)) { ["Code"] = Entrance.Wrong(codes[^1]) });
            return await visitor.SubmitAsync(page, new Dictionary<string, string>(more.ToDictionary(m => m.Name, m => m.Value)) { ["Code"] = codes[^1] });
        }

        await EnterAsync(await Entrance.AskSignUpCodeAsync(portal, visitor, mobile), ("Password", TestData.Password), ("Agreed", "true"));
        await EnterAsync(await Entrance.AskCodeAsync(visitor, "/sign-in/code", mobile));
        await EnterAsync(await Entrance.AskCodeAsync(visitor, "/recovery", mobile), ("Password", "Fresh2031"));
        for (var i = 0; i <= SignInThrottle.Allowed; i++)
        {
            var page = await visitor.GetAsync("/sign-in");
            await visitor.SubmitAsync(page, await Entrance.AnsweredAsync(portal, page, ("Address", mobile), ("Password", "Wrong2031")));
        }
        Assert.Equal(3, codes.Distinct().Count());
        Assert.Contains(logs.Lines, l => l.Text.Contains("could not leave"));
        foreach (var secret in codes.Append(mobile).Append(TestData.Password).Append("Fresh2031").Append("Wrong2031"))
        {
            Assert.DoesNotContain(logs.Lines, l => l.Level >= LogLevel.Information && l.Text.Contains(secret));
            Assert.DoesNotContain(paths, path => path.Contains(secret));
        }
    }
}
