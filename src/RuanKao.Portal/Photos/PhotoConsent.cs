namespace RuanKao.Portal.Photos;

/// <summary>What a person agrees to before a photo is processed: a face is sensitive personal data and needs a consent of its own (PIPL art. 28-29). Change the words, change the version.</summary>
public static class PhotoConsent
{
    public const string Version = "2026-1";

    public const string Tick = "我同意处理我的照片用于上述用途";

    public static readonly IReadOnlyList<string> Words =
    [
        "照片属于敏感个人信息。我们把它用于报名审核、准考证、考生签到表和资格证书，不用于其他用途，也不做人脸识别比对。",
        "上传后保存原照片（已去除拍摄地点等附带信息）和处理后的照片，只有您本人、您所报机构的审核和考务人员可以看到。",
        "不同意则无法在网上报名，可联系报考机构咨询其他办理方式。",
    ];
}
