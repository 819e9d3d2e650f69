using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Notifications;

/// <summary>Which carrier takes a message: the one the settings name, and after three attempts in vain the fallback.</summary>
public class CarrierChoiceTests
{
    private static readonly FakeCarrier[] Carriers = [new(AddressKind.Mobile, "Aliyun"), new(AddressKind.Mobile, "Second"), new(AddressKind.Email, "Smtp")];

    [Theory]
    [InlineData("Aliyun", null, 0, "Aliyun")]
    [InlineData("Aliyun", null, 5, "Aliyun")]
    [InlineData("Second", null, 0, "Second")]
    [InlineData("Aliyun", "Second", 2, "Aliyun")]
    [InlineData("Aliyun", "Second", 3, "Second")]
    public void The_named_carrier_takes_it_and_the_fallback_what_it_does_not_take(string carrier, string? fallback, int attempts, string expected) =>
        Assert.Equal(expected, new CarrierChoice(Carriers, Options.Create(new SmsCarrierOptions { Carrier = carrier, Fallback = fallback })).For(AddressKind.Mobile, attempts).Name);

    [Fact]
    public void The_only_carrier_of_a_kind_needs_no_name() =>
        Assert.Equal("Smtp", new CarrierChoice(Carriers, Options.Create(new SmsCarrierOptions { Carrier = "Second" })).For(AddressKind.Email, 5).Name);

    [Theory]
    [InlineData("Third", null)]
    [InlineData("Aliyun", "Third")]
    public void A_carrier_that_the_house_does_not_have_is_refused_at_start(string carrier, string? fallback)
    {
        using var house = new ServiceCollection().AddScoped<ICarrier>(_ => Carriers[0]).BuildServiceProvider();
        var rules = new CarrierRules(house.GetRequiredService<IServiceScopeFactory>());
        Assert.Contains("Third", rules.Validate(null, new() { Carrier = carrier, Fallback = fallback }).FailureMessage);
        Assert.True(rules.Validate(null, new()).Succeeded);
    }
}
