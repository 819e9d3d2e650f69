using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Admission;

public class SiteImportTests
{
    private const string Header = "考点代码,考试考区,考点名称,地址,入场与交通说明,考场号,机房名,类型,座位数,备用机,停用座位,无障碍";

    [Fact]
    public async Task What_was_exported_comes_back_unchanged_and_changes_are_looked_at_first()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.SeatedAsync(factory);
        var office = await OfficeAsync(factory);
        var exported = (await office.GetAsync("/desk/admission/files/53/rooms.xlsx")).Bytes;

        Assert.Contains("新增 0 个考场，修改 0 个，没有变化 1 个", (await ReadAsync(office, exported)).Text);

        // The seat in use is closed, and a second room comes.
        using var read = new MemoryStream(exported);
        var row = read.Query(useHeaderRow: true).Cast<IDictionary<string, object?>>().Single();
        var (changed, added) = (new Dictionary<string, object?>(row) { ["停用座位"] = "1" }, new Dictionary<string, object?>(row) { ["考场号"] = "002", ["类型"] = "笔试", ["座位数"] = 30, ["无障碍"] = "是" });
        using var file = new MemoryStream();
        file.SaveAs(new[] { changed, added });
        var seen = await ReadAsync(office, file.ToArray());
        Assert.Contains("新增 1 个考场，修改 1 个，没有变化 0 个", seen.Text);
        Assert.Contains("停用座位：无 → 1", seen.Text);
        Assert.Contains("有1名考生坐在要停用的座位上", seen.Text);
        Assert.Single(await RoomsAsync(factory));

