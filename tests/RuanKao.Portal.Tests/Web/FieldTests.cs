using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Tests.Web;

public class FieldTests
{
    private enum Work { [Display(Name = "在校")] AtSchool, [Display(Name = "在职")] Employed }

    private sealed class SampleForm
    {
        [Display(Name = "证件号码"), Required, StringLength(18)]
        public string? Number { get; set; }

        [Display(Name = "密码"), DataType(DataType.Password)]
        public string? Password { get; set; }

        [Display(Name = "毕业时间")]
        public DateOnly? Graduated { get; set; }

        [Display(Name = "在职情况"), Required]
        public Work? Work { get; set; }
    }

    [Fact]
    public async Task An_error_is_tied_to_its_control()
    {
        var html = await FieldAsync(nameof(SampleForm.Number), new(), hint: "18 位", state: state => state.AddModelError("Number", "证件号码应为18位，您输入了17位"));
        var input = html.QuerySelector("input")!;
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        var described = input.GetAttribute("aria-describedby")!.Split(' ').Select(id => html.QuerySelector("#" + id)!.TextContent);
        Assert.Equal(["18 位", "证件号码应为18位，您输入了17位"], described);
    }

    [Fact]
    public async Task A_required_field_says_so_in_words_and_carries_its_length()
    {
        var html = await FieldAsync(nameof(SampleForm.Number), new());
        Assert.Equal("*证件号码（必填）", html.QuerySelector("label")!.TextContent);
        Assert.Equal(html.QuerySelector("label")!.GetAttribute("for"), html.QuerySelector("input")!.Id);
        Assert.Equal("18", html.QuerySelector("input")!.GetAttribute("maxlength"));
        Assert.Null(html.QuerySelector("input")!.GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task What_was_typed_comes_back_but_never_a_password()
    {
        void Typed(ModelStateDictionary state)
        {
            state.SetModelValue("Number", "11010", "11010");
            state.SetModelValue("Password", "hunter22", "hunter22");
        }

        var number = await FieldAsync(nameof(SampleForm.Number), new() { Number = "old" }, state: Typed);
        Assert.Equal("11010", number.QuerySelector("input")!.GetAttribute("value"));
        var password = await FieldAsync(nameof(SampleForm.Password), new() { Password = "hunter22" }, state: Typed);
        Assert.Null(password.QuerySelector("input")!.GetAttribute("value"));
        Assert.Equal("password", password.QuerySelector("input")!.GetAttribute("type"));
    }

    [Fact]
    public async Task A_day_is_asked_with_a_date_control()
    {
        var html = await FieldAsync(nameof(SampleForm.Graduated), new() { Graduated = new(2020, 6, 30) });
        Assert.Equal("date", html.QuerySelector("input")!.GetAttribute("type"));
        Assert.Equal("2020-06-30", html.QuerySelector("input")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Radios_form_a_group_with_a_legend_and_keep_the_choice()
    {
        var html = await FieldAsync(nameof(SampleForm.Work), new() { Work = Work.Employed }, kind: "radios");
        Assert.Equal("*在职情况（必填）", html.QuerySelector("fieldset > legend")!.TextContent);
        Assert.Equal(["在校", "在职"], html.QuerySelectorAll("label.choice").Select(label => label.TextContent));
        Assert.Equal("Employed", html.QuerySelector("input[checked]")!.GetAttribute("value"));
        Assert.NotNull(html.QuerySelector("#Work"));
    }

    [Fact]
    public void A_broken_rule_lands_on_its_field()
    {
        var state = new ModelStateDictionary();
        state.Add(new RuleViolationException([new("Number", "一"), new("", "二")]), prefix: "Form");
        Assert.Equal("一", state["Form.Number"]!.Errors.Single().ErrorMessage);
        Assert.Equal("二", state[""]!.Errors.Single().ErrorMessage);
    }

    [Fact]
    public async Task The_summary_lists_errors_in_the_order_of_the_page_and_leads_to_each_field()
    {
        await using var provided = Provided();
        var data = new ViewDataDictionary<SampleForm>(provided.GetRequiredService<IModelMetadataProvider>(), new ModelStateDictionary()) { Model = new() };
        data.ModelState.AddModelError("Graduated", "请选择毕业时间");
        data.ModelState.AddModelError("Number", "应为18位，您输入了17位");
        data.ModelState.AddModelError("", "请再试一次");
        var output = new TagHelperOutput("error-summary", [], (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent()));
        new ErrorSummaryTagHelper { ViewContext = new ViewContext { ViewData = data, HttpContext = new DefaultHttpContext() } }
            .Process(new TagHelperContext([], new Dictionary<object, object>(), "one"), output);
        var html = Parsed(output);
        Assert.Equal(["请再试一次", "证件号码：应为18位，您输入了17位", "请选择毕业时间"], html.QuerySelectorAll("li").Select(line => line.TextContent));
        Assert.Equal(["#Number", "#Graduated"], html.QuerySelectorAll("a").Select(link => link.GetAttribute("href")));
        Assert.Equal("-1", html.QuerySelector(".error-summary")!.GetAttribute("tabindex"));
    }

    private static async Task<IElement> FieldAsync(string property, SampleForm model, string? hint = null, string? kind = null, Action<ModelStateDictionary>? state = null)
    {
        await using var provided = Provided();
        var provider = provided.GetRequiredService<IModelMetadataProvider>();
        var data = new ViewDataDictionary<SampleForm>(provider, new ModelStateDictionary()) { Model = model };
        state?.Invoke(data.ModelState);
        var expression = new ModelExpressionProvider(provider).CreateModelExpression(data, property);
        var helper = new FieldTagHelper
        {
            For = expression,
            Hint = hint,
            As = kind,
            ViewContext = new ViewContext { ViewData = data, HttpContext = new DefaultHttpContext() },
        };
        var output = new TagHelperOutput("field", [], (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent()));
        await helper.ProcessAsync(new TagHelperContext([], new Dictionary<object, object>(), "one"), output);
        return Parsed(output);
    }

    private static ServiceProvider Provided()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddMvcCore().AddDataAnnotations();
        return services.BuildServiceProvider();
    }

    private static IElement Parsed(TagHelperOutput output)
    {
        using var writer = new StringWriter();
        output.WriteTo(writer, HtmlEncoder.Default);
        return new HtmlParser().ParseDocument(writer.ToString()).Body!;
    }
}
