using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace RuanKao.Sandbox;

/// <summary>What the sandbox must still know after a restart: one row of JSON for each thing, by kind and id.</summary>
internal sealed class SandboxStore : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Lock gate = new();

    public SandboxStore(string dataFolder)
    {
        var file = Path.Combine(Directory.CreateDirectory(dataFolder).FullName, "sandbox.db");
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            CREATE TABLE IF NOT EXISTS Things (Kind TEXT NOT NULL, Id TEXT NOT NULL, Json TEXT NOT NULL, PRIMARY KEY (Kind, Id));
            """;
        command.ExecuteNonQuery();
    }

    public void Put<T>(string kind, string id, T thing)
    {
        lock (gate)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO Things VALUES ($kind, $id, $json) ON CONFLICT DO UPDATE SET Json = $json";
            command.Parameters.AddWithValue("$kind", kind);
            command.Parameters.AddWithValue("$id", id);
            command.Parameters.AddWithValue("$json", JsonSerializer.Serialize(thing));
            command.ExecuteNonQuery();
        }
    }

    public IReadOnlyList<T> All<T>(string kind)
    {
        lock (gate)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT Json FROM Things WHERE Kind = $kind ORDER BY rowid";
            command.Parameters.AddWithValue("$kind", kind);
            using var reader = command.ExecuteReader();
            var things = new List<T>();
            while (reader.Read())
                things.Add(JsonSerializer.Deserialize<T>(reader.GetString(0))!);
            return things;
        }
    }

    public void Dispose() => connection.Dispose();
}
