using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RuanKao.Portal.Payments;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>Alipay's bills as the test writes them: for a day nothing was written for there is none yet.</summary>
public sealed class ScriptedBills : IBillSource
{
    public Channel Channel => Channel.Alipay;

    public IReadOnlyList<string> Accounts { get; set; } = ["default"];

    public Dictionary<DateOnly, BillLine[]> Days { get; } = [];

    public List<DateOnly> Asked { get; } = [];

    public Task<BillReading> ReadAsync(string account, DateOnly day, CancellationToken ct)
    {
        Asked.Add(day);
        return Task.FromResult(Days.TryGetValue(day, out var lines) ? new(BillAnswer.Read, lines, Write(lines)) : BillReading.NotReady);
    }

    public BillReading Reread(byte[] file) => new(BillAnswer.Read, [.. Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Line)], file);

    public static Task<PaymentWorld> WorldAsync(ScriptedBills bills) => PaymentWorld.BeginAsync(services =>
    {
        services.RemoveAll<IBillSource>();
        services.AddSingleton<IBillSource>(bills);
    });

    private static byte[] Write(BillLine[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines.Select(l => $"{l.Number}|{l.TransactionId}|{l.RefundNumber}|{l.Fen}")));

    private static BillLine Line(string text) => text.Split('|') is [var number, var transaction, var refund, var fen] ? new(number, transaction, refund, int.Parse(fen)) : throw new FormatException(text);
}
