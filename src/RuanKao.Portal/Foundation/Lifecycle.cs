using System.Text;

namespace RuanKao.Portal.Foundation;

/// <summary>How a state is told to each audience, and its colour: done, waiting, wrong, info or quiet.</summary>
public sealed record StateWords(string ForStaff, string ForCandidate, string Tone);

/// <summary>One permitted move: from where, on which event, by whom, to where.</summary>
public sealed record Move<TState, TEvent>(TState From, TEvent On, TState To, params Role[] By)
    where TState : struct, Enum where TEvent : struct, Enum;

/// <summary>A move that the lifecycle does not know: always a fault of the caller, never shown as a rule to a person.</summary>
public sealed class ImpossibleMoveException(string message) : InvalidOperationException(message);

/// <summary>Every state, event and actor of one thing as a table; the only door through which its state may change.</summary>
public sealed class Lifecycle<TState, TEvent>
    where TState : struct, Enum where TEvent : struct, Enum
{
    private readonly Dictionary<(TState, TEvent), Move<TState, TEvent>> moves;
    private readonly IReadOnlyDictionary<TState, StateWords> words;

    public Lifecycle(string title, TState start, IReadOnlyDictionary<TState, StateWords> words, params Move<TState, TEvent>[] moves)
    {
        Title = title;
        Start = start;
        this.words = words;
        this.moves = moves.ToDictionary(m => (m.From, m.On));
        foreach (var state in Enum.GetValues<TState>())
            if (!words.ContainsKey(state)) throw new ArgumentException($"{title}: no words for {state}.");
    }

    public string Title { get; }

    public TState Start { get; }

    public IEnumerable<Move<TState, TEvent>> Moves => moves.Values;

    public StateWords Words(TState state) => words[state];

    public bool Allows(TState from, TEvent on, Role by) => moves.TryGetValue((from, on), out var move) && move.By.Contains(by);

    /// <summary>The state after the event; throws <see cref="ImpossibleMoveException"/> where the table has no such move for this actor.</summary>
    public TState After(TState from, TEvent on, Role by) => Allows(from, on, by)
        ? moves[(from, on)].To
        : throw new ImpossibleMoveException($"{Title}: {by} cannot {on} from {from}.");

    /// <summary>The table as a Mermaid state diagram, for docs/states.md.</summary>
    public string ToMermaid()
    {
        var text = new StringBuilder("stateDiagram-v2\n");
        foreach (var state in Enum.GetValues<TState>()) text.Append($"    {state}: {state} {words[state].ForStaff}\n");
        text.Append($"    [*] --> {Start}\n");
        foreach (var move in moves.Values) text.Append($"    {move.From} --> {move.To}: {move.On} ({string.Join(", ", move.By)})\n");
        return text.ToString();
    }
}
