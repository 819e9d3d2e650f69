using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Payments;

/// <summary>One line of a bill: money that came, or (with a refund's number) went back. The amount is positive in both.</summary>
public sealed record BillLine(string Number, string? TransactionId, string RefundNumber, int Fen)
{
    public bool IsRefund => RefundNumber.Length > 0;
}

/// <summary>NotReady: the channel has none yet. Faulty: what came cannot be trusted or read. Both are asked for again.</summary>
public enum BillAnswer { Unknown, NotReady, Faulty, Read }

/// <summary>What came of asking for a bill.</summary>
/// <param name="File">As it came; null for a day without business.</param>
/// <param name="Fault">What was wrong with it, for staff.</param>
public sealed record BillReading(BillAnswer Answer, IReadOnlyList<BillLine> Lines, byte[]? File = null, string? Fault = null)
{
    public static readonly BillReading Unknown = new(BillAnswer.Unknown, [], Fault: "支付平台没有可信的答复");

    public static readonly BillReading NotReady = new(BillAnswer.NotReady, [], Fault: "支付平台还没有生成账单");

    public static readonly BillReading Empty = new(BillAnswer.Read, []);

    public static BillReading Faulty(string fault) => new(BillAnswer.Faulty, [], Fault: fault);
}

/// <summary>Where the bills of a channel come from.</summary>
public interface IBillSource
{
    Channel Channel { get; }

    /// <summary>The merchant accounts in the settings.</summary>
    IReadOnlyList<string> Accounts { get; }

    /// <summary>The bill of a Beijing day that is over.</summary>
    Task<BillReading> ReadAsync(string account, DateOnly day, CancellationToken ct);

    /// <summary>A file that was read and kept, read again; faulty where it cannot be.</summary>
    BillReading Reread(byte[] file);
}

/// <summary>The lines of a bill under the names of their columns: channels add columns, so nothing goes by place.</summary>
/// <exception cref="FormatException">A column is missing or a line has other cells than the heading.</exception>
public sealed class BillSheet
{
    private readonly Dictionary<string, int> columns;
    private readonly IReadOnlyList<string[]> lines;

    public BillSheet(string[] heading, IReadOnlyList<string[]> lines, params string[] needed)
    {
        columns = heading.Select((name, at) => (name, at)).DistinctBy(c => c.name).ToDictionary(c => c.name, c => c.at);
        if (needed.FirstOrDefault(name => !columns.ContainsKey(name)) is { } missing) throw new FormatException($"账单没有“{missing}”一栏");
        if (lines.FirstOrDefault(line => line.Length != heading.Length) is not null) throw new FormatException("账单有一行的栏数与标题不符");
        this.lines = lines;
    }

    public IEnumerable<Func<string, string>> Lines => lines.Select(line => (Func<string, string>)(name => line[columns[name]]));

    /// <summary>Yuan as the bill writes it, in fen; negative amounts of refunds lose their sign.</summary>
    public static int Fen(string yuan) => Money.Fen(yuan) is { } fen ? Math.Abs(fen) : throw new FormatException("账单里有一个读不懂的金额");
}
