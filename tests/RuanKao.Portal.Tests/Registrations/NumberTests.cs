using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Tests.Registrations;

public class NumberTests
{
    [Fact]
    public void A_number_says_institution_year_half_and_sequence_and_checks_itself()
    {
        var number = RegistrationNumbers.Number("53", 2031, 1, 42);
        Assert.StartsWith("533101000042", number);
        Assert.Equal(13, number.Length);
        Assert.True(CheckDigit.Holds(number));
        Assert.Equal("5331 0100 0042 " + number[12], ShellWords.Grouped(number));
    }

    [Fact]
    public async Task Each_state_can_be_a_tests_start()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = new[]
        {
            await TestData.DraftAsync(factory), await TestData.SubmittedAsync(factory),
            await TestData.ApprovedAsync(factory), await TestData.PaidAsync(factory),
        };
        var stored = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().Registrations.Include(r => r.History).ToDictionaryAsync(r => r.Id));
        Assert.Equal([RegistrationState.Draft, RegistrationState.Submitted, RegistrationState.Approved, RegistrationState.Paid], made.Select(m => stored[m.Id].State));
        Assert.Equal([0, 1, 2, 3], made.Select(m => stored[m.Id].History.Count));
        Assert.Equal([null, "000001", "000002", "000003"], made.Select(m => m.Number?[6..12]));
    }
}
