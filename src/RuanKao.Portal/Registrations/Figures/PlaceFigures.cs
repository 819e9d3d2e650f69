using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Registrations.Figures;

/// <summary>The figures of one round at one place (an institution, or the country).</summary>
public sealed class PlaceFigures(IReadOnlyDictionary<(FigureDimension Dimension, string Key, string Mark), int> cells)
{
    public IReadOnlyDictionary<(FigureDimension Dimension, string Key, string Mark), int> Cells => cells;

    public int this[FigureDimension dimension, string key, string mark] => cells.GetValueOrDefault((dimension, key, mark));

    public int this[FigureDimension dimension, string key, RegistrationState state] => this[dimension, key, state.ToString()];

    public int On(string day, RegistrationEvent on) => this[FigureDimension.Day, day, on.ToString()];

    public int Total(RegistrationState state) => Total(state.ToString());

    /// <summary>How many stand so now; every registration has one qualification or none, and so counts once.</summary>
    public int Total(string mark) => cells.Where(c => c.Key.Dimension == FigureDimension.Qualification && c.Key.Mark == mark).Sum(c => c.Value);

    public IReadOnlyList<string> Keys(FigureDimension dimension) => [.. cells.Keys.Where(c => c.Dimension == dimension).Select(c => c.Key).Distinct().Order(StringComparer.Ordinal)];

    public int Waiting => cells.Where(c => c.Key.Dimension == FigureDimension.WaitingSince).Sum(c => c.Value);

    /// <summary>The Beijing day since which the oldest case waits; null where nothing waits.</summary>
    public DateOnly? OldestSince => Keys(FigureDimension.WaitingSince).Select(Day).Cast<DateOnly?>().FirstOrDefault();

    /// <summary>How many have waited longer than so many working days after the day on which they began to.</summary>
    public int WaitingLonger(int workingDays, DateOnly today) =>
        cells.Where(c => c.Key.Dimension == FigureDimension.WaitingSince && WorkingDays.After(Day(c.Key.Key), workingDays) < today).Sum(c => c.Value);

    public static DateOnly Day(string key) => DateOnly.ParseExact(key, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
