using System.ComponentModel.DataAnnotations;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>What the attributes of a form's field say, without a page around it.</summary>
public static class Fields
{
    /// <summary>Asked for or not, and taken up to this length and no further.</summary>
    public static void Holds(Type form, string field, int most, bool isAsked)
    {
        Assert.Equal(!isAsked, Takes(null));
        Assert.Equal(!isAsked, Takes(""));
        Assert.True(Takes(new('a', most)));
        Assert.False(Takes(new('a', most + 1)));

        bool Takes(string? value) => Validator.TryValidateProperty(value, new(Activator.CreateInstance(form)!) { MemberName = field }, null);
    }
}
