namespace RuanKao.Sandbox.Menu;

/// <summary>What was ordered from the menu: for a trade by the merchant's number, or (null) for the next one; at which of its touches; once or until removed.</summary>
public sealed record MisbehaviourRule(int Id, MenuItem Item, string? Trade, Touch At, bool Repeats);

/// <summary>The orders from the menu that wait to be served; they do not survive a restart.</summary>
public sealed class MisbehaviourRules(bool hasSeveralAccounts)
{
    private readonly Lock gate = new();
    private readonly List<MisbehaviourRule> rules = [];
    private readonly HashSet<string> trades = [];
    private int last;

    public IReadOnlyList<MisbehaviourRule> All
    {
        get
        {
            lock (gate)
                return [.. rules];
        }
    }

    /// <summary>Why a misbehaviour cannot be played here; null when it can.</summary>
    public string? WhyNot(Misbehaviour what) =>
        what == Misbehaviour.OtherAccount && !hasSeveralAccounts ? "模拟环境只有一个商户账户" : null;

    public MisbehaviourRule Add(Misbehaviour what, string? trade = null, Touch? at = null, bool repeats = false)
    {
        if (WhyNot(what) is { } why)
            throw new InvalidOperationException(why);
        var item = MenuItem.Of(what);
        lock (gate)
        {
            var rule = new MisbehaviourRule(++last, item, trade, at ?? item.Touches, repeats);
            rules.Add(rule);
            return rule;
        }
    }

    public void Remove(int id)
    {
        lock (gate)
            rules.RemoveAll(r => r.Id == id);
    }

    /// <summary>A trade is ordered: what waits for the next one is now about this one.</summary>
    internal void Meet(string trade)
    {
        lock (gate)
        {
            if (!trades.Add(trade))
                return;
            for (var i = 0; i < rules.Count; i++)
                rules[i] = rules[i] with { Trade = rules[i].Trade ?? trade };
        }
    }

    /// <summary>Whether to go wrong here and now; what was ordered once is used up by it.</summary>
    internal bool Take(Misbehaviour what, string? trade, Touch at)
    {
        lock (gate)
        {
            if (trade is null || rules.FirstOrDefault(r => r.Item.What == what && r.Trade == trade && r.At.HasFlag(at)) is not { } rule)
                return false;
            if (!rule.Repeats)
                rules.Remove(rule);
            return true;
        }
    }
}
