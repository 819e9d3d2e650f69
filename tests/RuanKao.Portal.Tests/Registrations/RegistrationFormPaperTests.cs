using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox.People;
using Pdf = UglyToad.PdfPig.PdfDocument;

namespace RuanKao.Portal.Tests.Registrations;

public class RegistrationFormPaperTests
{
    private static readonly RegistrationFormPaper Paper = new(new FontChain(new FontOptions()));

    [Theory]
    [InlineData("张三")]
    [InlineData("欧阳䶮𠅤𬭊〇")]
    [InlineData("𠮷𬑔")]
    [InlineData("买买提·艾力·阿不都热合曼·吾斯曼江")]
    public async Task The_paper_says_numbers_name_state_and_every_answer_as_it_was_written(string name)
    {
        await using var portal = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(portal, name: name);
        var (bytes, registration, written) = await portal.WithAsync(async place =>
        {
            var registration = await place.GetRequiredService<PortalContext>().Registrations.Include(r => r.Qualification).SingleAsync(r => r.Id == paid.Id);
            var written = await place.GetRequiredService<RegistrationPapers>().OfAsync(registration, Beijing.Today(portal.Clock), whole: true);
            return ((await place.GetRequiredService<RegistrationFormPapers>().PrintAsync(registration, default)).Bytes, registration, written);
        });
        using var pdf = Pdf.Open(bytes);
        var text = Unbroken(Assert.Single(pdf.GetPages()).Text);
        Assert.Contains(name, text);
        Assert.Contains(pdf.GetPage(1).Letters.GroupBy(l => Math.Round(l.StartBaseLine.Y)), line => string.Concat(line.Select(l => l.Value)).Contains(written.IdNumber, StringComparison.Ordinal));
        foreach (var part in new[] { "2031年上半年全国计算机技术与软件专业技术资格（水平）考试报名表", "报名号" + registration.Number, "系统识别码" + registration.SystemCode, "报名成功" }) Assert.Contains(Unbroken(part), text);
        Assert.All(written.Groups, group => Assert.Contains(group.Title, text));
        Assert.All(written.Groups.SelectMany(group => group.Rows), row =>
        {
            Assert.Contains(Unbroken(row.Question), text);
            Assert.Contains(Unbroken(row.Answer), text);
        });
        foreach (var question in new[] { "姓名", "证件类型", "证件号码", "性别", "出生日期", "年龄", "报名省", "报名市", "考试考区", "报考级别", "报考资格", "报考科目", "工作单位", "所在学校", "所学专业", "毕业时间",
            "专业名称", "学制", "学位", "通讯地址", "Email", "手机号码", "固定电话", "邮政编码" }) Assert.Contains(question, text);
    }

    [Fact]
    public void The_registration_number_stands_at_the_top_left_and_the_system_code_at_the_right()
    {
        using var pdf = Pdf.Open(Paper.Print(Form()).Bytes);
        var line = pdf.GetPage(1).Letters.Where(l => l.BoundingBox.Bottom > 842 - 104 && l.BoundingBox.Bottom < 842 - 90).OrderBy(l => l.BoundingBox.Left).ToList();
        Assert.StartsWith("报名号", string.Concat(line.Select(l => l.Value)));
        Assert.InRange(line[0].BoundingBox.Left, 50, 54);
        Assert.InRange(line[^1].BoundingBox.Right, 540, 545);
    }

    [Fact]
    public void The_photo_lies_in_the_paper_byte_for_byte_and_the_language_is_said()
    {
        var bytes = Paper.Print(Form()).Bytes;
        using var pdf = Pdf.Open(bytes);
        Assert.Equal(Form().Photo, Assert.Single(pdf.GetPage(1).GetImages()).RawBytes.ToArray());
        Assert.Contains("/Lang (zh-CN)", Encoding.Latin1.GetString(bytes));
        Assert.Equal("报名表 张三", pdf.Information.Title);
        Assert.InRange(bytes.Length, Form().Photo!.Length, 150_000);
    }

    [Fact]
    public void The_same_form_has_the_same_bytes() => Assert.Equal(Paper.Print(Form()).Bytes, Paper.Print(Form()).Bytes);

    [Theory]
    [InlineData('龘')]
    [InlineData('W')]
    [InlineData('i')]
    public void The_longest_answers_stay_on_the_page_above_its_foot_and_beside_the_photo(char letter)
    {
        var fullest = Form(Groups(length => new(letter, length))) with { Name = new(letter, 60) };
        using var pdf = Pdf.Open(Paper.Print(fullest).Bytes);
        Inside(pdf, fullest);
    }

    [Fact]
    public void Answers_of_any_length_stay_on_the_page()
    {
        var random = new Random(20310320);
        const string letters = "甲乙丙丁戊，。（）AB 12-@.WW·䶮𠮷";
        for (var round = 0; round < 60; round++)
        {
            var form = Form(Groups(length => Words(random.Next(length + 1))));
            using var pdf = Pdf.Open(Paper.Print(form).Bytes);
            Inside(pdf, form);
        }

        string Words(int length)
        {
            var runes = letters.EnumerateRunes().ToArray();
            var words = new StringBuilder();
            while (words.Length < length) words.Append(runes[random.Next(runes.Length)].ToString());
            return words.ToString();
        }
    }

