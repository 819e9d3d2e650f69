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
    ["histories"] = HistoriesAsync,
    ["review"] = ReviewBench.RunAsync,
    ["photo"] = PhotoBench.RunAsync,
    ["fuzz photos"] = PhotoFuzzBench.RunAsync,
    ["fuzz notices"] = NoticeFuzzBench.RunAsync,
    ["callbacks"] = CallbacksBench.RunAsync,
    ["crash"] = CrashBench.RunAsync,
};
var name = string.Join(' ', args);
if (name.Length > 0 && !benches.ContainsKey(name))
{
    Console.Error.WriteLine($"No bench is named {name}. There are: {string.Join(", ", benches.Keys)}.");
    return 2;
}
foreach (var bench in name.Length > 0 ? [benches[name]] : benches.Values.ToArray()) await bench();
return Environment.ExitCode;

// Rooms add their own.
static async Task HistoriesAsync()
{
    await HistoriesBench.RunAsync();
    await RegistrationHistoriesBench.RunAsync();
    await PaymentHistoriesBench.RunAsync();
}
