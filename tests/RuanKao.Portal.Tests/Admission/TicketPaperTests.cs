using RuanKao.Portal.Admission;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Sandbox.People;
using Pdf = UglyToad.PdfPig.PdfDocument;

namespace RuanKao.Portal.Tests.Admission;

public class TicketPaperTests
{
    private static readonly TicketPaper Paper = new(new FontChain(new FontOptions()));
    private static readonly DateTime PrintedAt = new(2026, 5, 18, 1, 12, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("张三")]
    [InlineData("欧阳䶮𠅤𬭊〇")]
    [InlineData("𠮷𬑔")]
    [InlineData("买买提·艾力·阿不都热合曼·吾斯曼江")]
    public void What_the_invigilator_compares_is_read_from_the_paper_as_it_was_written(string name)
    {
        using var pdf = Pdf.Open(Paper.Print(Ticket(name), PrintedAt).Bytes);
        var text = Assert.Single(pdf.GetPages()).Text;

        foreach (var part in new[]
        {
            name, "准 考 证", "2026年上半年", "全国计算机技术与软件专业技术资格（水平）考试", "2026 1530 1200 3187", "男", "居民身份证/社保卡", "530102199003071234",
            "中级", "软件设计师", "云南省 昆明市", "基础知识", "应用技术", "2026-05-23 星期六", "第一批次", "08:30–12:30", "08:00 起入场签到", "012", "机房三楼 302", "17",
            "昆明某某职业学院（东校区）", "云南省信息技术发展中心", "0871-63626248", "打印时间 2026-05-18 09:12（北京时间）",
        })
            Assert.Contains(part, text);
        Assert.DoesNotContain(text.EnumerateRunes(), rune => rune.Value is >= 0x2E80 and <= 0x2FDF);
    }

    [Fact]
    public void The_code_on_the_paper_says_ticket_place_and_seat()
    {
        var ticket = Ticket("张三");
        using var pdf = Pdf.Open(Paper.Print(ticket, PrintedAt).Bytes);
        var expected = QrCode.Of(ticket.Code, QrStrength.High);

        Assert.Equal(Modules(expected), Modules(pdf, expected.Size));
    }

    [Fact]
    public void It_stays_under_150_KB_with_its_photo_byte_for_byte()
    {
        var ticket = Ticket("欧阳䶮𠅤𬭊〇𠮷");
        var bytes = Paper.Print(ticket, PrintedAt).Bytes;

        Assert.InRange(bytes.Length, ticket.Photo!.Length, 150_000);
        using var pdf = Pdf.Open(bytes);
        Assert.Equal(ticket.Photo, Assert.Single(pdf.GetPage(1).GetImages()).RawBytes.ToArray());
    }

    [Fact]
    public void Only_the_print_time_makes_two_papers_differ()
    {
        Assert.Equal(Paper.Print(Ticket("张三"), PrintedAt).Bytes, Paper.Print(Ticket("张三"), PrintedAt).Bytes);
        Assert.NotEqual(Paper.Print(Ticket("张三"), PrintedAt).Bytes, Paper.Print(Ticket("张三"), PrintedAt.AddMinutes(1)).Bytes);
    }

    [Fact]
    public void The_fullest_ticket_still_stands_on_one_page_above_its_foot()
    {
        using var pdf = Pdf.Open(Paper.Print(Fullest(), PrintedAt).Bytes);
        var page = Assert.Single(pdf.GetPages());

        Assert.Contains("人力资源社会保障部令第31号", page.Text);
        // Below the rule of the foot stands the same as on any ticket: nothing ran down into it.
        using var simple = Pdf.Open(Paper.Print(Ticket("张三"), PrintedAt).Bytes);
        Assert.Equal(Foot(simple.GetPage(1)), Foot(page));
        Assert.All(page.Letters, letter => Assert.InRange(letter.BoundingBox.Right, 0, 546));
    }

    [Fact]
    public void What_was_granted_is_printed_in_its_own_words_and_the_fullest_still_fits()
    {
        using var pdf = Pdf.Open(Paper.Print(Ticket("张三") with { Measures = ["延长考试时间 30 分钟", "可佩戴助听设备"] }, PrintedAt).Bytes);
        Assert.Contains("合理便利：延长考试时间 30 分钟；可佩戴助听设备。", pdf.GetPage(1).Text.Replace(" ", "").Replace("延长考试时间30分钟", "延长考试时间 30 分钟"));
        using var full = Pdf.Open(Paper.Print(Fullest() with { Measures = [.. Enumerable.Repeat(new string('便', 40), 7)] }, PrintedAt).Bytes);
        Assert.Contains("人力资源社会保障部令第31号", Assert.Single(full.GetPages()).Text);
        using var simple = Pdf.Open(Paper.Print(Ticket("张三"), PrintedAt).Bytes);
        Assert.DoesNotContain("合理便利", simple.GetPage(1).Text);
        Assert.Equal(Foot(simple.GetPage(1)), Foot(full.GetPage(1)));
    }

