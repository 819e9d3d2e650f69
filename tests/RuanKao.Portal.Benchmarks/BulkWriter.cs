using Microsoft.Data.Sqlite;

namespace RuanKao.Portal.Benchmarks;

/// <summary>Writes rows into an SQLite table as fast as it goes: its indexes are made afterwards, and nobody waits for the disk.</summary>
public sealed class BulkWriter : IDisposable
{
    private readonly SqliteConnection connection;

    public BulkWriter(string file)
    {
        connection = new($"Data Source={file};Pooling=false;Foreign Keys=False");
        connection.Open();
        Run("PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF; PRAGMA cache_size=-400000; PRAGMA temp_store=MEMORY;");
    }

    public void Write<T>(string table, IReadOnlyList<(string Column, Func<T, object?> Value)> columns, IEnumerable<T> rows)
    {
        var indexes = Lines($"SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL");
        foreach (var name in Lines($"SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL")) Run($"DROP INDEX \"{name}\"");
        using (var transaction = connection.BeginTransaction())
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"INSERT INTO \"{table}\" ({string.Join(", ", columns.Select(c => $"\"{c.Column}\""))}) VALUES ({string.Join(", ", columns.Select((_, at) => "$" + at))})";
            var parameters = columns.Select((_, at) => command.Parameters.Add(new SqliteParameter { ParameterName = "$" + at })).ToArray();
            foreach (var row in rows)
            {
                for (var at = 0; at < columns.Count; at++) parameters[at].Value = columns[at].Value(row) ?? DBNull.Value;
                command.ExecuteNonQuery();
            }
            transaction.Commit();
        }
        foreach (var index in indexes) Run(index);
    }

    public void Dispose()
    {
        Run("PRAGMA journal_mode=WAL;");
        connection.Dispose();
    }

    private void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private List<string> Lines(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read()) lines.Add(reader.GetString(0));
        return lines;
    }
}
