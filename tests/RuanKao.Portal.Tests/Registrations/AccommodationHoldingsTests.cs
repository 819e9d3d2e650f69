using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Accounts.MyData;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations;

/// <summary>合理便利申请 as a person's data.</summary>
public class AccommodationHoldingsTests
{
    [Fact]
    public async Task It_is_handed_out_with_words_answer_consent_and_documents()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (made, other) = (await TestData.SubmittedAsync(factory), await TestData.SubmittedAsync(factory, name: "李静"));
        await TestData.AccommodationAsync(factory, other, "别人的话");
        await TestData.DecidedAsync(factory, await TestData.AccommodationAsync(factory, made, proof: TestData.Pdf()), "time");
        var me = await MyDataTests.ProvenAsync(factory, made.UserId);
        var page = await me.GetAsync("/account/data");
        Assert.All(["合理便利申请", "为合理便利处理健康等敏感信息", AccommodationForm.ConsentVersion], text => Assert.Contains(text, page.Text));
        using var zip = new ZipArchive(new MemoryStream((await me.SubmitAsync(page, [], "/download")).Bytes));
        using var reader = new StreamReader(zip.GetEntry("data.json")!.Open());
        var json = await reader.ReadToEndAsync();
        var mine = JsonNode.Parse(json)!["合理便利申请"]!.AsArray().Single()!;
        Assert.Equal(("部分同意", "同意：延长考试时间 30 分钟", "右手骨折，打石膏", "考点没有条件", AccommodationForm.ConsentVersion), ((string?)mine["状态"], (string?)mine["延长考试时间"], (string?)mine["具体情况和需要"], (string?)mine["答复"], (string?)mine["同意的文本版本"]));
        // Why an answer was changed is the office's own; what others asked for is theirs.
        Assert.DoesNotContain("重新核对", json);
        Assert.DoesNotContain("别人的话", json);
        var file = Assert.Single(zip.Entries, e => e.FullName.StartsWith("合理便利证明材料/", StringComparison.Ordinal));
        using var bytes = new MemoryStream();
        await file.Open().CopyToAsync(bytes);
        Assert.Equal(TestData.Pdf(), bytes.ToArray());
        Assert.EndsWith(".pdf", file.FullName);
    }

    [Fact]
    public async Task It_goes_with_the_account_from_a_draft_and_from_what_was_cancelled()
    {
        await using var factory = await PortalFactory.StartAsync();
        var draft = await TestData.DraftAsync(factory);
        await TestData.AccommodationAsync(factory, draft);
        var kept = await TestData.SubmittedAsync(factory, name: "李静");
        await TestData.AccommodationAsync(factory, kept);
        var cancelled = await TestData.SubmittedAsync(factory, name: "王芳");
        await TestData.AccommodationAsync(factory, cancelled);
        var me = await factory.SignedInAsync(cancelled.UserId);
        await me.SubmitAsync(await me.GetAsync(cancelled.At("cancel")), [], "/cancel");
        foreach (var userId in new[] { draft.UserId, cancelled.UserId })
            await factory.WithAsync(place => place.GetRequiredService<RuanKao.Portal.Accounts.MyData.PersonalDataService>().EraseAsync(userId, new(userId, Role.Candidate, factory.Clock.UtcNow), default));
        await factory.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            Assert.Equal([kept.Id], await db.AccommodationRequests.Select(a => a.RegistrationId).ToListAsync());
            Assert.Equal((2, 1, 1), (await db.Set<AccommodationItem>().CountAsync(), await db.AccommodationProofs.CountAsync(), await db.Set<AccommodationStep>().CountAsync()));
        });
    }

    [Fact]
    public async Task Ninety_days_after_the_exam_everything_is_gone_and_not_before()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.PaidAsync(factory);
        await TestData.DecidedAsync(factory, await TestData.AccommodationAsync(factory, made), "time");
        var exam = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().Set<RuanKao.Portal.Exams.ExamRound>().Select(r => r.ExamTo).SingleAsync());
        await SweepAsync(factory, Beijing.Start(exam.AddDays(91)).AddSeconds(-1));
        Assert.Equal((2, 1, 1, 2), await RowsAsync(factory));
        await SweepAsync(factory, Beijing.Start(exam.AddDays(91)));
        Assert.Equal((0, 0, 0, 0), await RowsAsync(factory));
        // The registration is a record of the exam and stays.
        Assert.Equal(RegistrationState.Paid, (await factory.WithAsync(place => place.GetRequiredService<RegistrationService>().FindAsync(made.Id)))!.State);
    }

    [Fact]
    public async Task The_consent_is_taken_back_on_the_requests_page_although_the_registration_lives()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.PaidAsync(factory);
        await TestData.AccommodationAsync(factory, made);
        var me = await factory.SignedInAsync(made.UserId);
        await me.SubmitAsync(await me.GetAsync(made.At("accommodation")), [], "/withdraw");
        Assert.Contains($"{Beijing.Date(factory.Clock.UtcNow)} 已撤回", (await me.GetAsync("/account/data")).Text);
    }

    private static Task SweepAsync(PortalFactory factory, DateTime at) =>
        new RetentionSweeper(factory.Services.GetRequiredService<IServiceScopeFactory>(), new FakeClock(at), NullLogger<RetentionSweeper>.Instance).SweepAsync(default);

    private static Task<(int Items, int Proofs, int Requests, int Steps)> RowsAsync(PortalFactory factory) => factory.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        return (await db.Set<AccommodationItem>().CountAsync(), await db.AccommodationProofs.CountAsync(), await db.AccommodationRequests.CountAsync(), await db.Set<AccommodationStep>().CountAsync());
    });
}