    [Fact]
    public void Without_a_photo_the_frame_stays_empty()
    {
        using var pdf = Pdf.Open(Paper.Print(Ticket("张三") with { Photo = null }, PrintedAt).Bytes);
        Assert.Empty(pdf.GetPage(1).GetImages());
    }

    private static string Foot(UglyToad.PdfPig.Content.Page page) =>
        string.Concat(page.Letters.Where(letter => letter.BoundingBox.Bottom < 842 - 784).Select(letter => letter.Value));

    // As a signed one: 150 signs of the alphanumeric mode.
    private static readonly string SignedCode = "RK2/2026153012003187/2026-1/5301001/012/17/1/1/" + Base32.Of([.. Enumerable.Range(0, 64).Select(n => (byte)(n * 37))]);

    internal static TicketFacts Ticket(string name) => new()
    {
        RoundCode = "2026-1", RoundName = "2026年上半年", Number = "2026153012003187", Name = name, Sex = Sex.Male, DocumentKind = DocumentKind.ResidentIdCard,
        DocumentNumber = "530102199003071234", Level = Level.Intermediate, Qualification = "软件设计师", Region = "云南省 昆明市", RegistrationNumber = "53260100000017",
        Sittings = [new(["基础知识", "应用技术"], new(2026, 5, 23), 1, new(8, 30), new(12, 30))],
        SiteCode = "5301001", SiteName = "昆明某某职业学院（东校区）", SiteAddress = "昆明市五华区某某路 100 号 实训楼",
        Directions = "从东门进，凭准考证和有效身份证件入场；可乘地铁 2 号线到某某站 B 口，步行 6 分钟。",
        RoomNumber = "012", RoomPlace = "机房三楼 302", Seat = 17, SeatVersion = 1, Code = SignedCode, Photo = DrawnPortrait.Jpeg(7, 295, 413, quality: 60),
        Operator = "云南省信息技术发展中心", Telephones = ["0871-64312910 转 835、836", "0871-63626248", "63617131"],
    };

    internal static TicketFacts Fullest() => Ticket(new('龘', 60)) with
    {
        Level = Level.Senior, Qualification = "系统集成项目管理工程师", Region = "西双版纳傣族自治州西双版纳傣族自治州",
        Sittings =
        [
            new(["综合知识"], new(2026, 5, 23), 1, new(9, 0), new(11, 30)),
            new(["案例分析"], new(2026, 5, 23), 1, new(13, 30), new(15, 0)),
            new(["论文"], new(2026, 5, 24), 1, new(15, 20), new(17, 20)),
        ],
        SiteName = new('校', ExamSite.NameLength), SiteAddress = new('路', ExamSite.AddressLength), Directions = new('走', ExamSite.DirectionsLength),
        RoomNumber = "1234567890", RoomPlace = new('楼', ExamRoom.PlaceLength), Seat = 500,
    };

    private static string Modules(QrCode code) => string.Join('\n', Enumerable.Range(0, code.Size).Select(row =>
        new string([.. Enumerable.Range(0, code.Size).Select(column => code[row, column] ? '#' : '.')])));

    // The code is drawn as filled bars of whole modules in a square of 84 points at the right edge; read them back.
    private static string Modules(Pdf pdf, int size)
    {
        var bars = pdf.GetPage(1).Paths.Where(p => p.IsFilled).Select(p => p.GetBoundingRectangle()).OfType<UglyToad.PdfPig.Core.PdfRectangle>()
            .Where(b => b.Left > 459 && b.Right < 544.5 && b.Height < 84.0 / size * 1.5).ToList();
        var (top, module) = (bars.Max(b => b.Top), 84.0 / size);
        var grid = Enumerable.Range(0, size).Select(_ => new string('.', size).ToCharArray()).ToArray();
        foreach (var bar in bars)
        {
            var (row, column) = ((int)Math.Round((top - bar.Top) / module), (int)Math.Round((bar.Left - 460) / module));
            for (var i = 0; i < (int)Math.Round(bar.Width / module); i++) grid[row][column + i] = '#';
        }

        return string.Join('\n', grid.Select(row => new string(row)));
    }
}
