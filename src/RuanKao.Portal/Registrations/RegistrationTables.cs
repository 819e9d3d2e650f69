using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;

namespace RuanKao.Portal.Registrations;

public static class RegistrationSets
{
    extension(PortalContext db)
    {
        public DbSet<Registration> Registrations => db.Set<Registration>();

        public DbSet<RegistrationStep> RegistrationSteps => db.Set<RegistrationStep>();

        public DbSet<RegistrationCounter> RegistrationCounters => db.Set<RegistrationCounter>();
    }
}

public sealed class RegistrationTables : IEntityTypeConfiguration<Registration>, IEntityTypeConfiguration<RegistrationStep>, IEntityTypeConfiguration<RegistrationCounter>
{
    /// <summary>The index that lets a person hold one live registration a round, nationwide.</summary>
    public const string OnePersonOnePlace = "IX_Registrations_OnePersonOnePlace";

    /// <summary>The index that lets a person have one form a round and institution, however many tabs begin one.</summary>
    public const string OneForm = "IX_Registrations_OneForm";

    public void Configure(EntityTypeBuilder<Registration> registration)
    {
        registration.ToTable("Registrations");
        registration.Property(r => r.InstitutionCode).HasMaxLength(Institution.CodeLength);
        registration.Property(r => r.PrefectureCode).HasMaxLength(Prefecture.CodeLength);
        registration.Property(r => r.ExamRegionCode).HasMaxLength(Prefecture.CodeLength);
        registration.Property(r => r.QualificationCode).HasMaxLength(Qualification.CodeLength);
        registration.Property(r => r.Number).HasMaxLength(Registration.NumberLength);
        registration.Property(r => r.SystemCode).HasMaxLength(Registration.NumberLength);
        registration.Property(r => r.ReturnReason).HasMaxLength(Registration.ReasonLength);
        registration.OwnsOne(r => r.Form, form =>
        {
            form.Property(f => f.Title).HasMaxLength(RegistrationForm.TextLength);
            form.Property(f => f.Employer).HasMaxLength(RegistrationForm.TextLength);
            form.Property(f => f.School).HasMaxLength(RegistrationForm.TextLength);
            form.Property(f => f.Major).HasMaxLength(RegistrationForm.TextLength);
            form.Property(f => f.YearsOfStudy).HasPrecision(3, 1);
            form.Property(f => f.Address).HasMaxLength(RegistrationForm.AddressLength);
            form.Property(f => f.Email).HasMaxLength(ContactAddress.MaxLength);
            form.Property(f => f.Mobile).HasMaxLength(RegistrationForm.ShortLength);
            form.Property(f => f.Telephone).HasMaxLength(RegistrationForm.ShortLength);
            form.Property(f => f.Postcode).HasMaxLength(RegistrationForm.ShortLength);
        });
        registration.Navigation(r => r.Form).IsRequired();
        registration.OwnsOne(r => r.Person, person =>
        {
            person.Property(p => p.Name).HasMaxLength(PersonName.MaxLength);
            person.Property(p => p.NumberSealed).HasMaxLength(PersonalDataSeal.SealedLength);
            person.Property(p => p.NumberHash).HasMaxLength(PersonalDataSeal.HashLength);
        });
        registration.HasIndex(r => r.Number).IsUnique();
        registration.HasIndex(r => r.SystemCode).IsUnique();
        registration.HasIndex(r => new { r.InstitutionCode, r.State, r.SubmittedAt });
        // Every account is one verified person (CandidateIdentity is unique by number), so the account stands for the person here.
        registration.HasIndex(r => new { r.RoundId, r.UserId }).IsUnique().HasDatabaseName(OnePersonOnePlace)
            .HasFilter("[State] <> 'Draft' AND [State] <> 'Cancelled'");
        registration.HasIndex(r => new { r.RoundId, r.InstitutionCode, r.UserId }).IsUnique().HasDatabaseName(OneForm)
            .HasFilter("[State] <> 'Cancelled'");
        registration.HasIndex(r => r.UserId);
        registration.HasOne<PortalUser>().WithMany().HasForeignKey(r => r.UserId);
        registration.HasOne<ExamRound>().WithMany().HasForeignKey(r => r.RoundId);
        registration.HasOne<Institution>().WithMany().HasForeignKey(r => r.InstitutionCode);
        registration.HasOne(r => r.Qualification).WithMany().HasForeignKey(r => r.QualificationCode);
        registration.HasOne<CandidatePhoto>().WithMany().HasForeignKey(r => r.PhotoId);
        registration.Ignore(r => r.Steps);
        registration.HasMany(r => r.History).WithOne().HasForeignKey(s => s.RegistrationId);
    }

    public void Configure(EntityTypeBuilder<RegistrationStep> step)
    {
        step.ToTable("RegistrationSteps");
        step.Property(s => s.Why).HasMaxLength(Registration.ReasonLength);
        step.HasIndex(s => new { s.RegistrationId, s.At });
    }

    public void Configure(EntityTypeBuilder<RegistrationCounter> counter)
    {
        counter.ToTable("RegistrationCounters");
        counter.HasKey(c => new { c.RoundId, c.InstitutionCode });
        counter.Property(c => c.InstitutionCode).HasMaxLength(Institution.CodeLength);
        counter.HasOne<ExamRound>().WithMany().HasForeignKey(c => c.RoundId);
        counter.HasOne<Institution>().WithMany().HasForeignKey(c => c.InstitutionCode);
    }
}
