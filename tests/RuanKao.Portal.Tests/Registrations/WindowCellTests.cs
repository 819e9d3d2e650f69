using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
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
        var bare = new RoundInstitution { RoundId = place.RoundId, Round = place.Round, InstitutionCode = "53" };
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
        var round = new ExamRound { Code = "2031-1", Year = 2031, Half = 1, ExamFrom = new(2031, 5, 24), ExamTo = new(2031, 5, 25) };
        return new()
        {
            RoundId = round.Id, Round = round, InstitutionCode = "53",
            Registration = new(Opens, Closes), ReviewUntil = Reviewed, Payment = new(Opens, PaidUp), ChangesUntil = Frozen,
        };
    }
}
