using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Payments;

public static class PaymentSets
{
    extension(PortalContext db)
    {
        public DbSet<FeeOrder> FeeOrders => db.Set<FeeOrder>();

        public DbSet<PaymentAttempt> PaymentAttempts => db.Set<PaymentAttempt>();

        public DbSet<Refund> Refunds => db.Set<Refund>();

        public DbSet<PaymentNotice> PaymentNotices => db.Set<PaymentNotice>();

        public DbSet<Bill> Bills => db.Set<Bill>();

        public DbSet<BillDifference> BillDifferences => db.Set<BillDifference>();

        public DbSet<FiscalReceipt> FiscalReceipts => db.Set<FiscalReceipt>();
    }
}

public sealed class PaymentTables : IEntityTypeConfiguration<FeeOrder>, IEntityTypeConfiguration<PaymentAttempt>,
    IEntityTypeConfiguration<Refund>, IEntityTypeConfiguration<PaymentNotice>, IEntityTypeConfiguration<Bill>, IEntityTypeConfiguration<BillDifference>
{
    /// <summary>The index that keeps a double click from opening two payments.</summary>
    public const string OneLiveAttempt = "IX_PaymentAttempts_OneLiveAttempt";

    /// <summary>The index that keeps two people, or a person and a rule, from giving the same money back twice.</summary>
    public const string OneRefund = "IX_Refunds_OneNotDeclined";

    public void Configure(EntityTypeBuilder<FeeOrder> order)
    {
        order.ToTable("FeeOrders");
        order.Property(o => o.Id).ValueGeneratedNever();
        order.Property(o => o.InstitutionCode).HasMaxLength(Institution.CodeLength);
        order.Property(o => o.Title).HasMaxLength(FeeOrder.TitleLength);
        order.HasIndex(o => new { o.Purpose, o.SubjectId }).IsUnique();
        order.HasOne<PortalUser>().WithMany().HasForeignKey(o => o.PayerId);
        order.HasOne<Institution>().WithMany().HasForeignKey(o => o.InstitutionCode);
        order.HasMany(o => o.Attempts).WithOne(a => a.Order).HasForeignKey(a => a.OrderId);
    }

    public void Configure(EntityTypeBuilder<PaymentAttempt> attempt)
    {
        attempt.ToTable("PaymentAttempts");
        attempt.Property(a => a.Id).ValueGeneratedNever();
        attempt.Property(a => a.MerchantAccount).HasMaxLength(PaymentAttempt.AccountLength);
        attempt.Property(a => a.Number).HasMaxLength(PaymentAttempt.NumberLength);
        attempt.Property(a => a.Link).HasMaxLength(PaymentAttempt.LinkLength);
        attempt.Property(a => a.TransactionId).HasMaxLength(PaymentAttempt.TransactionIdLength);
        attempt.HasIndex(a => new { a.Channel, a.Number }).IsUnique();
        attempt.HasIndex(a => new { a.Channel, a.TransactionId }).IsUnique().HasFilter("[TransactionId] IS NOT NULL");
        attempt.HasIndex(a => a.OrderId).IsUnique().HasDatabaseName(OneLiveAttempt).HasFilter(
            "[State] <> 'Closing' AND [State] <> 'Closed' AND [State] <> 'Refused' AND [State] <> 'Paid' AND [State] <> 'Surplus' AND [State] <> 'Incident'");
        attempt.HasIndex(a => new { a.OrderId, a.CreatedAt });
        attempt.HasIndex(a => new { a.Channel, a.MerchantAccount, a.PaidAt }).HasFilter("[PaidAt] IS NOT NULL");
        attempt.HasIndex(a => a.NextAskAt).HasFilter("[NextAskAt] IS NOT NULL");
        // The cashier's desk looks for these on every page.
        attempt.HasIndex(a => a.CreatedAt).HasFilter("[State] = 'Incident'");
        attempt.HasMany(a => a.Refunds).WithOne(r => r.Attempt).HasForeignKey(r => r.AttemptId);
    }

    public void Configure(EntityTypeBuilder<Refund> refund)
    {
        refund.ToTable("Refunds");
        refund.Property(r => r.Id).ValueGeneratedNever();
        refund.Property(r => r.Number).HasMaxLength(PaymentAttempt.NumberLength);
        refund.Property(r => r.Reason).HasMaxLength(Refund.ReasonLength);
        refund.Property(r => r.ChannelRefundId).HasMaxLength(PaymentAttempt.TransactionIdLength);
        refund.Property(r => r.DecisionReason).HasMaxLength(Refund.DecisionLength);
        refund.Property(r => r.Fault).HasMaxLength(Refund.DecisionLength);
        refund.Property(r => r.OfflineVoucher).HasMaxLength(Refund.VoucherLength);
        refund.HasOne<PortalUser>().WithMany().HasForeignKey(r => r.OfflineBy);
        refund.HasOne<PortalUser>().WithMany().HasForeignKey(r => r.OfflineDecidedBy);
        refund.HasIndex(r => new { r.Channel, r.Number }).IsUnique();
        refund.HasIndex(r => r.RefundedAt).HasFilter("[RefundedAt] IS NOT NULL");
        refund.HasIndex(r => r.AttemptId).IsUnique().HasDatabaseName(OneRefund).HasFilter("[State] <> 'Declined'");
        refund.HasIndex(r => new { r.AttemptId, r.CreatedAt });
        refund.HasIndex(r => new { r.State, r.CreatedAt });
        refund.HasOne<PortalUser>().WithMany().HasForeignKey(r => r.ProposedBy);
        refund.HasOne<PortalUser>().WithMany().HasForeignKey(r => r.DecidedBy);
        refund.HasIndex(r => r.NextTryAt).HasFilter("[NextTryAt] IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<PaymentNotice> notice)
    {
        notice.ToTable("PaymentNotices");
        notice.Property(n => n.Id).ValueGeneratedNever();
        notice.Property(n => n.MerchantAccount).HasMaxLength(PaymentAttempt.AccountLength);
        notice.Property(n => n.NoticeId).HasMaxLength(PaymentNotice.NoticeIdLength);
        notice.Property(n => n.Headers).HasMaxLength(PaymentNotice.HeadersLength);
        notice.Property(n => n.Report).HasMaxLength(PaymentNotice.ReportLength);
        notice.HasIndex(n => new { n.Failures, n.ReceivedAt }).HasFilter("[Verdict] = 'Waiting'");
        notice.HasIndex(n => new { n.Channel, n.NoticeId }).IsUnique().HasFilter("[NoticeId] IS NOT NULL AND [Verdict] <> 'Unverified'");
        notice.HasIndex(n => new { n.Channel, n.Verdict, n.ReceivedAt });
        notice.HasOne<PaymentAttempt>().WithMany().HasForeignKey(n => n.AttemptId);
    }

    public void Configure(EntityTypeBuilder<Bill> bill)
    {
        bill.ToTable("Bills");
        bill.Property(b => b.Id).ValueGeneratedNever();
        bill.Property(b => b.MerchantAccount).HasMaxLength(PaymentAttempt.AccountLength);
        bill.Property(b => b.Hash).HasMaxLength(Bill.HashLength);
        bill.Property(b => b.Fault).HasMaxLength(Bill.FaultLength);
        bill.HasIndex(b => new { b.Channel, b.MerchantAccount, b.Day }).IsUnique();
        bill.HasIndex(b => b.NextTryAt).HasFilter("[NextTryAt] IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<BillDifference> difference)
    {
        difference.ToTable("BillDifferences");
        difference.Property(d => d.Id).ValueGeneratedNever();
        difference.Property(d => d.Number).HasMaxLength(BillDifference.NumberLength);
        difference.Property(d => d.RefundNumber).HasMaxLength(BillDifference.NumberLength);
        difference.Property(d => d.Note).HasMaxLength(BillDifference.NoteLength);
        difference.HasOne(d => d.Bill).WithMany().HasForeignKey(d => d.BillId);
        difference.HasOne<FeeOrder>().WithMany().HasForeignKey(d => d.OrderId);
        difference.HasOne<Institution>().WithMany().HasForeignKey(d => d.InstitutionCode);
        difference.HasIndex(d => new { d.BillId, d.Kind, d.Number, d.RefundNumber }).IsUnique();
        difference.HasIndex(d => new { d.InstitutionCode, d.Outcome });
    }
}
