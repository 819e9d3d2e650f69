using RuanKao.Portal.Registrations;
using static RuanKao.Portal.Registrations.RegistrationState;

namespace RuanKao.Portal.Tests.Registrations;

/// <summary>One payment attempt as the model knows it.</summary>
public sealed class ModelAttempt
{
    public required DateTime Expires { get; init; }

    /// <summary>open, closed, paid or surplus.</summary>
    public string State { get; set; } = "open";
}

/// <summary>One registration as the model knows it: plain fields, no table, no database.</summary>
public sealed class ModelRegistration
{
    public required int Person { get; init; }

    public required ModelPlace Place { get; init; }

    public RegistrationState State { get; set; } = Draft;

    public bool ChangeWaits { get; set; }

    public DateTime Decided { get; set; }

    public List<ModelAttempt> Attempts { get; } = [];

    /// <summary>none, open, settled or withdrawn.</summary>
    public string Order { get; set; } = "none";

    public bool IsLive => State is Submitted or Returned or Approved or Paid;

    public bool IsOver => State is Cancelled or Voided or Suspended or Refunded;

    public ModelAttempt? Open => Attempts.LastOrDefault(a => a.State == "open");
}

/// <summary>One institution's windows.</summary>
public sealed class ModelPlace
{
    public required string Code { get; init; }

    public required bool IsFree { get; init; }

    public required DateTime Opens { get; init; }

    public required DateTime Closes { get; set; }

    public required DateTime Reviewed { get; set; }

    public required DateTime PaidUp { get; set; }

    public required DateTime Frozen { get; init; }

    public required DateTime Tickets { get; init; }

    public bool IsSuspended { get; set; }
}

/// <summary>
/// The rules of a registration said once more, the plain way and by themselves: what each verb may do and what comes of it. Written from the
/// decisions of the house, not from its code; it shares nothing with the lifecycle but the names of the states.
/// </summary>
public sealed class HistoryModel(IReadOnlyList<ModelPlace> places)
{
    public DateTime Now { get; set; }

    public List<ModelRegistration> All { get; } = [];

    public IReadOnlyList<ModelPlace> Places => places;

    public ModelRegistration? Mine(int person, ModelPlace place) => All.LastOrDefault(r => r.Person == person && r.Place == place && !r.IsOver);

    public bool Save(int person, ModelPlace place)
    {
        var mine = Mine(person, place);
        if (place.IsSuspended || !MayHandIn(mine, place)) return false;
        if (mine is null) All.Add(new() { Person = person, Place = place });
        return true;
    }

    public bool Submit(int person, ModelPlace place)
    {
        if (Mine(person, place) is not { } mine || !MayHandIn(mine, place) || place.IsSuspended || HasOther(mine)) return false;
        mine.State = Submitted;
        return true;
    }

    public bool Approve(ModelRegistration r)
    {
        if (r.State != Submitted || (!r.Place.IsFree && Now >= r.Place.PaidUp)) return false;
        (r.State, r.Decided) = (r.Place.IsFree ? Paid : Approved, Now);
        return true;
    }

    public bool Return(ModelRegistration r)
    {
        if (r.State != Submitted) return false;
        (r.State, r.Decided) = (Returned, Now);
        return true;
    }

    public bool RequestChange(ModelRegistration r)
    {
        if (r.ChangeWaits || !MayChange(r) || (r.State == Approved && r.Open is not null)) return false;
        return r.ChangeWaits = true;
    }

    public bool WithdrawChange(ModelRegistration r) => EndChange(r, r.ChangeWaits);

    public bool ApproveChange(ModelRegistration r) => EndChange(r, r.ChangeWaits && MayChange(r));

    public bool ReturnChange(ModelRegistration r) => EndChange(r, r.ChangeWaits);

    public bool Cancel(ModelRegistration r) => r.State is Submitted or Returned or Approved && r.Open is null && End(r, Cancelled);

