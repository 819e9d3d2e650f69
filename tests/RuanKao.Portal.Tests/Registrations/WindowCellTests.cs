using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Tests.Registrations;

public class WindowCellTests
{
    private static readonly DateTime Opens = Beijing.At(2031, 3, 16, 9);
    private static readonly DateTime Closes = Beijing.At(2031, 3, 31, 17);
    private static readonly DateTime Reviewed = Beijing.At(2031, 4, 2, 17);
    private static readonly DateTime PaidUp = Beijing.At(2031, 4, 2, 24);
    private static readonly DateTime Frozen = Beijing.At(2031, 4, 20, 24);

    /// <summary>Before registration, in it, after it, after review, after payment, after the freeze; each at its first second. + can, - cannot.</summary>
    private static readonly DateTime[] Moments = [Opens.AddSeconds(-1), Opens, Closes, Reviewed, PaidUp, Frozen];

    /// <summary>Written by hand: which state may hand in, and which may ask for a change, in which window. A form returned an hour before closing has its day of grace.</summary>
    private static readonly Dictionary<RegistrationState, (string HandIn, string Change)> Cells = new()
    {
        [RegistrationState.Draft] = ("-+----", "------"),
        [RegistrationState.Submitted] = ("-+----", "------"),
        [RegistrationState.Returned] = ("-++---", "------"),
        [RegistrationState.Approved] = ("------", "++++--"),
        [RegistrationState.Lapsed] = ("------", "------"),
        [RegistrationState.Paid] = ("------", "+++++-"),
        [RegistrationState.Cancelled] = ("------", "------"),
        [RegistrationState.Voided] = ("------", "------"),
        [RegistrationState.Suspended] = ("------", "------"),
        [RegistrationState.Refunded] = ("------", "------"),
    };

    [Fact]
    public void Every_cell_of_state_and_window_is_as_written_here()
    {
        var place = Place();
        foreach (var state in Enum.GetValues<RegistrationState>())
        {
            Assert.Equal(Cells[state].HandIn, Row(now => place.HandInUntil(state, Closes.AddHours(-1), now)));
            Assert.Equal(Cells[state].Change, Row(now => place.ChangeUntil(state, now)));
        }
        static string Row(Func<DateTime, DateTime?> until) => string.Concat(Moments.Select(now => until(now) is null ? '-' : '+'));
    }

    [Fact]
    public void Paying_is_open_to_the_approved_alone_and_stands_as_written_here()
    {
        var place = Place();
        var view = new RoundPlaceView(place.Round, place, new() { Code = "53", Name = "云南", FullName = "云南省", Operator = "", Telephones = "", Order = 1 });
        DateTime[] moments = [Opens.AddSeconds(-1), Opens, PaidUp.AddMinutes(-2).AddSeconds(-1), PaidUp.AddMinutes(-2), PaidUp.AddSeconds(-1), PaidUp];
        var expected = new Dictionary<RegistrationState, string>
        {
            [RegistrationState.Draft] = "NotApproved", [RegistrationState.Submitted] = "NotApproved", [RegistrationState.Returned] = "NotApproved",
            [RegistrationState.Approved] = "NotYet Open Open LastMinutes LastMinutes Over", [RegistrationState.Lapsed] = "Over", [RegistrationState.Paid] = "Paid",
            [RegistrationState.Cancelled] = "NotApproved", [RegistrationState.Voided] = "NotApproved", [RegistrationState.Suspended] = "NotApproved", [RegistrationState.Refunded] = "NotApproved",
        };
        foreach (var (state, words) in expected)
            Assert.Equal(words, string.Join(' ', moments.Select(now => new FeeCase(In(state), view, null, []).Standing(now)).Select(s => s.ToString()).ToList() is var all && all.Distinct().Count() == 1 ? all.Take(1) : all));
        var changing = In(RegistrationState.Approved);
        changing.RequestChange(new(null, Role.Candidate, Opens));
        Assert.Equal([PayStanding.NotYet, PayStanding.ChangeWaits, PayStanding.ChangeWaits, PayStanding.ChangeWaits, PayStanding.ChangeWaits, PayStanding.Over],
            moments.Select(now => new FeeCase(changing, view, null, []).Standing(now)));
    }