    [Fact]
    public async Task The_paper_comes_after_payment_and_is_not_stored_on_the_way()
    {
        await using var portal = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(portal);
        var candidate = await portal.SignedInAsync(paid.UserId);
        var file = await candidate.GetAsync(paid.At("registration-form.pdf"));
        Assert.Equal((HttpStatusCode.OK, "application/pdf", true), (file.Status, file.Response.Content.Headers.ContentType?.MediaType, file.Response.Headers.CacheControl?.NoStore));
        Assert.Equal("%PDF", Encoding.ASCII.GetString(file.Bytes[..4]));
        Assert.NotNull((await candidate.GetAsync(paid.At("registration-form"))).Html.QuerySelector($"a[href='{paid.At("registration-form.pdf")}']"));
    }

    [Fact]
    public async Task Before_payment_the_page_says_why_there_is_no_paper_and_from_when()
    {
        await using var portal = await PortalFactory.StartAsync();
        var places = await TestData.RegistrationOpenAsync(portal);
        foreach (var made in new[] { await TestData.DraftAsync(portal), await TestData.SubmittedAsync(portal), await TestData.ApprovedAsync(portal) })
        {
            var candidate = await portal.SignedInAsync(made.UserId);
            var page = await candidate.FollowAsync(await candidate.GetAsync(made.At("registration-form.pdf")));
            Assert.Contains("缴费成功后", page.Text);
            Assert.Contains(places.Place.Payment.ToString(), page.Text);
            Assert.Null(page.Html.QuerySelector("a[href$='.pdf']"));
        }
    }

    [Fact]
    public async Task Whoever_reads_it_in_WeChat_is_told_to_open_a_browser()
    {
        await using var portal = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(portal);
        var candidate = await portal.SignedInAsync(paid.UserId);
        Assert.DoesNotContain("在浏览器打开", (await candidate.GetAsync(paid.At("registration-form"))).Text);
        var request = new HttpRequestMessage(HttpMethod.Get, paid.At("registration-form"));
        request.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.49");
        Assert.Contains("在浏览器打开", (await candidate.SendAsync(request)).Text);
    }

    [Fact]
    public async Task Whoever_takes_the_own_data_home_takes_the_paper_too()
    {
        await using var portal = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(portal);
        var zipped = await portal.WithAsync(async place =>
        {
            var export = new PersonalDataExport();
            foreach (var source in place.GetServices<IPersonalDataSource>()) await source.ExportAsync(paid.UserId, export, default);
            return export.ToZip(portal.Clock.UtcNow);
        });
        using var zip = new ZipArchive(new MemoryStream(zipped));
        Assert.NotNull(zip.GetEntry($"报名/报名表-{paid.Number}.pdf"));
    }

    private static void Inside(Pdf pdf, RegistrationFormFacts form)
    {
        var page = Assert.Single(pdf.GetPages());
        Assert.All(page.Letters, letter => Assert.InRange(letter.BoundingBox.Right, 0, 546));
        // Below the rule of the foot stands the foot alone, and nothing lies over the photo.
        Assert.Equal(Unbroken($"报名成功 · 缴费时间 2026-03-22 15:58（北京时间） · {form.Operator}"),
            Unbroken(string.Concat(page.Letters.Where(l => l.BoundingBox.Bottom < 842 - 790).OrderByDescending(l => Math.Round(l.StartBaseLine.Y)).ThenBy(l => l.StartBaseLine.X).Select(l => l.Value))));
        Assert.DoesNotContain(page.Letters, l => l.BoundingBox.Right > 427 && l.BoundingBox.Bottom < 842 - 117 && l.BoundingBox.Top > 842 - 280);
        var text = Unbroken(page.Text);
        Assert.All(form.Groups.SelectMany(g => g.Rows), row => Assert.True(text.Contains(Unbroken(row.Answer)), $"{row.Question} {row.Answer} is not in {text}"));
    }

    private static string Unbroken(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    /// <summary>The form's questions with answers as long as each may be.</summary>
    private static IReadOnlyList<PaperGroup> Groups(Func<int, string> words) =>
    [
        new("基本信息", [new("姓名", words(60)), new("证件类型", "居民身份证/社保卡"), new("证件号码", words(30)), new("性别", "男"), new("出生日期", "1990-03-07"), new("年龄", "36")]),
        new("报名省市与考试考区", [new("报名省", words(40)), new("报名市", words(40)), new("考试考区", words(40))]),
        new("报考信息", [new("报考级别", "中级"), new("报考资格", words(20)), new("报考科目", words(40)), new("现有职称（资格）", words(RegistrationForm.TextLength)), new("取得职称（资格）时间", "2020-01-01")]),
        new("在职情况", [new("在职情况", words(20)), new("工作单位", words(RegistrationForm.TextLength)), new("参加工作时间", "2012-07-01"), new("本专业工作时间", "2012-07-01")]),
        new("学习情况", [new("所在学校", words(RegistrationForm.TextLength)), new("专业名称", words(RegistrationForm.TextLength)), new("所学专业", words(20)), new("毕业时间", "2012-06-30"), new("在学/已有学历", words(20)), new("学制", "4 年"), new("学位", words(20))]),
        new("联络方式", [new("通讯地址", words(RegistrationForm.AddressLength)), new("手机号码", "13900000001"), new("Email", words(ContactAddress.MaxLength)), new("固定电话", words(RegistrationForm.TelephoneLength)), new("邮政编码", "650000")]),
    ];

    private static RegistrationFormFacts Form(IReadOnlyList<PaperGroup>? groups = null) => new()
    {
        RoundName = "2026年上半年", Number = "53260100000017", SystemCode = "2026010000012345", Name = "张三", Groups = groups ?? Groups(_ => "甲"), Photo = DrawnPortrait.Jpeg(7, 295, 413, quality: 60),
        State = "报名成功", PaidAt = Beijing.At(2026, 3, 22, 15, 58), Operator = "云南省信息技术发展中心",
    };
}
