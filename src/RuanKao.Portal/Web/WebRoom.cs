using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.WebEncoders;

namespace RuanKao.Portal.Web;

/// <summary>Wires the room: MVC, doors, shell, headers, error pages.</summary>
public static class WebRoom
{
    public static IServiceCollection AddWeb(this IServiceCollection services)
    {
        services.AddControllersWithViews(options =>
        {
            ModelBindingMessages.AddTo(options);
            options.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
        }).AddApplicationPart(typeof(WebRoom).Assembly);
        services.Configure<RazorViewEngineOptions>(options => options.ViewLocationExpanders.Add(new RoomViewLocations()));

        // Chinese text as itself: the default encoder writes every character as an entity and triples the page.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));

        // Left to itself this cookie alone would travel without TLS.
        services.AddAntiforgery(options => options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);

        services.AddDoors();
        services.AddHttpContextAccessor();
        services.AddScoped<JourneyOfRequest>();
        services.AddSingleton<CheckedFiles>();
        services.TryAddScoped<ICurrentInstitution, NoCurrentInstitution>();
        services.Configure<ExceptionHandlerOptions>(options =>
        {
            options.ExceptionHandlingPath = "/errors";
            options.StatusCodeSelector = StatusOf;
            // The error page asks again who is there; what failed may be the very question (see SessionGuard).
            options.CreateScopeForErrors = true;
        });
        return services;
    }

    /// <summary>First in the pipeline: headers and error pages for everything behind them.</summary>
    public static IApplicationBuilder UseShell(this IApplicationBuilder app) => app
        .UseMiddleware<SecurityHeaders>()
        .UseExceptionHandler()
        .UseStatusCodePagesWithReExecute("/errors/{0}");

    /// <summary>An address that no door answers is 404 for everybody; without this the fallback policy would ask for sign-in first.</summary>
    public static void MapNotFound(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapFallback("{**path}", () => Results.NotFound()).AllowAnonymous();

    private static int StatusOf(Exception exception) => exception switch
    {
        DbUpdateConcurrencyException => StatusCodes.Status409Conflict,
        BadHttpRequestException bad => bad.StatusCode,
        _ => StatusCodes.Status500InternalServerError,
    };
}
