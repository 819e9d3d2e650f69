using Microsoft.AspNetCore.Mvc;

namespace RuanKao.Portal.Web;

/// <summary>The five steps, at the same place on every candidate page.</summary>
public sealed class JourneyTrackViewComponent(JourneyOfRequest journeys) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync() =>
        await journeys.GetAsync(HttpContext) is { Steps.Count: > 0 } journey
            ? View("/Web/JourneyTrack.cshtml", journey)
            : Content("");
}

/// <summary>The candidate's menu of one round; a visitor sees what is open to everyone.</summary>
public sealed class JourneyMenuViewComponent(JourneyOfRequest journeys) : ViewComponent
{
    private static readonly JourneyMenuItem[] OpenToAll =
    [
        new(20, "考生须知", "round-notice", null),
        new(30, "考试计划", "round-plan", null),
        new(40, "政策文件", "round-policy", null),
    ];

    public async Task<IViewComponentResult> InvokeAsync() =>
        View("/Web/JourneyMenu.cshtml", await journeys.GetAsync(HttpContext) is { Menu.Count: > 0 } journey ? journey.Menu : OpenToAll);
}
