using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations.Figures;

public static class FigureSets
{
    extension(PortalContext db)
    {
        public DbSet<FigureMove> FigureMoves => db.Set<FigureMove>();

        public DbSet<FigureTally> FigureTallies => db.Set<FigureTally>();
    }
}

public sealed class FigureTables : IEntityTypeConfiguration<FigureMove>, IEntityTypeConfiguration<FigureTally>
{
    public void Configure(EntityTypeBuilder<FigureMove> move)
    {
        move.ToTable("FigureMoves");
        move.Ignore(m => m.From);
        move.Ignore(m => m.To);
        move.Property(m => m.InstitutionCode).HasMaxLength(Institution.CodeLength);
        foreach (var prefecture in new[] { nameof(FigureMove.FromPrefecture), nameof(FigureMove.ToPrefecture) }) move.Property(prefecture).HasMaxLength(Prefecture.CodeLength);
        foreach (var qualification in new[] { nameof(FigureMove.FromQualification), nameof(FigureMove.ToQualification) }) move.Property(qualification).HasMaxLength(Qualification.CodeLength);
        move.HasIndex(m => new { m.RoundId, m.InstitutionCode });
    }

    public void Configure(EntityTypeBuilder<FigureTally> tally)
    {
        tally.ToTable("FigureTallies");
        tally.Ignore(t => t.Cell);
        tally.HasKey(t => new { t.RoundId, t.Scope, t.Dimension, t.Key, t.Mark });
        tally.Property(t => t.Scope).HasMaxLength(Institution.CodeLength);
        tally.Property(t => t.Key).HasMaxLength(Qualification.CodeLength);
        tally.Property(t => t.Mark).HasMaxLength(PortalContext.StateLength);
    }
}
