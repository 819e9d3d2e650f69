using System.Net.Http.Headers;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Candidates;

/// <summary>申请人工核验 step by step, as a test takes it.</summary>
public static class ManualCheck
{
    public const string Manual = "/me/identity/manual";

    public static Dictionary<string, string> Claim(string number = "H12345678", string name = "陈嘉欣") => new()
    {
        ["Kind"] = "HongKongMacaoPermit", ["Name"] = name, ["Number"] = number, ["Sex"] = "Female", ["BirthDate"] = "1999-05-06",
        ["ValidFrom"] = "2030-01-01", ["ValidTo"] = "2040-01-01", ["InstitutionCode"] = "53", ["PrefectureCode"] = "5307", ["Words"] = "从香港来昆明读书",
    };

    public static async Task<Page> ClaimAsync(Visitor visitor, Dictionary<string, string> form) =>
        await visitor.SubmitAsync(await visitor.GetAsync(Manual + "/claim"), form, "/claim");

    public static async Task<Page> UploadAsync(Visitor visitor, params byte[][] files)
    {
        var page = await visitor.GetAsync(Manual + "/scans");
        var content = new MultipartFormDataContent { { new StringContent(page.ValueOf("__RequestVerificationToken")!), "__RequestVerificationToken" } };
        foreach (var file in files) content.Add(new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } }, "Form.Files", "card.jpg");
        return await visitor.SendAsync(new(HttpMethod.Post, Manual + "/scans") { Content = content });
    }

    public static async Task<Page> SendAsync(Visitor visitor, bool agreed = true) =>
        await visitor.SubmitAsync(await visitor.GetAsync(Manual + "/scans"), new Dictionary<string, string> { ["Form.Agreed"] = agreed ? "true" : "false" }, "/send");
}
