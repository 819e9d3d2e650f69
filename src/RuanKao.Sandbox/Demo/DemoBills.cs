using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;

namespace RuanKao.Sandbox.Demo;

/// <summary>What a cashier finds under 对账: yesterday's bill of the shared account, with a payment that is not the portal's and one that was explained.</summary>
internal static class DemoBills
{
    public static async Task MakeAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<PortalContext>();
        if (await db.Bills.AnyAsync(ct)) return;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var bill = Bill.Due(Channel.Alipay, Bill.SharedAccount, Beijing.Day(now).AddDays(-1), now);
        BillLine[] lines = [new("DEMO-WINDOW-0001", "2088000000000001", "", 10000), new("DEMO-WINDOW-0002", "2088000000000002", "", 15000)];
        bill.Apply(new(BillAnswer.Read, lines), now);
        db.Add(bill);
        var unknown = lines.Select(line => new BillDifference
        {
            BillId = bill.Id, Kind = DifferenceKind.PaymentUnknown, Number = line.Number, RefundNumber = "", TheirsFen = line.Fen, FoundAt = now,
        }).ToList();
        var cashier = await db.Users.Where(u => u.Email == DemoPeople.Cashier).Select(u => u.Id).SingleAsync(ct);
        unknown[1].CloseByPerson("考点窗口代收的补考费，与本系统无关", cashier, now);
        db.AddRange(unknown);
        await db.SaveChangesAsync(ct);
    }
}
