using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office.Money;

/// <summary>Tells what happened to an order: what people and the portal did by the audit, what channels said by their notices.</summary>
public sealed class MoneyStories(PortalContext db, OrderFiles files)
{
    /// <summary>What became of the registration that has to do with money.</summary>
    private static readonly string[] OfTheRegistration =
        ["registration.settled", "registration.lapsed", "registration.revived", "registration.cancelled", "registration.voided", "registration.suspended", "registration.refunded"];

    /// <summary>Null where there is no such order at the person's institutions.</summary>
    public async Task<MoneyStory?> OfAsync(MoneyScope scope, Guid orderId, CancellationToken ct)
    {
        if (await files.FindAsync(scope.Within(db.FeeOrders).Where(o => o.Id == orderId), ct) is not { } file) return null;
        var round = await db.ExamRounds.AsNoTracking().SingleAsync(r => r.Id == file.Registration.RoundId, ct);
        var institution = await db.Institutions.Where(i => i.Code == file.Order.InstitutionCode).Select(i => i.Name).SingleAsync(ct);
        var moments = await MomentsAsync(file, ct);
        var receipts = await db.FiscalReceipts.AsNoTracking().Where(r => r.OrderId == orderId).OrderBy(r => r.ImportedAt).ToListAsync(ct);
        return new(file, round.Name + "软考", institution, [.. moments.OrderBy(m => m.At)], await NamesAsync(file, ct), receipts);
    }

    private async Task<List<MoneyMoment>> MomentsAsync(OrderFile file, CancellationToken ct)
    {
        var attempts = file.Attempts.ToDictionary(a => a.Id);
        var refunds = file.Attempts.SelectMany(a => a.Refunds).ToDictionary(r => r.Id);
        var subject = file.Registration.Id.ToString();
        List<string> subjects = [subject, file.Order.Id.ToString(), .. attempts.Keys.Concat(refunds.Keys).Select(id => id.ToString())];
        var entries = await db.AuditEntries.AsNoTracking().Where(e => subjects.Contains(e.Subject) && (e.Subject != subject || OfTheRegistration.Contains(e.Action))).ToListAsync(ct);
        var people = entries.Select(e => e.UserId).OfType<Guid>().Distinct().ToList();
        var names = await db.Users.Where(u => people.Contains(u.Id) && u.DisplayName != null).ToDictionaryAsync(u => u.Id, u => u.DisplayName!, ct);
        var moments = entries.Select(e => new MoneyMoment(e.At, AuditWords.Of(e.Action), Who(e, names) + What(e.Subject))).ToList();

        var ids = attempts.Keys.ToList();
        foreach (var notice in await db.PaymentNotices.AsNoTracking().Where(n => n.AttemptId != null && ids.Contains(n.AttemptId.Value))
            .Select(n => new { n.ReceivedAt, n.Verdict, n.AttemptId, n.Channel }).ToListAsync(ct))
            moments.Add(new(notice.ReceivedAt, $"收到{notice.Channel.Word()}的通知：{notice.Verdict.Word()}", $"订单号 {attempts[notice.AttemptId!.Value].Number}"));
        moments.AddRange(file.Attempts.Where(a => a.PaidAt is not null).Select(a => new MoneyMoment(a.PaidAt!.Value, $"付款人付款 {Foundation.Money.Yuan(a.TakenFen)} 元", $"{a.Channel.Word()}的时间，流水号 {a.TransactionId ?? "—"}")));
        return moments;

        string What(string of) => !Guid.TryParse(of, out var id) ? ""
            : attempts.TryGetValue(id, out var attempt) ? $"，{attempt.Channel.Word()} {Foundation.Money.Yuan(attempt.AmountFen)} 元，订单号 {attempt.Number}"
            : refunds.TryGetValue(id, out var refund) ? $"，{Foundation.Money.Yuan(refund.AmountFen)} 元，退款号 {refund.Number}" : "";
    }

    // The candidate's name stands above; staff by theirs.
    private static string Who(AuditEntry entry, Dictionary<Guid, string> names) => entry.Role switch
    {
        Role.System => "系统",
        Role.Candidate => "考生",
        _ => Doors.NameOf(entry.Role) + (entry.UserId is { } id && names.TryGetValue(id, out var name) ? " " + name : ""),
    };

    private async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(OrderFile file, CancellationToken ct)
    {
        var people = file.Attempts.SelectMany(a => a.Refunds).SelectMany(r => new[] { r.ProposedBy, r.DecidedBy, r.OfflineBy, r.OfflineDecidedBy }).OfType<Guid>().Distinct().ToList();
        return await db.Users.Where(u => people.Contains(u.Id) && u.DisplayName != null).ToDictionaryAsync(u => u.Id, u => u.DisplayName!, ct);
    }
}
