using System.ComponentModel.DataAnnotations;

namespace RuanKao.Portal.Office.Receipts;

public sealed class ReceiptImportForm
{
    [Display(Name = "票据文件")]
    public IFormFile? File { get; set; }
}

/// <summary>How many paid orders of the institutions have their receipt.</summary>
public sealed record ReceiptCounts(int Issued, int Missing);

/// <summary>财政票据: how it stands, the form, and what the file holds once it was read.</summary>
public sealed record ReceiptsPage(ReceiptCounts Counts, ReceiptImportForm Form, ReceiptFile? File);
