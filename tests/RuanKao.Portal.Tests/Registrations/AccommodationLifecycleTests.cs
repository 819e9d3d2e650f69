using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;
using static RuanKao.Portal.Registrations.AccommodationEvent;
using static RuanKao.Portal.Registrations.AccommodationState;

namespace RuanKao.Portal.Tests.Registrations;

public class AccommodationLifecycleTests
{
    /// <summary>The whole table once more, by hand: what is not here must be impossible.</summary>
    private static readonly Dictionary<(AccommodationState, AccommodationEvent, Role), AccommodationState> Possible = new()
    {
        [(Waiting, Ask, Role.Candidate)] = Waiting,
        [(Refused, Ask, Role.Candidate)] = Waiting,
        [(Withdrawn, Ask, Role.Candidate)] = Waiting,
        [(Waiting, Grant, Role.Office)] = Granted,
        [(Waiting, GrantPart, Role.Office)] = PartlyGranted,
        [(Waiting, Refuse, Role.Office)] = Refused,
        [(Granted, Grant, Role.Office)] = Granted,
        [(Granted, GrantPart, Role.Office)] = PartlyGranted,
        [(Granted, Refuse, Role.Office)] = Refused,
        [(PartlyGranted, Grant, Role.Office)] = Granted,
        [(PartlyGranted, GrantPart, Role.Office)] = PartlyGranted,
        [(PartlyGranted, Refuse, Role.Office)] = Refused,
        [(Refused, Grant, Role.Office)] = Granted,
        [(Refused, GrantPart, Role.Office)] = PartlyGranted,
        [(Refused, Refuse, Role.Office)] = Refused,
        [(Waiting, Withdraw, Role.Candidate)] = Withdrawn,
        [(Granted, Withdraw, Role.Candidate)] = Withdrawn,
        [(PartlyGranted, Withdraw, Role.Candidate)] = Withdrawn,
        [(Refused, Withdraw, Role.Candidate)] = Withdrawn,
    };

    [Fact]
    public void Every_cell_of_state_event_and_actor_is_as_written_here()
    {
        foreach (var state in Enum.GetValues<AccommodationState>())
        foreach (var on in Enum.GetValues<AccommodationEvent>())
        foreach (var by in Enum.GetValues<Role>())
            if (Possible.TryGetValue((state, on, by), out var to)) Assert.Equal(to, AccommodationLifecycle.Table.After(state, on, by));
            else Assert.Throws<ImpossibleMoveException>(() => AccommodationLifecycle.Table.After(state, on, by));
    }

    [Fact]
    public void States_events_meanings_and_formats_are_stored_under_these_names()
    {
        Assert.Equal(["Waiting", "Granted", "PartlyGranted", "Refused", "Withdrawn"], Enum.GetNames<AccommodationState>());
        Assert.Equal(["Ask", "Grant", "GrantPart", "Refuse", "Withdraw"], Enum.GetNames<AccommodationEvent>());
        Assert.Equal(["None", "Seat", "ExtraTime", "OwnWords"], Enum.GetNames<AccommodationMeaning>());
        Assert.Equal(["Jpeg", "Pdf"], Enum.GetNames<ProofFormat>());
    }

    [Fact]
    public void What_is_granted_decides_what_the_whole_is_called()
    {
        Assert.Equal(Granted, Decided(true, true).State);
        Assert.Equal(PartlyGranted, Decided(true, false).State);
        Assert.Equal(Refused, Decided(false, false).State);
        Assert.Equal(["延长考试时间 30 分钟"], Decided(true, false).Measures);
        Assert.Empty(Decided(false, false).Measures);
    }

    [Fact]
    public void Taken_back_it_tells_nothing_of_health_any_more()
    {
        var request = Decided(true, false);
        request.Withdraw(new(null, Role.Candidate, At));
        Assert.Equal((Withdrawn, null, null), (request.State, request.WordsSealed, request.ReplySealed));
        Assert.Empty(request.Items);
        Assert.Empty(request.Measures);
        Assert.All(request.History, step => Assert.Null(step.WhySealed));
        Assert.Equal([Ask, GrantPart, Withdraw], request.Steps.Select(s => s.On));
        Assert.Equal(At, request.ConsentWithdrawnAt);
    }

    [Fact]
    public void Asked_again_after_a_refusal_it_waits_anew_under_the_consent_it_has()
    {
        var request = Decided(false, false);
        request.Ask(["seat"], null, null, new(null, Role.Candidate, At.AddDays(1)));
        Assert.Equal((Waiting, At.AddDays(1), null, "text"), (request.State, request.AskedAt, request.DecidedAt, request.ConsentVersion));
        // Mended while it waits, it keeps its place in the list.
        request.Ask(["aid"], null, null, new(null, Role.Candidate, At.AddDays(2)));
        Assert.Equal(At.AddDays(1), request.AskedAt);
    }

    private static readonly DateTime At = new(2031, 3, 20, 2, 0, 0, DateTimeKind.Utc);

    private static AccommodationRequest Decided(params bool[] granted)
    {
        var request = new AccommodationRequest { RegistrationId = Guid.NewGuid() };
        request.Ask(["time", "aid"], "sealed", "text", new(null, Role.Candidate, At));
        request.Decide(request.Items.Zip(granted).ToDictionary(p => p.First.Id, p => p.Second ? new Measure("延长考试时间", 30) : null), "reply", "why", new(null, Role.Office, At));
        return request;
    }
}
