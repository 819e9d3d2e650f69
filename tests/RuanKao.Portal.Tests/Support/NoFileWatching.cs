using System.Runtime.CompilerServices;

namespace RuanKao.Portal.Tests.Support;

/// <summary>Hosts under test watch neither settings nor static files: each watcher costs one of the 128 inotify instances that Linux grants a user.</summary>
internal static class NoFileWatching
{
    [ModuleInitializer]
    internal static void Set()
    {
        Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
        Environment.SetEnvironmentVariable("DOTNET_USE_POLLING_FILE_WATCHER", "true");
    }
}
