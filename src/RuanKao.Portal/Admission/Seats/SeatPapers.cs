using RuanKao.Portal.Documents;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission.Seats;

/// <summary>The papers of a room on A4: the sheet for its door, the sheet for its invigilators, and the sign-in list with photos. Each batch begins a page.</summary>
public sealed class SeatPapers(FontChain fonts)
{
    private const float Left = 45;
    private const float Right = 550;
    private const int Rows = 24;
    private const int Across = 2;
    private const int Down = 9;
    private static readonly TextStyle Body = new(10.5f);
    private static readonly TextStyle Quiet = new(9) { Ink = Ink.Quiet };

    /// <summary>门贴: who sits where, for everybody who stands before the door; ticket numbers end in their last five digits, documents are not on it.</summary>
    public PdfFile Door(RoomList list, DateTime printedAt) => Tables(list, printedAt, "考场门贴",
        new([new("座位", 1, TextAlign.Centre, Bold: true), new("姓名", 3), new("准考证号", 3), new("报考资格", 4)], Body),
        s => [$"{s.Seat}", s.Name, "…" + s.TicketNumber[^5..], s.Qualification]);

    /// <summary>座次表: for the invigilators.</summary>
    public PdfFile Room(RoomList list, DateTime printedAt) => Tables(list, printedAt, "考场座次表",
        new([new("座位", 1, TextAlign.Centre, Bold: true), new("姓名", 2.4f), new("准考证号", 3.4f), new("证件号码", 3.4f), new("报考资格", 3.4f), new("合理便利", 2.6f)], Body with { Size = 9 }),
        s => [$"{s.Seat}", s.Name, ShellWords.Grouped(s.TicketNumber), s.MaskedDocument, s.Qualification, s.Measures.Count > 0 ? string.Join("；", s.Measures) : "—"]);

    /// <summary>签到表: with the photos as they were handed in, and a place to sign.</summary>
    public PdfFile SignIn(RoomList list, DateTime printedAt)
    {
        var document = Begin(list, printedAt, "考场签到表");
        foreach (var batch in Batches(list))
            foreach (var (page, seats) in Pages(document, list, batch, "考 场 签 到 表", Across * Down, printedAt))
                for (var at = 0; at < seats.Length; at++) Person(page, seats[at], new(Left + at % Across * 257, 132 + at / Across * 71, 248, 67));
        return document.Finish();
    }

    private PdfFile Tables(RoomList list, DateTime printedAt, string title, PdfTable table, Func<ListedSeat, IReadOnlyList<string>> cells)
    {
        var document = Begin(list, printedAt, title);
        foreach (var batch in Batches(list))
            foreach (var (page, seats) in Pages(document, list, batch, title, Rows, printedAt))
                table.Draw(page, Left, 132, Right - Left, seats.Select(cells));
        return document.Finish();
    }

    private PdfDocument Begin(RoomList list, DateTime printedAt, string title) => new(fonts, new($"{title} {list.Room.Site.Name} {list.Room.Number}", printedAt)
    {
        Author = list.At.Institution.Operator,
        Subject = $"{list.At.Round.Name}{ShellWords.ServiceName}",
    });

    // A room in which nobody sits has its page all the same.
    private static IEnumerable<(int? Batch, List<ListedSeat> Seats)> Batches(RoomList list) =>
        list.Seats.Count == 0 ? [(null, [])] : list.Seats.GroupBy(s => s.Batch).Select(b => ((int?)b.Key, b.ToList()));

    private static IEnumerable<(PdfPage Page, ListedSeat[] Seats)> Pages(PdfDocument document, RoomList list, (int? Batch, List<ListedSeat> Seats) batch, string title, int most, DateTime printedAt)
    {
        var pages = batch.Seats.Chunk(most).DefaultIfEmpty([]).ToList();
        foreach (var (at, seats) in pages.Index())
        {
            var page = document.AddPage();
            page.Text($"{list.At.Round.Name}{ShellWords.ServiceName}", PdfPage.Width / 2, 42, new(11), TextAlign.Centre);
            page.Text(title, PdfPage.Width / 2, 68, new(18, Bold: true), TextAlign.Centre);
            page.Text($"考场 {list.Room.Number}", Left, 98, new(18, Bold: true));
            page.Cell($"{list.Room.Site.Name} {list.Room.Place}", new(Left + 120, 80, Right - Left - 120, 24), Body, TextAlign.Right);
            page.Cell(batch.Batch is { } number ? $"{AdmissionWords.Batch(number)}，{batch.Seats.Count} 人：{list.Times.GetValueOrDefault(number, "时间未公布")}" : "没有考生", new(Left, 104, Right - Left, 24), Quiet, TextAlign.Left);
            page.Line(Left, 806, Right, 806);
            page.Text($"{list.At.Institution.Operator} · 打印时间 {Beijing.Moment(printedAt)}（北京时间）", Left, 820, Quiet);
            page.Text($"第 {at + 1} 页，共 {pages.Count} 页", Right, 820, Quiet, TextAlign.Right);
            yield return (page, seats);
        }
    }

    private static void Person(PdfPage page, ListedSeat seat, Box box)
    {
        page.StrokeRect(box, ink: Ink.Hairline);
        var frame = new Box(box.X + 4, box.Y + 4, 42, 59);
        if (seat.Photo is not null) page.Jpeg(seat.Photo, frame);
        page.StrokeRect(frame, ink: Ink.Hairline);
        page.Text($"{seat.Seat}", box.Right - 8, box.Y + 20, new(16, Bold: true), TextAlign.Right);
        page.Cell(seat.Name, new(box.X + 54, box.Y + 3, 140, 20), Body with { Size = 12, Bold = true });
        page.Cell($"{ShellWords.Grouped(seat.TicketNumber)}", new(box.X + 54, box.Y + 22, 186, 14), Quiet);
        page.Cell($"{seat.MaskedDocument} · {seat.Qualification}", new(box.X + 54, box.Y + 34, 186, 14), Quiet);
        page.Text("签名", box.X + 54, box.Y + 60, Quiet);
        page.Line(box.X + 78, box.Y + 61, box.Right - 8, box.Y + 61);
    }
}
