using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Tests.Photos;
using RuanKao.Sandbox.People;

namespace RuanKao.Portal.Benchmarks;

/// <summary>
/// Admission tickets: CPU of one, signature and code included, beside a bare SkiaSharp drawing of the same page with fonts that are cut already, in turn in the
/// same run; size alone and in the file of a room; growth of memory over 50,000 in one batch, file by file.
/// </summary>
public static class TicketsBench
{
    private const int People = 8, Rounds = 40, Seats = 40, Batch = 50_000;
    private static readonly DateTime At = new(2026, 5, 18, 1, 12, 0, DateTimeKind.Utc);
    private static readonly string[] Names = ["张伟明", "欧阳䶮", "买买提·艾力·阿不都热合曼", "李静", "王秀英", "赵〇", "诸葛孔明", "陈晓东"];

    public static Task RunAsync()
    {
        using var fonts = new FontChain(new FontOptions());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var paper = new TicketPaper(fonts);
        var photos = Enumerable.Range(1, People).Select(Photo).ToList();
        var files = Enumerable.Range(0, People).Select(n => paper.Print(Ticket(n, photos, key), At).Bytes).ToList();
        using var pages = new BareTickets(files);
        Console.WriteLine($"ticket-kb {Kilobytes(files.Max(f => f.Length))} (limit 120, photo of {photos.Max(p => p.Length) / 1024.0:0.0} KB)");
        for (var n = 0; n < 4 * People; n++)
        {
            paper.Print(Ticket(n, photos, key), At);
            pages.Draw(n % People, photos[n % People]);
        }

        var (own, bare) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            for (var n = 0; n < People; n++)
            {
                // In turn, each first every other time: what one warms the other finds warm.
                if (round % 2 == 1) bare.Add(CpuOf(() => pages.Draw(n, photos[n])));
                own.Add(CpuOf(() => paper.Print(Ticket(n, photos, key), At)));
                if (round % 2 == 0) bare.Add(CpuOf(() => pages.Draw(n, photos[n])));
            }
        }

        Say("ticket-cpu-ms", Median(own), $"limit 10, {own.Count} runs");
        Say("ticket-bare-cpu-ms", Median(bare), "SkiaSharp alone, fonts cut before, same run");
        Say("ticket-vs-bare", own.Zip(bare, (o, b) => o / b).Order().ElementAt(own.Count / 2), "limit 1.40");
        Whole(paper, photos, key);
        return Task.CompletedTask;
    }

    private static void Whole(TicketPaper paper, List<byte[]> photos, ECDsa key)
    {
        var folder = Directory.CreateTempSubdirectory("portal-tickets-").FullName;
        var (watch, before, most, bytes) = (new Stopwatch(), 0.0, 0.0, 0L);
        for (var room = 0; room < Batch / Seats; room++)
        {
            // After warm-up.
            if (room == 25) (before, watch) = (Resident(), Stopwatch.StartNew());
            var tickets = Enumerable.Range(room * Seats, Seats).Select(n => Ticket(n, photos, key)).ToList();
            var file = Path.Combine(folder, "room.pdf");
            File.WriteAllBytes(file, paper.Print(tickets, $"准考证 考场 {room + 1}", At).Bytes);
            bytes += new FileInfo(file).Length;
            if (room >= 25 && room % 50 == 0) most = Math.Max(most, Resident());
        }

        most = Math.Max(most, Resident());
        Directory.Delete(folder, recursive: true);
        Console.WriteLine($"ticket-batch-kb {Kilobytes(bytes / (double)Batch)} (limit 35, {Seats} in a file)");
        Say("ticket-batch-per-second", (Batch - 25 * Seats) / watch.Elapsed.TotalSeconds, "one thread");
        Say("batch-rss-growth-mb", Math.Max(0, most - before), $"limit 50, over {Batch} tickets in {Batch / Seats} files, from {before:0} MB");
    }

    private static TicketFacts Ticket(int n, List<byte[]> photos, ECDsa key)
    {
        var (number, seat) = (TicketNumber.Of("2026153012", n % 99_999 + 1), n % Seats + 1);
        var room = (n / Seats % 100 + 1).ToString("D3", CultureInfo.InvariantCulture);
        return new()
        {
            RoundCode = "2026-1", RoundName = "2026年上半年", Number = number, Name = Names[n % Names.Length], Sex = n % 2 == 0 ? Sex.Male : Sex.Female, DocumentKind = DocumentKind.ResidentIdCard,
            DocumentNumber = $"53010219900307{n % 10_000:D4}", Level = Level.Intermediate, Qualification = "软件设计师", Region = "云南省 昆明市", RegistrationNumber = $"532601{n % 100_000_000:D8}",
            Sittings = [new(["基础知识", "应用技术"], new(2026, 5, 23), 1, new(8, 30), new(12, 30))],
            SiteCode = "5301001", SiteName = "昆明某某职业学院（东校区）", SiteAddress = "昆明市五华区某某路 100 号 实训楼",
            Directions = "从东门进，凭准考证和有效身份证件入场；可乘地铁 2 号线到某某站 B 口，步行 6 分钟。",
            RoomNumber = room, RoomPlace = "机房三楼 302", Seat = seat, SeatVersion = 1, Code = new TicketStatement(number, "2026-1", "5301001", room, seat, 1, "1").SignedBy(key),
            // Everybody has a photo of their own: the same one would stand in a file once.
            Photo = [.. photos[n % photos.Count]], Operator = "云南省信息技术发展中心", Telephones = ["0871-64312910 转 835、836", "0871-63626248", "63617131"],
        };
    }

    // As large as the portal makes them: the best that stays within 10 KB.
    private static byte[] Photo(int seed)
    {
        for (var quality = 95; ; quality -= 5)
        {
            var jpeg = DrawnPortrait.Jpeg(seed, 295, 413, quality: quality);
            if (jpeg.Length <= 10_240) return jpeg;
        }
    }

    private static double CpuOf(Action work)
    {
        var before = PhotoFuzz.ThreadSeconds();
        work();
        return (PhotoFuzz.ThreadSeconds() - before) * 1000;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Kilobytes(double bytes) => (bytes / 1024).ToString("0.0", CultureInfo.InvariantCulture);

    private static void Say(string name, double value, string about) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.00} ({about})"));

    private static double Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1048576.0;
    }
}
