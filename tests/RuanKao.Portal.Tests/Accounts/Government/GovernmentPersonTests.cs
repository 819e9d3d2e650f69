using System.Text.Json;
using RuanKao.Portal.Accounts.Government;

namespace RuanKao.Portal.Tests.Accounts.Government;

/// <summary>A platform's answer, read by its map.</summary>
public class GovernmentPersonTests
{
    private static readonly GovernmentProvider Platform = new()
    {
        Issuer = "province", Claims = new() { Issuer = "from", Subject = "data.0.id", Name = "data.0.name", Level = "level", Kind = "kind" },
        Levels = new() { ["L1"] = AssuranceLevel.Registered, ["L2"] = AssuranceLevel.RealName }, PersonKinds = ["person"],
    };

    private static GovernmentPerson Read(string json)
    {
        using var answer = JsonDocument.Parse(json);
        return GovernmentPerson.Read("province", Platform, answer.RootElement);
    }

    [Fact]
    public void What_the_map_names_is_found()
    {
        var person = Read("""{"from":"province","kind":"person","level":"L2","data":[{"id":42,"name":" 张伟明 "}]}""");
        Assert.Equal(("province", "42", AssuranceLevel.RealName, "张伟明"), (person.Issuer, person.Subject, person.Level, person.Name));
    }

    [Theory]
    [InlineData("""{"from":"province","kind":"company","level":"L2","data":[{"id":"42"}]}""", GovernmentRefusal.Organisation)]
    [InlineData("""{"from":"province","level":"L2","data":[{"id":"42"}]}""", GovernmentRefusal.Organisation)]
    [InlineData("""{"from":"elsewhere","kind":"person","level":"L2","data":[{"id":"42"}]}""", GovernmentRefusal.Unreadable)]
    [InlineData("""{"from":"province","kind":"person","level":"L2","data":[]}""", GovernmentRefusal.Unreadable)]
    [InlineData("""{"from":"province","kind":"person","level":"L2","data":"42"}""", GovernmentRefusal.Unreadable)]
    [InlineData("""{"from":"province","kind":"person","level":"L2","data":[{"id":" "}]}""", GovernmentRefusal.Unreadable)]
    [InlineData("""{"from":"province","kind":"person","level":"L9","data":[{"id":"42"}]}""", GovernmentRefusal.Unreadable)]
    [InlineData("""{"from":"province","kind":"person","level":"L1","data":[{"id":"42"}]}""", GovernmentRefusal.LevelTooLow)]
    public void What_cannot_be_trusted_opens_nothing(string json, GovernmentRefusal refusal) => Assert.Equal(refusal, Assert.Throws<GovernmentRefusalException>(() => Read(json)).Refusal);

    [Fact]
    public void A_subject_has_a_length()
    {
        string Answer(int length) => $$"""{"from":"province","kind":"person","level":"L2","data":[{"id":"{{new string('s', length)}}"}]}""";
        Assert.Equal(GovernmentPerson.SubjectLength, Read(Answer(GovernmentPerson.SubjectLength)).Subject.Length);
        Assert.Throws<GovernmentRefusalException>(() => Read(Answer(GovernmentPerson.SubjectLength + 1)));
    }
}
