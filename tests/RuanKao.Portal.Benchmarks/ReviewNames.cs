using System.Text;

namespace RuanKao.Portal.Benchmarks;

/// <summary>Names about as frequent as in life: the hundred commonest family names by their share, given names of common characters, the commoner the more often.</summary>
public static class ReviewNames
{
    /// <summary>The commonest name of all; whoever writes a round gives it out by number.</summary>
    public const string Commonest = "王伟";

    // Shares in hundredths of a percent; of those not named here each has the last share.
    private const string Families = "王721 李719 张683 刘538 陈453 杨308 黄223 赵221 吴210 周210 徐167 孙154 马130 朱127 胡126 郭118 何116 高110 林107 罗104 郑93 梁86 谢76 宋75 唐73 许67 韩66 邓65 冯64 曹61 彭58 曾58 肖57 田57 董56 袁54 潘53 于48 蒋46 蔡46 余46 杜45 叶45 程44 苏43 魏43 吕42 丁41 任41 沈39 姚37 卢37 姜36 崔36 钟35 谭34 陆34 汪33 范32 金32 石31 廖31 贾30 夏30 韦29 付29 方29 白28 邹28 孟28 熊28 秦28 邱27 江26 尹26 薛25 闫25 段24 雷24 侯23 龙23 史22 陶22 黎21 贺21 顾20 毛20 郝20 龚19 邵19 万19 钱19 严18 覃18 武17 戴17 莫17 孔16 向16 汤16 欧阳10";
    private const string Given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华文玉秀兰红建国海波志浩宇轩子涵梓欣怡晨思佳雨婷俊辉鹏飞龙凯琳雪梅春燕玲萍斌鑫宁博瑞嘉毅翔恒悦彤颖倩颜瑶璐安康健民永";

    private static readonly (string Name, int UpTo)[] Shares = Cumulated();

    public static string Next(Random random)
    {
        string name;
        do name = Draw(random); while (name == Commonest);
        return name;
    }

    private static string Draw(Random random)
    {
        var at = random.Next(Shares[^1].UpTo);
        var name = new StringBuilder(Shares.First(share => at < share.UpTo).Name);
        name.Append(Character(random));
        if (random.Next(100) < 72) name.Append(Character(random));
        return name.ToString();
    }

    // The product of two draws leans to the beginning of the list.
    private static char Character(Random random) => Given[(int)(Given.Length * random.NextDouble() * random.NextDouble())];

    private static (string, int)[] Cumulated()
    {
        var sum = 0;
        return [.. Families.Split(' ').Select(entry => (entry.TrimEnd("0123456789".ToCharArray()), sum += int.Parse(entry.TrimStart(entry.Where(c => !char.IsAsciiDigit(c)).ToArray()), System.Globalization.CultureInfo.InvariantCulture)))];
    }
}
