using System.Net;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Tests.Support;
using Pdf = UglyToad.PdfPig.PdfDocument;

namespace RuanKao.Portal.Tests.Candidates;

/// <summary>A name as its person has it, from the real-name page to the printed ticket.</summary>
public class NameChainTests
{
    private readonly FakeAuthority authority = new();

    [Theory]
    [InlineData("赵𠅤")]
    [InlineData("邓㇏")]
    [InlineData("李㇇")]
    [InlineData("孙〇")]
    [InlineData("阿卜杜热西提·买买提艾力")]
    [InlineData("迪丽拜尔古丽·阿卜杜热依木·买买提艾力江·吐尔逊")]
    [InlineData("Maximiliana Wolfeschlegelsteinhausenberg")]
    [InlineData("Anna-Lena O'Brien")]
    public async Task No_character_of_a_name_is_lost_on_the_way_to_the_ticket(string name)
    {
        await using var portal = await authority.StartAsync();
        var user = await TestData.CandidateAsync(portal);
        var candidate = await portal.SignedInAsync(user);
        await candidate.SubmitAsync(await candidate.GetAsync("/me/identity"), new Dictionary<string, string>
        {
            ["Kind"] = "ResidentIdCard", ["Name"] = name, ["Number"] = TestData.NewIdNumber(), ["ValidFrom"] = "2020-01-01", ["ValidTo"] = "2040-01-01", ["Agreed"] = "true",
        }, "/me/identity");
        Assert.Equal(name, authority.Asked.Single().Name);
        Assert.Contains(name, (await candidate.GetAsync("/me")).Text);

        var seat = await TestData.SeatedAsync(portal, user);
        Assert.Contains(name, (await candidate.GetAsync(seat.Registration.At("registration-form"))).Text);
        var reviewer = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Reviewer, "53"));
        var review = await reviewer.GetAsync($"/desk/review/{seat.Registration.Id}");
        Assert.Contains(name, review.Heading);
        Assert.DoesNotContain("准考证字体", review.Text);

        portal.Clock.UtcNow = seat.Window.From!.Value;
        candidate = await portal.SignedInAsync(user);
        var page = await candidate.GetAsync(seat.Registration.At("ticket"));
        Assert.Contains(name, page.Text);
        var paper = await candidate.GetAsync(seat.Registration.At("ticket.pdf"));
        Assert.Equal(HttpStatusCode.OK, paper.Status);
        using var pdf = Pdf.Open(paper.Bytes);
        // A long name may go over two lines.
        Assert.Contains(Solid(name), Solid(pdf.GetPage(1).Text));
    }

    [Fact]
    public async Task What_the_fonts_lack_is_told_to_the_reviewer_before_a_ticket_is_printed()
    {
        // Assigned to nothing yet, and in no font.
        const string Name = "陈\U0003FFFC";
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal, name: Name);
        var reviewer = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Reviewer, "53"));
        var page = await reviewer.GetAsync($"/desk/identity/{made.Id}");
        Assert.All(["生僻字：准考证字体里没有", "U+3FFFC"], text => Assert.Contains(text, page.Text));
        Assert.DoesNotContain("生僻字", (await reviewer.GetAsync($"/desk/identity/{(await TestData.CaseAsync(portal)).Id}")).Text);
        var registered = await TestData.SubmittedAsync(portal, await TestData.VerifiedCandidateAsync(portal, Name));
        Assert.Contains("U+3FFFC", (await reviewer.GetAsync($"/desk/review/{registered.Id}")).Text);
    }

    private static string Solid(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
