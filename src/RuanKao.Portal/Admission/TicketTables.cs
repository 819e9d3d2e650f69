using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RuanKao.Portal.Admission;

public sealed class TicketTables : IEntityTypeConfiguration<TicketKey>
{
    public void Configure(EntityTypeBuilder<TicketKey> key)
    {
        key.ToTable("TicketKeys");
        // Two instances that make a key at once cannot give it the same name.
        key.HasKey(k => k.Name);
        key.Property(k => k.Name).HasMaxLength(TicketKey.NameLength);
        key.Property(k => k.PublicKey).HasMaxLength(TicketKey.PublicKeyLength);
    }
}
