using System.ComponentModel.DataAnnotations;

namespace RuanKao.Portal.Persistence;

public enum DatabaseProvider { Sqlite, SqlServer }

/// <summary>Configuration section Database: which database, and how to reach it.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    public DatabaseProvider Provider { get; init; } = DatabaseProvider.Sqlite;

    [Required]
    public string ConnectionString { get; init; } = "";
}
