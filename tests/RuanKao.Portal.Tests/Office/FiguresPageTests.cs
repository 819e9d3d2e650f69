using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Registrations.Figures;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Office;

public class FiguresPageTests
{
    private const string Formula = "=HYPERLINK(\"http://x.example\",\"昆明市\")";

    [Fact]
    public async Task The_office_sees_its_own_figures_as_picture_and_table()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.SubmittedAsync(factory);
        await TestData.SubmittedAsync(factory, prefecture: "5303", qualification: "PROGRAMMER");
        await TestData.PaidAsync(factory);
        await TestData.PaidAsync(factory, institution: "11", prefecture: null);
        var office = await OfficeAsync(factory);

        var page = await office.GetAsync("/desk/figures");

        Assert.Contains("云南，截至 2031年3月20日 10:00（北京时间）", page.Text);
        Assert.Contains("现在有 2 件等待审核（含变更），最早的一件从 2031年3月20日 起等候", page.Text);
        Assert.Equal(["2", "0", "0", "0", "1", "3"], page.Html.QuerySelectorAll(".figures").First().QuerySelectorAll("b").Select(b => b.TextContent));
        Assert.Equal(["昆明市", "曲靖市", "合计"], Rows(page, 1).Select(r => r[0]));
        Assert.Equal(["昆明市", "1", "0", "0", "0", "1", "2", "0", "0", "0"], Rows(page, 1)[0]);
        Assert.Equal(["2031-03-20", "3", "0", "0", "1", "1", "0", "0", "2"], Rows(page, 0).Single());
        Assert.All(page.Html.QuerySelectorAll("svg.chart"), chart => Assert.Equal(2, chart.GetAttribute("aria-labelledby")!.Split(' ').Count(id => page.Html.GetElementById(id) is { TextContent.Length: > 0 })));
        Assert.Equal(7, page.Html.QuerySelectorAll("svg.chart").Length);
        Assert.DoesNotContain("北京", page.Html.QuerySelector("main")!.TextContent.Replace("北京时间", ""));
        Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync("/desk/figures?institution=11")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync("/desk/figures/days.csv?institution=11")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync("/desk/figures/all.xlsx?institution=11")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync("/desk/figures?round=1999-1")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync("/desk/figures/names.csv")).Status);
    }

    [Fact]
    public async Task The_national_administration_sees_the_country_and_any_institution()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.SubmittedAsync(factory);
        await TestData.PaidAsync(factory, institution: "11", prefecture: null);
        var administrator = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.NationalAdministrator));
        var country = await administrator.GetAsync("/desk/figures");
        Assert.Contains("全国，截至", country.Text);
        Assert.Equal(["云南", "北京", "合计"], Rows(country, 1).Select(r => r[0]));
        Assert.Equal(["未分市", "合计"], Rows(await administrator.GetAsync("/desk/figures?institution=11"), 1).Select(r => r[0]));
    }

    [Fact]
    public async Task Where_there_is_nothing_the_page_says_so()
    {
        await using var factory = await PortalFactory.StartAsync();
        var office = await OfficeAsync(factory);
        Assert.Contains("云南还没有考试轮次", (await office.GetAsync("/desk/figures")).Text);
        await TestData.DraftAsync(factory);
        var page = await office.GetAsync("/desk/figures");
        Assert.Contains("还没有人提交报名", page.Text);
        Assert.Empty(page.Html.QuerySelectorAll("table, svg.chart"));
        Assert.Equal(HttpStatusCode.OK, (await office.GetAsync("/desk/figures/days.csv")).Status);
    }

    [Fact]
    public async Task The_page_shows_the_last_month_and_the_file_every_day()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        factory.Clock.UtcNow = Beijing.At(2031, 5, 3, 9);
        await Counting.DbAsync(factory, async db =>
        {
            (await db.Registrations.SingleAsync(r => r.Id == made.Id)).Return("不符", new(null, Role.Reviewer, factory.Clock.UtcNow));
            return await db.SaveChangesAsync();
        });
        var office = await OfficeAsync(factory);
        var page = await office.GetAsync("/desk/figures");
        Assert.Contains("图和表是最近 31 天，下载的文件有全部 45 天", page.Text);
        Assert.Equal(31, Rows(page, 0).Count);
        var lines = await CsvAsync(office, "days");
        Assert.Equal(46, lines.Count);
        // It waited at the end of every day but the last.
        Assert.All(lines.Skip(1).SkipLast(1), line => Assert.Equal("1", line[^1]));
        Assert.Equal(["2031-05-03", "0", "0", "1", "0", "0", "0", "0", "0"], lines[^1]);
    }

    [Fact]
    public async Task A_csv_says_what_the_page_says_and_no_name_becomes_a_formula()
    {
        await using var factory = await FormulaAsync();
        var office = await OfficeAsync(factory);
        var (page, lines) = (await office.GetAsync("/desk/figures"), await CsvAsync(office, "places"));
        Assert.Equal(["'" + Formula, .. Rows(page, 1)[0].Skip(1)], lines[1]);
        Assert.Equal(Formula, Rows(page, 1)[0][0]);
        Assert.Equal(["报名市", "待审核", "变更待审"], lines[0].Take(3));
    }

    [Fact]
    public async Task A_workbook_holds_every_table_its_texts_as_texts_and_its_numbers_as_numbers()
    {
        await using var factory = await FormulaAsync();
        var office = await OfficeAsync(factory);
        var answer = await office.GetAsync("/desk/figures/all.xlsx");
        Assert.Equal("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", answer.Response.Content.Headers.ContentType!.MediaType);
        using var file = new MemoryStream(answer.Bytes);

        Assert.Equal(["按日", "按报名市", "按报考资格"], file.GetSheetNames());
        var places = file.Query(useHeaderRow: true, sheetName: "按报名市").Cast<IDictionary<string, object>>().ToList();
        Assert.Equal(Formula, places[0]["报名市"]);
        Assert.Equal(1.0, places[0]["待审核"]);
        Assert.Empty(Formulas(file));
    }

    /// <summary>The formulas that stand in a workbook's sheets.</summary>
    public static IReadOnlyList<string> Formulas(Stream file)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        return [.. zip.Entries.Where(e => e.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal)).Select(e => System.Xml.Linq.XDocument.Load(e.Open()))
            .SelectMany(sheet => sheet.Descendants().Where(e => e.Name.LocalName == "f")).Select(f => f.Value)];
    }

    /// <summary>The texts of a table's rows.</summary>
    private static List<string[]> Rows(Page page, int table) =>
        [.. page.Html.QuerySelectorAll("table").ElementAt(table).QuerySelectorAll("tbody tr").Select(row => row.Children.Select(cell => cell.TextContent.Trim()).ToArray())];

    private static async Task<List<IReadOnlyList<string>>> CsvAsync(Visitor office, string table)
    {
        var answer = await office.GetAsync($"/desk/figures/{table}.csv");
        Assert.Equal(Encoding.UTF8.GetPreamble(), answer.Bytes.Take(3));
        Assert.Equal("attachment", answer.Response.Content.Headers.ContentDisposition!.DispositionType);
        return [.. CsvText.Read(Encoding.UTF8.GetString(answer.Bytes.AsSpan(3))).Select(line => line.Cells)];
    }

    private static async Task<Visitor> OfficeAsync(PortalFactory factory) => await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));

    private static async Task<PortalFactory> FormulaAsync()
    {
        var factory = await PortalFactory.StartAsync();
        await TestData.SubmittedAsync(factory);
        await Counting.DbAsync(factory, db => db.Set<Prefecture>().Where(p => p.Code == "5301").ExecuteUpdateAsync(row => row.SetProperty(p => p.Name, Formula)));
        return factory;
    }
}
