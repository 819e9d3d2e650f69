using RuanKao.Portal.Documents;
using RuanKao.Sandbox.People;

namespace RuanKao.Portal.Tests.Documents;

/// <summary>The fonts of the test run and a page much like an admission ticket.</summary>
internal static class Printed
{
    public static readonly FontChain Fonts = new(new FontOptions());

    public static readonly byte[] Photo = DrawnPortrait.Jpeg(7, 295, 413, quality: 84);

    private static readonly DateTime Created = new(2026, 5, 18, 1, 12, 0, DateTimeKind.Utc);

    public static PdfFile Ticket(string name, FontChain? fonts = null)
    {
        var document = new PdfDocument(fonts ?? Fonts, new PdfFacts("准考证 " + name, Created) { Author = "云南省信息技术发展中心" });
        var page = document.AddPage();
        page.Text("2026年上半年", PdfPage.Width / 2, 50, new TextStyle(12), TextAlign.Centre);
        page.Text("全国计算机技术与软件专业技术资格（水平）考试", PdfPage.Width / 2, 73, new TextStyle(16, Bold: true), TextAlign.Centre);
        page.Text("准 考 证", PdfPage.Width / 2, 107, new TextStyle(24, Bold: true), TextAlign.Centre);
        page.Line(51, 125, 544, 125, 1.2f, Ink.Black);
        page.Text("姓名", 51, 160, new TextStyle(11) { Ink = Ink.Quiet });
        page.Text(name, 129, 160, new TextStyle(14, Bold: true));
        page.Text("证件号码 530102199003071234", 51, 190, new TextStyle(11));
        page.Jpeg(Photo, new Box(418, 140, 126, 176.4f));
        page.StrokeRect(new Box(418, 140, 126, 176.4f), ink: Ink.Hairline);
        var table = new PdfTable(
            [new("科目", 15), new("日期与批次", 27), new("考试时间（北京时间）", 29, Bold: true), new("考场", 19), new("座位", 10, TextAlign.Centre, Bold: true)],
            new TextStyle(11));
        var y = table.Draw(page, 51, 340, 493,
        [
            ["基础知识\n应用技术", "2026-05-23 星期六\n第一批次", "08:30–12:30", "012 机房三楼 302", "17"],
            ["论文", "2026-05-23 星期六", "14:30–16:30", "昆明某某职业学院（东校区）第二实训楼", "8"],
        ]);
        page.Qr(QrCode.Of("RK:2026153012003187:4", QrStrength.High), new Box(460, y + 24, 84, 84));
        page.Text("考生须知", 51, y + 30, new TextStyle(13, Bold: true));
        page.Paragraph(
            "一、请带本准考证和有效身份证件原件，两者缺一不能入场。请提前 40 分钟到达考点；开考 5 分钟后不能入场。\n"
            + "二、手机等电子设备请关机，放在指定位置，不得带到座位。二人同行女方先入，查询 https://www.ruankao.org.cn/index.html?from=ticket。",
            51, y + 42, 380, new TextStyle(11));
        return document.Finish();
    }
}
