using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RuanKao.Portal.Tests.Exams;

/// <summary>Windows, deadlines and exam days are thought in Beijing time, wherever the machine stands: their tests once more, in a process that lives in another zone.</summary>
public class MachineZoneTests
{
    private static readonly string[] AboutTime =
    [
        "Foundation.FoundationTests", "Foundation.TypedTimeTests", "Foundation.WorkingDaysTests", "Exams.PlanChecksTests", "Exams.PlanCopiesTests", "Exams.RoundPlacesTests",
        "Office.WindowTests", "Registrations.DeadlineTests", "Admission.ExamCalendarTests", "Notifications.QuietHoursTests",
    ];

    [Theory]
    [InlineData("America/St_Johns")]
    [InlineData("Pacific/Kiritimati")]
    public async Task Windows_are_the_same_on_a_machine_in_another_zone(string zone)
    {
        Assert.NotEqual(TimeSpan.Zero, TimeZoneInfo.FindSystemTimeZoneById(zone).BaseUtcOffset);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "RuanKao.Portal.Tests"), AboutTime.SelectMany(name => new[] { "-class", "RuanKao.Portal.Tests." + name }))
        {
            RedirectStandardOutput = true, Environment = { ["TZ"] = zone },
        };
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        try
        {
            var said = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, said);
            Assert.InRange(int.Parse(Regex.Match(said, "Total: ([0-9]+)").Groups[1].Value, CultureInfo.InvariantCulture), 100, int.MaxValue);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
