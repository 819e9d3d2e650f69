using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Photos;

public static class PhotoSets
{
    extension(PortalContext db)
    {
        public DbSet<CandidatePhoto> CandidatePhotos => db.Set<CandidatePhoto>();

        public DbSet<PhotoDraft> PhotoDrafts => db.Set<PhotoDraft>();

        public DbSet<InstitutionPhotoRules> InstitutionPhotoRules => db.Set<InstitutionPhotoRules>();

        public DbSet<PhotoAllowance> PhotoAllowances => db.Set<PhotoAllowance>();
    }

    /// <summary>What keeps the person's current photo from this institution, in words; null where nothing does.</summary>
    public static async Task<string?> PhotoFaultAsync(this PortalContext db, Guid userId, string institutionCode, CancellationToken ct)
    {
        if (await db.CandidatePhotos.CurrentOf(userId).Select(p => new { p.Rules }).FirstOrDefaultAsync(ct) is not { } photo) return "请上传照片";
        var asked = await db.InstitutionPhotoRules.Where(r => r.InstitutionCode == institutionCode).Select(r => r.Rules).SingleOrDefaultAsync(ct);
        return Photos.InstitutionPhotoRules.Read(photo.Rules).IsAtLeast(Photos.InstitutionPhotoRules.Read(asked)) ? null
            : "您的照片不是按本考区现在的要求检查的，请在这里重新处理一次";
    }

    /// <summary>The photo that the person's next hand-in carries: the one used last.</summary>
    public static IQueryable<CandidatePhoto> CurrentOf(this IQueryable<CandidatePhoto> photos, Guid userId) =>
        photos.Where(photo => photo.UserId == userId && photo.UsedAt != null).OrderByDescending(photo => photo.UsedAt).ThenBy(photo => photo.Id).Take(1);
}

public sealed class PhotoTables : IEntityTypeConfiguration<CandidatePhoto>, IEntityTypeConfiguration<PhotoDraft>, IEntityTypeConfiguration<PhotoAllowance>,
    IEntityTypeConfiguration<InstitutionPhotoRules>
{
    private const int HashLength = 64, ConsentLength = 20, ChangesLength = 500, RecipeLength = 500;

    public void Configure(EntityTypeBuilder<CandidatePhoto> photo)
    {
        photo.ToTable("CandidatePhotos");
        photo.Property(p => p.Sha256).HasMaxLength(HashLength);
        photo.Property(p => p.ConsentVersion).HasMaxLength(ConsentLength);
        photo.Property(p => p.Rules).HasMaxLength(InstitutionPhotoRules.RulesLength).HasDefaultValue("");
        photo.Property(p => p.Changes).HasMaxLength(ChangesLength).HasDefaultValue("");
        photo.HasIndex(p => new { p.UserId, p.KeptAt });
        // The same result kept in two tabs at once is one photo.
        photo.HasIndex(p => new { p.UserId, p.Sha256 }).IsUnique();
        photo.HasOne<PortalUser>().WithMany().HasForeignKey(p => p.UserId);
    }

    public void Configure(EntityTypeBuilder<PhotoDraft> draft)
    {
        draft.ToTable("PhotoDrafts");
        draft.Property(d => d.Recipe).HasMaxLength(RecipeLength);
        draft.Property(d => d.Rules).HasMaxLength(InstitutionPhotoRules.RulesLength).HasDefaultValue("");
        draft.Property(d => d.Changes).HasMaxLength(ChangesLength);
        draft.Property(d => d.ConsentVersion).HasMaxLength(ConsentLength);
        draft.HasIndex(d => d.UserId).IsUnique();
        draft.HasIndex(d => d.MadeAt);
        draft.HasOne<PortalUser>().WithMany().HasForeignKey(d => d.UserId);
    }

    public void Configure(EntityTypeBuilder<InstitutionPhotoRules> rules)
    {
        rules.ToTable("InstitutionPhotoRules");
        rules.HasKey(r => r.InstitutionCode);
        rules.Property(r => r.InstitutionCode).HasMaxLength(Institution.CodeLength);
        rules.Property(r => r.Rules).HasMaxLength(InstitutionPhotoRules.RulesLength);
        rules.HasOne<Institution>().WithMany().HasForeignKey(r => r.InstitutionCode);
    }

    public void Configure(EntityTypeBuilder<PhotoAllowance> allowance)
    {
        allowance.ToTable("PhotoAllowances");
        allowance.HasKey(a => a.UserId);
        allowance.HasOne<PortalUser>().WithMany().HasForeignKey(a => a.UserId);
    }
}
