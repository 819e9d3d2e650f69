using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Razor;

namespace RuanKao.Portal.Web;

/// <summary>Finds a view beside its controller (namespace = folder), then in the Web room.</summary>
public sealed class RoomViewLocations : IViewLocationExpander
{
    private const string Room = "room";
    private static readonly string House = typeof(RoomViewLocations).Namespace!.Replace(".Web", "");

    public void PopulateValues(ViewLocationExpanderContext context)
    {
        if (context.ActionContext.ActionDescriptor is ControllerActionDescriptor action)
        {
            context.Values[Room] = FolderOf(action.ControllerTypeInfo.Namespace);
        }
    }

    public IEnumerable<string> ExpandViewLocations(ViewLocationExpanderContext context, IEnumerable<string> viewLocations)
    {
        if (context.Values.TryGetValue(Room, out var folder) && !string.IsNullOrEmpty(folder))
        {
            yield return $"/{folder}/{{0}}.cshtml";
        }

        yield return "/Web/{0}.cshtml";
    }

    private static string FolderOf(string? space) =>
        space is not null && space.StartsWith(House + ".", StringComparison.Ordinal)
            ? space[(House.Length + 1)..].Replace('.', '/')
            : "";
}
