using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Registrations.Figures;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

public static class RegistrationsRoom
{
    public static IServiceCollection AddRegistrations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<RegistrationNumbers>();
        services.AddScoped<RegistrationService>();
        services.AddScoped<FormOptionService>();
        services.AddScoped<FormChoicePages>();
        services.AddOptions<AccommodationOptions>().Bind(configuration.GetSection(AccommodationOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<AccommodationService>();
        services.AddScoped<GrantedAccommodations>();
        services.AddScoped<AccommodationKindService>();
        services.AddSingleton<IReferenceData, AccommodationKindReference>();
        services.AddScoped<IDeskMenuContributor, AccommodationKindsDeskMenu>();
        services.AddScoped<IPersonalDataSource, AccommodationHoldings>();
        services.AddScoped<IExpiringRows, AccommodationHoldings>();
        services.AddSingleton<IReferenceData, FormOptionReference>();
        services.AddScoped<IDeskMenuContributor, FormOptionsDeskMenu>();
        services.AddScoped<RegistrationDepartures>();
        services.AddScoped<RegistrationEndings>();
        services.AddScoped<ChangeService>();
        services.AddScoped<ChangePapers>();
        services.AddScoped<PaymentDeadlines>();
        services.AddScoped<IDeadlineWork, RegistrationDeadlineWork>();
        services.AddOptions<ReminderOptions>().Bind(configuration.GetSection(ReminderOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<ReminderTimes>();
        services.AddScoped<ReminderReasons>();
        services.AddScoped<INoticeReason>(place => place.GetRequiredService<ReminderReasons>());
        services.AddScoped<IDeadlineWork, Reminders>();
        services.AddScoped<RegistrationPapers>();
        services.AddSingleton<RegistrationFormPaper>();
        services.AddScoped<RegistrationFormPapers>();
        services.AddScoped<RegistrationHoldings>();
        services.AddScoped<IPersonalDataSource>(place => place.GetRequiredService<RegistrationHoldings>());
        services.AddScoped<IPhotoHolder>(place => place.GetRequiredService<RegistrationHoldings>());
        services.AddScoped<IJourneyContributor, RegistrationsJourney>();
        services.AddScoped<IIdentityAnchor, RegistrationIdentityAnchor>();
        services.AddSingleton<ISaveChangesInterceptor, FigureKeeper>();
        services.AddScoped<FigureReading>();
        services.AddScoped<FigureRecount>();
        services.AddScoped<FigureFolding>();
        services.AddSingleton<IReferenceData, FigureBeginnings>();
        services.AddOptions<RegistrationsOptions>().Bind(configuration.GetSection(RegistrationsOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddHostedService<FigureFolder>();
        if (configuration.GetValue($"{RegistrationsOptions.Section}:{nameof(RegistrationsOptions.KeepDeadlines)}", true)) services.AddHostedService<DeadlineRunner>();
        return services;
    }
}
