using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Admission;

/// <summary>What a seated candidate is reminded of before the exam.</summary>
public enum ExamReminder { Week, Day }

/// <summary>Which words a reminder has, and how long before the exam day it comes.</summary>
public static class ExamReminderKinds
{
    public static readonly IReadOnlyList<ExamReminder> All = Enum.GetValues<ExamReminder>();

    extension(ExamReminder kind)
    {
        public string Template => kind == ExamReminder.Week ? NoticeTemplates.ExamInAWeek : NoticeTemplates.ExamTomorrow;

        public int DaysBefore => kind == ExamReminder.Week ? 7 : 1;
    }
}

/// <summary>
/// One round of reminders at a place before one exam day, to those whose first sitting is on it. Like <c>ReminderRun</c> its row is what makes it happen once:
/// the place in the list advances in the transaction that writes the messages.
/// </summary>
public sealed class ExamReminderRun
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RoundInstitutionId { get; init; }

    public required ExamReminder Kind { get; init; }

    public required DateOnly Day { get; init; }

    public required DateTime BeganAt { get; init; }

    /// <summary>The last ticket that was looked at, in the order of ids.</summary>
    public Guid Reached { get; private set; } = Guid.Empty;

    /// <summary>How many people were told.</summary>
    public int Told { get; private set; }

    public DateTime? DoneAt { get; private set; }

    public void Advance(Guid reached, int told) => (Reached, Told) = (reached, Told + told);

    public void Finish(DateTime at) => DoneAt = at;
}

public static class ExamReminderSets
{
    extension(PortalContext db)
    {
        public DbSet<ExamReminderRun> ExamReminderRuns => db.Set<ExamReminderRun>();
    }
}

public sealed class ExamReminderTables : IEntityTypeConfiguration<ExamReminderRun>
{
    public void Configure(EntityTypeBuilder<ExamReminderRun> run)
    {
        run.ToTable("ExamReminderRuns");
        run.HasOne<RoundInstitution>().WithMany().HasForeignKey(r => r.RoundInstitutionId);
        run.HasIndex(r => new { r.RoundInstitutionId, r.Kind, r.Day }).IsUnique();
    }
}
