using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Institutions;

/// <summary>The 35 institutions as the national list has them; the numbers behind an institution's name are decided in docs/decisions.</summary>
public static class InstitutionList
{
    public const string Yunnan = "53";

    /// <summary>In the order of the national list: a city with its own institution stands after its province.</summary>
    public static IReadOnlyList<Institution> All() => [.. Rows.Select((row, place) => new Institution
    {
        Code = row.Code,
        Name = row.Name,
        FullName = row.FullName,
        Operator = row.Operator,
        Telephones = row.Code == Yunnan ? "0871-64312910 转 835、836\n0871-63626248\n0871-63617131" : "",
        Website = row.Code switch { Yunnan => "www.ynxr.com", "81" => "apec.org.hk", _ => null },
        Order = place + 1,
    })];

    private static readonly (string Code, string Name, string FullName, string Operator)[] Rows =
    [
        ("11", "北京", "北京市", "北京市人事考评办公室"),
        ("12", "天津", "天津市", "天津市工业和信息化研究院"),
        ("13", "河北", "河北省", "河北省人事考试中心"),
        ("14", "山西", "山西省", "山西省数字化转型促进中心"),
        ("15", "内蒙古", "内蒙古自治区", "内蒙古自治区人事考试院"),
        ("21", "辽宁", "辽宁省", "辽宁省工业和信息化发展研究院"),
        ("26", "大连", "大连市", "大连电子信息应用教育中心"),
        ("22", "吉林", "吉林省", "吉林省人事考试中心"),
        ("23", "黑龙江", "黑龙江省", "黑龙江省人事考试中心"),
        ("31", "上海", "上海市", "上海市职业能力考试院"),
        ("32", "江苏", "江苏省", "江苏省工业信息中心"),
        ("33", "浙江", "浙江省", "浙江省科技宣传教育中心（浙江省软件考试实施中心）"),
        ("38", "宁波", "宁波市", "宁波市数字经济发展中心"),
        ("34", "安徽", "安徽省", "安徽省人事考试院"),
        ("35", "福建", "福建省", "福建省经济和信息化技术中心"),
        ("36", "江西", "江西省", "江西省工业和信息化经济技术发展中心"),
        ("37", "山东", "山东省", "山东省人事考试中心"),
        ("41", "河南", "河南省", "河南省电子电气工程师协会"),
        ("42", "湖北", "湖北省", "湖北省中小企业服务中心"),
        ("43", "湖南", "湖南省", "湖南省工业和信息化行业事务中心"),
        ("44", "广东", "广东省", "广东省人事考试局"),
        ("45", "广西", "广西壮族自治区", "广西壮族自治区人事考试院"),
        ("46", "海南", "海南省", "海南省人力资源开发局"),
        ("50", "重庆", "重庆市", "重庆市工业和信息化发展中心"),
        ("51", "四川", "四川省", "四川省人事考试中心"),
        ("52", "贵州", "贵州省", "贵州省信息中心"),
        (Yunnan, "云南", "云南省", "云南省信息技术发展中心"),
        ("54", "西藏", "西藏自治区", "西藏自治区人事考试中心"),
        ("61", "陕西", "陕西省", "陕西省科技资源统筹中心"),
        ("62", "甘肃", "甘肃省", "甘肃省人力资源考试中心"),
        ("63", "青海", "青海省", "青海省人事考试中心"),
        ("64", "宁夏", "宁夏回族自治区", "宁夏回族自治区人事考试中心"),
        ("65", "新疆", "新疆维吾尔自治区", "新疆维吾尔自治区工业经济和信息化研究院"),
        ("66", "新疆兵团", "新疆生产建设兵团", "新疆生产建设兵团人力资源考试院"),
        // Its operator was not found; only the site that the institutions' table of 2021 pointed at.
        ("81", "香港", "香港特别行政区", "承办机构未公布"),
    ];
}

/// <summary>Puts the institutions and their prefectures into a new database; what administrators changed stays.</summary>
public sealed class InstitutionReference : IReferenceData
{
    public int Order => 10;

    public async Task ApplyAsync(PortalContext db, CancellationToken ct)
    {
        await db.AddMissingAsync(InstitutionList.All(), i => i.Code, ct);
        await db.AddMissingAsync(PrefectureList.All(), p => p.Code, ct);
        await db.SaveChangesAsync(ct);
    }
}
