using System.Text;
using RuanKao.Sandbox.Web;
using static RuanKao.Sandbox.Web.SandboxPages;

namespace RuanKao.Sandbox.People;

/// <summary>The list of invented people, to be copied into the real-name form.</summary>
internal static class PeoplePage
{
    public static void MapPeople(this IEndpointRouteBuilder app) => app.MapGet("/people", (HttpContext http) =>
    {
        var body = new StringBuilder("<p>以下人员均为虚构，号码中的区县代码 99 未分配给任何地区。姓名与号码不一致时，核验结果为不匹配（例如用 李四 和张伟明的号码）；不在库中的号码，结果为无记录。</p>"
            + "<p>没有核验接口的证件走人工核验，号码只检查格式，可以用：港澳居民来往内地通行证 H00000021、台湾居民来往大陆通行证 00000021、港澳台居民居住证 810000199905060027、护照 USA A00000021。</p>");
        body.Append("<table><thead><tr><th>姓名</th><th>身份证号码</th><th>说明</th></tr></thead><tbody>");
        foreach (var person in SandboxPopulation.People)
            body.Append($"<tr><td>{Text(person.Name)}</td><td class=\"number\">{person.IdNumber}</td><td>{Text(person.Note)}</td></tr>");
        body.Append("</tbody></table><p>此外还有按规则生成的人群，例如：</p><table><thead><tr><th>姓名</th><th>身份证号码</th></tr></thead><tbody>");
        for (var n = 0; n < 10; n++)
            body.Append($"<tr><td>{SandboxPopulation.Crowd(n).Name}</td><td class=\"number\">{SandboxPopulation.Crowd(n).IdNumber}</td></tr>");
        return http.WritePageAsync("人口库", body.Append("</tbody></table>").ToString());
    });
}
