using RuanKao.Portal.Benchmarks;
using RuanKao.Portal.Benchmarks.Crash;

if (CrashHosts.Find(args) is { } host) return await host;

// The portal's factory looks for its manifest in the current folder.
Environment.CurrentDirectory = AppContext.BaseDirectory;
var benches = new Dictionary<string, Func<Task>>
{
    ["startup"] = StartupBench.RunAsync,
    ["photo-help"] = PhotoHelpBench.RunAsync,
    ["captcha"] = CaptchaBench.RunAsync,
    ["timing"] = TimingBench.RunAsync,
    ["seats"] = SeatsBench.RunAsync,
    ["histories accounts"] = HistoriesBench.RunAsync,
    ["histories registrations"] = RegistrationHistoriesBench.RunAsync,
    ["histories payments"] = PaymentHistoriesBench.RunAsync,
    ["review"] = ReviewBench.RunAsync,
    ["tickets"] = TicketsBench.RunAsync,
    ["photo"] = PhotoBench.RunAsync,
    ["fuzz photos"] = PhotoFuzzBench.RunAsync,
    ["fuzz notices"] = NoticeFuzzBench.RunAsync,
    ["callbacks"] = CallbacksBench.RunAsync,
    ["crash"] = CrashBench.RunAsync,
};
var name = string.Join(' ', args);
// A first word chooses all that begin with it: histories, fuzz.
var chosen = benches.Where(b => name.Length == 0 || b.Key == name || b.Key.StartsWith(name + " ", StringComparison.Ordinal)).ToList();
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"No bench is named {name}. There are: {string.Join(", ", benches.Keys)}.");
    return 2;
}
foreach (var bench in chosen) await bench.Value();
return Environment.ExitCode;