    private static Registration In(RegistrationState state)
    {
        var registration = new Registration { UserId = Guid.NewGuid(), RoundId = Guid.NewGuid(), InstitutionCode = "53", CreatedAt = Opens };
        var (candidate, reviewer, office, system) = (new Operation(null, Role.Candidate, Opens), new Operation(null, Role.Reviewer, Opens), new Operation(null, Role.Office, Opens, "理由"), Operation.BySystem(Opens));
        if (state == RegistrationState.Draft) return registration;
        registration.Submit(new("张三", default, "", "", default, default), "1", "2", candidate);
        if (state == RegistrationState.Returned) registration.Return("照片", reviewer);
        if (state is RegistrationState.Submitted or RegistrationState.Returned) return registration;
        registration.Approve(10000, reviewer);
        if (state is RegistrationState.Paid or RegistrationState.Voided or RegistrationState.Refunded) registration.Settle(system);
        if (state == RegistrationState.Lapsed) registration.Lapse(system);
        if (state == RegistrationState.Cancelled) registration.Cancel(candidate);
        if (state is RegistrationState.Voided or RegistrationState.Refunded) registration.Void(office);
        if (state == RegistrationState.Suspended) registration.Suspend(office);
        if (state == RegistrationState.Refunded) registration.Refund(system);
        Assert.Equal(state, registration.State);
        return registration;
    }

    [Fact]
    public void A_move_that_the_facts_do_not_bear_is_impossible()
    {
        var (candidate, system) = (new Operation(null, Role.Candidate, Opens), Operation.BySystem(Opens));
        var approved = In(RegistrationState.Approved);
        Assert.Throws<ImpossibleMoveException>(() => approved.WithdrawChange(candidate));
        approved.RequestChange(candidate);
        Assert.Throws<ImpossibleMoveException>(() => approved.RequestChange(candidate));
        // Nothing was paid, so nothing is owed back and nothing can be refunded.
        Assert.Throws<ImpossibleMoveException>(() => In(RegistrationState.Suspended).Refund(system));
        Assert.Null(In(RegistrationState.Suspended).RefundDueFen);
        Assert.Equal(10000, In(RegistrationState.Voided).RefundDueFen);
        approved.Lapse(system);
        Assert.False(approved.ChangeWaits);
    }

    [Fact]
    public void What_may_be_done_until_an_instant_may_not_be_done_at_it()
    {
        var place = Place();
        foreach (var state in Enum.GetValues<RegistrationState>())
        foreach (var now in Moments)
        foreach (var rule in new Func<DateTime, DateTime?>[] { at => place.HandInUntil(state, Closes.AddHours(-1), at), at => place.ChangeUntil(state, at) })
        {
            if (rule(now) is not { } until) continue;
            Assert.True(now < until);
            Assert.NotNull(rule(until.AddSeconds(-1)));
            Assert.True(rule(until) is not { } later || later > until);
        }
    }

    [Theory]
    [InlineData(-20, 4)]
    [InlineData(-1, 23)]
    [InlineData(0, 24)]
    [InlineData(30, 48)]
    [InlineData(48, 55)]
    [InlineData(54, 55)]
    public void A_form_returned_late_can_be_mended_for_a_day_but_not_beyond_its_judge(int decidedHoursAfterClosing, int untilHoursAfterClosing) =>
        Assert.Equal(Closes.AddHours(untilHoursAfterClosing), Place().MendUntil(Closes.AddHours(decidedHoursAfterClosing)));

    [Fact]
    public void An_institution_without_grace_gives_none_and_unpublished_windows_open_nothing()
    {
        var place = Place();
        place.MendHours = 0;
        Assert.Null(place.HandInUntil(RegistrationState.Returned, Closes.AddMinutes(-1), Closes));
        var bare = new RoundInstitution { State = PlaceState.Published, RoundId = place.RoundId, Round = place.Round, InstitutionCode = "53" };
        Assert.Null(bare.HandInUntil(RegistrationState.Draft, null, Closes));
        Assert.Null(bare.HandInUntil(RegistrationState.Returned, Closes, Closes));
        // Without any date of its own the exam's first day freezes the answers.
        Assert.Equal(Beijing.Start(new(2031, 5, 24)), bare.FreezesAt);
    }

    [Fact]
    public void Without_a_freeze_of_its_own_printing_tickets_freezes()
    {
        var place = Place();
        (place.ChangesUntil, place.TicketPrinting) = (null, new(Beijing.At(2031, 5, 17, 9), Beijing.At(2031, 5, 24, 8)));
        Assert.Equal(Beijing.At(2031, 5, 17, 9), place.FreezesAt);
    }

    [Fact]
    public void A_freeze_before_payment_ends_also_ends_changes_of_the_unpaid()
    {
        var place = Place();
        place.ChangesUntil = Closes;
        Assert.Equal(Closes, place.ChangeUntil(RegistrationState.Approved, Opens));
        Assert.Null(place.ChangeUntil(RegistrationState.Approved, Closes));
    }

    private static RoundInstitution Place()
    {
        var round = new ExamRound { State = RoundState.Published, Code = "2031-1", Year = 2031, Half = 1, ExamFrom = new(2031, 5, 24), ExamTo = new(2031, 5, 25) };
        return new()
        {
            RoundId = round.Id, Round = round, InstitutionCode = "53",
            Registration = new(Opens, Closes), ReviewUntil = Reviewed, Payment = new(Opens, PaidUp), ChangesUntil = Frozen,
        };
    }
}
