using Microsoft.Extensions.Options;

namespace RuanKao.Portal.Web;

/// <summary>What the security headers let through besides the portal itself.</summary>
public sealed class SecurityHeaderOptions
{
    /// <summary>Origins a form may end at after redirects, such as a payment gateway's cashier page.</summary>
    public ISet<string> FormActionOrigins { get; } = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds the origin of an absolute address.</summary>
    public void AllowFormTo(string address) =>
        FormActionOrigins.Add(new Uri(address, UriKind.Absolute).GetLeftPart(UriPartial.Authority));
}

/// <summary>A page whose scripts may compile WebAssembly of the portal's own: its policy, and no other's, says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RunsWebAssemblyAttribute : Attribute;

/// <summary>A page that asks for the camera: it alone may.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UsesCameraAttribute : Attribute;

/// <summary>Puts the security headers on every answer, error pages and files included.</summary>
public sealed class SecurityHeaders(RequestDelegate next, IOptions<SecurityHeaderOptions> options)
{
    private readonly string policy = Policy(options.Value, "default-src 'self'");
    private readonly string policyWithWebAssembly = Policy(options.Value, "default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'");

    private static string Policy(SecurityHeaderOptions options, params IEnumerable<string> scripts) => string.Join("; ", [.. scripts,
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        string.Join(' ', ["form-action 'self'", .. options.FormActionOrigins]),
        "frame-ancestors 'none'"]);

    public Task InvokeAsync(HttpContext context)
    {
        // The exception handler clears the headers of a half-made answer, so they are set as it starts.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            // An error page is answered by another endpoint and keeps the narrow policy.
            headers.ContentSecurityPolicy = context.GetEndpoint()?.Metadata.GetMetadata<RunsWebAssemblyAttribute>() is null ? policy : policyWithWebAssembly;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            var camera = context.GetEndpoint()?.Metadata.GetMetadata<UsesCameraAttribute>() is null ? "camera=()" : "camera=(self)";
            headers["Permissions-Policy"] = camera + ", geolocation=(), microphone=(), payment=(), usb=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            return Task.CompletedTask;
        });
        return next(context);
    }
}
