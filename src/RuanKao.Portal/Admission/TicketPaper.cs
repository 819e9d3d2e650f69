using RuanKao.Portal.Candidates;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission;

/// <summary>The admission ticket on one A4 page, black on white; with the same facts and print time its bytes are the same.</summary>
public sealed class TicketPaper(FontChain fonts)
{
    private const float Left = 51;
    private const float Right = 544;
    private const float PhotoLeft = 418.5f;
    private const float FootTop = 784;
    private const float HeadHeight = 20;
    private const float SiteGap = 18;
    private const float NotesGap = 12;
    private const float CodeSide = 84;
    private const float SiteWidth = Right - CodeSide - 24 - Left;
    private const float NoteWidth = Right - Left - 20;
    private static readonly TextStyle Body = new(11);
    private static readonly TextStyle Quiet = new(11) { Ink = Ink.Quiet };
    private static readonly TextStyle Small = new(9.5f) { Ink = Ink.Quiet };
    private static readonly TextStyle Head = new(13, Bold: true);

    public PdfFile Print(TicketFacts ticket, DateTime printedAt) => Print([ticket], $"准考证 {ticket.Name}", printedAt);

    /// <summary>Several tickets of one round in one file, a page each: the fonts are cut once for all of them.</summary>
    public PdfFile Print(IReadOnlyList<TicketFacts> tickets, string title, DateTime printedAt)
    {
        var document = new PdfDocument(fonts, new(title, printedAt)
        {
            Author = tickets[0].Operator,
            Subject = $"{tickets[0].RoundName}{ShellWords.ServiceName}",
        });
        foreach (var ticket in tickets) Set(document.AddPage(), ticket, printedAt);
        return document.Finish();
    }

    private static void Set(PdfPage page, TicketFacts ticket, DateTime printedAt)
    {
        Title(page, ticket);
        Person(page, ticket);
        var y = Arrangement(page, ticket, 350);
        var style = Fitting(page, ticket, y + SiteGap);
        y = Site(page, ticket, y + SiteGap, style);
        Notes(page, ticket, y + NotesGap, style);
        Foot(page, ticket, printedAt);
    }

    private static void Title(PdfPage page, TicketFacts ticket)
    {
        page.Text(ticket.RoundName, PdfPage.Width / 2, 50, new(12), TextAlign.Centre);
        page.Text(ShellWords.ServiceName, PdfPage.Width / 2, 73, new(16, Bold: true), TextAlign.Centre);
        page.Text("准 考 证", PdfPage.Width / 2, 107, new(24, Bold: true), TextAlign.Centre);
        page.Line(Left, 125, Right, 125, 1.2f, Ink.Black);
    }

    private static void Person(PdfPage page, TicketFacts ticket)
    {
        var y = 138f;
        Row(38, ("准考证号", ShellWords.Grouped(ticket.Number), new(18, Bold: true)));
        Row(37, ("姓名", ticket.Name, new(15, Bold: true) { LineHeight = 1.3f }));
        Row(30, ("性别", ticket.Sex.Word(), Body), ("证件类型", ticket.DocumentKind.Word(), Body));
        Row(30, ("证件号码", ticket.DocumentNumber, new(12, Bold: true)));
        Row(30, ("报考级别", ticket.Level.Word, Body), ("报考资格", ticket.Qualification, new(11, Bold: true)));
        Row(30, ("考试考区", ticket.Region, Body));

        var frame = new Box(PhotoLeft, 140, Right - PhotoLeft, (Right - PhotoLeft) * 413 / 295);
        if (ticket.Photo is not null) page.Jpeg(ticket.Photo, frame);
        page.StrokeRect(frame, ink: Ink.Hairline);
        page.Cell($"报名号 {ticket.RegistrationNumber}", new(PhotoLeft - 10, frame.Bottom + 3, frame.Width + 20, 18), Small, TextAlign.Centre);

        void Row(float height, params (string Label, string Value, TextStyle Style)[] answers)
        {
            const float end = 391;
            var places = answers.Length == 1 ? [(Left, 129f, end)] : new[] { (Left, 129f, 182f), (185f, 246f, end) };
            foreach (var (answer, (label, value, right)) in answers.Zip(places))
            {
                page.Cell(answer.Label, new(label, y, 74, height), Quiet);
                page.Cell(answer.Value, new(value, y, right - value, height), answer.Style);
            }

            y += height;
            page.Line(Left, y, end, y);
        }
    }

