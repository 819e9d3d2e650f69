using System.Text.RegularExpressions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.House;

/// <summary>docs/personal-data.md and the model agree: every property of every entity is classed there, and the sealed ones are those that a reseal finds.</summary>
public partial class PersonalDataTests
{
    private static readonly string Page = File.ReadAllText(Repository.File("docs", "personal-data.md"));

    private static readonly IReadOnlyList<string[]> Personal = [.. Page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains('.', StringComparison.Ordinal))
        .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];

    private static IReadOnlyList<string> Properties()
    {
        using var db = new SqliteDesign().CreateDbContext([]);
        return [.. db.Model.GetEntityTypes().SelectMany(e => e.GetProperties().Where(p => !p.IsShadowProperty()).Select(p => $"{Name(e.ClrType)}.{p.Name}")).Distinct()];
    }

    [Fact]
    public void Every_property_of_the_model_is_classed_once()
    {
        var all = Properties();
        var named = Personal.SelectMany(row => Names(row[0])).ToList();
        var plain = Plain();
        var unclassed = all.Where(p => !named.Contains(p) && !plain.Contains(p) && !plain.Contains(p[..p.IndexOf('.')])).Order().ToList();
        Assert.True(unclassed.Count == 0, "Class these in docs/personal-data.md:\n" + string.Join('\n', unclassed));
        var gone = named.Concat(plain.Where(p => p.Contains('.'))).Where(p => !all.Contains(p))
            .Concat(plain.Where(p => !p.Contains('.') && !all.Any(a => a.StartsWith(p + ".", StringComparison.Ordinal)))).ToList();
        Assert.True(gone.Count == 0, "No such property any more:\n" + string.Join('\n', gone));
        Assert.Empty(named.Intersect(plain));
        Assert.Equal(named.Distinct(), named);
    }

    [Fact]
    public void What_the_page_calls_sealed_is_what_a_reseal_finds()
    {
        using var db = new SqliteDesign().CreateDbContext([]);
        var told = Personal.Where(row => row[2].StartsWith("sealed", StringComparison.Ordinal)).SelectMany(row => Names(row[0])).Order();
        Assert.Equal(SealedColumns.Of(db.Model).Select(c => c.Property).Order(), told);
    }

    [Fact]
    public void Every_personal_field_says_why_how_who_and_when() => Assert.All(Personal, row =>
    {
        Assert.Equal(5, row.Length);
        Assert.All(row, cell => Assert.NotEqual("", cell));
    });

    /// <summary>Names in backquotes; `Entity.A`, `.B` means Entity.B too.</summary>
    private static IEnumerable<string> Names(string cell)
    {
        var entity = "";
        foreach (var name in Quoted().Matches(cell).Select(m => m.Groups[1].Value))
        {
            if (!name.StartsWith('.')) entity = name[..name.IndexOf('.')];
            yield return name.StartsWith('.') ? entity + name : name;
        }
    }

    /// <summary>What stands under the heading of what is not personal: whole entities, or properties.</summary>
    private static HashSet<string> Plain()
    {
        var from = Page.IndexOf("## Not personal", StringComparison.Ordinal);
        var section = Page[from..];
        if (section.IndexOf("\n## ", 3, StringComparison.Ordinal) is > 0 and var to) section = section[..to];
        var all = new HashSet<string>();
        foreach (var line in section.Split('\n'))
        {
            var names = Quoted().Matches(line).Select(m => m.Groups[1].Value).ToList();
            var entity = "";
            foreach (var name in names)
            {
                if (name.StartsWith('.')) all.Add(entity + name);
                else
                {
                    all.Add(name);
                    entity = name.Split('.')[0];
                }
            }
        }
        return all;
    }

    private static string Name(Type type) => type.IsGenericType ? type.Name[..type.Name.IndexOf('`')] : type.Name;

    [GeneratedRegex("`([A-Za-z0-9.]+)`")]
    private static partial Regex Quoted();
}
