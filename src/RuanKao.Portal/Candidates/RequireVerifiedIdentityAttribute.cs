using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

/// <summary>Opens a candidate's page only after 实名认证; others are led there first and come back afterwards.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequireVerifiedIdentityAttribute : TypeFilterAttribute
{
    public const string Notice = "您尚未实名认证，请先前往个人中心进行实名认证";

    /// <param name="allowsWaiting">Opens it also for those whose manual check was handed in: what is filled in meanwhile binds nobody.</param>
    public RequireVerifiedIdentityAttribute(bool allowsWaiting = false) : base(typeof(Filter)) => Arguments = [allowsWaiting];

    private sealed class Filter(bool allowsWaiting, VerifiedPeople people) : IAsyncActionFilter
    {
        public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
        {
            var (http, userId) = (context.HttpContext, context.HttpContext.User.UserId);
            if (await people.IsVerifiedAsync(userId, http.RequestAborted) || (allowsWaiting && await people.IsWaitingAsync(userId, http.RequestAborted)))
            {
                await next();
                return;
            }
            if (context.Controller is Controller page) page.Notice(Notice, Tone.Waiting);
            var back = HttpMethods.IsGet(http.Request.Method) ? (http.Request.Path + http.Request.QueryString).ToString() : null;
            context.Result = new RedirectToRouteResult("identity", back is null ? null : new { returnUrl = back });
        }
    }
}
