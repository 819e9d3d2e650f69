using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Web;

/// <summary>The manners of every decision at the desk: not found, refused at its field, or come too late; what was written always stays.</summary>
public static class Decisions
{
    extension(Controller controller)
    {
        /// <summary>Decides; null when that is done, else the page to answer with.</summary>
        /// <param name="what">What has been changed by others meanwhile: 这份报名.</param>
        /// <param name="decide">False where there is nothing of the kind in this person's scope.</param>
        /// <param name="again">The case as it is now, with the form as it was sent.</param>
        public async Task<IActionResult?> RefusedAsync(DbContext db, string prefix, string what, Func<Task<bool>> decide, Func<Task<IActionResult>> again)
        {
            if (!controller.ModelState.IsValid) return await again();
            try
            {
                return await decide() ? null : controller.NotFound();
            }
            catch (RuleViolationException e)
            {
                controller.ModelState.Add(e, prefix);
            }
            catch (DbUpdateConcurrencyException)
            {
                controller.ModelState.AddModelError("", $"您打开以后，{what}已被他人更新，您的决定没有保存。以下是现在的内容，请核对后再决定");
                controller.Response.StatusCode = StatusCodes.Status409Conflict;
            }
            db.ChangeTracker.Clear();
            return await again();
        }
    }
}
