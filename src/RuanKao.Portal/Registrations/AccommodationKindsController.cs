using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>One kind as its administrator writes it.</summary>
public sealed class AccommodationKindForm
{
    [Display(Name = "考生看到的名称")]
    public string? Words { get; set; }

    [Display(Name = "准考证上的措辞")]
    public string? Measure { get; set; }

    [Display(Name = "其他要求")]
    public AccommodationMeaning Meaning { get; set; }

    [Display(Name = "申请这一项必须上传证明材料")]
    public bool AsksForProof { get; set; }

    [Display(Name = "顺序")]
    public int Order { get; set; }

    public int Version { get; set; }

    /// <summary>save, retire or restore.</summary>
    public string? Then { get; set; }

    public static AccommodationKindForm Of(AccommodationKind kind) =>
        new() { Words = kind.Words, Measure = kind.Measure, Meaning = kind.Meaning, AsksForProof = kind.AsksForProof, Order = kind.Order, Version = kind.Version };
}

public sealed record AccommodationKindPage(AccommodationKind? Kind, AccommodationKindForm Form)
{
    public static IEnumerable<SelectListItem> Meanings => Enum.GetValues<AccommodationMeaning>().Select(m => new SelectListItem(m.Word(), m.ToString()));
}

/// <summary>便利种类: the national list of what can be asked for, kept by the national administrator.</summary>
[Authorize(Policy = Doors.NationalAdministrator)]
[Route("/desk/accommodation-kinds")]
public sealed class AccommodationKindsController(PortalContext db, AccommodationKindService kinds, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(AccommodationKindPage.Form);

    private Operation Operation => User.Does(Role.NationalAdministrator, clock);

    [HttpGet("", Name = "accommodation-kinds")]
    public async Task<IActionResult> Kinds(CancellationToken ct) => View("AccommodationKinds", await kinds.AllAsync(ct));

    [HttpGet("new", Name = "accommodation-kind-new")]
    public async Task<IActionResult> New(CancellationToken ct) =>
        View("AccommodationKind", new AccommodationKindPage(null, new() { Order = Math.Min(AccommodationKind.MostOrder, (await kinds.AllAsync(ct)).Max(k => (int?)k.Order) + 10 ?? 10) }));

    [HttpPost("new")]
    public async Task<IActionResult> New([Bind(Prefix = Prefix)] AccommodationKindForm form, CancellationToken ct) =>
        await DoneAsync(async () => { await kinds.AddAsync(form, Operation, ct); return true; }, "已添加，考生立即可以选择", null, form);

    [HttpGet("{code}", Name = "accommodation-kind")]
    public async Task<IActionResult> Change(string code, CancellationToken ct) =>
        await kinds.FindAsync(code, ct) is { } kind ? View("AccommodationKind", new AccommodationKindPage(kind, AccommodationKindForm.Of(kind))) : NotFound();

    [HttpPost("{code}")]
    public async Task<IActionResult> Change(string code, [Bind(Prefix = Prefix)] AccommodationKindForm form, CancellationToken ct) => await kinds.FindAsync(code, ct) is not { } kind ? NotFound()
        : await DoneAsync(() => kinds.ChangeAsync(code, form, Operation, ct), form.Then switch { "retire" => "已停用，考生不能再选", "restore" => "已恢复，考生可以选择", _ => "已保存" }, kind, form);

    private async Task<IActionResult> DoneAsync(Func<Task<bool>> change, string done, AccommodationKind? kind, AccommodationKindForm form)
    {
        if (await this.RefusedAsync(db, Prefix, "这一项", change, () => Task.FromResult<IActionResult>(View("AccommodationKind", new AccommodationKindPage(kind, form)))) is { } refused) return refused;
        this.Notice(done);
        return RedirectToRoute("accommodation-kinds");
    }
}

/// <summary>The tab 便利种类 of the national administrator.</summary>
public sealed class AccommodationKindsDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<DeskMenuItem>>(person.Holds(Role.NationalAdministrator) ? [new(48, "便利种类", "accommodation-kinds")] : []);
}
