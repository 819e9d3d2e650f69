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

        public DbSet<ChangeRequest> ChangeRequests => db.Set<ChangeRequest>();

        public DbSet<FormOption> FormOptions => db.Set<FormOption>();

        public DbSet<Suspension> Suspensions => db.Set<Suspension>();

        public DbSet<RegistrationCounter> RegistrationCounters => db.Set<RegistrationCounter>();

        public DbSet<ReminderRun> ReminderRuns => db.Set<ReminderRun>();
    }
}

public sealed class RegistrationTables : IEntityTypeConfiguration<Registration>, IEntityTypeConfiguration<RegistrationStep>,
    IEntityTypeConfiguration<ChangeRequest>, IEntityTypeConfiguration<Suspension>, IEntityTypeConfiguration<RegistrationCounter>, IEntityTypeConfiguration<ReminderRun>, IEntityTypeConfiguration<FormOption>
{
    /// <summary>The index that lets an account hold one live registration a round, nationwide.</summary>
    public const string OneAccountOnePlace = "IX_Registrations_OneAccountOnePlace";

    /// <summary>The same by the verified person: an identity that moved to another account brings no second place.</summary>
    public const string OnePersonOnePlace = "IX_Registrations_OnePersonOnePlace";

    /// <summary>At most one change waits for a registration.</summary>
    public const string OneChangeWaits = "IX_ChangeRequests_OneWaits";

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
        registration.OwnsOne(r => r.Form, Answers);
        registration.Navigation(r => r.Form).IsRequired();
        registration.OwnsOne(r => r.Person, person =>
        {
            person.Property(p => p.Name).HasMaxLength(PersonName.MaxLength);
            person.Property(p => p.NumberSealed).HasMaxLength(PersonalDataSeal.SealedLength);
            person.Property(p => p.NumberHash).HasMaxLength(PersonalDataSeal.HashLength);
        });
        registration.HasIndex(r => r.Number).IsUnique();
        registration.HasIndex(r => r.SystemCode).IsUnique();
        registration.Property(r => r.PersonHash).HasMaxLength(PersonalDataSeal.HashLength);
        registration.Property(r => r.NameKey).HasMaxLength(PersonName.MaxLength);
        ForTheDesk(registration);
        registration.HasIndex(r => new { r.RoundId, r.UserId }).IsUnique().HasDatabaseName(OneAccountOnePlace)
            .HasFilter(Without([RegistrationState.Draft, RegistrationState.Lapsed, .. RegistrationLifecycle.Ended]));
        registration.HasIndex(r => new { r.RoundId, r.PersonHash }).IsUnique().HasDatabaseName(OnePersonOnePlace)
            .HasFilter("[PersonHash] IS NOT NULL AND " + Without([RegistrationState.Draft, RegistrationState.Lapsed, .. RegistrationLifecycle.Ended]));
        registration.HasIndex(r => new { r.RoundId, r.InstitutionCode, r.UserId }).IsUnique().HasDatabaseName(OneForm)
            .HasFilter(Without(RegistrationLifecycle.Ended));
        // For what goes through a place's registrations of one state, some at a time.
        registration.HasIndex(r => new { r.RoundId, r.InstitutionCode, r.State, r.Id });
        // For the money that is owed back: few rows, looked for every other second.
        registration.HasIndex(r => new { r.State, r.Id }).HasFilter("[RefundDueFen] IS NOT NULL");
        registration.HasIndex(r => r.UserId);
        registration.HasOne<PortalUser>().WithMany().HasForeignKey(r => r.UserId);
        registration.HasOne<ExamRound>().WithMany().HasForeignKey(r => r.RoundId);
        registration.HasOne<Institution>().WithMany().HasForeignKey(r => r.InstitutionCode);
        registration.HasOne(r => r.Qualification).WithMany().HasForeignKey(r => r.QualificationCode);
        registration.HasOne<CandidatePhoto>().WithMany().HasForeignKey(r => r.PhotoId);
        registration.Ignore(r => r.Steps);
        registration.Ignore(r => r.KeptForm);
        registration.HasMany(r => r.History).WithOne().HasForeignKey(s => s.RegistrationId);
    }

    // A reviewer's lists and searches, for each width of an appointment: the country, an institution, a prefecture. Each begins with what is equal and ends with
    // the order in which the list is read, so that a page costs the same in a round of ten thousand and of a million.
    private static void ForTheDesk(EntityTypeBuilder<Registration> registration)
    {
        const string waits = "[WaitsSince] IS NOT NULL", handedIn = "[SubmittedAt] IS NOT NULL", named = "[NameKey] IS NOT NULL";
        registration.HasIndex(r => new { r.WaitsSince, r.Id }).HasFilter(waits);
        registration.HasIndex(r => new { r.InstitutionCode, r.WaitsSince, r.Id }).HasFilter(waits);
        registration.HasIndex(r => new { r.PrefectureCode, r.WaitsSince, r.Id }).HasFilter(waits);
        registration.HasIndex(r => new { r.RoundId, r.WaitsSince, r.Id }).HasFilter(waits);
        registration.HasIndex(r => new { r.RoundId, r.InstitutionCode, r.WaitsSince, r.Id }).HasFilter(waits);
        registration.HasIndex(r => new { r.RoundId, r.PrefectureCode, r.WaitsSince, r.Id }).HasFilter(waits);
        registration.HasIndex(r => new { r.RoundId, r.State, r.SubmittedAt, r.Id }).HasFilter(handedIn);
        registration.HasIndex(r => new { r.RoundId, r.InstitutionCode, r.State, r.SubmittedAt, r.Id }).HasFilter(handedIn);
        registration.HasIndex(r => new { r.RoundId, r.PrefectureCode, r.State, r.SubmittedAt, r.Id }).HasFilter(handedIn);
        registration.HasIndex(r => new { r.NameKey, r.SubmittedAt, r.Id }).IsDescending(false, true, true).HasFilter(named);
        registration.HasIndex(r => new { r.InstitutionCode, r.NameKey, r.SubmittedAt, r.Id }).IsDescending(false, false, true, true).HasFilter(named);
        registration.HasIndex(r => new { r.PrefectureCode, r.NameKey, r.SubmittedAt, r.Id }).IsDescending(false, false, true, true).HasFilter(named);
        registration.HasIndex(r => new { r.PersonHash, r.RoundId }).HasFilter("[PersonHash] IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<RegistrationStep> step)
    {
        step.ToTable("RegistrationSteps");
        step.Property(s => s.Why).HasMaxLength(Registration.ReasonLength);
        step.HasIndex(s => new { s.RegistrationId, s.Order });
    }

    public void Configure(EntityTypeBuilder<ChangeRequest> change)
    {
        change.ToTable("ChangeRequests");
        change.Property(c => c.PrefectureCode).HasMaxLength(Prefecture.CodeLength);
        change.Property(c => c.ExamRegionCode).HasMaxLength(Prefecture.CodeLength);
        change.Property(c => c.QualificationCode).HasMaxLength(Qualification.CodeLength);
        change.Property(c => c.ReturnReason).HasMaxLength(Registration.ReasonLength);
        change.OwnsOne(c => c.Form, Answers);
        change.Navigation(c => c.Form).IsRequired();
        change.HasOne<Registration>().WithMany().HasForeignKey(c => c.RegistrationId);
        change.HasOne<Qualification>().WithMany().HasForeignKey(c => c.QualificationCode);
        change.HasOne<CandidatePhoto>().WithMany().HasForeignKey(c => c.PhotoId);
        change.HasIndex(c => c.RegistrationId).IsUnique().HasDatabaseName(OneChangeWaits).HasFilter("[State] = 'Waiting'");
        change.HasIndex(c => new { c.RegistrationId, c.CreatedAt });
    }

    public void Configure(EntityTypeBuilder<Suspension> suspension)
    {
        suspension.ToTable("Suspensions");
        suspension.Property(s => s.InstitutionCode).HasMaxLength(Institution.CodeLength);
        suspension.Property(s => s.ExamRegionCode).HasMaxLength(Prefecture.CodeLength);
        suspension.Property(s => s.QualificationCode).HasMaxLength(Qualification.CodeLength);
        suspension.Property(s => s.Why).HasMaxLength(Registration.ReasonLength);
        suspension.HasOne<ExamRound>().WithMany().HasForeignKey(s => s.RoundId);
        suspension.HasOne<Institution>().WithMany().HasForeignKey(s => s.InstitutionCode);
        suspension.HasIndex(s => new { s.RoundId, s.InstitutionCode });
        suspension.HasIndex(s => s.ActId);
    }

    public void Configure(EntityTypeBuilder<RegistrationCounter> counter)
    {
        counter.ToTable("RegistrationCounters");
        counter.HasKey(c => new { c.RoundId, c.InstitutionCode });
        counter.Property(c => c.InstitutionCode).HasMaxLength(Institution.CodeLength);
        counter.HasOne<ExamRound>().WithMany().HasForeignKey(c => c.RoundId);
        counter.HasOne<Institution>().WithMany().HasForeignKey(c => c.InstitutionCode);
    }

    public void Configure(EntityTypeBuilder<ReminderRun> run)
    {
        run.ToTable("ReminderRuns");
        run.HasOne<RoundInstitution>().WithMany().HasForeignKey(r => r.RoundInstitutionId);
        run.HasIndex(r => new { r.RoundInstitutionId, r.Kind, r.Deadline }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<FormOption> option)
    {
        option.ToTable("FormOptions");
        option.Property(o => o.Code).HasMaxLength(FormOption.CodeLength);
        option.Property(o => o.Words).HasMaxLength(FormOption.WordsLength);
        option.Property(o => o.StandardCode).HasMaxLength(FormOption.StandardCodeLength);
        option.HasIndex(o => new { o.List, o.Code }).IsUnique();
    }

    private static void Answers<TOwner>(OwnedNavigationBuilder<TOwner, RegistrationForm> form) where TOwner : class
    {
        form.Property(f => f.Title).HasMaxLength(RegistrationForm.TextLength);
        form.Property(f => f.Employment).HasMaxLength(FormOption.CodeLength);
        form.Property(f => f.MajorRelation).HasMaxLength(FormOption.CodeLength);
        form.Property(f => f.Education).HasMaxLength(FormOption.CodeLength);
        form.Property(f => f.Degree).HasMaxLength(FormOption.CodeLength);
        form.Property(f => f.Employer).HasMaxLength(RegistrationForm.TextLength);
        form.Property(f => f.School).HasMaxLength(RegistrationForm.TextLength);
        form.Property(f => f.Major).HasMaxLength(RegistrationForm.TextLength);
        form.Property(f => f.YearsOfStudy).HasPrecision(3, 1);
        form.Property(f => f.Address).HasMaxLength(RegistrationForm.AddressLength);
        form.Property(f => f.Email).HasMaxLength(ContactAddress.MaxLength);
        form.Property(f => f.Mobile).HasMaxLength(RegistrationForm.ShortLength);
        form.Property(f => f.Telephone).HasMaxLength(RegistrationForm.ShortLength);
        form.Property(f => f.Postcode).HasMaxLength(RegistrationForm.ShortLength);
    }

    // Written with <> and AND: the one form of a filter that both databases take.
    private static string Without(IEnumerable<RegistrationState> states) => string.Join(" AND ", states.Select(state => $"[State] <> '{state}'"));
}
