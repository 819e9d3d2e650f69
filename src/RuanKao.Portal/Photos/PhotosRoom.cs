using RuanKao.Portal.Persistence;

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
        return services;
    }
}
