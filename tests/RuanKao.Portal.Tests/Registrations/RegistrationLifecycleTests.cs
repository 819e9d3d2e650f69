using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;
using static RuanKao.Portal.Registrations.RegistrationEvent;
using static RuanKao.Portal.Registrations.RegistrationState;

namespace RuanKao.Portal.Tests.Registrations;

public class RegistrationLifecycleTests
{
    /// <summary>The whole table once more, by hand: what is not here must be impossible.</summary>
    private static readonly Dictionary<(RegistrationState, RegistrationEvent, Role), RegistrationState> Possible = new()
    {
        [(Draft, Submit, Role.Candidate)] = Submitted,
        [(Submitted, Submit, Role.Candidate)] = Submitted,
        [(Returned, Submit, Role.Candidate)] = Submitted,
        [(Submitted, Return, Role.Reviewer)] = Returned,
        [(Submitted, Approve, Role.Reviewer)] = Approved,
        [(Approved, RequestChange, Role.Candidate)] = Approved,
        [(Approved, WithdrawChange, Role.Candidate)] = Approved,
        [(Approved, ReturnChange, Role.Reviewer)] = Approved,
        [(Approved, ApproveChange, Role.Reviewer)] = Approved,
        [(Paid, RequestChange, Role.Candidate)] = Paid,
        [(Paid, WithdrawChange, Role.Candidate)] = Paid,
        [(Paid, ReturnChange, Role.Reviewer)] = Paid,
        [(Paid, ApproveChange, Role.Reviewer)] = Paid,
        [(Approved, Settle, Role.System)] = Paid,
        [(Lapsed, Settle, Role.System)] = Paid,
        [(Approved, Lapse, Role.System)] = Lapsed,
        [(Lapsed, Revive, Role.System)] = Approved,
        [(Lapsed, Revive, Role.Office)] = Approved,
        [(Lapsed, Revive, Role.InstitutionAdministrator)] = Approved,
        [(Submitted, Cancel, Role.Candidate)] = Cancelled,
        [(Returned, Cancel, Role.Candidate)] = Cancelled,
        [(Approved, Cancel, Role.Candidate)] = Cancelled,
        [(Submitted, RegistrationEvent.Void, Role.Office)] = Voided,
        [(Submitted, RegistrationEvent.Void, Role.InstitutionAdministrator)] = Voided,
        [(Returned, RegistrationEvent.Void, Role.Office)] = Voided,
        [(Returned, RegistrationEvent.Void, Role.InstitutionAdministrator)] = Voided,
        [(Approved, RegistrationEvent.Void, Role.Office)] = Voided,
        [(Approved, RegistrationEvent.Void, Role.InstitutionAdministrator)] = Voided,
        [(Paid, RegistrationEvent.Void, Role.Office)] = Voided,
        [(Paid, RegistrationEvent.Void, Role.InstitutionAdministrator)] = Voided,
        [(Submitted, Suspend, Role.System)] = Suspended,
        [(Submitted, Suspend, Role.Office)] = Suspended,
        [(Submitted, Suspend, Role.InstitutionAdministrator)] = Suspended,
        [(Returned, Suspend, Role.System)] = Suspended,
        [(Returned, Suspend, Role.Office)] = Suspended,
        [(Returned, Suspend, Role.InstitutionAdministrator)] = Suspended,
        [(Approved, Suspend, Role.System)] = Suspended,
        [(Approved, Suspend, Role.Office)] = Suspended,
        [(Approved, Suspend, Role.InstitutionAdministrator)] = Suspended,
        [(Paid, Suspend, Role.System)] = Suspended,
        [(Paid, Suspend, Role.Office)] = Suspended,
        [(Paid, Suspend, Role.InstitutionAdministrator)] = Suspended,
        [(Voided, Refund, Role.System)] = Refunded,
        [(Suspended, Refund, Role.System)] = Refunded,
    };

    [Fact]
    public void Every_cell_of_state_event_and_actor_is_as_written_here()
    {
        foreach (var state in Enum.GetValues<RegistrationState>())
        foreach (var on in Enum.GetValues<RegistrationEvent>())
        foreach (var by in Enum.GetValues<Role>())
            if (Possible.TryGetValue((state, on, by), out var to)) Assert.Equal(to, RegistrationLifecycle.Table.After(state, on, by));
            else Assert.Throws<ImpossibleMoveException>(() => RegistrationLifecycle.Table.After(state, on, by));
    }

    [Fact]
    public void States_and_events_are_stored_under_these_names()
    {
        Assert.Equal(["Draft", "Submitted", "Returned", "Approved", "Lapsed", "Paid", "Cancelled", "Voided", "Suspended", "Refunded"], Enum.GetNames<RegistrationState>());
        Assert.Equal(["Submit", "Return", "Approve", "RequestChange", "WithdrawChange", "ReturnChange", "ApproveChange", "Settle", "Lapse", "Revive", "Cancel", "Void", "Suspend", "Refund"], Enum.GetNames<RegistrationEvent>());
    }

    [Fact]
    public void The_index_for_one_place_a_person_covers_exactly_the_living_states() =>
        Assert.Equal(Enum.GetValues<RegistrationState>().Except([Draft, Lapsed, .. RegistrationLifecycle.Ended]), RegistrationLifecycle.Live);

    [Fact]
    public void Every_move_writes_its_step_and_a_free_one_is_complete_at_once()
    {
        var (at, candidate, reviewer) = (new DateTime(2031, 3, 20, 2, 0, 0, DateTimeKind.Utc), Guid.NewGuid(), Guid.NewGuid());
        var registration = new Registration { UserId = candidate, RoundId = Guid.NewGuid(), InstitutionCode = "53", CreatedAt = at };
        var person = new RegisteredPerson("张三", default, "sealed", "hash", default, new(2000, 1, 1));
        registration.Submit(person, "1", "2", new(candidate, Role.Candidate, at));
        registration.Return("照片不清晰", new(reviewer, Role.Reviewer, at.AddHours(1)));
        Assert.Equal("照片不清晰", registration.ReturnReason);
        registration.Submit(person, "3", "4", new(candidate, Role.Candidate, at.AddHours(2)));
        Assert.Null(registration.ReturnReason);
        Assert.Equal(("1", "2"), (registration.Number, registration.SystemCode));
        registration.Approve(0, new(reviewer, Role.Reviewer, at.AddHours(3)));
        Assert.Equal(Paid, registration.State);
        Assert.Equal([Submit, Return, Submit, Approve, Settle], registration.Steps.Select(s => s.On));
        Assert.Equal([candidate, reviewer, candidate, reviewer, null], registration.Steps.Select(s => s.UserId));
        Assert.Equal("照片不清晰", registration.Steps[1].Why);
    }

    [Fact]
    public void Answers_change_only_while_they_may_be_handed_in()
    {
        var at = new DateTime(2031, 3, 20, 2, 0, 0, DateTimeKind.Utc);
        var registration = new Registration { UserId = Guid.NewGuid(), RoundId = Guid.NewGuid(), InstitutionCode = "53", CreatedAt = at };
        registration.Submit(new("张三", default, "s", "h", default, new(2000, 1, 1)), "1", "2", new(null, Role.Candidate, at));
        registration.Answer(registration.Answers);
        registration.Approve(100, new(null, Role.Reviewer, at));
        Assert.Throws<ImpossibleMoveException>(() => registration.Answer(registration.Answers));
    }
}
