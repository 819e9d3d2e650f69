using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Sandbox.Demo;

/// <summary>What waits at the money desk: one payer gave a yuan less than was asked, another one's registration was voided and the refund is proposed. The channel's books say the same.</summary>
internal static class DemoMoney
{
    public const int Payers = 2;

    public static async Task MakeAsync(IServiceProvider services, SandboxHost sandbox, PortalUser user, RoundInstitution open, int payer, CancellationToken ct)
    {
        var (db, clock, channel) = (services.GetRequiredService<PortalContext>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<PaymentChannels>().Of(Channel.Alipay));
        var registration = await db.Registrations.AsNoTracking().SingleAsync(r => r.UserId == user.Id && r.RoundId == open.RoundId, ct);
        if (registration.FeeFen is not > 100 || channel.AccountFor(open.InstitutionCode) is not { } account || await db.FeeOrders.AnyAsync(o => o.SubjectId == registration.Id, ct)) return;
        var (now, round) = (clock.Now(), await db.ExamRounds.AsNoTracking().SingleAsync(r => r.Id == open.RoundId, ct));
        var order = new FeeOrder
        {
            Purpose = FeePurpose.Registration, SubjectId = registration.Id, PayerId = user.Id, InstitutionCode = open.InstitutionCode,
            Title = round.Name + "软考考试费", AmountFen = registration.FeeFen.Value, Deadline = open.Payment.To!.Value, CreatedAt = now,
        };
        var attempt = PaymentAttempt.Begin(order, Channel.Alipay, PaymentProduct.Qr, account, now, now.AddMinutes(15));
        db.AddRange(order, attempt);
        await db.SaveChangesAsync(ct);

        var asked = new PaymentAttempt
        {
            OrderId = order.Id, Channel = attempt.Channel, Product = attempt.Product, MerchantAccount = account, Number = attempt.Number,
            AmountFen = payer == 0 ? attempt.AmountFen - 100 : attempt.AmountFen, CreatedAt = now, ExpiresAt = attempt.ExpiresAt,
        };
        var site = services.GetRequiredService<IOptions<SiteOptions>>().Value;
        await channel.CreateAsync(new(asked, order.Title, site.Link($"/notify/{channel.Slug}/{account}"), site.Link("/"), "127.0.0.1"), ct);
        if (sandbox.Alipay.ByOutTradeNo(attempt.Number) is not { } trade || !sandbox.Alipay.Pay(trade)) return;
        // The portal is not open yet, so the notice comes later.
        await services.GetRequiredService<AttemptWatch>().AskAsync(attempt, ct);
        db.ChangeTracker.Clear();
        if (payer == 0) return;

        var (office, cashier) = (await PersonAsync(DemoPeople.Office), await PersonAsync(DemoPeople.Cashier));
        var version = await db.Registrations.Where(r => r.Id == registration.Id).Select(r => r.Version).SingleAsync(ct);
        await services.GetRequiredService<RegistrationEndings>().VoidAsync(registration.Id, version, new(office, Role.Office, now, "演示：报考材料与本人情况不符"), ct);
        var file = await services.GetRequiredService<OrderFiles>().FindAsync(db.FeeOrders.Where(o => o.Id == order.Id), ct);
        await services.GetRequiredService<RefundService>().ProposeAsync(new([open.InstitutionCode], []), attempt.Id, file!.Seen, "报名作废，退还考试费", new(cashier, Role.Cashier, now), ct);

        Task<Guid> PersonAsync(string email) => db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync(ct);
    }
}
