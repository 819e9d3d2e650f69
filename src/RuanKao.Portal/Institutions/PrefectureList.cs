namespace RuanKao.Portal.Institutions;

/// <summary>The prefecture-level places of GB/T 2260 by institution, from prefectures.csv beside this file.</summary>
public static class PrefectureList
{
    public static IReadOnlyList<Prefecture> All()
    {
        using var csv = typeof(PrefectureList).Assembly.GetManifestResourceStream("prefectures.csv")
            ?? throw new InvalidOperationException("prefectures.csv is not part of the assembly.");
        using var reader = new StreamReader(csv);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Read)];
    }

    private static Prefecture Read(string line) => line.Split(',') is [var code, var institution, var name]
        ? new() { Code = code, InstitutionCode = institution, Name = name }
        : throw new FormatException($"prefectures.csv: {line}");
}
