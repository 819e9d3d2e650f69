using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Admission.Door;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Sandbox.Demo;
using SkiaSharp;

namespace RuanKao.Portal.BrowserTests;

/// <summary>入场核验 on a phone on the exam day: the network goes, codes are verified all the same, and what was entered is sent when it comes back.</summary>
public sealed class DoorTests : IAsyncLifetime
{
    // The camera shows what the test holds before it.
    private const string Camera = """
        navigator.mediaDevices.getUserMedia = async () => {
          const canvas = document.createElement('canvas'), context = canvas.getContext('2d');
          canvas.width = canvas.height = 720;
          const picture = new Image();
          picture.src = window.heldBefore;
          await picture.decode();
          setInterval(() => { context.fillStyle = '#b8b0a8'; context.fillRect(0, 0, 720, 720); context.drawImage(picture, 110, 90, 500, 500); }, 60);
          return canvas.captureStream(15);
        };
        """;

    private readonly ShiftedClock clock = new();
    private readonly DemoHouse house;

    public DoorTests() => house = new() { Clock = clock };

    public ValueTask InitializeAsync() => house.InitializeAsync();

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task Without_network_the_door_tells_a_genuine_ticket_from_any_other_and_sends_later()
    {
        await using var staff = await house.PersonAsync(phone: true);
        var page = staff.Page;
        var seats = await SeatsAsync(staff);
        var (first, second) = (seats[0], seats[1]);
        clock.MoveTo(Beijing.At(first.Day, first.From).AddMinutes(10));
        var (genuine, old, printed) = await CodesAsync(first, second);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string Foreign(string key) => new TicketStatement(first.Number, first.Round, first.Site, first.Room, first.Seat, 1, key).SignedBy(stranger);

        await page.AddInitScriptAsync(Camera);
        await staff.SignInAsync(DemoPeople.DoorStaff);
        await staff.GoAsync("/door");
        await staff.LooksGoodAsync("door-sites");
        await staff.GoAsync($"/door/{first.Round}/{DemoPeople.Institution}/{first.Site}");
        await Assertions.Expect(page.Locator("#door-age")).ToContainTextAsync($"名单 {seats.Count} 人");
        await Assertions.Expect(page.Locator("#door")).ToHaveAttributeAsync("data-ready", "yes");
        await page.Locator("#door-number").FillAsync(genuine);
        await page.Locator("#door-typed button").ClickAsync();
        await SaysAsync("准考证有效");
        await Assertions.Expect(page.Locator("#door-result img")).ToBeVisibleAsync();
        await staff.LooksGoodAsync("door-phone");

        await page.Context.SetOfflineAsync(true);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#door-age")).ToContainTextAsync($"名单 {seats.Count} 人");
        await Assertions.Expect(page.Locator("#door")).ToHaveAttributeAsync("data-ready", "yes");

        await HoldAsync(genuine);
        await SaysAsync("准考证有效");
        await Assertions.Expect(page.Locator("#door-result")).ToContainTextAsync(first.Name);
        await Assertions.Expect(page.Locator("#door-result")).ToContainTextAsync("看不到照片");
        await staff.LooksGoodAsync("door-offline");

        var changed = genuine.Replace($"/{first.Room}/{first.Seat}/", $"/{first.Room}/{first.Seat + 7}/");
        await HoldAsync(changed);
        await SaysAsync("签名不符，准考证无效");
        await Assertions.Expect(page.Locator("#door-result button")).ToHaveCountAsync(0);
        await HoldAsync(Foreign(printed));
        await SaysAsync("签名不符，准考证无效");
        await HoldAsync(Foreign("77"));
        await SaysAsync("签名密钥不认识");
        await HoldAsync(old);
        await SaysAsync("已作废（换座）");
        await Assertions.Expect(page.Locator("#door-result")).ToContainTextAsync($"考场 {second.Room}，座位 {second.Seat}");
        await staff.LooksGoodAsync("door-superseded");

        await page.Locator("#door-number").FillAsync(first.Number[..^1] + (first.Number[^1] == '0' ? '1' : '0'));
        await page.Locator("#door-typed button").ClickAsync();
        await SaysAsync("号码不对");
        await page.Locator("#door-number").FillAsync(first.Number);
        await page.Locator("#door-typed button").ClickAsync();
        await SaysAsync("名单中有这名考生");
        await page.Locator("#door-result").GetByRole(AriaRole.Button, new() { Name = "签到" }).ClickAsync();
        await SaysAsync("已登记：签到");
        await page.FillAsync("#incident-words", "考场 001 第 3 台机器不能启动，已换备用机");
        await staff.PressAsync("登记异常情况");
        await Assertions.Expect(page.Locator("#door-queue")).ToContainTextAsync("2 条登记待发送");
        Assert.Equal(0, await staff.ArchiveAsync(db => db.AttendanceEntries.CountAsync()));

        await page.Context.SetOfflineAsync(false);
        await page.EvaluateAsync("dispatchEvent(new Event('online'))");
        await Assertions.Expect(page.Locator("#door-queue")).ToContainTextAsync("登记都已发送");
        var entry = await staff.ArchiveAsync(db => db.AttendanceEntries.SingleAsync());
        Assert.Equal((AttendanceKind.Present, AttendanceWay.Number, first.Day, first.From), (entry.Kind, entry.Way, entry.Day, entry.From));
        Assert.Equal(1, await staff.ArchiveAsync(db => db.DoorIncidents.CountAsync()));

        // The day after, the phone has forgotten the list.
        clock.MoveTo(Beijing.Start(first.LastDay.AddDays(1)).AddHours(1));
        await staff.SignInAsync(DemoPeople.DoorStaff);
        await staff.GoAsync($"/door/{first.Round}/{DemoPeople.Institution}/{first.Site}");
        await Assertions.Expect(page.Locator("#door-age")).ToContainTextAsync("手机里没有名单");
        Assert.Equal(0, await page.EvaluateAsync<int>("new Promise(done => { indexedDB.open('door').onsuccess = e => { e.target.result.transaction('lists').objectStore('lists').count().onsuccess = c => done(c.target.result); }; })"));

        async Task HoldAsync(string code)
        {
            await page.EvaluateAsync("picture => { window.heldBefore = picture; }", Picture(code));
            await staff.PressAsync("扫准考证上的码");
        }

        Task SaysAsync(string heading) => Assertions.Expect(page.Locator("#door-result h3")).ToContainTextAsync(heading);
    }

