using System.ComponentModel.DataAnnotations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Audit;

/// <summary>Which entries to show; days are Beijing's.</summary>
public sealed class AuditFilterForm
{
    public DateOnly? From { get; set; }

    public DateOnly? To { get; set; }

    /// <summary>A room (registration) or an action (registration.submitted).</summary>
    public string? Action { get; set; }

    public string? Subject { get; set; }

    public Guid? Person { get; set; }
}

public sealed class VerifyForm
{
    [Display(Name = "上次记下的链尾"), StringLength(90, ErrorMessage = "链尾过长")]
    public string? Noted { get; set; }
}

/// <summary>An entry as the auditor reads it; only staff are named.</summary>
public sealed record AuditLine(AuditEntry Entry, string? StaffName, bool IsSealed);

public sealed record AuditPage(AuditFilterForm Form, IReadOnlyList<AuditLine> Lines, ListPart Part, int Total, VerifyForm Verify, AuditVerdict? Verdict)
{
    public int Pages => Part.Pages(Total);
}
