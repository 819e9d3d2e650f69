using RuanKao.Portal.Foundation;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>A random history of one machine beside its model. Each runs on addresses and networks of its own, so that thousands share a database.</summary>
public abstract class History(PortalFactory portal, Random random)
{
    private static long count;
    private readonly List<string> notes = [];

    protected PortalFactory Portal => portal;

    protected Random Random => random;

    protected DateTime Now => portal.Clock.UtcNow;

    /// <summary>Runs one history; null when the machine did what the model says, else what happened.</summary>
    public static async Task<string?> RunAsync(Func<Random, History> begin, int seed)
    {
        var history = begin(new Random(seed));
        try
        {
            for (var steps = 6 + history.Random.Next(14); steps > 0; steps--) await history.StepAsync();
            return null;
        }
        catch (UnlikeTheModelException unlike)
        {
            return $"seed {seed}: {unlike.Message}\n  {string.Join("\n  ", history.notes)}";
        }
    }

    protected abstract Task StepAsync();

    protected void Wait(TimeSpan span)
    {
        Note($"wait {span}");
        portal.Clock.UtcNow += span;
    }

    protected void Note(string what) => notes.Add($"{Now:O} {what}");

    protected void Expect(string model, string machine)
    {
        notes[^1] += " → " + machine;
        if (model != machine) throw new UnlikeTheModelException($"the model says {model}, the machine {machine}");
    }

    protected T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    protected static string NewMobile() => $"19{Interlocked.Increment(ref count):D9}";

    /// <summary>What a person was told instead; null where nothing was wrong.</summary>
    protected static async Task<string?> FaultAsync(Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (RuleViolationException fault) { return fault.Violations[0].Message; }
    }

    private sealed class UnlikeTheModelException(string message) : Exception(message);
}