        var done = await office.FollowAsync(await office.SubmitAsync(seen, [], "/confirm"));
        Assert.Contains("已新增 1 个考场，修改 1 个。", done.Text);
        await StaffActionsTests.LandedAsync(factory, "admission.sites-imported", Role.Office);
        var rooms = await RoomsAsync(factory);
        Assert.Equal([("001", "1", false, false), ("002", "", true, true)], rooms.Select(r => (r.Number, r.ClosedSeats, r.IsPaper, r.IsAccessible)));
    }

    [Fact]
    public async Task Every_fault_is_told_by_its_row_and_nothing_is_entered()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.RegistrationOpenAsync(factory);
        var (site, other) = (await TestData.SiteAsync(factory), await TestData.SiteAsync(factory));
        var office = await OfficeAsync(factory);
        var seen = await ReadAsync(office,
            $"9999999,昆明市,{site.Name},示例路,,001,机房,机考,40,,,",
            $"{site.Code},丽江市,{site.Name},示例路,,001,机房,机考,40,,,",
            ",昆明市,新考点,示例路,,001,机房,口试,40,,,",
            ",昆明市,新考点,示例路,,001,机房,机考,501,x,600,也许",
            ",昆明市,新考点,示例路 1 号,,001,机房,,30,,,",
            ",昆明市,新考点,示例路 1 号,,001,机房,,30,,,",
            $"{site.Code},昆明市,{other.Name},示例路,,001,机房,机考,40,,,",
            ",火星,,,,,,,,,,");
        Assert.Contains("行有误，什么也没有写入", seen.Text);
        Assert.All(["没有考点代码 9999999", $"已有另一个名为“{other.Name}”的考点", "考点已有的考区不能改", "类型应是机考或笔试，这里是“口试”", "座位数应是1到500的数字", "备用机应是0到100的数字", "停用座位应写成", "无障碍应是“是”或“否”", "与第6行重复", "没有考区“火星”", "没有填写考点名称"], fault => Assert.Contains(fault, seen.Text));
        Assert.DoesNotContain("写入这", seen.Text);
        Assert.Equal(2, (await RoomsAsync(factory)).Count);
    }

    [Theory]
    [InlineData("", "请选择 XLSX 或 CSV 文件")]
    [InlineData("考场号,机房名\n001,机房", "缺少：考试考区")]
    [InlineData(Header, "只有列名")]
    [InlineData("\uFEFF", "文件里没有内容")]
    [InlineData(Header + ",座位数\n,昆明市,新考点,示例路,,001,机房,,30,,,,40", "第一行的列名重复：座位数")]
    public async Task What_is_no_such_table_is_refused_as_a_whole(string text, string fault)
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.RegistrationOpenAsync(factory);
        Assert.Contains(fault, (await ReadAsync(await OfficeAsync(factory), Encoding.UTF8.GetBytes(text))).Text);
    }

    [Fact]
    public async Task A_row_that_does_not_fit_or_contradicts_another_says_so()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.RegistrationOpenAsync(factory);

        var seen = await ReadAsync(await OfficeAsync(factory),
            $",昆明市,{new string('名', 61)},示例路,,001,机房,,30,,,",
            $",昆明市,学院,{new string('路', 101)},,001,机房,,30,,,",
            $",昆明市,学院,示例路,{new string('门', 201)},001,机房,,30,,,",
            ",昆明市,学院,示例路,,12345678901,机房,,30,,,",
            ",昆明市,学院,示例路,,0 1,机房,,30,,,",
            $",昆明市,学院,示例路,,001,{new string('室', 41)},,30,,,",
            ",昆明市,新考点,示例路 1 号,,001,机房,,30,,,",
            ",昆明市,新考点,示例路 2 号,,002,机房,,30,,,",
            ",昆明市,新考点,示例路 1 号,走东门,003,机房,,30,,,");

        Assert.Equal(
            [
                "2 考点名称不能超过60个字，这一行有61个", "3 地址不能超过100个字，这一行有101个", "4 入场与交通说明不能超过200个字，这一行有201个", "5 考场号不能超过10个字，这一行有11个",
                "6 考场号里不能有空格", "7 机房名不能超过40个字", "9 同一个考点的名称、地址或说明与第8行不同", "10 同一个考点的名称、地址或说明与第8行不同",
            ],
            seen.Html.QuerySelectorAll("tbody .field-error").Select(e => $"{e.Closest("tr")!.QuerySelector("td")!.TextContent} {e.LastChild!.TextContent.Trim()}"));
        Assert.Empty(await RoomsAsync(factory));
    }

    [Fact]
    public async Task A_file_that_is_too_large_or_too_long_is_refused_as_a_whole()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.RegistrationOpenAsync(factory);
        var office = await OfficeAsync(factory);

        Assert.Contains("文件不能超过 2048 KB", (await ReadAsync(office, new byte[SiteImport.LargestFile + 1])).ErrorOf("Form.File"));
        Assert.Contains("一次最多导入5000个考场，请分几个文件", (await ReadAsync(office, [.. Enumerable.Repeat(",火星,,,,,,,,,,", SiteImport.MostRows + 1)])).ErrorOf("Form.File"));
    }

    [Fact]
    public async Task When_a_site_of_the_file_has_gone_since_it_was_looked_at_nothing_is_entered()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.RegistrationOpenAsync(factory);
        var site = await TestData.SiteAsync(factory);
        var office = await OfficeAsync(factory);
        var seen = await ReadAsync(office, $"{site.Code},昆明市,{site.Name},示例路 1 号,,001,机房,,30,,,", ",昆明市,新考点,示例路 1 号,,001,机房,,30,,,");
        await factory.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            await db.ExamRooms.ExecuteDeleteAsync();
            await db.ExamSites.ExecuteDeleteAsync();
        });

        Assert.Contains("核对以后，记录有了变化，请重新上传文件核对", (await office.SubmitAsync(seen, [], "/confirm")).ErrorOf("Form.File"));
        Assert.Empty(await RoomsAsync(factory));
    }

    private static async Task<Visitor> OfficeAsync(PortalFactory factory) => await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));

    private static Task<List<ExamRoom>> RoomsAsync(PortalFactory factory) => factory.WithAsync(place => place.GetRequiredService<PortalContext>().ExamRooms.AsNoTracking().OrderBy(r => r.Number).ToListAsync());

    private static Task<Page> ReadAsync(Visitor office, params string[] rows) => ReadAsync(office, Encoding.UTF8.GetBytes(string.Join("\r\n", rows.Prepend(Header))));

    private static async Task<Page> ReadAsync(Visitor office, byte[] file)
    {
        var page = await office.GetAsync("/desk/admission/files/53/import");
        var content = new MultipartFormDataContent
        {
            { new StringContent(page.ValueOf("__RequestVerificationToken")!), "__RequestVerificationToken" },
            { new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } }, "Form.File", "rooms" },
        };
        return await office.SendAsync(new(HttpMethod.Post, "/desk/admission/files/53/import") { Content = content });
    }
}
