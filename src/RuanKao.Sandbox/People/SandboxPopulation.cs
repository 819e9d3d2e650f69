using System.Globalization;

namespace RuanKao.Sandbox.People;

/// <summary>The people whom the real-name authority knows: a short list by name, and a crowd made up by rule.</summary>
public static class SandboxPopulation
{
    private const string CrowdArea = "530199";
    private const int CrowdDays = 12_000;
    private static readonly DateOnly CrowdStart = new(1972, 1, 1);

    private static readonly string[] Surnames =
        ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"];

    private static readonly string[] Given =
        ["子涵", "雨桐", "浩然", "思源", "佳宁", "明轩", "诗琪", "俊杰", "欣怡", "文博", "晓峰", "雅琴", "志远", "静怡", "建华", "丽娟", "国强", "海燕", "天佑"];

    /// <summary>The people listed on the page /people.</summary>
    public static IReadOnlyList<SandboxPerson> People { get; } =
    [
        new("张伟明", Number("530199", "19920315", 1), "普通姓名"),
        new("李雪梅", Number("530199", "19950721", 2), "普通姓名"),
        new("王建国", Number("530399", "19781001", 3), "普通姓名"),
        new("陈思远", Number("110199", "19990101", 4), "普通姓名"),
        new("刘洋", Number("310199", "20000229", 5), "闰日出生"),
        new("杨柳青青", Number("530599", "19961212", 6), "四字姓名"),
        new("欧阳䶮", Number("440199", "19930808", 7), "复姓，生僻字 䶮"),
        new("王𠮷", Number("330299", "19871130", 9), "生僻字 𠮷（扩展 B 区）"),
        new("李𬭊", Number("320199", "19910606", 11), "生僻字 𬭊（扩展 E 区）"),
        new("赵𠅤", Number("370199", "19940417", 12), "生僻字 𠅤（扩展 B 区）"),
        new("钱𬑔", Number("210299", "19980925", 13), "生僻字 𬑔（扩展 E 区）"),
        new("孙〇", Number("410199", "19850505", 15), "姓名含 〇"),
        new("阿依古丽·买买提", Number("650199", "19970318", 16), "少数民族姓名，含间隔号"),
        new("迪丽努尔·艾合买提江", Number("650199", "19900930", 18), "少数民族姓名，含间隔号"),
        new("扎西次仁", Number("540199", "19880215", 17), "少数民族姓名"),
        new("司马相宜", Number("510199", "20020914", 22), "复姓"),
        new("周晓", Number("530199", "20080901", 19), "年轻考生"),
        new("黄鹤年", Number("530199", "19550228", 21), "年长考生"),
        new("何其芳", NumberEndingInX("530199", "19960110", 23), "号码末位为 X"),
        new("吴无录", Number("530199", "19920202", 25), "库中无此号（返回 3）", AuthorityAnswer.NoRecord),
        new("郑停机", Number("530199", "19930303", 27), "数据源不可用（返回 402）", AuthorityAnswer.SourceDown),
        new("冯故障", Number("530199", "19940404", 29), "核验服务故障（返回 500）", AuthorityAnswer.Broken),
        new("褚难认", Number("530199", "19950505", 31), "核验服务认为参数非法（返回 401）", AuthorityAnswer.Refused),
        new("邓㇏", Number("530199", "19981016", 33), "姓名含笔画字 ㇏"),
        new("阿卜杜热西提·买买提艾力", Number("650199", "19930612", 35), "少数民族姓名，12字"),
        new("卫小童", Number("530199", "20180601", 37), "未满14周岁，需要监护人同意"),
    ];

    /// <summary>The n-th member of the crowd (0 … 5,999,999): the same person every time, known to the authority.</summary>
    public static SandboxPerson Crowd(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(n, CrowdDays * 500);
        var birth = CrowdStart.AddDays(n % CrowdDays).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        return new SandboxPerson(CrowdName(n), Number(CrowdArea, birth, 500 + n / CrowdDays));
    }

    /// <summary>Who holds this number, or null when the authority has no record of it.</summary>
    public static SandboxPerson? Find(string idNumber)
    {
        if (People.FirstOrDefault(p => p.IdNumber == idNumber) is { } person)
            return person;
        if (!IsValidNumber(idNumber) || !idNumber.StartsWith(CrowdArea, StringComparison.Ordinal))
            return null;
        var day = DateOnly.ParseExact(idNumber.AsSpan(6, 8), "yyyyMMdd").DayNumber - CrowdStart.DayNumber;
        var sequence = int.Parse(idNumber.AsSpan(14, 3), CultureInfo.InvariantCulture) - 500;
        return day is >= 0 and < CrowdDays && sequence >= 0 ? Crowd(sequence * CrowdDays + day) : null;
    }

    /// <summary>Whether a number has 18 characters, a real date and the check character of GB 11643.</summary>
    public static bool IsValidNumber(string idNumber) =>
        idNumber.Length == 18
        && idNumber.AsSpan(0, 17).IndexOfAnyExceptInRange('0', '9') < 0
        && DateOnly.TryParseExact(idNumber.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        && idNumber[17] == CheckCharacter(idNumber.AsSpan(0, 17));

    private static string CrowdName(int n) =>
        Surnames[n % Surnames.Length] + Given[n / Surnames.Length % Given.Length];

    private static string Number(string area, string birth, int sequence)
    {
        var body = area + birth + sequence.ToString("000", CultureInfo.InvariantCulture);
        return body + CheckCharacter(body);
    }

    private static string NumberEndingInX(string area, string birth, int sequence)
    {
        var number = Number(area, birth, sequence);
        return number[17] == 'X' ? number : NumberEndingInX(area, birth, sequence + 2);
    }

    private static char CheckCharacter(ReadOnlySpan<char> body)
    {
        ReadOnlySpan<int> weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
            sum += (body[i] - '0') * weights[i];
        return "10X98765432"[sum % 11];
    }
}
