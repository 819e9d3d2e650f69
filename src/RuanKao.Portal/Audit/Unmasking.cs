namespace RuanKao.Portal.Audit;

/// <summary>A member of staff has a full document number shown: by a button, for one view, and each time noted with the record it belongs to.</summary>
public static class Unmasking
{
    public const string Action = "personal-data.unmasked";

    public const string Button = "显示完整号码";
}
