using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;

namespace RuanKao.Portal.Registrations;

/// <summary>What a candidate is reminded of before a deadline.</summary>
public enum Reminder
{
    /// <summary>A form that was never handed in.</summary>
    Draft,

    /// <summary>A form that was returned and not handed in again.</summary>
    Returned,

    /// <summary>A fee that is not paid.</summary>
    Payment,
}

/// <summary>Which registrations a reminder is for, by which window, and in which words.</summary>
public static class ReminderKinds
{
    public static readonly IReadOnlyList<Reminder> All = Enum.GetValues<Reminder>();

    extension(Reminder kind)
    {
        public RegistrationState State => kind switch
        {
            Reminder.Draft => RegistrationState.Draft,
            Reminder.Returned => RegistrationState.Returned,
            _ => RegistrationState.Approved,
        };

        public string Template => kind switch
        {
            Reminder.Draft => NoticeTemplates.ReminderDraft,
            Reminder.Returned => NoticeTemplates.ReminderReturned,
            _ => NoticeTemplates.ReminderPayment,
        };

        public TimeWindow WindowOf(RoundInstitution place) => kind == Reminder.Payment ? place.Payment : place.Registration;
    }

    public static Reminder OfTemplate(string template) => All.Single(kind => kind.Template == template);
}

/// <summary>
/// One round of reminders at a place before one deadline. Its row is what makes it happen once: the place in the list advances in the transaction that
/// writes the messages, so that a portal that is killed leaves nothing half done and the next one goes on behind it.
/// </summary>
public sealed class ReminderRun
{
    /// <summary>A deadline that has moved by no more than this is the same deadline.</summary>
    public static readonly TimeSpan SameDeadline = TimeSpan.FromDays(1);

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RoundInstitutionId { get; init; }

    public required Reminder Kind { get; init; }

    /// <summary>The end of the window when the run began.</summary>
    public required DateTime Deadline { get; init; }

    public required DateTime BeganAt { get; init; }

    /// <summary>The last registration that was looked at, in the order of ids.</summary>
    public Guid Reached { get; private set; } = Guid.Empty;

    /// <summary>How many people were told.</summary>
    public int Told { get; private set; }

    public DateTime? DoneAt { get; private set; }

    public bool Covers(DateTime deadline) => deadline - Deadline <= SameDeadline;

    public void Advance(Guid reached, int told) => (Reached, Told) = (reached, Told + told);

    public void Finish(DateTime at) => DoneAt = at;
}
