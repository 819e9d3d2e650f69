namespace RuanKao.Portal.Payments;

/// <summary>Waiting: not fetched yet, or what came could not be trusted. Applied: compared with our books, however often.</summary>
public enum BillState { Waiting, Applied }

/// <summary>A channel's bill (对账单) of one Beijing day and one merchant account. The file is kept as it came.</summary>
public sealed class Bill
{
    /// <summary>The merchant account that institutions without one of their own share.</summary>
    public const string SharedAccount = "default";

    public const int HashLength = 64;
    public const int FaultLength = 200;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Channel Channel { get; init; }

    public required string MerchantAccount { get; init; }

    public required DateOnly Day { get; init; }

    public BillState State { get; private set; } = BillState.Waiting;

    /// <summary>When to ask for it next; null once it is applied.</summary>
    public DateTime? NextTryAt { get; private set; }

    public int Tries { get; private set; }

    public DateTime? AppliedAt { get; private set; }

    /// <summary>As the channel gave it (ZIP of GBK, or gzip); null for a day without any business.</summary>
    public byte[]? File { get; private set; }

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public string? Hash { get; private set; }

    public int Payments { get; private set; }

    public long ReceivedFen { get; private set; }

    public int Refunds { get; private set; }

    public long RefundedFen { get; private set; }

    /// <summary>Why the last try came to nothing, for staff.</summary>
    public string? Fault { get; private set; }

    public static Bill Due(Channel channel, string account, DateOnly day, DateTime now) => new() { Channel = channel, MerchantAccount = account, Day = day, NextTryAt = now };

    /// <summary>It is not there yet or cannot be used; asked for again after a while that grows to an hour.</summary>
    public void Postpone(string fault, DateTime now)
    {
        Fault = fault.Length > FaultLength ? fault[..FaultLength] : fault;
        NextTryAt = now.AddMinutes(Math.Min(60, 5 << Math.Min(Tries, 4)));
        Tries++;
    }

    public void Apply(BillReading reading, DateTime now)
    {
        var (payments, refunds) = (reading.Lines.Where(l => !l.IsRefund).ToList(), reading.Lines.Where(l => l.IsRefund).ToList());
        (State, NextTryAt, AppliedAt, Fault) = (BillState.Applied, null, now, null);
        if (reading.File is { } file) (File, Hash) = (file, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)));
        (Payments, ReceivedFen) = (payments.Count, payments.Sum(l => (long)l.Fen));
        (Refunds, RefundedFen) = (refunds.Count, refunds.Sum(l => (long)l.Fen));
    }
}

/// <summary>How a bill and our books differ. The first word says whose side lacks something.</summary>
public enum DifferenceKind
{
    /// <summary>The bill has a payment of one of our numbers that we have not booked.</summary>
    PaymentNotBooked,

    /// <summary>The bill has a payment under a number that is not ours.</summary>
    PaymentUnknown,
    PaymentAmount,

    /// <summary>We booked a payment of that day; the bill has none.</summary>
    PaymentMissing,
    RefundNotBooked,
    RefundUnknown,
    RefundAmount,
    RefundMissing,
}

/// <summary>Open until the house itself (by asking the channel, or by another day's bill) or a person has found the answer.</summary>
public enum DifferenceOutcome { Open, ByItself, ByPerson }

/// <summary>One difference between a bill and our books.</summary>
public sealed class BillDifference
{
    public const int NumberLength = 64;
    public const int NoteLength = 200;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid BillId { get; init; }

    public Bill Bill { get; private set; } = null!;

    public required DifferenceKind Kind { get; init; }

    /// <summary>Our number of the attempt, as the bill or our books have it.</summary>
    public required string Number { get; init; }

    /// <summary>Our number of the refund; empty for payments.</summary>
    public required string RefundNumber { get; init; }

    /// <summary>Whose order it is; null for a number nobody knows on an account that several share.</summary>
    public string? InstitutionCode { get; init; }

    public Guid? OrderId { get; init; }

    public int? TheirsFen { get; init; }

    public int? OursFen { get; init; }

    public required DateTime FoundAt { get; init; }

    public DifferenceOutcome Outcome { get; private set; }

    /// <summary>What the answer was.</summary>
    public string? Note { get; private set; }

    public DateTime? ClosedAt { get; private set; }

    public Guid? ClosedBy { get; private set; }

    public bool IsOpen => Outcome == DifferenceOutcome.Open;

    public void CloseByItself(string note, DateTime now) => Close(DifferenceOutcome.ByItself, note, null, now);

    public void CloseByPerson(string note, Guid person, DateTime now) => Close(DifferenceOutcome.ByPerson, note, person, now);

    private void Close(DifferenceOutcome outcome, string note, Guid? by, DateTime now)
    {
        if (!IsOpen) throw new Foundation.ImpossibleMoveException($"A difference that is {Outcome} does not become {outcome}.");
        (Outcome, Note, ClosedBy, ClosedAt) = (outcome, note, by, now);
    }
}

public static class DifferenceWords
{
    public static string Word(this DifferenceKind kind) => kind switch
    {
        DifferenceKind.PaymentNotBooked => "账单有收款，本系统未入账",
        DifferenceKind.PaymentUnknown => "账单有收款，本系统没有这个订单号",
        DifferenceKind.PaymentAmount => "收款金额不一致",
        DifferenceKind.PaymentMissing => "本系统已入账，账单没有收款",
        DifferenceKind.RefundNotBooked => "账单有退款，本系统未记为已退",
        DifferenceKind.RefundUnknown => "账单有退款，本系统没有这个退款号",
        DifferenceKind.RefundAmount => "退款金额不一致",
        _ => "本系统已退款，账单没有退款",
    };

    /// <summary>What to do about it.</summary>
    public static string Proposal(this DifferenceKind kind) => kind switch
    {
        DifferenceKind.PaymentNotBooked => "已向支付平台查询，没有得到已付款的答复。再次核对会再查一次；仍不一致时请在商户平台核实",
        DifferenceKind.PaymentUnknown => "请在商户平台核实是否为其他业务的收款，或本系统以外发起的交易",
        DifferenceKind.PaymentAmount => "请查看订单的异常款项，核实后退款",
        DifferenceKind.PaymentMissing => "接近零点的交易可能记在前后一天的账单里，那一天核对后会自动消去；仍在时请在商户平台核实",
        DifferenceKind.RefundNotBooked => "已向支付平台查询退款结果，未确认。再次核对会再查一次",
        DifferenceKind.RefundUnknown => "请核实是否有人在商户平台手工退款，并与考生的报名状态核对",
        DifferenceKind.RefundAmount => "请在商户平台核实实际退款金额",
        _ => "支付平台按发起时间记退款，可能在前一天的账单里；仍在时请在商户平台核实",
    };
}
