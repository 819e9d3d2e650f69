using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace RuanKao.Portal.Web;

/// <summary>What a person reads when a page cannot be shown.</summary>
public sealed record ErrorPage(int Status, string Title, string What, string Next, string? TraceId);

/// <summary>One plain page for every refusal and failure: what happened, what to do, what was kept.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class ErrorsController : Controller
{
    private static readonly Dictionary<int, (string Title, string What, string Next)> Pages = new()
    {
        [400] = ("页面已过期，没有提交成功",
            "页面打开的时间较长，或者您在别的窗口登录、退出过，这次提交没有被处理。",
            "请按浏览器的“后退”回到刚才的页面，刷新后再提交。之前已经保存的内容都在。"),
        [403] = ("您的账号不能打开此页面",
            "此页面只对特定的人员开放，您当前登录的账号没有权限。",
            "如果您有另一个账号，请先退出，再用那个账号登录；认为有误的，请联系您的考试机构。"),
        [404] = ("没有找到此页面",
            "网址可能输入有误，或者页面已经移走。",
            "请检查网址，或者从首页重新进入。您填写过的内容不受影响。"),
        [405] = ("没有找到此页面",
            "此网址不能直接打开。",
            "请从首页重新进入。您填写过的内容不受影响。"),
        [409] = ("内容已被他人更新",
            "在您打开页面以后，这份内容已被他人（或您在另一个窗口）更新，为避免互相覆盖，这次没有保存。",
            "请回到刚才的页面，刷新后查看最新内容，再决定是否修改。"),
        [413] = ("上传的文件太大",
            "文件超过了允许的大小，没有上传成功。",
            "请按浏览器的“后退”回到刚才的页面，换一个较小的文件。表单中已经保存的内容都在。"),
        [429] = ("操作太频繁，请稍后再试",
            "短时间内的请求次数过多，这次没有处理。",
            "请等一分钟后再试。您填写过的内容不受影响。"),
        [500] = ("系统出现问题，此页面暂时打不开",
            "问题已经记录，不是您的操作造成的。",
            "请稍后再试。已经保存的内容不会丢失；已经付款的，系统会自动核对，请不要重复付款。"),
        [503] = ("系统正忙，请稍后再试",
            "此页面暂时不能打开。",
            "请过几分钟再试。已经保存的内容不会丢失。"),
    };

    // From the route by hand: binding a parameter would read the body again that may be what was refused.
    [Route("/errors/{status:int}", Name = "error")]
    public IActionResult Show() => Shown(int.Parse((string)RouteData.Values["status"]!, CultureInfo.InvariantCulture));

    /// <summary>Where an unhandled exception ends; the exception handler has already chosen the status. Opened by hand it is no page.</summary>
    [Route("/errors", Name = "error-unhandled")]
    public IActionResult Unhandled() => Shown(Response.StatusCode is >= 400 ? Response.StatusCode : 404);

    private ViewResult Shown(int status)
    {
        var known = Pages.TryGetValue(status, out var page);
        if (!known)
        {
            page = status >= 500 ? Pages[500] : Pages[404];
        }

        Response.StatusCode = known ? status : status is >= 400 and <= 599 ? status : 404;
        var traceId = status >= 500 ? Activity.Current?.TraceId.ToHexString() ?? HttpContext.TraceIdentifier : null;

        // The shell must not ask the database for the institution when the database may be what failed.
        ViewData["Bare"] = status >= 500;
        return View("Error", new ErrorPage(status, page.Title, page.What, page.Next, traceId));
    }
}
