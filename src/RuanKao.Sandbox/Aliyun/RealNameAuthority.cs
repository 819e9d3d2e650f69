using System.Text.Json.Nodes;
using RuanKao.Sandbox.People;

namespace RuanKao.Sandbox.Aliyun;

/// <summary>Cloudauth Id2MetaVerify: does this name belong to this number?</summary>
internal sealed class RealNameAuthority
{
    public JsonObject Verify(IReadOnlyDictionary<string, string> parameters)
    {
        if (parameters.GetValueOrDefault("ParamType") != "normal"
            || parameters.GetValueOrDefault("UserName") is not { Length: > 0 } name
            || parameters.GetValueOrDefault("IdentifyNum") is not { Length: > 0 } number)
            return Answer("400", "参数不能为空");
        if (!SandboxPopulation.IsValidNumber(number))
            return Answer("401", "参数非法");

        var person = SandboxPopulation.Find(number);
        return person?.Answer switch
        {
            null or AuthorityAnswer.NoRecord => Answer("200", "success", "3"),
            AuthorityAnswer.Refused => Answer("401", "参数非法"),
            AuthorityAnswer.SourceDown => Answer("402", "认证数据源异常"),
            AuthorityAnswer.Broken => Answer("500", "系统错误"),
            _ => Answer("200", "success", person.Name == name ? "1" : "2"),
        };
    }

    private static JsonObject Answer(string code, string message, string? verdict = null)
    {
        var answer = new JsonObject { ["Code"] = code, ["Message"] = message };
        if (verdict is not null)
            answer["ResultObject"] = new JsonObject { ["BizCode"] = verdict };
        return answer;
    }
}
