using System.Data.Common;

namespace RuanKao.Portal.Tests.Support;

/// <summary>How SQLite reads what a command asks for, step by step.</summary>
public static class QueryPlan
{
    /// <summary>The steps of a command of an open connection; the command itself is changed.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(DbCommand command)
    {
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        await using var reader = await command.ExecuteReaderAsync();
        var steps = new List<string>();
        while (await reader.ReadAsync()) steps.Add(reader.GetString(3));
        return steps;
    }

    /// <summary>The same question, to be asked again by <see cref="OfAsync"/>.</summary>
    public static DbCommand Copy(DbCommand command)
    {
        var copy = command.Connection!.CreateCommand();
        copy.CommandText = command.CommandText;
        foreach (DbParameter given in command.Parameters)
        {
            var parameter = copy.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (given.ParameterName, given.Value);
            copy.Parameters.Add(parameter);
        }
        return copy;
    }
}
