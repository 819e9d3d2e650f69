using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Tests.Support;

/// <summary>Somebody who is quicker: does his work once, in the instant before the portal writes. A race that comes out the same every time.</summary>
public sealed class Interloper : DbCommandInterceptor, ISaveChangesInterceptor, IDbTransactionInterceptor
{
    private const string Transaction = "BEGIN";

    private Func<Task>? work;
    private string? statement;
    private int saves;

    /// <summary>Before the next save, or after as many further ones.</summary>
    public void BeforeSave(Func<Task> work, int after = 0) => (this.work, statement, saves) = (work, null, after);

    /// <summary>Before the next statement that holds this text and is no part of a save.</summary>
    public void Before(string statement, Func<Task> work) => (this.work, this.statement) = (work, statement);

    /// <summary>Before the next transaction that a service begins itself.</summary>
    public void BeforeTransaction(Func<Task> work) => (this.work, statement) = (work, Transaction);

    public Task<PortalFactory> StartAsync(Action<IServiceCollection>? configure = null) => PortalFactory.StartAsync(services =>
    {
        services.ConfigureDbContext<SqlitePortalContext>(options => options.AddInterceptors(this));
        configure?.Invoke(services);
    });

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData data, InterceptionResult<int> result, CancellationToken ct = default)
    {
        if (work is not null && statement is null && saves-- == 0) await WorkAsync();
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData data, InterceptionResult<int> result, CancellationToken ct = default)
    {
        if (statement is { } text && command.CommandText.Contains(text, StringComparison.Ordinal)) await WorkAsync();
        return result;
    }

    public async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(DbConnection connection, TransactionStartingEventData data, InterceptionResult<DbTransaction> result, CancellationToken ct = default)
    {
        if (statement == Transaction) await WorkAsync();
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
