using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Payments;

public sealed class FiscalReceiptTable : IEntityTypeConfiguration<FiscalReceipt>
{
    public void Configure(EntityTypeBuilder<FiscalReceipt> receipt)
    {
        receipt.ToTable("FiscalReceipts");
        receipt.Property(r => r.Id).ValueGeneratedNever();
        receipt.Property(r => r.InstitutionCode).HasMaxLength(Institution.CodeLength);
        receipt.Property(r => r.Code).HasMaxLength(FiscalReceipt.CodeLength);
        receipt.Property(r => r.Number).HasMaxLength(FiscalReceipt.NumberLength);
        receipt.Property(r => r.CheckCode).HasMaxLength(FiscalReceipt.CheckCodeLength);
        receipt.Property(r => r.Link).HasMaxLength(FiscalReceipt.LinkLength);
        receipt.HasOne(r => r.Order).WithMany().HasForeignKey(r => r.OrderId);
        receipt.HasOne<Institution>().WithMany().HasForeignKey(r => r.InstitutionCode);
        receipt.HasOne<PortalUser>().WithMany().HasForeignKey(r => r.ImportedBy);
        // One that counts for an order, and a number once an institution; what was replaced stands beside them.
        receipt.HasIndex(r => r.OrderId).IsUnique().HasFilter("[ReplacedAt] IS NULL");
        receipt.HasIndex(r => new { r.InstitutionCode, r.Code, r.Number }).IsUnique().HasFilter("[ReplacedAt] IS NULL");
    }
}
