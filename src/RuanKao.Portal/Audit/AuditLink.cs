using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Audit;

/// <summary>One link of the chain over the audit log: its place, the entry it seals, and a keyed hash over the link before and the entry's bytes.</summary>
public sealed class AuditLink
{
    public const int HashLength = 64;
    public const int KeyLength = 20;

    /// <summary>1, 2, 3 … without a gap; unique, so that two sealers cannot both make the next link.</summary>
    public required long Sequence { get; init; }

    public required long EntryId { get; init; }

    public required string Key { get; init; }

    public required string Hash { get; init; }

    public required DateTime SealedAt { get; init; }
}

/// <summary>The end of the chain, written with every batch: where the links behind it are cut off, they no longer reach it.</summary>
public sealed class AuditHead
{
    /// <summary>There is one row.</summary>
    public const int OnlyId = 1;

    public required int Id { get; init; }

    public required long Sequence { get; init; }

    public required string Hash { get; init; }

    public required string Key { get; init; }

    /// <summary>Keyed hash over sequence and hash: nobody without the key moves the end.</summary>
    public required string Seal { get; init; }
}

public static class AuditChainSets
{
    extension(PortalContext db)
    {
        public DbSet<AuditLink> AuditLinks => db.Set<AuditLink>();

        public DbSet<AuditHead> AuditHeads => db.Set<AuditHead>();
    }
}

public sealed class AuditChainTables : IEntityTypeConfiguration<AuditLink>, IEntityTypeConfiguration<AuditHead>
{
    public void Configure(EntityTypeBuilder<AuditLink> link)
    {
        // HasTrigger tells EF Core of AuditGuard's triggers: SQL Server gives no OUTPUT from a table that has one.
        link.ToTable("AuditLinks", table => table.HasTrigger(AuditGuard.TriggerOf("AuditLinks")));
        link.HasKey(l => l.Sequence);
        link.Property(l => l.Sequence).ValueGeneratedNever();
        link.Property(l => l.Key).HasMaxLength(AuditLink.KeyLength);
        link.Property(l => l.Hash).HasMaxLength(AuditLink.HashLength);
        link.HasIndex(l => l.EntryId).IsUnique();
    }

    public void Configure(EntityTypeBuilder<AuditHead> head)
    {
        head.ToTable("AuditHeads");
        head.Property(h => h.Id).ValueGeneratedNever();
        head.Property(h => h.Key).HasMaxLength(AuditLink.KeyLength);
        head.Property(h => h.Hash).HasMaxLength(AuditLink.HashLength);
        head.Property(h => h.Seal).HasMaxLength(AuditLink.HashLength);
    }
}
