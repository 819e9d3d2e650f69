using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;
using static RuanKao.Portal.Tests.Audit.AuditLog;

namespace RuanKao.Portal.Tests.Audit;

public class AuditChainTests
{
    [Fact]
    public async Task A_whole_chain_is_found_whole_and_the_unsealed_tail_is_named()
    {
        await using var portal = await SealedAsync(10);
        await WriteAsync(portal, 3);
        var verdict = await VerifyAsync(portal);
        Assert.True(verdict.IsWhole);
        Assert.Equal((10, 3, 11, 13), (verdict.Links, verdict.UnsealedCount, verdict.FirstUnsealed, verdict.LastUnsealed));
        await SealAsync(portal);
        verdict = await VerifyAsync(portal);
        Assert.Equal((true, 13, 0, null), (verdict.IsWhole, verdict.Links, verdict.UnsealedCount, verdict.FirstUnsealed));
    }

    [Fact]
    public async Task An_empty_log_is_whole()
    {
        await using var portal = await PortalFactory.StartAsync();
        Assert.Equal((true, 0, ""), await VerifyAsync(portal) is var v ? (v.IsWhole, v.Links, v.End) : default);
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("10-")]
    [InlineData("-5-0123456789abcdef")]
    public async Task An_end_that_is_none_is_refused(string noted)
    {
        await using var portal = await SealedAsync();
        Assert.Contains("格式不对", Assert.Single((await VerifyAsync(portal, noted)).Faults).What);
        Assert.True((await VerifyAsync(portal, (await VerifyAsync(portal)).End)).IsWhole);
    }

    [Fact]
    public async Task Two_sealers_at_once_make_one_chain()
    {
        await using var portal = await PortalFactory.StartAsync();
        await WriteAsync(portal, 450);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            for (var n = 0; n < 8; n++) await portal.WithAsync(place => place.GetRequiredService<AuditSealing>().SealAsync(default));
        }));
        await SealAsync(portal);
        var verdict = await VerifyAsync(portal);
        Assert.Equal((true, 450, 0), (verdict.IsWhole, verdict.Links, verdict.UnsealedCount));
    }

    [Fact]
    public async Task Of_two_sealers_in_the_same_instant_the_second_begins_again_from_the_new_end()
    {
        var quicker = new Interloper();
        await using var portal = await quicker.StartAsync();
        await WriteAsync(portal, 3);
        Task<int> OnceAsync() => portal.WithAsync(place => place.GetRequiredService<AuditSealing>().SealAsync(default));
        quicker.BeforeTransaction(OnceAsync);
        Assert.Equal(0, await OnceAsync());
        await WriteAsync(portal, 2);
        // Nor is an end overwritten that was moved without links.
        quicker.BeforeTransaction(() => portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditHeads.ExecuteUpdateAsync(h => h.SetProperty(x => x.Sequence, 9L))));
        Assert.Equal(0, await OnceAsync());
        Assert.Equal(3, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditLinks.CountAsync()));
        await TamperAsync(portal, "UPDATE AuditHeads SET Sequence = 3");
        await SealAsync(portal);
        Assert.Equal((true, 5), await VerifyAsync(portal) is var verdict ? (verdict.IsWhole, verdict.Links) : default);
    }

    [Theory]
    [InlineData("UPDATE AuditEntries SET Why = 'x'")]
    [InlineData("DELETE FROM AuditEntries")]
    [InlineData("UPDATE AuditLinks SET Hash = 'x'")]
    [InlineData("DELETE FROM AuditLinks")]
    public async Task The_database_itself_refuses_to_change_the_log(string sql)
    {
        await using var portal = await SealedAsync(2);
        var refused = await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() =>
            portal.WithAsync(place => place.GetRequiredService<PortalContext>().Database.ExecuteSqlRawAsync(sql)));
        Assert.Contains("append-only", refused.Message);
    }

    [Fact]
    public void Sql_server_s_guard_is_T_SQL() => Assert.All(AuditGuard.SqlServer("AuditEntries"), script =>
    {
        new Microsoft.SqlServer.TransactSql.ScriptDom.TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);
        Assert.Empty(errors);
    });

    [Fact]
    public void No_two_entries_have_the_same_bytes()
    {
        var at = new DateTime(2031, 3, 20, 2, 0, 0, DateTimeKind.Utc);
        AuditEntry Entry(string action, string subject, string? why) => new() { At = at, UserId = null, Role = Role.Office, Action = action, Subject = subject, Why = why };
        AuditEntry[] entries = [Entry("a", "bc", null), Entry("ab", "c", null), Entry("a", "b", "c"), Entry("a", "b", ""), Entry("a", "b", null)];
        Assert.Equal(entries.Length, entries.Select(e => Convert.ToHexString(AuditSeal.BytesOf(e))).Distinct().Count());
    }

    [Fact]
    public async Task The_command_prints_the_end_and_names_the_broken_link()
    {
        await using var portal = await SealedAsync();
        var (code, text) = await RunAsync();
        Assert.Equal(0, code);
        Assert.Contains("audit-links 10", text);
        Assert.Contains("audit-faults 0", text);
        await TamperAsync(portal, "DELETE FROM AuditEntries WHERE Id = 4");
        (code, text) = await RunAsync();
        Assert.Equal(1, code);
        Assert.Contains("link 4 entry 4: 记录已被删除", text);

        async Task<(int Code, string Text)> RunAsync()
        {
            await using var output = new StringWriter();
            return (await VerifyAuditCommand.RunAsync(portal.Services, [], output), output.ToString());
        }
    }

    [Fact]
    public async Task The_auditor_reads_filters_and_checks()
    {
        await using var portal = await SealedAsync(3);
        var auditor = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Auditor));
        var entry = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.AsNoTracking().OrderBy(e => e.Id).FirstAsync());
        Assert.Contains("共 3 条", (await auditor.GetAsync("/desk/audit")).Text);
        Assert.Contains("共 1 条", (await auditor.GetAsync("/desk/audit?subject=" + entry.Subject)).Text);
        Assert.Contains("共 1 条", (await auditor.GetAsync("/desk/audit?person=" + entry.UserId)).Text);
        Assert.Contains("共 3 条", (await auditor.GetAsync("/desk/audit?action=review&from=2031-03-20&to=2031-03-20")).Text);
        Assert.Contains("共 0 条", (await auditor.GetAsync("/desk/audit?action=rev")).Text);
        Assert.Contains("共 0 条", (await auditor.GetAsync("/desk/audit?from=2031-03-21")).Text);
        Assert.Contains("共 0 条", (await auditor.GetAsync("/desk/audit?to=2031-03-19")).Text);
        var whole = await auditor.SubmitAsync(await auditor.GetAsync("/desk/audit"), [], "/verify");
        Assert.Contains("校验通过，链条完整", whole.Text);
        Assert.Contains("3-", whole.Html.QuerySelector(".secret")!.TextContent);
        Assert.Contains("链尾过长", (await auditor.SubmitAsync(whole, [new("Verify.Noted", new('1', 91))], "/verify")).Text);
        await TamperAsync(portal, "UPDATE AuditEntries SET Subject = 'x' WHERE Id = 2");
        var broken = await auditor.SubmitAsync(whole, [], "/verify");
        Assert.Contains("校验未通过，发现 1 处异常", broken.Text);
        Assert.Contains("第 2 个链环 记录 2", broken.Text);
        Assert.Equal(2, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.CountAsync(e => e.Action == "audit.verified" && e.Role == Role.Auditor)));
    }
}
