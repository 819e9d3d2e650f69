using RuanKao.Portal.Admission;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Admission;

public class TicketNumberTests
{
    private static readonly ExamRound Round = new() { Code = "2026-1", Year = 2026, Half = 1, ExamFrom = new(2026, 5, 23), ExamTo = new(2026, 5, 26) };

    [Fact]
    public void It_says_round_place_level_and_sequence_and_ends_in_a_check_digit()
    {
        var number = TicketNumber.Of(TicketNumber.Prefix(Round, "53", "5307", Level.Intermediate), 318);

        Assert.StartsWith("202615307200318", number);
        Assert.Equal(TicketNumber.Length, number.Length);
        Assert.True(TicketNumber.Holds(number));
        Assert.Equal(318, TicketNumber.SequenceOf(number));
        Assert.Equal("2026153072", TicketNumber.PrefixOf(number));
    }

    [Fact]
    public void An_institution_without_prefectures_has_00() =>
        Assert.Equal("2026126003", TicketNumber.Prefix(Round, "26", "26", Level.Senior));

    [Fact]
    public void Any_wrong_digit_and_any_swap_of_neighbours_is_found()
    {
        var number = TicketNumber.Of(TicketNumber.Prefix(Round, "53", "5301", Level.Junior), 12345);
        for (var at = 0; at < number.Length; at++)
        {
            var wrong = number.ToCharArray();
            wrong[at] = (char)('0' + (wrong[at] - '0' + 1) % 10);
            Assert.False(TicketNumber.Holds(new(wrong)));
            if (at == 0 || number[at] == number[at - 1]) continue;
            var swapped = number.ToCharArray();
            (swapped[at], swapped[at - 1]) = (swapped[at - 1], swapped[at]);
            Assert.False(TicketNumber.Holds(new(swapped)));
        }
    }

    [Theory, InlineData(14), InlineData(16)]
    public void Longer_or_shorter_it_is_none_also_with_the_right_check_digit(int digits)
    {
        var number = CheckDigit.Append("2026153072003187".PadRight(digits, '5')[..digits]);
        Assert.True(CheckDigit.Holds(number));
        Assert.False(TicketNumber.Holds(number));
    }

    [Theory, InlineData(0), InlineData(100_000)]
    public void A_sequence_beyond_five_digits_is_refused(int sequence) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TicketNumber.Of("2026153072", sequence));
}