    /// <summary>The code as it stands on paper: 84 points wide, printed and looked at with no more than 150 dots an inch.</summary>
    [Fact]
    public async Task The_code_is_read_from_the_printed_page()
    {
        await using var candidate = await house.CandidateAsync("13800000006");
        var round = (await candidate.RegistrationOfAsync("13800000006")).Round;

        var code = await Scanner.ReadPdfAsync(await candidate.DownloadAsync($"/exams/{round}/53/ticket.pdf"));

        Assert.Matches($"^RK2/[0-9]{{16}}/{round}/[0-9]{{7}}/[0-9A-Z%-]+/[0-9]+/1/[0-9]+/[A-Z2-7]{{103}}$", code);
    }

    // Codes of two tickets as printed; the second candidate was moved afterwards.
    private async Task<(string First, string Second, string Key)> CodesAsync(SeatOfDemo first, SeatOfDemo second)
    {
        await using var place = house.Demo.Portal.CreateAsyncScope();
        using var signer = await place.ServiceProvider.GetRequiredService<TicketKeys>().SignerAsync(default);
        await place.ServiceProvider.GetRequiredService<PortalContext>().AdmissionTickets.Where(t => t.Number == second.Number).ExecuteUpdateAsync(t => t.SetProperty(x => x.SeatVersion, 2));
        return (Code(first), Code(second), signer.KeyName);

        string Code(SeatOfDemo seat) => signer.Sign(seat.Number, seat.Round, seat.Site, seat.Room, seat.Seat, 1);
    }

    private sealed record SeatOfDemo(string Round, string Site, string Number, string Name, string Room, int Seat, DateOnly Day, TimeOnly From, DateOnly LastDay);

    // Those who sit together at the first site that has two of one sitting.
    private static Task<List<SeatOfDemo>> SeatsAsync(Person person) => person.ArchiveAsync(async db =>
    {
        var all = await (from ticket in db.Set<AdmissionTicket>()
                         join registration in db.Set<Registrations.Registration>() on ticket.RegistrationId equals registration.Id
                         join round in db.Set<ExamRound>() on ticket.RoundId equals round.Id
                         join sitting in db.Set<ExamSitting>() on new { ticket.RoundId, Code = registration.QualificationCode!, ticket.Batch } equals new { sitting.RoundId, Code = sitting.QualificationCode, sitting.Batch }
                         orderby ticket.Number
                         select new { Round = round.Code, Site = ticket.Room.Site.Code, ticket.Number, registration.Person!.Name, Room = ticket.Room.Number, ticket.Seat, sitting.Day, sitting.From, round.ExamTo }).ToListAsync();
        var site = all.GroupBy(s => s.Site).OrderByDescending(g => g.Select(s => s.Number).Distinct().Count()).First();
        var first = site.OrderBy(s => s.Day).ThenBy(s => s.From).First();
        var seats = site.Where(s => s.Day == first.Day && s.From == first.From).ToList();
        var rest = site.Where(s => seats.All(one => one.Number != s.Number)).DistinctBy(s => s.Number);
        return seats.Concat(rest).Select(s => new SeatOfDemo(s.Round, s.Site, s.Number, s.Name, s.Room, s.Seat, s.Day, s.From, s.ExamTo)).ToList();
    });

    private static string Picture(string code)
    {
        var qr = QrCode.Of(code, QrStrength.High);
        const int module = 8;
        var side = (qr.Size + 2 * QrCode.QuietZone) * module;
        using var picture = new SKBitmap(side, side);
        using var canvas = new SKCanvas(picture);
        canvas.Clear(SKColors.White);
        using var ink = new SKPaint { Color = SKColors.Black };
        foreach (var (row, column, length) in qr.Bars())
            canvas.DrawRect((column + QrCode.QuietZone) * module, (row + QrCode.QuietZone) * module, length * module, module, ink);
        using var png = picture.Encode(SKEncodedImageFormat.Png, 100);
        return "data:image/png;base64," + Convert.ToBase64String(png.ToArray());
    }
}