    public bool Void(ModelRegistration r) => r.IsLive && End(r, Voided);

    public bool Suspend(ModelPlace place)
    {
        if (place.IsSuspended) return false;
        place.IsSuspended = true;
        foreach (var r in All.Where(r => r.Place == place && r.IsLive)) End(r, Suspended);
        return true;
    }

    public bool StartPaying(ModelRegistration r)
    {
        if (r.State != Approved || r.ChangeWaits || Now < r.Place.Opens || Now >= r.Place.PaidUp.AddMinutes(-2)) return false;
        if (r.Order == "none") r.Order = "open";
        if (r.Open is { } open)
        {
            if (Now < open.Expires.AddMinutes(-1)) return true;
            open.State = "closed";
        }
        var expires = Now.AddMinutes(15);
        r.Attempts.Add(new() { Expires = expires < r.Place.PaidUp ? expires : r.Place.PaidUp });
        return true;
    }

    public bool GiveUp(ModelRegistration r)
    {
        if (r.Open is not { } open) return false;
        open.State = "closed";
        return true;
    }

    /// <summary>The channel says that this attempt was paid at that time.</summary>
    public void Pay(ModelRegistration r, ModelAttempt attempt, DateTime paidAt)
    {
        if (attempt.State is "paid" or "surplus") return;
        if (paidAt >= r.Place.PaidUp || r.Order != "open")
        {
            attempt.State = "surplus";
            return;
        }
        if (r.State == Approved || (r.State == Lapsed && !r.Place.IsSuspended && !HasOther(r)))
        {
            (r.State, r.ChangeWaits, r.Order, attempt.State) = (Paid, false, "settled", "paid");
            return;
        }
        (r.Order, attempt.State) = ("withdrawn", "surplus");
    }

    /// <summary>The channel is asked about every attempt; what nobody used in time is closed.</summary>
    public void Poll()
    {
        foreach (var r in All)
            if (r.Open is { } open && Now >= open.Expires.AddMinutes(2)) open.State = "closed";
    }

    public void KeepDeadlines()
    {
        foreach (var r in All.Where(r => r.State == Approved && Now >= r.Place.PaidUp && r.Open is null)) End(r, Lapsed);
        Revive();
    }

    public bool Extend(ModelPlace place, bool registrationToo, int hours)
    {
        var more = TimeSpan.FromHours(hours);
        if ((registrationToo ? place.Closes : place.PaidUp) + more <= Now || place.PaidUp + more > place.Tickets) return false;
        if (registrationToo) place.Closes += more;
        place.Reviewed += more;
        place.PaidUp += more;
        Revive();
        return true;
    }

    private void Revive()
    {
        foreach (var r in All.Where(r => r.State == Lapsed && Now < r.Place.PaidUp && !r.Place.IsSuspended))
            if (!HasOther(r)) r.State = Approved;
    }

    private bool MayHandIn(ModelRegistration? r, ModelPlace place)
    {
        if (r is { State: not (Draft or Submitted or Returned) }) return false;
        if (Now >= place.Opens && Now < place.Closes) return true;
        if (r is not { State: Returned } || Now < place.Opens) return false;
        var judge = r.Decided < place.Reviewed ? place.Reviewed : place.PaidUp;
        return Now < r.Decided.AddHours(24) && Now < judge;
    }

    private bool MayChange(ModelRegistration r) => r.State switch
    {
        Approved => Now < r.Place.PaidUp && Now < r.Place.Frozen,
        Paid => Now < r.Place.Frozen,
        _ => false,
    };

    private bool HasOther(ModelRegistration mine) => All.Any(r => r != mine && r.Person == mine.Person && r.IsLive);

    private static bool EndChange(ModelRegistration r, bool may)
    {
        if (may) r.ChangeWaits = false;
        return may;
    }

    private static bool End(ModelRegistration r, RegistrationState state)
    {
        (r.State, r.ChangeWaits) = (state, false);
        return true;
    }
}
