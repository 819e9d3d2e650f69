using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace RuanKao.Portal.Persistence;

/// <summary>The archive. It knows no room: rooms bring their tables as <see cref="IEntityTypeConfiguration{TEntity}"/> and their own extension properties.</summary>
public abstract class PortalContext(DbContextOptions options)
    : IdentityUserContext<PortalUser, Guid>(options), IDataProtectionKeyContext
{
    public const int StateLength = 40;

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<DateTime>().HaveConversion<UtcConverter>();
        conventions.Properties<Enum>().HaveConversion<string>().HaveMaxLength(StateLength);
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        base.OnModelCreating(model);
        model.Entity<PortalUser>(user =>
        {
            user.Property(u => u.DisplayName).HasMaxLength(PortalUser.DisplayNameLength);
            user.Property(u => u.PhoneNumber).HasMaxLength(Foundation.ContactAddress.MaxLength);
            user.HasIndex(u => u.PhoneNumber).IsUnique();
            user.HasIndex(u => u.NormalizedEmail).HasDatabaseName("EmailIndex").IsUnique();
        });
        // A credential id may have 1,023 bytes (WebAuthn): too long for a clustered key of SQL Server, not for another one.
        model.Entity<IdentityUserPasskey<Guid>>().HasKey(p => p.CredentialId).IsClustered(false);
        model.ApplyConfigurationsFromAssembly(typeof(PortalContext).Assembly);
        foreach (var entity in model.Model.GetEntityTypes())
        {
            if (typeof(IVersioned).IsAssignableFrom(entity.ClrType))
                entity.FindProperty(nameof(IVersioned.Version))!.IsConcurrencyToken = true;
            if (!entity.ClrType.Namespace!.StartsWith("RuanKao", StringComparison.Ordinal)) continue;
            // Our ids are made where the entity is made. Left to itself EF takes a set Guid for an existing row and updates nothing.
            if (entity.FindPrimaryKey() is { Properties: [{ } id] } && id.ClrType == typeof(Guid)) id.ValueGenerated = ValueGenerated.Never;
            // Two cascade paths to one table are refused by SQL Server (error 1785), so nothing of ours cascades but owned rows.
            foreach (var key in entity.GetForeignKeys().Where(k => !k.IsOwnership)) key.DeleteBehavior = DeleteBehavior.Restrict;
        }
    }

    // Data Protection saves its keys this way; the rooms save asynchronously.
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        foreach (var entry in ChangeTracker.Entries<IVersioned>()) Raise(entry);
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries<IVersioned>()) Raise(entry);
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    private static void Raise(EntityEntry<IVersioned> entry)
    {
        if (entry.State == EntityState.Modified || OwnedChanged(entry))
            entry.Property<int>(nameof(IVersioned.Version)).CurrentValue = entry.Property<int>(nameof(IVersioned.Version)).OriginalValue + 1;
    }

    private static bool OwnedChanged(EntityEntry entry) => entry.State == EntityState.Unchanged
        && entry.References.Any(r => r.TargetEntry is { State: EntityState.Modified or EntityState.Added } target && target.Metadata.IsOwned());

    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        value => Utc(value), value => DateTime.SpecifyKind(value, DateTimeKind.Utc))
    {
        private static DateTime Utc(DateTime value) => value.Kind == DateTimeKind.Utc ? value
            : throw new ArgumentException("Only UTC instants are stored.");
    }
}

/// <summary>The embedded default.</summary>
public sealed class SqlitePortalContext(DbContextOptions<SqlitePortalContext> options) : PortalContext(options);

/// <summary>The production database.</summary>
public sealed class SqlServerPortalContext(DbContextOptions<SqlServerPortalContext> options) : PortalContext(options);
