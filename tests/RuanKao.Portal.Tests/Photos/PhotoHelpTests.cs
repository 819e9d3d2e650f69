using System.Net;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Photos;

public sealed class PhotoHelpTests
{
    [Theory]
    [InlineData("litert.js", "text/javascript")]
    [InlineData("runtime.js", "text/javascript")]
    [InlineData("runtime.wasm", "application/wasm")]
    [InlineData("face-near.tflite", "application/octet-stream")]
    [InlineData("face-far.tflite", "application/octet-stream")]
    [InlineData("person.tflite", "application/octet-stream")]
    public async Task Each_file_of_the_help_lies_under_a_name_of_its_content(string name, string type)
    {
        await using var portal = await PortalFactory.StartAsync();
        var file = portal.Services.GetRequiredService<PhotoHelp>().Files![name];

        var answer = await portal.Visitor().GetAsync(file.Address);

        Assert.NotEqual("/photo-help/" + name, file.Address);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(type, answer.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(file.Bytes, answer.Bytes.Length);
        Assert.InRange(file.Wire, 1, file.Bytes);
    }

    [Fact]
    public async Task What_the_script_reads_names_every_file()
    {
        await using var portal = await PortalFactory.StartAsync();
        var help = portal.Services.GetRequiredService<PhotoHelp>();
        using var json = System.Text.Json.JsonDocument.Parse(help.Json!);
        Assert.Equal(help.Files!["runtime.wasm"].Address, json.RootElement.GetProperty("runtime.wasm").GetProperty("address").GetString());
        Assert.Equal(6, help.Files!.Count);
    }
}
