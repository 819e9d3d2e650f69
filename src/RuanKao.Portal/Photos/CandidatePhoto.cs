using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Photos;

/// <summary>A photo that passed the checks: the 295×413 JPEG that goes on form and ticket, and the original it was made from. The newest is the current one.</summary>
public sealed class CandidatePhoto
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid UserId { get; init; }

    public required DateTime KeptAt { get; init; }

    /// <summary>295×413 pixels, about 10 KB, without metadata.</summary>
    public required byte[] Processed { get; init; }

    /// <summary>The upload without its metadata.</summary>
    public required byte[] Original { get; init; }

    /// <summary>SHA-256 of <see cref="Processed"/>, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What the machine measured, as JSON: <see cref="PhotoFindings"/>.</summary>
    public required string Findings { get; init; }

    /// <summary>The version of the text the person consented to, at <see cref="KeptAt"/> (PIPL art. 29).</summary>
    public required string ConsentVersion { get; init; }
}

public static class PhotoSets
{
    extension(PortalContext db)
    {
        public DbSet<CandidatePhoto> CandidatePhotos => db.Set<CandidatePhoto>();
    }
}

public sealed class PhotoTables : IEntityTypeConfiguration<CandidatePhoto>
{
    public void Configure(EntityTypeBuilder<CandidatePhoto> photo)
    {
        photo.ToTable("CandidatePhotos");
        photo.Property(p => p.Sha256).HasMaxLength(64);
        photo.Property(p => p.ConsentVersion).HasMaxLength(20);
        photo.HasIndex(p => new { p.UserId, p.KeptAt });
        photo.HasOne<PortalUser>().WithMany().HasForeignKey(p => p.UserId);
    }
}
