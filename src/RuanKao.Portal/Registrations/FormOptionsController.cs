using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>报名表选项: the lists of the paper form, kept by the system administrator.</summary>
[Authorize(Policy = Doors.SystemAdministrator)]
[Route("/desk/options")]
public sealed class FormOptionsController(FormOptionService options, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(OptionPage.Form);

    [HttpGet("", Name = "options")]
    public async Task<IActionResult> Options(CancellationToken ct) => View(new OptionsPage(await options.AllAsync(ct: ct)));

    [HttpGet("{list}/new", Name = "option-new")]
    public IActionResult New(string list) => Known(list) is { } known ? View("Option", new OptionPage(known, null, new())) : NotFound();

    [HttpPost("{list}/new")]
    public async Task<IActionResult> New(string list, [Bind(Prefix = Prefix)] OptionForm form, CancellationToken ct) => Known(list) is not { } known ? NotFound()
        : await DoAsync(known, null, form, async () => $"已在{known.Word()}中添加“{(await options.AddAsync(known, form, Does, ct)).Words}”");

    [HttpGet("{id:guid}", Name = "option")]
    public async Task<IActionResult> Change(Guid id, CancellationToken ct) =>
        await options.FindAsync(id, ct) is { } option ? View("Option", new OptionPage(option.List, option, OptionForm.Of(option))) : NotFound();

    [HttpPost("{id:guid}")]
    public async Task<IActionResult> Change(Guid id, [Bind(Prefix = Prefix)] OptionForm form, CancellationToken ct) => await options.FindAsync(id, ct) is not { } option ? NotFound()
        : await DoAsync(option.List, option, form, async () =>
        {
            await options.ChangeAsync(option, form, Does, ct);
            return $"{option.List.Word()}的选项已保存";
        });

    [HttpPost("{id:guid}/move", Name = "option-move")]
    public async Task<IActionResult> Move(Guid id, bool up, CancellationToken ct)
    {
        if (await options.FindAsync(id, ct) is not { } option) return NotFound();
        await options.MoveAsync(option, up, Does, ct);
        return Redirect(Url.RouteUrl("options") + "#" + option.List);
    }

    [HttpPost("{id:guid}/retire", Name = "option-retire")]
    public async Task<IActionResult> Retire(Guid id, CancellationToken ct) => await options.FindAsync(id, ct) is not { } option ? NotFound()
        : await DoAsync(option.List, option, OptionForm.Of(option), async () =>
        {
            await options.RetireAsync(option, Does, ct);
            return $"“{option.Words}”已停用，以前的报名表照常显示";
        });

    [HttpPost("{id:guid}/restore", Name = "option-restore")]
    public async Task<IActionResult> Restore(Guid id, CancellationToken ct) => await options.FindAsync(id, ct) is not { } option ? NotFound()
        : await DoAsync(option.List, option, OptionForm.Of(option), async () =>
        {
            await options.RestoreAsync(option, Does, ct);
            return $"“{option.Words}”已恢复，考生可以选择";
        });

    private Operation Does => User.Does(Role.SystemAdministrator, clock);

    private async Task<IActionResult> DoAsync(OptionList list, FormOption? option, OptionForm form, Func<Task<string>> change)
    {
        if (ModelState.IsValid)
        {
            try
            {
                this.Notice(await change());
                return RedirectToRoute("options");
            }
            catch (RuleViolationException e)
            {
                ModelState.Add(e, Prefix);
            }
        }
        return View("Option", new OptionPage(list, option, form));
    }

    private static OptionList? Known(string list) => Enum.TryParse<OptionList>(list, out var known) && Enum.IsDefined(known) && !char.IsAsciiDigit(list[0]) ? known : null;
}

/// <summary>The tab 报名表选项 of the system administrator.</summary>
public sealed class FormOptionsDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<DeskMenuItem>>(person.Holds(Role.SystemAdministrator) ? [new(70, "报名表选项", "options")] : []);
}
