namespace RuanKao.Portal.Benchmarks.Crash;

/// <summary>Where the portal's process ends. Each is reached many times in a trial; which time it is, is drawn.</summary>
public enum CrashPoint
{
    None,

    /// <summary>A channel is about to be asked for something.</summary>
    BeforeCall,

    /// <summary>It has answered, and nobody here has read it.</summary>
    AfterCall,

    /// <summary>The notice is found genuine and not written.</summary>
    BeforeNoticeStored,

    /// <summary>The notice is on the disk, not booked, and the channel has no answer yet.</summary>
    NoticeStored,
    BeforeBooked,
    Booked,
    BeforeRefundAsked,
    RefundAsked,
    BeforeRefundBooked,
    RefundBooked,
    BeforeBillApplied,
    BillApplied,
}

public static class CrashPoints
{
    public static readonly IReadOnlyList<CrashPoint> All = [.. Enum.GetValues<CrashPoint>().Where(p => p != CrashPoint.None)];

    /// <summary>How often a trial reaches it without fail; the time at which the process ends is drawn up to this.</summary>
    public static int Occasions(this CrashPoint point) => point switch
    {
        CrashPoint.BeforeCall or CrashPoint.AfterCall => 40,
        CrashPoint.BeforeNoticeStored or CrashPoint.NoticeStored => 8,
        CrashPoint.BeforeBooked or CrashPoint.Booked => 10,
        CrashPoint.BeforeBillApplied or CrashPoint.BillApplied => 2,
        _ => 4,
    };

    /// <summary>Needs a day before with payments.</summary>
    public static bool IsOfBills(this CrashPoint point) => point is CrashPoint.BeforeBillApplied or CrashPoint.BillApplied;

    public static string Word(this CrashPoint point) => point switch
    {
        CrashPoint.BeforeCall => "before the channel call",
        CrashPoint.AfterCall => "after the channel call",
        CrashPoint.BeforeNoticeStored => "before notice stored",
        CrashPoint.NoticeStored => "notice stored",
        CrashPoint.BeforeBooked => "before booked",
        CrashPoint.Booked => "booked",
        CrashPoint.BeforeRefundAsked => "before refund asked",
        CrashPoint.RefundAsked => "refund asked",
        CrashPoint.BeforeRefundBooked => "before refund booked",
        CrashPoint.RefundBooked => "refund booked",
        CrashPoint.BeforeBillApplied => "before bill applied",
        _ => "bill applied",
    };
}
