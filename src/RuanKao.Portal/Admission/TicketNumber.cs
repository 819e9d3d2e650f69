using System.Globalization;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Admission;

/// <summary>准考证号: year 4, half 1, institution 2, prefecture 2, level 1, sequence 5, Damm check digit. No official format is public (domain facts 3.1).</summary>
public static class TicketNumber
{
    public const int Length = 16;
    private const int PrefixLength = 10;
    private const int SequenceLength = 5;

    /// <summary>What all numbers of a round, place and level begin with; the sequence runs within it.</summary>
    public static string Prefix(ExamRound round, string institutionCode, string regionCode, Level level) =>
        string.Create(CultureInfo.InvariantCulture, $"{round.Year:D4}{round.Half}{Place(institutionCode, regionCode)}{(int)level + 1}");

    public static string Of(string prefix, int sequence) => sequence is > 0 and < 100_000
        ? CheckDigit.Append(prefix + sequence.ToString("D5", CultureInfo.InvariantCulture))
        : throw new ArgumentOutOfRangeException(nameof(sequence), sequence, "A ticket number has five digits for its sequence.");

    public static string PrefixOf(string number) => number[..PrefixLength];

    public static int SequenceOf(string number) => int.Parse(number.AsSpan(PrefixLength, SequenceLength), CultureInfo.InvariantCulture);

    public static bool Holds(string number) => number.Length == Length && CheckDigit.Holds(number);

    /// <summary>Institution and prefecture in four digits; 00 where the institution has no prefectures.</summary>
    internal static string Place(string institutionCode, string regionCode) =>
        institutionCode + (regionCode.Length >= 4 ? regionCode[2..4] : "00");
}
