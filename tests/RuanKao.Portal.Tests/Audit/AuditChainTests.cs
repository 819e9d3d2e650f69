using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Audit;

public class AuditChainTests
{
    private static async Task<PortalFactory> SealedAsync(int entries = 10)
    {
        var portal = await PortalFactory.StartAsync();
        await WriteAsync(portal, entries);
        await SealAsync(portal);
        return portal;
    }

    private static Task WriteAsync(PortalFactory portal, int entries) => portal.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        for (var n = 0; n < entries; n++)
        {
            portal.Clock.UtcNow += TimeSpan.FromSeconds(1);
            db.Audit(new(Guid.NewGuid(), Role.Reviewer, portal.Clock.UtcNow, n % 2 == 0 ? null : "原因"), "review.approved", Guid.NewGuid());
            await db.SaveChangesAsync();
        }
    });

    private static async Task SealAsync(PortalFactory portal)
    {
        while (await portal.WithAsync(place => place.GetRequiredService<AuditSealing>().SealAsync(default)) > 0) { }
    }

    private static Task<AuditVerdict> VerifyAsync(PortalFactory portal, string? noted = null) =>
        portal.WithAsync(place => place.GetRequiredService<AuditVerification>().VerifyAsync(noted, default));

    /// <summary>What somebody does who has the database in hand: the triggers go first.</summary>
    private static Task TamperAsync(PortalFactory portal, string sql) => portal.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>().Database;
        foreach (var trigger in await db.SqlQueryRaw<string>("SELECT 'DROP TRIGGER ' || name AS Value FROM sqlite_master WHERE type = 'trigger'").ToListAsync())
            await db.ExecuteSqlRawAsync(trigger);
        await db.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF");
        await db.ExecuteSqlRawAsync(sql);
    });

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
    [InlineData("UPDATE AuditEntries SET Action = 'review.returned' WHERE Id = 4")]
    [InlineData("UPDATE AuditEntries SET Why = 'x' WHERE Id = 4")]
    [InlineData("UPDATE AuditEntries SET Why = NULL WHERE Id = 4")]
    [InlineData("UPDATE AuditEntries SET Subject = 'x' WHERE Id = 4")]
    [InlineData("UPDATE AuditEntries SET Role = 'Office' WHERE Id = 4")]
    [InlineData("UPDATE AuditEntries SET UserId = NULL WHERE Id = 4")]
    [InlineData("UPDATE AuditEntries SET At = '2031-03-20 02:00:04.5' WHERE Id = 4")]
    public async Task A_changed_entry_is_found(string sql)
    {
        await using var portal = await SealedAsync();
        await TamperAsync(portal, sql);
        var verdict = await VerifyAsync(portal);
        Assert.Equal((1, 4, 4), (verdict.FaultCount, verdict.Faults[0].Sequence, verdict.Faults[0].EntryId));
        Assert.Contains("不一致", verdict.Faults[0].What);
    }

    [Fact]
    public async Task A_deleted_entry_is_found()
    {
        await using var portal = await SealedAsync();
        await TamperAsync(portal, "DELETE FROM AuditEntries WHERE Id = 4");
        var fault = Assert.Single((await VerifyAsync(portal)).Faults);
        Assert.Equal((4, 4, "记录已被删除"), (fault.Sequence, fault.EntryId, fault.What));
    }

    [Fact]
    public async Task A_deleted_entry_is_found_when_its_link_went_too()
    {
        await using var portal = await SealedAsync();
        await TamperAsync(portal, "DELETE FROM AuditEntries WHERE Id IN (4, 5); DELETE FROM AuditLinks WHERE EntryId IN (4, 5)");
        var verdict = await VerifyAsync(portal);
        Assert.Equal(4, verdict.Faults[0].Sequence);
        Assert.Contains("缺少第 4 至 5 个链环", verdict.Faults[0].What);
    }

    [Fact]
    public async Task An_inserted_entry_is_found_before_and_after_it_is_sealed()
    {
        await using var portal = await SealedAsync();
        await TamperAsync(portal, "DELETE FROM AuditEntries WHERE Id = 4; INSERT INTO AuditEntries (Id, At, Role, Action, Subject) VALUES (4, '2031-03-20 02:00:04', 'Reviewer', 'review.approved', 'x')");
        Assert.Equal(4, Assert.Single((await VerifyAsync(portal)).Faults).Sequence);

        await using var another = await SealedAsync();
        await TamperAsync(another, "UPDATE AuditEntries SET Id = Id + 100 WHERE Id > 9; INSERT INTO AuditEntries (Id, At, Role, Action, Subject) VALUES (50, '2031-03-20 02:00:04', 'Reviewer', 'review.approved', 'x')");
        another.Clock.UtcNow += TimeSpan.FromMinutes(20);
        await WriteAsync(another, 1);
        await SealAsync(another);
        Assert.NotEmpty((await VerifyAsync(another)).Faults);
    }

    [Fact]
    public async Task An_entry_put_in_among_sealed_ones_is_found()
    {
        await using var portal = await SealedAsync(4);
        // Ids that were given and never committed leave room between.
        await TamperAsync(portal, "UPDATE sqlite_sequence SET seq = 20 WHERE name = 'AuditEntries'");
        await WriteAsync(portal, 1);
        await SealAsync(portal);
        await TamperAsync(portal, "INSERT INTO AuditEntries (Id, At, Role, Action, Subject) VALUES (10, '2031-03-20 02:00:04', 'Reviewer', 'review.approved', 'x')");
        portal.Clock.UtcNow += TimeSpan.FromHours(1);
        var fault = Assert.Single((await VerifyAsync(portal)).Faults);
        Assert.Equal((null, 10), (fault.Sequence, fault.EntryId));
        await WriteAsync(portal, 1);
        await SealAsync(portal);
        Assert.Contains((await VerifyAsync(portal)).Faults, f => f.EntryId == 10 && f.What.Contains("补入", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_exchanged_entries_are_found()
    {
        await using var portal = await SealedAsync();
        await TamperAsync(portal, "UPDATE AuditEntries SET Id = 999 WHERE Id = 3; UPDATE AuditEntries SET Id = 3 WHERE Id = 6; UPDATE AuditEntries SET Id = 6 WHERE Id = 999");
        Assert.Equal([3L, 6L], (await VerifyAsync(portal)).Faults.Select(f => f.Sequence!.Value));
    }

    [Fact]
    public async Task Two_exchanged_links_are_found()
    {
        await using var portal = await SealedAsync();
        await TamperAsync(portal, "UPDATE AuditLinks SET Sequence = 999 WHERE Sequence = 3; UPDATE AuditLinks SET Sequence = 3 WHERE Sequence = 6; UPDATE AuditLinks SET Sequence = 6 WHERE Sequence = 999");
        Assert.Equal(3, (await VerifyAsync(portal)).Faults[0].Sequence);
    }

    [Fact]
    public async Task A_tail_cut_off_is_found()
    {
        await using var portal = await SealedAsync();
        await TamperAsync(portal, "DELETE FROM AuditLinks WHERE Sequence > 7; DELETE FROM AuditEntries WHERE Id > 7");
        var fault = Assert.Single((await VerifyAsync(portal)).Faults);
        Assert.Equal(8, fault.Sequence);
        Assert.Contains("截去", fault.What);
        // Work goes on; the place stays visible.
        await WriteAsync(portal, 2);
        await SealAsync(portal);
        Assert.Equal(8, (await VerifyAsync(portal)).Faults[0].Sequence);
    }

    [Fact]
    public async Task A_tail_cut_off_together_with_the_mark_of_the_end_is_found_by_the_end_that_was_written_down()
    {
        await using var portal = await SealedAsync(7);
        var early = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditHeads.AsNoTracking().SingleAsync());
        await WriteAsync(portal, 3);
        await SealAsync(portal);
        var noted = (await VerifyAsync(portal)).End;
        Assert.StartsWith("10-", noted);
        await TamperAsync(portal, $"DELETE FROM AuditLinks WHERE Sequence > 7; DELETE FROM AuditEntries WHERE Id > 7; UPDATE AuditHeads SET Sequence = 7, Hash = '{early.Hash}', Seal = '{early.Seal}'");
        Assert.True((await VerifyAsync(portal)).IsWhole);
        Assert.Contains("截去", Assert.Single((await VerifyAsync(portal, noted)).Faults).What);
        await WriteAsync(portal, 5);
        await SealAsync(portal);
        Assert.Contains("您记下的链尾不一致", Assert.Single((await VerifyAsync(portal, noted)).Faults).What);
    }

    [Theory]
    [InlineData("UPDATE AuditHeads SET Sequence = 7", "链尾标记被修改")]
    [InlineData("UPDATE AuditHeads SET Seal = 'x'", "链尾标记被修改")]
    [InlineData("DELETE FROM AuditHeads", "链尾标记已被删除")]
    [InlineData("UPDATE AuditLinks SET SealedAt = '2031-03-20 02:00:00' WHERE Sequence = 10", "不一致")]
    [InlineData("INSERT INTO AuditLinks (Sequence, EntryId, [Key], Hash, SealedAt) VALUES (11, 11, 'a1', 'x', '2031-03-20')", "记录已被删除")]
    [InlineData("UPDATE AuditLinks SET [Key] = 'other' WHERE Sequence = 10", "没有配置")]
    public async Task A_forged_end_or_link_is_found(string sql, string what)
    {
        await using var portal = await SealedAsync();
        await TamperAsync(portal, sql);
        Assert.Contains((await VerifyAsync(portal)).Faults, f => f.What.Contains(what, StringComparison.Ordinal));
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
        await TamperAsync(portal, "UPDATE AuditEntries SET Subject = 'x' WHERE Id = 2");
        var broken = await auditor.SubmitAsync(whole, [], "/verify");
        Assert.Contains("校验未通过，发现 1 处异常", broken.Text);
        Assert.Contains("第 2 个链环 记录 2", broken.Text);
        Assert.Equal(2, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.CountAsync(e => e.Action == "audit.verified" && e.Role == Role.Auditor)));
    }
}
