using RuanKao.Sandbox.People;
using Xunit;

namespace RuanKao.Portal.Tests.Sandbox;

public sealed class SandboxPopulationTests
{
    [Fact]
    public void Every_listed_person_has_a_valid_number_of_their_own()
    {
        Assert.All(SandboxPopulation.People, p => Assert.True(SandboxPopulation.IsValidNumber(p.IdNumber), p.Name));
        Assert.Equal(SandboxPopulation.People.Count, SandboxPopulation.People.DistinctBy(p => p.IdNumber).Count());
        Assert.Contains(SandboxPopulation.People, p => p.IdNumber.EndsWith('X'));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11_999)]
    [InlineData(12_000)]
    [InlineData(5_999_999)]
    public void A_member_of_the_crowd_is_found_again_by_number(int n)
    {
        var person = SandboxPopulation.Crowd(n);

        Assert.True(SandboxPopulation.IsValidNumber(person.IdNumber));
        Assert.Equal(person, SandboxPopulation.Find(person.IdNumber));
    }

    [Fact]
    public void A_number_outside_the_population_has_no_record() =>
        Assert.Null(SandboxPopulation.Find("11010519491231002X"));
}
