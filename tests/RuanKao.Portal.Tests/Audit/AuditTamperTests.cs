using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;
using static RuanKao.Portal.Tests.Audit.AuditLog;

namespace RuanKao.Portal.Tests.Audit;

/// <summary>What somebody does to the log who has the database in hand, and how it is found.</summary>
public class AuditTamperTests
{
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
    public async Task An_entry_dated_back_is_found_although_its_number_is_the_next()
    {
        await using var portal = await SealedAsync();
        await TamperAsync(portal, "INSERT INTO AuditEntries (Id, At, Role, Action, Subject) VALUES (11, '2031-03-20 01:00:00', 'Reviewer', 'review.approved', 'x')");
        await SealAsync(portal);
        var fault = Assert.Single((await VerifyAsync(portal)).Faults);
        Assert.Equal(11, fault.EntryId);
        Assert.Contains("补入", fault.What);
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
    [InlineData("UPDATE AuditHeads SET [Key] = 'other'", "链尾标记被修改")]
    [InlineData("DELETE FROM AuditHeads", "链尾标记已被删除")]
    [InlineData("UPDATE AuditLinks SET SealedAt = '2031-03-20 02:00:00' WHERE Sequence = 10", "不一致")]
    [InlineData("INSERT INTO AuditLinks (Sequence, EntryId, [Key], Hash, SealedAt) VALUES (11, 11, 'a1', 'x', '2031-03-20')", "记录已被删除")]
    [InlineData("INSERT INTO AuditLinks (Sequence, EntryId, [Key], Hash, SealedAt) VALUES (11, 11, 'a1', 'x', '2031-03-20')", "其后有不是系统封存的链环")]
    [InlineData("UPDATE AuditLinks SET Hash = 'x' WHERE Sequence = 10", "最后一个链环与链尾标记不一致")]
    [InlineData("UPDATE AuditLinks SET [Key] = 'other' WHERE Sequence = 10", "没有配置")]
    public async Task A_forged_end_or_link_is_found(string sql, string what)
    {
        await using var portal = await SealedAsync();
        await TamperAsync(portal, sql);
        Assert.Contains((await VerifyAsync(portal)).Faults, f => f.What.Contains(what, StringComparison.Ordinal));
    }
}
