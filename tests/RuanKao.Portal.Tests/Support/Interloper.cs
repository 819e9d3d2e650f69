using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Tests.Support;

/// <summary>Somebody who is quicker: does his work once, in the instant before the portal writes. A race that comes out the same every time.</summary>
public sealed class Interloper : DbCommandInterceptor, ISaveChangesInterceptor
{
    private Func<Task>? work;
    private string? statement;

    /// <summary>Before the next save.</summary>
    public void BeforeSave(Func<Task> work) => (this.work, statement) = (work, null);

    /// <summary>Before the next statement that holds this text and is no part of a save.</summary>
    public void Before(string statement, Func<Task> work) => (this.work, this.statement) = (work, statement);

    public Task<PortalFactory> StartAsync() =>
        PortalFactory.StartAsync(services => services.ConfigureDbContext<SqlitePortalContext>(options => options.AddInterceptors(this)));

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData data, InterceptionResult<int> result, CancellationToken ct = default)
    {
        if (statement is null) await WorkAsync();
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData data, InterceptionResult<int> result, CancellationToken ct = default)
    {
        if (statement is { } text && command.CommandText.Contains(text, StringComparison.Ordinal)) await WorkAsync();
        return result;
    }

    private async Task WorkAsync()
    {
        // His own writes are nobody's race.
        var now = work;
        work = null;
        if (now is not null) await now();
    }
}
