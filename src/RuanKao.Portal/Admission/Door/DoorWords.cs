namespace RuanKao.Portal.Admission.Door;

/// <summary>The words of the door and of what the office reads about it.</summary>
public static class DoorWords
{
    public static string Word(this AttendanceKind kind) => kind switch { AttendanceKind.Present => "签到", AttendanceKind.Absent => "缺考", _ => "撤销" };

    public static string Word(this AttendanceWay way) => way switch
    {
        AttendanceWay.Code => "扫码", AttendanceWay.Number => "输入号码", AttendanceWay.List => "名单", _ => "考务登记",
    };

    public static string Word(this IncidentKind kind) => kind switch
    {
        IncidentKind.Equipment => "设备或网络故障", IncidentKind.Discipline => "违纪", IncidentKind.Identity => "身份存疑", IncidentKind.Illness => "突发疾病",
        IncidentKind.Ticket => "准考证有误", _ => "其他",
    };
}
