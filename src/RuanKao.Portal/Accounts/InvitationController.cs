using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>The page behind an invitation's link: whoever comes with it takes up the post, and binds a phone at once.</summary>
[AllowAnonymous]
[Route("/invitations/{token}", Name = "invitation")]
public sealed class InvitationController(PortalContext db, Invitations invitations, Posts posts, SignInDesk desk) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Open(string token, CancellationToken ct) =>
        await invitations.FindAsync(token, ct) is { } invitation ? await PageAsync(invitation, new(), ct) : Gone();

    [HttpPost("")]
    public async Task<IActionResult> Accept(string token, [Bind(Prefix = nameof(InvitationPage.Form))] AcceptForm form, CancellationToken ct)
    {
        if (await invitations.FindAsync(token, ct) is not { } invitation) return Gone();
        var (account, user) = await AccountAsync(invitation, ct);
        if (!ModelState.IsValid || account is InvitedAccount.SignInFirst or InvitedAccount.SignedInAsAnother) return await PageAsync(invitation, form, ct);
        try
        {
            if (account == InvitedAccount.New) user = await invitations.AcceptAsync(invitation, form.Password!, ct);
            else await invitations.AcceptAsync(invitation, user!, ct);
        }
        catch (RuleViolationException e)
        {
            db.ChangeTracker.Clear();
            // Taken up on another screen meanwhile: the page says so.
            if (await invitations.FindAsync(token, ct) is null) return Gone();
            ModelState.Add(e, nameof(InvitationPage.Form));
            return await PageAsync(invitation, form, ct);
        }
        await desk.FarewellAsync();
        return await desk.WelcomeAsync(this, user!, SignInWay.Invitation, null, ct);
    }

    private async Task<(InvitedAccount, PortalUser?)> AccountAsync(StaffInvitation invitation, CancellationToken ct)
    {
        var user = await invitations.AccountOfAsync(invitation, ct);
        return (user is null ? (User.IsSignedIn ? InvitedAccount.SignedInAsAnother : InvitedAccount.New)
            : !User.IsSignedIn ? InvitedAccount.SignInFirst
            : User.UserId == user.Id ? InvitedAccount.Own : InvitedAccount.SignedInAsAnother, user);
    }

    private async Task<IActionResult> PageAsync(StaffInvitation invitation, AcceptForm form, CancellationToken ct)
    {
        Response.Headers.CacheControl = "no-store";
        return View("Invitation", new InvitationPage(await posts.WordsAsync(invitation.Post, ct), invitation.Name, invitations.AddressOf(invitation).Masked,
            invitation.ExpiresAt, (await AccountAsync(invitation, ct)).Item1, form));
    }

    private ViewResult Gone()
    {
        Response.Headers.CacheControl = "no-store";
        Response.StatusCode = StatusCodes.Status404NotFound;
        return View("InvitationGone");
    }
}
