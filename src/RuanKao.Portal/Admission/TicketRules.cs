namespace RuanKao.Portal.Admission;

/// <summary>The rules of the exam day that tickets print, in one place until rounds carry their own texts. They follow the notices of the computer rounds (domain facts 2.4, 3.1).</summary>
public static class TicketRules
{
    public const int SignInMinutes = 30;
    public const int ArriveMinutes = 40;
    public const int LateMinutes = 5;

    public static IReadOnlyList<string> Notes(IReadOnlyList<TicketSitting> sittings, IReadOnlyList<string> measures)
    {
        List<string> notes =
        [
            .. measures.Count == 0 ? Array.Empty<string>() : [$"合理便利：{string.Join("；", measures)}。入场签到时请告诉监考人员。"],
            "请带本准考证和有效身份证件原件，两者缺一不能入场。",
            $"请提前 {ArriveMinutes} 分钟到达考点，开考前 {SignInMinutes} 分钟起入场签到；开考 {LateMinutes} 分钟后不能入场。",
            "手机等电子设备请关机，放在指定位置，不得带到座位。",
        ];
        foreach (var sitting in sittings.Where(s => s.Papers.Count > 1))
            notes.Add($"{string.Join("、", sitting.Papers)}连续考试：前一科交卷后进入后一科，剩余时间可以转入后一科使用。");
        notes.Add("请核对姓名、证件号码、报考资格和照片；有误请在考前与考试机构联系。");
        notes.Add("违纪按人力资源社会保障部令第31号处理。");
        return notes;
    }
}
