using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Registrations;

/// <summary>docs/states.md is drawn from the lifecycles of all rooms. To draw it anew: set PORTAL_WRITE_DOCS=1 and run this test.</summary>
public class LifecycleDocs
{
    [Fact]
    public void The_page_of_states_says_what_the_lifecycles_say()
    {
        var file = Path.GetFullPath(Path.Combine(Here(), "../../../docs/states.md"));
        var drawn = Draw();
        if (Environment.GetEnvironmentVariable("PORTAL_WRITE_DOCS") == "1") File.WriteAllText(file, drawn);
        Assert.Equal(drawn, File.ReadAllText(file));
    }

    private static string Draw()
    {
        var text = new StringBuilder("# States\n\nDrawn from the lifecycles by a test (`LifecycleDocs`); to draw anew after a change: `PORTAL_WRITE_DOCS=1 ./portal test LifecycleDocs`.\n");
        var tables = typeof(PortalApplication).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(field => field.Name == "Table" && field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(Lifecycle<,>))
            .OrderBy(field => field.DeclaringType!.FullName, StringComparer.Ordinal).ToList();
        Assert.NotEmpty(tables);
        foreach (var field in tables)
        {
            var arguments = field.FieldType.GetGenericArguments();
            typeof(LifecycleDocs).GetMethod(nameof(DrawOne), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(arguments)
                .Invoke(null, [text, field.DeclaringType!, field.GetValue(null)]);
        }
        return text.ToString();
    }

    private static void DrawOne<TState, TEvent>(StringBuilder text, Type owner, Lifecycle<TState, TEvent> table)
        where TState : struct, Enum where TEvent : struct, Enum
    {
        var room = owner.Namespace![(typeof(PortalApplication).Namespace!.Length + 1)..];
        text.Append($"\n## {table.Title} ({room}, {typeof(TState).Name})\n\n```mermaid\n{table.ToMermaid()}```\n\n| state | staff | candidate |\n|---|---|---|\n");
        foreach (var state in Enum.GetValues<TState>())
            text.Append($"| {state} | {table.Words(state).ForStaff} | {table.Words(state).ForCandidate} |\n");
        text.Append("\n| from | on | by | to |\n|---|---|---|---|\n");
        foreach (var move in table.Moves) text.Append($"| {move.From} | {move.On} | {string.Join(", ", move.By)} | {move.To} |\n");
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