    private static float Arrangement(PdfPage page, TicketFacts ticket, float y)
    {
        page.Text("考试安排", Left, y + 11, Head);
        y += 20;
        var top = y;
        float[] edges = [Left, 128, 258, 390, 494, Right];
        string[] headings = ["科目", "日期与批次", "考试时间（北京时间）", "考场", "座位"];
        page.FillRect(new(Left, y, Right - Left, 26), Ink.Ground);
        for (var i = 0; i < headings.Length; i++) page.Cell(headings[i], Column(i, 26), Small);
        y += 26;
        foreach (var sitting in ticket.Sittings)
        {
            var papers = string.Join('\n', sitting.Papers);
            var height = Math.Max(44, (sitting.Papers.Count + (sitting.Papers.Count > 1 ? 1 : 0)) * 17 + 12);
            page.Line(Left, y, Right, y, 0.5f, Ink.Border);
            var joint = sitting.Papers.Count > 1;
            page.Cell(papers, Column(0, joint ? height - 16 : height) with { Y = joint ? y + 2 : y }, Body with { LineHeight = 1.5f });
            if (joint) page.Cell($"{Count(sitting.Papers.Count)}科连考", Column(0, 16) with { Y = y + height - 19 }, Small);
            Pair(1, height, AdmissionWords.Day(sitting.Day), Body, AdmissionWords.Batch(sitting.Batch));
            Pair(2, height, AdmissionWords.Hours(sitting.From, sitting.To), new(15, Bold: true), $"{AdmissionWords.Time(sitting.SignInFrom)} 起入场签到");
            Pair(3, height, ticket.RoomNumber, new(17, Bold: true), ticket.RoomPlace);
            page.Cell($"{ticket.Seat}", Column(4, height), new(18, Bold: true));
            y += height;
        }

        page.StrokeRect(new(Left, top, Right - Left, y - top));
        foreach (var edge in edges[1..^1]) page.Line(edge, top, edge, y, 0.5f, Ink.Border);
        return y;

        Box Column(int i, float height) => new Box(edges[i], y, edges[i + 1] - edges[i], height).Inset(8, 0);

        void Pair(int column, float height, string main, TextStyle style, string below)
        {
            var middle = y + height / 2;
            page.Cell(main, Column(column, 24) with { Y = middle - 22 }, style);
            page.Cell(below, Column(column, 20) with { Y = middle + 1 }, Small with { LineHeight = 1.25f });
        }
    }

    // Long directions make the text below the table smaller, so that a ticket is always one page.
    private static TextStyle Fitting(PdfPage page, TicketFacts ticket, float y)
    {
        var style = Body;
        while (style.Size > 6 && y + SiteHeight(style) + NotesGap + HeadHeight + NotesHeight(style) > FootTop - 6)
            style = style with { Size = style.Size - 0.5f, LineHeight = 1.45f };
        return style;

        float SiteHeight(TextStyle tried) => Math.Max(CodeSide + 18, HeadHeight + SiteParts(ticket, tried).Sum(part => page.Wrap(part.Text, SiteWidth, part.Style).Count * Leading(part.Style)));

        float NotesHeight(TextStyle tried) => ticket.Notes.Sum(note => page.Wrap(note, NoteWidth, tried).Count) * Leading(tried);

        static float Leading(TextStyle tried) => tried.Size * tried.LineHeight;
    }

    private static IEnumerable<(string Text, TextStyle Style)> SiteParts(TicketFacts ticket, TextStyle style) =>
        new[] { (ticket.SiteName, style with { Bold = true }), (ticket.SiteAddress, style), (ticket.Directions, style) }.Where(part => part.Item1.Length > 0);

    private static float Site(PdfPage page, TicketFacts ticket, float y, TextStyle style)
    {
        var top = y;
        page.Text("考点", Left, y + 11, Head);
        y += HeadHeight;
        foreach (var (text, set) in SiteParts(ticket, style)) y = page.Paragraph(text, Left, y, SiteWidth, set);
        page.Qr(QrCode.Of(ticket.Code, QrStrength.High), new(Right - CodeSide, top, CodeSide, CodeSide));
        page.Text("入场核验码", Right - CodeSide / 2, top + CodeSide + 15, Small, TextAlign.Centre);
        return Math.Max(y, top + CodeSide + 18);
    }

    private static void Notes(PdfPage page, TicketFacts ticket, float y, TextStyle style)
    {
        page.Text("考生须知", Left, y + 11, Head);
        y += HeadHeight;
        foreach (var (note, at) in ticket.Notes.Select((note, at) => (note, at + 1)))
        {
            page.Paragraph($"{at}", Left, y, 16, style with { Ink = Ink.Quiet });
            y = page.Paragraph(note, Left + 20, y, NoteWidth, style);
        }
    }

    private static void Foot(PdfPage page, TicketFacts ticket, DateTime printedAt)
    {
        page.Line(Left, FootTop, Right, FootTop);
        var telephones = ticket.Telephones.Count == 0 ? "" : " · 咨询电话 " + string.Join("、", ticket.Telephones);
        page.Cell(ticket.Operator + telephones, new(Left, FootTop + 6, Right - Left, 17), Small);
        page.Cell($"打印时间 {Beijing.Moment(printedAt)}（北京时间） · A4 纸，黑白打印有效", new(Left, FootTop + 23, Right - Left, 17), Small);
    }

    private static string Count(int papers) => papers switch { 2 => "两", 3 => "三", _ => $"{papers}" };
}
