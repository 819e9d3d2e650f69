using System.ComponentModel.DataAnnotations;
using RuanKao.Portal.Audit;

namespace RuanKao.Portal.Tests.Audit;

public class AuditSettingsTests
{
    private static readonly string Key = Convert.ToBase64String(new byte[32]);

    [Theory]
    [InlineData("a1", "a1", 32, null)]
    [InlineData("", "a1", 32, "ActiveKey")]
    [InlineData("a2", "a1", 32, "must name one of Audit:Keys")]
    [InlineData("a-name-of-21-letters-", "a-name-of-21-letters-", 32, "ActiveKey")]
    [InlineData("a1", "a1", 31, "a1 must be 32 bytes")]
    [InlineData("a1", "a1", 33, "a1 must be 32 bytes")]
    public void The_key_that_seals_is_listed_and_has_256_bits(string active, string listed, int bytes, string? fault) =>
        Holds(new() { ActiveKey = active, Keys = new() { [listed] = Convert.ToBase64String(new byte[bytes]) } }, fault);

    [Fact]
    public void Old_keys_are_judged_too() => Holds(new() { ActiveKey = "a1", Keys = new() { ["a1"] = Key, ["a0"] = "not Base64" } }, "a0 must be 32 bytes");

    private static void Holds(AuditOptions options, string? fault)
    {
        var found = new List<ValidationResult>();
        Assert.Equal(fault is null, Validator.TryValidateObject(options, new(options), found, validateAllProperties: true));
        if (fault is not null) Assert.Contains(found, f => f.ErrorMessage!.Contains(fault, StringComparison.Ordinal));
    }
}
