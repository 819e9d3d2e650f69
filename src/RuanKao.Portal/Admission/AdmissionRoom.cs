using System.Security.Claims;
using RuanKao.Portal.Admission.Door;
using RuanKao.Portal.Admission.Seats;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission;

/// <summary>What the room of venues, seats and tickets brings to the house.</summary>
public static class AdmissionRoom
{
    public static IServiceCollection AddAdmission(this IServiceCollection services, IConfiguration configuration) => services
        .AddScoped<ExamSiteService>()
        .AddScoped<ExamRoomService>()
        .AddScoped<SeatingReading>()
        .AddScoped<SeatWriting>()
        .AddScoped<SeatLists>()
        .AddSingleton<SeatPapers>()
        .AddScoped<SiteImport>()
        .AddScoped<SeatingService>()
        .AddScoped<TicketService>()
        .AddScoped<ExamReminderTimes>()
        .AddScoped<ExamReminderReasons>()
        .AddScoped<INoticeReason>(place => place.GetRequiredService<ExamReminderReasons>())
        .AddScoped<IDeadlineWork, ExamReminders>()
        .AddScoped<TicketKeys>()
        .AddSingleton<TicketPaper>()
        .AddScoped<IJourneyContributor, AdmissionJourney>()
        .AddScoped<IPersonalDataSource, TicketHoldings>()
        .AddScoped<IDeskMenuContributor, AdmissionDeskMenu>()
        .AddTicketPrinting(configuration)
        .AddDoor();
}

/// <summary>The office's tab.</summary>
public sealed class AdmissionDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) => Task.FromResult<IReadOnlyList<DeskMenuItem>>(
        person.Appointments(Role.Office).Count > 0 ? [new(40, "考点与座位", "admission-office")] : []);
}
