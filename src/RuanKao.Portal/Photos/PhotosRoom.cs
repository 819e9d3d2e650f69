using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Photos;

public static class PhotosRoom
{
    public static IServiceCollection AddPhotos(this IServiceCollection services)
    {
        services.AddSingleton(new PhotoDecoding(Environment.ProcessorCount));
        services.AddScoped<PhotoService>();
        services.AddSingleton<PhotoHelp>();
        services.AddScoped<PhotoTool>();
        services.AddScoped<PhotoRecognition>();
        services.AddScoped<PhotoAllowances>();
        services.AddScoped<IPersonalDataSource, PhotoHoldings>();
        services.AddScoped<IExpiringRows, PhotoRows>();
        services.AddScoped<PhotoRulesService>();
        services.AddScoped<IDeskMenuContributor, PhotoRulesDeskMenu>();
        services.AddScoped<PhotoUpkeep>();
        return services;
    }
}
