using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RuanKao.Portal.Documents;
using Xunit;

namespace RuanKao.Portal.Tests.Documents;

public sealed class FontChainTests
{
    private const string Advice = "Build with npm at hand (Noto Sans SC) and install Debian's fonts-hanazono.";

    [Fact]
    public void The_configured_fonts_can_print()
    {
        var check = Printed.Fonts.Check();

        Assert.True(check.CanPrint, string.Join("; ", check.Faults) + ". " + Advice);
        Assert.True(check.Notes.Count == 0, string.Join("; ", check.Notes) + ". " + Advice);
    }

    [Fact]
    public void Rare_names_are_drawn_by_the_face_that_has_them()
    {
        Assert.Contains("NotoSansSC_400", Printed.Fonts.Find('张')?.Source);
        Assert.Contains("NotoSansSC_700", Printed.Fonts.Find('张', isBold: true)?.Source);
        Assert.Contains("HanaMin", Printed.Fonts.Find(char.ConvertToUtf32("𠮷", 0))?.Source);
        Assert.Contains("HanaMin", Printed.Fonts.Find(char.ConvertToUtf32("𬑔", 0), isBold: true)?.Source);
    }

    [Fact]
    public void Without_fallback_faces_a_rare_character_is_named_as_missing()
    {
        using var fonts = new FontChain(new FontOptions { Fallback = ["/nowhere/HanaMinA.ttf"] });

        Assert.Equal(["𠮷"], fonts.Missing("𠮷田𠮷"));
        Assert.True(fonts.Check().CanPrint);
        Assert.Contains("HanaMinA", Assert.Single(fonts.Check().Notes));
    }

    [Fact]
    public void Without_any_face_the_check_says_so()
    {
        using var fonts = new FontChain(new FontOptions { Regular = ["a.ttf"], Bold = ["b.ttf", "c.ttc#2"], Fallback = [] });

        Assert.False(fonts.Check().CanPrint);
        Assert.Equal(2, fonts.Check().Faults.Count);
    }

    [Fact]
    public void A_face_without_Chinese_is_a_fault()
    {
        using var fonts = new FontChain(new FontOptions { Regular = [AsciiFace()], Fallback = [] });

        Assert.Contains("lacks 中〇", Assert.Single(fonts.Check().Faults));
    }

    [Fact]
    public void A_face_whose_file_goes_before_the_first_document_is_a_fault()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("portal-fonts-").FullName, "face.ttf");
        File.Copy(Path.Combine(AppContext.BaseDirectory, new FontOptions().Regular[0]), file);
        using var fonts = new FontChain(new FontOptions { Regular = [file], Fallback = [] });
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

        Assert.Contains("can no longer be read", Assert.Single(fonts.Check().Faults));
    }

    [Fact]
    public void A_face_that_stands_in_for_the_first_is_noted()
    {
        var options = new FontOptions();
        using var fonts = new FontChain(options with { Regular = ["gone.ttf", options.Regular[0]], Fallback = [] });

        Assert.True(fonts.Check().CanPrint);
        Assert.Contains("takes its place", Assert.Single(fonts.Check().Notes));
    }

    [Fact]
    public async Task The_health_of_the_house_says_what_its_fonts_lack()
    {
        using var noRareFaces = new FontChain(new FontOptions { Fallback = ["gone.ttf"] });
        using var nothing = new FontChain(new FontOptions { Regular = [], Bold = [], Fallback = [] });

        Assert.Equal(HealthStatus.Healthy, (await Health(Printed.Fonts)).Status);
        Assert.Equal(HealthStatus.Degraded, (await Health(noRareFaces)).Status);
        Assert.Equal(HealthStatus.Unhealthy, (await Health(nothing)).Status);

        static Task<HealthCheckResult> Health(FontChain fonts) => new FontHealth(fonts).CheckHealthAsync(new HealthCheckContext());
    }

    [Fact]
    public void Configured_faces_take_the_place_of_the_default_ones()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Fonts:Fallback:0", "/nowhere.ttf")]).Build();
        using var services = new ServiceCollection().AddDocuments(configuration).BuildServiceProvider();

        Assert.Equal(["𠮷"], services.GetRequiredService<FontChain>().Missing("𠮷"));
    }

    private static string AsciiFace()
    {
        using var whole = HarfBuzzSubset.Open(Path.Combine(AppContext.BaseDirectory, new FontOptions().Regular[0]), 0);
        Assert.True(whole is not null, Advice);
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".ttf");
        File.WriteAllBytes(path, whole.Cut(Enumerable.Range('0', 75)));
        return path;
    }
}
