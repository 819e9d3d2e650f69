namespace RuanKao.Portal.Photos;

public static class PhotosRoom
{
    public static IServiceCollection AddPhotos(this IServiceCollection services)
    {
        services.AddSingleton(new PhotoDecoding(Environment.ProcessorCount));
        services.AddScoped<PhotoService>();
        return services;
    }
}
