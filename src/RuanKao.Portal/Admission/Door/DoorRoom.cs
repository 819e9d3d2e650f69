using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission.Door;

/// <summary>What the door brings.</summary>
public static class DoorRoom
{
    internal static IServiceCollection AddDoor(this IServiceCollection services) => services
        .AddScoped<DoorChoices>()
        .AddScoped<DoorLists>()
        .AddScoped<DoorBook>()
        .AddScoped<AttendanceDesk>()
        .AddScoped<IPersonalDataSource, DoorHoldings>()
        .AddScoped<IExpiringRows, DoorHoldings>()
        .AddScoped<IDeskMenuContributor, DoorDeskMenu>();
}
