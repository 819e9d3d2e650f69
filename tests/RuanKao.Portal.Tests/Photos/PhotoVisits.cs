using System.Net.Http.Headers;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Photos;

/// <summary>How a test uses the photo tool's page.</summary>
public static class PhotoVisits
{
    public static async Task<(Visitor Visitor, Guid User)> CandidateAsync(PortalFactory portal)
    {
        var user = await TestData.VerifiedCandidateAsync(portal);
        return (await portal.SignedInAsync(user), user);
    }

    public static Task<Guid?> CurrentAsync(PortalFactory portal, Guid user) => portal.WithAsync(async place =>
        (await place.GetRequiredService<PhotoService>().CurrentAsync(user, TestContext.Current.CancellationToken))?.Id);

    public static IHtmlFormElement Form(Page page) =>
        page.Html.QuerySelectorAll("form").OfType<IHtmlFormElement>().Single(form => form.Enctype == "multipart/form-data");

    public static Task<Page> UploadAsync(Visitor visitor, Page page, byte[]? file, bool consent = true, byte[]? mask = null)
    {
        var content = new MultipartFormDataContent();
        foreach (var field in Form(page).QuerySelectorAll("input[type=hidden]").OfType<IHtmlInputElement>())
        {
            content.Add(new StringContent(field.Value), field.Name!);
        }

        if (consent)
        {
            content.Add(new StringContent("true"), "Form.Consent");
        }

        if (file is not null)
        {
            var part = new ByteArrayContent(file);
            part.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
            content.Add(part, "Form.File", "照片.jpg");
        }

        if (mask is not null) content.Add(new ByteArrayContent(mask), "Form.Mask", "mask.png");
        return visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, Form(page).GetAttribute("action")) { Content = content });
    }
}
