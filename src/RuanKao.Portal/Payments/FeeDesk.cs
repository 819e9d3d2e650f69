using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Payments;

/// <summary>Whether a candidate can begin to pay now.</summary>
public enum PayStanding { NotApproved, Unpublished, NotYet, Open, ChangeWaits, LastMinutes, Over, Paid, Expired }

/// <summary>One candidate's fee in one round: the registration, where it stands, and what was tried so far (newest first).</summary>
public sealed record FeeCase(Registration Registration, RoundPlaceView Where, FeeOrder? Order, IReadOnlyList<PaymentAttempt> Attempts)
{
    /// <summary>No attempt begins so close to the end that nobody could finish it.</summary>
    public static readonly TimeSpan LastMinutes = TimeSpan.FromMinutes(2);

    /// <summary>The fiscal receipt, once it was issued and entered.</summary>
    public FiscalReceipt? Receipt { get; init; }

    public PaymentAttempt? Live => Attempts.FirstOrDefault(a => PaymentLifecycle.Live.Contains(a.State));

    public PaymentAttempt? PaidBy => Attempts.FirstOrDefault(a => a.State == PaymentState.Paid);

    public PayStanding Standing(DateTime now)
    {
        if (Registration.State == RegistrationState.Paid) return PayStanding.Paid;
        if (Registration.State == RegistrationState.Lapsed) return PayStanding.Over;
        if (Registration.State != RegistrationState.Approved) return PayStanding.NotApproved;
        var window = Where.Place.Payment;
        return !window.IsPublished ? PayStanding.Unpublished
            : window.IsBefore(now) ? PayStanding.NotYet
            : window.IsOver(now) ? PayStanding.Over
            : !Where.Place.Fee.HoldsOn(Beijing.Day(now)) ? PayStanding.Expired
            : Registration.ChangeWaits ? PayStanding.ChangeWaits
            : now >= window.To - LastMinutes ? PayStanding.LastMinutes : PayStanding.Open;
    }

    /// <summary>Why paying cannot begin, in words; null when it can.</summary>
    public string? WhyNot(DateTime now) => Standing(now) switch
    {
        PayStanding.NotApproved => "审核通过后才能缴费",
        PayStanding.Unpublished => "缴费时间未公布",
        PayStanding.NotYet => $"缴费从 {Beijing.Sentence(Where.Place.Payment.From!.Value)}（北京时间）开始",
        PayStanding.ChangeWaits => $"您的变更申请还在等待审核，审核完才能缴费。也可以先撤回变更申请，然后立即缴费。缴费将于 {Beijing.Deadline(Where.Place.Payment.To!.Value)}（北京时间）截止",
        PayStanding.LastMinutes => $"缴费将于 {Beijing.Deadline(Where.Place.Payment.To!.Value)}（北京时间）截止，最后 2 分钟不能发起新的支付",
        PayStanding.Over => $"缴费已于 {Beijing.Deadline(Where.Place.Payment.To!.Value)}（北京时间）截止",
        PayStanding.Paid => "已缴费",
        PayStanding.Expired => $"收费依据（{Where.Place.Fee.Basis()}）现在不在有效期内，不能收费。请按页面上的电话联系考试机构",
        _ => null,
    };
}

/// <summary>Finds fees and attempts of a person; for reading.</summary>
public sealed class FeeDesk(PortalContext db, RoundPlaces places)
{
    /// <summary>Null where the person has no registration there that is not over.</summary>
    public async Task<FeeCase?> FindAsync(Guid userId, string roundCode, string institutionCode, CancellationToken ct = default)
    {
        if (await places.FindAsync(roundCode, institutionCode, ct) is not { } where) return null;
        var registration = await db.Registrations.AsNoTracking().Include(r => r.Qualification)
            .Where(r => r.UserId == userId && r.RoundId == where.Round.Id && r.InstitutionCode == institutionCode && !RegistrationLifecycle.Ended.Contains(r.State))
            .OrderByDescending(r => r.CreatedAt).FirstOrDefaultAsync(ct);
        if (registration is null) return null;
        var order = await db.FeeOrders.AsNoTracking().SingleOrDefaultAsync(o => o.Purpose == FeePurpose.Registration && o.SubjectId == registration.Id, ct);
        var attempts = order is null ? [] : await db.PaymentAttempts.AsNoTracking().Include(a => a.Refunds)
            .Where(a => a.OrderId == order.Id).OrderByDescending(a => a.CreatedAt).ToListAsync(ct);
        var receipt = order is null ? null : await db.FiscalReceipts.AsNoTracking().SingleOrDefaultAsync(r => r.OrderId == order.Id && r.ReplacedAt == null, ct);
        return new(registration, where, order, attempts) { Receipt = receipt };
    }

    /// <summary>Which round and institution an attempt belongs to, so that a browser coming back finds its page.</summary>
    public async Task<(string Round, string Institution)?> PlaceOfAsync(PaymentAttempt attempt, CancellationToken ct = default)
    {
        var subject = await db.FeeOrders.Where(o => o.Id == attempt.OrderId && o.Purpose == FeePurpose.Registration).Select(o => (Guid?)o.SubjectId).SingleOrDefaultAsync(ct);
        var place = await db.Registrations.Where(r => r.Id == subject)
            .Join(db.ExamRounds, r => r.RoundId, e => e.Id, (r, e) => new { e.Code, r.InstitutionCode }).SingleOrDefaultAsync(ct);
        return place is null ? null : (place.Code, place.InstitutionCode);
    }

    public Task<PaymentAttempt?> AttemptAsync(Channel channel, string number, CancellationToken ct = default) =>
        db.PaymentAttempts.AsNoTracking().SingleOrDefaultAsync(a => a.Channel == channel && a.Number == number, ct);
}
